/*
 * Runs a number of GetBuffer and Release cycles and nothing else, for counting what they ask of the Wine server
 *
 * Usage: quartzalloc-cycles.exe DLL COUNT [notify]
 * Loads the allocator of DLL, commits four buffers, and goes COUNT times through GetBuffer, GetFreeCount, a few methods of
 * the sample, and Release; with "notify", a callback is set.  Before and after it asks for the events
 * "quartzalloc-cycles-begin" and "quartzalloc-cycles-end", which a trace of the server shows.
 * Exit code: 0 every cycle worked, 1 one did not, 2 wrong usage.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#define COBJMACROS
#define INITGUID
#define CONST_VTABLE
#include <windows.h>
#include <objbase.h>

#include "quartzalloc.h"
#include "../object.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <uuids.h>

static struct object notify = OBJECT_INIT(&callback_methods, &IID_IMemAllocatorNotifyCallbackTemp);

/* One cycle; whether everything in it worked. */
static BOOL cycle(IMemAllocatorCallbackTemp *allocator)
{
    REFERENCE_TIME start = 1, stop = 2;
    IMediaSample *sample;
    LONG free_count;
    BYTE *data;

    return IMemAllocatorCallbackTemp_GetBuffer(allocator, &sample, NULL, NULL, 0) == S_OK
            && IMemAllocatorCallbackTemp_GetFreeCount(allocator, &free_count) == S_OK && free_count == 3
            && IMediaSample_GetPointer(sample, &data) == S_OK && IMediaSample_SetActualDataLength(sample, 16) == S_OK
            && IMediaSample_SetTime(sample, &start, &stop) == S_OK && IMediaSample_SetSyncPoint(sample, TRUE) == S_OK
            && IMediaSample_Release(sample) == 0;
}

/* Leave a line in the trace: a request for an event that does not exist. */
static void mark(const char *name)
{
    HANDLE event = OpenEventA(SYNCHRONIZE, FALSE, name);

    if (event)
        CloseHandle(event);
}

int main(int argc, char **argv)
{
    ALLOCATOR_PROPERTIES properties = { 4, 4096, 16, 0 }, actual;
    HRESULT(WINAPI * get_class_object)(REFCLSID clsid, REFIID iid, void **out);
    IMemAllocatorCallbackTemp *allocator;
    IClassFactory *factory;
    HMODULE module;
    long i, count;

    if (argc < 3 || (count = atol(argv[2])) < 1)
    {
        fprintf(stderr, "usage: quartzalloc-cycles.exe DLL COUNT [notify]\n");
        return 2;
    }
    if (!(module = LoadLibraryA(argv[1])) || !(get_class_object = (void *)GetProcAddress(module, "DllGetClassObject"))
        || FAILED(get_class_object(&CLSID_MemoryAllocator, &IID_IClassFactory, (void **)&factory))
        || FAILED(IClassFactory_CreateInstance(factory, NULL, &IID_IMemAllocatorCallbackTemp, (void **)&allocator)))
    {
        fprintf(stderr, "quartzalloc-cycles.exe: no allocator in %s\n", argv[1]);
        return 1;
    }

    if (IMemAllocatorCallbackTemp_SetProperties(allocator, &properties, &actual) != S_OK
        || IMemAllocatorCallbackTemp_Commit(allocator) != S_OK)
        return 1;
    if (argc > 3 && !strcmp(argv[3], "notify"))
        IMemAllocatorCallbackTemp_SetNotify(allocator, (IMemAllocatorNotifyCallbackTemp *)&notify);
    else
        notify.calls = count;

    mark("quartzalloc-cycles-begin");
    for (i = 0; i < count; ++i)
    {
        if (!cycle(allocator))
            return 1;
    }
    mark("quartzalloc-cycles-end");
    IMemAllocatorCallbackTemp_Release(allocator);
    return notify.calls == count ? 0 : 1;
}
