/*
 * The loader's lock, and the end of the process in the middle of calls
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <stdio.h>

#include "faulty.h"

#define INSIDE   L"quartzalloc-diagnosis-inside"
#define DONE     L"quartzalloc-diagnosis-done"
#define PATIENCE 20000

/* A second copy of this DLL waits here, inside the loader's lock, for a thread that streams. */
BOOL WINAPI DllMain(HINSTANCE instance, DWORD reason, void *reserved)
{
    HANDLE inside, done;

    (void)instance;
    (void)reserved;
    if (reason != DLL_PROCESS_ATTACH || !(inside = OpenEventW(EVENT_MODIFY_STATE, FALSE, INSIDE)))
        return TRUE;
    done = OpenEventW(SYNCHRONIZE, FALSE, DONE);
    SetEvent(inside);
    printf(WaitForSingleObject(done, PATIENCE) ? "the streaming thread hangs\n" : "the streaming thread goes on\n");
    CloseHandle(done);
    CloseHandle(inside);
    return TRUE;
}

struct stream
{
    IMemAllocatorCallbackTemp *allocator;
    IMediaSample *sample;
    HANDLE inside, done;
    DWORD stall;
};

/* Its last buffer is released after the stall has been told, with all its modules and threads. */
static DWORD WINAPI release_after_stall(void *context)
{
    struct stream *stream = context;

    WaitForSingleObject(stream->inside, INFINITE);
    SetEvent(stream->inside);
    Sleep(stream->stall * 3);
    IMediaSample_Release(stream->sample);
    return 0;
}

static DWORD WINAPI run_stream(void *context)
{
    struct stream *stream = context;
    IMediaSample *sample;

    WaitForSingleObject(stream->inside, INFINITE);
    SetEvent(stream->inside);
    if (SUCCEEDED(IMemAllocatorCallbackTemp_GetBuffer(stream->allocator, &sample, NULL, NULL, 0)))
        IMediaSample_Release(sample);
    SetEvent(stream->done);
    return 0;
}

FAULT(loader_lock)
{
    struct stream stream = { make_committed(scene, 2, 64, 16, 0), NULL, NULL, NULL, scene->stall };
    IMediaSample *other;
    WCHAR own[MAX_PATH], copy[MAX_PATH];
    HANDLE threads[2];
    HMODULE module;

    stream.sample = take(stream.allocator);
    other = take(stream.allocator);
    stream.inside = CreateEventW(NULL, TRUE, FALSE, INSIDE);
    stream.done = CreateEventW(NULL, TRUE, FALSE, DONE);
    threads[0] = CreateThread(NULL, 0, run_stream, &stream, 0, NULL);
    threads[1] = CreateThread(NULL, 0, release_after_stall, &stream, 0, NULL);
    /* Both run already, as a new thread would need the lock to begin. */
    Sleep(scene->stall / 2);

    GetModuleHandleExW(GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS | GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT,
                       (const WCHAR *)(uintptr_t)&DllMain, &module);
    GetModuleFileNameW(module, own, ARRAYSIZE(own));
    GetTempPathW(ARRAYSIZE(copy) - 12, copy);
    lstrcatW(copy, L"waiting.dll");
    CopyFileW(own, copy, FALSE);
    module = LoadLibraryW(copy);
    WaitForMultipleObjects(2, threads, TRUE, INFINITE);
    FreeLibrary(module);
    DeleteFileW(copy);
    CloseHandle(threads[0]);
    CloseHandle(threads[1]);
    CloseHandle(stream.done);
    CloseHandle(stream.inside);
    IMediaSample_Release(other);
    end_allocator(stream.allocator);
}

static DWORD WINAPI cycle(void *context)
{
    while (wait_and_give_back(context))
        ;
    return 0;
}

/* Four threads are somewhere inside calls when the process ends. */
FAULT(exit_inside_calls)
{
    IMemAllocatorCallbackTemp *allocator = make_committed(scene, 2, 64, 16, 0);
    unsigned int i;

    for (i = 0; i < 4; ++i)
        CloseHandle(CreateThread(NULL, 0, cycle, allocator, 0, NULL));
    Sleep(scene->stall / 2);
    ExitProcess(7);
}
