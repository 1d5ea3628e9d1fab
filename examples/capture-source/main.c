/*
 * The test of the capture filter's heart: a fast sink, a slow one that keeps frames, and one that stops taking any
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <stdio.h>
#include <string.h>

#include "capture.h"

#include <uuids.h>

/* A queue as a renderer has it: Receive keeps the frame, a thread releases it later. */
#define QUEUE_FRAMES 2

struct sink
{
    CRITICAL_SECTION lock;
    IMediaSample *frames[QUEUE_FRAMES];
    DWORD delay; /* milliseconds for which a frame is kept; INFINITE for ever */
    DWORD received, last, disorder;
    HANDLE received_some;
};

static unsigned int passed, failed;

static void check(BOOL condition, const char *what)
{
    if (condition)
        ++passed;
    else
        ++failed;
    if (!condition)
        printf("failed: %s\n", what);
}

/* Releases inside its lock, as filters do: a callback that waited for this lock would hang. */
static void put_frame(struct sink *sink, IMediaSample *frame)
{
    EnterCriticalSection(&sink->lock);
    if (sink->frames[0])
        IMediaSample_Release(sink->frames[0]);
    sink->frames[0] = sink->frames[1];
    sink->frames[1] = frame;
    LeaveCriticalSection(&sink->lock);
}

static HRESULT deliver(void *context, IMediaSample *sample)
{
    struct sink *sink = context;
    DWORD number;
    BYTE *data;

    IMediaSample_GetPointer(sample, &data);
    memcpy(&number, data, sizeof(number));
    if (sink->received && number <= sink->last)
        ++sink->disorder;
    sink->last = number;
    if (++sink->received == 20)
        SetEvent(sink->received_some);
    IMediaSample_AddRef(sample);
    put_frame(sink, sample);
    if (sink->delay)
        Sleep(sink->delay);
    return S_OK;
}

/* A sink with a queue of two frames needs an allocator of three: one is filled meanwhile. */
static void test(IClassFactory *factory, const char *name, LONG buffers, DWORD delay, BOOL lossless)
{
    ALLOCATOR_PROPERTIES request = { buffers, 1024, 16, 0 }, actual;
    IMemAllocatorCallbackTemp *allocator;
    DWORD delivered, lost, started;
    struct capture *capture;
    struct sink sink;
    LONG free_count;

    memset(&sink, 0, sizeof(sink));
    InitializeCriticalSection(&sink.lock);
    sink.delay = delay;
    sink.received_some = CreateEventW(NULL, TRUE, FALSE, NULL);
    IClassFactory_CreateInstance(factory, NULL, &IID_IMemAllocatorCallbackTemp, (void **)&allocator);
    IMemAllocatorCallbackTemp_SetProperties(allocator, &request, &actual);
    IMemAllocatorCallbackTemp_Commit(allocator);

    capture = capture_start(allocator, 5, deliver, &sink);
    check(capture != NULL, name);
    check(!WaitForSingleObject(sink.received_some, buffers > QUEUE_FRAMES ? 20000 : 300) == (buffers > QUEUE_FRAMES),
          name);
    started = GetTickCount();
    capture_stop(capture, &delivered, &lost);
    check(GetTickCount() - started < 10000, "stopping takes long");
    check(delivered == sink.received && !sink.disorder, name);
    check(!lossless || delivered > 0, name);

    put_frame(&sink, NULL);
    put_frame(&sink, NULL);
    IMemAllocatorCallbackTemp_GetFreeCount(allocator, &free_count);
    check(free_count == buffers, "a buffer is missing");
    IMemAllocatorCallbackTemp_Decommit(allocator);
    check(!IMemAllocatorCallbackTemp_Release(allocator), "the allocator is left");
    printf("%s: %lu frames delivered, %lu lost\n", name, delivered, lost);
    CloseHandle(sink.received_some);
    DeleteCriticalSection(&sink.lock);
}

int main(int argc, char **argv)
{
    HRESULT(WINAPI * get_class_object)(REFCLSID clsid, REFIID iid, void **out);
    FARPROC function;
    IClassFactory *factory;

    if (argc != 2 || !(function = GetProcAddress(LoadLibraryA(argv[1]), "DllGetClassObject")))
    {
        fprintf(stderr,
                "Usage: capture-source.exe ALLOCATOR-DLL\n"
                "Lets a capture filter's thread work with that DLL's CLSID_MemoryAllocator.\n");
        return 2;
    }
    memcpy(&get_class_object, &function, sizeof(function));
    if (FAILED(get_class_object(&CLSID_MemoryAllocator, &IID_IClassFactory, (void **)&factory)))
        return 2;
    test(factory, "a fast sink", 6, 0, TRUE);
    test(factory, "a slow sink", 3, 12, FALSE);
    test(factory, "a sink that keeps all there are", 2, 0, FALSE);
    IClassFactory_Release(factory);
    printf("%u passed, %u failed, 0 skipped\n", passed, failed);
    return failed != 0;
}
