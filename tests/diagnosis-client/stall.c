/*
 * Threads that wait for buffers
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "faulty.h"

static DWORD WINAPI wait_for_buffer(void *context)
{
    IMemAllocatorCallbackTemp *allocator = context;
    IMediaSample *sample;

    if (SUCCEEDED(IMemAllocatorCallbackTemp_GetBuffer(allocator, &sample, NULL, NULL, 0)))
        IMediaSample_Release(sample);
    return 0;
}

FAULT(stall)
{
    IMemAllocatorCallbackTemp *allocator = make_committed(scene, 2, 64, 16, 0);
    IMediaSample *first = take(allocator), *second = take(allocator);
    HANDLE thread;

    IMediaSample_AddRef(second);
    thread = CreateThread(NULL, 0, wait_for_buffer, allocator, 0, NULL);
    Sleep(scene->stall * 3);
    IMediaSample_Release(second);
    IMediaSample_Release(second);
    WaitForSingleObject(thread, INFINITE);
    CloseHandle(thread);
    IMediaSample_Release(first);
    end_allocator(allocator);
}

FAULT(dry)
{
    IMemAllocatorCallbackTemp *allocator = make_committed(scene, 1, 64, 16, 0);
    IMediaSample *sample = take(allocator);
    unsigned int i;

    for (i = 0; i < 30; ++i)
    {
        take(allocator);
        Sleep(scene->stall / 10);
    }
    IMediaSample_Release(sample);
    end_allocator(allocator);
}

/* A paused moment, a loop that polls, a thread that waits a little: none of it is worth a word. */
FAULT(nothing_wrong)
{
    IMemAllocatorCallbackTemp *allocator = make_committed(scene, 2, 64, 16, 0);
    IMediaSample *first = take(allocator), *second = take(allocator);
    HANDLE thread;

    take(allocator);
    thread = CreateThread(NULL, 0, wait_for_buffer, allocator, 0, NULL);
    Sleep(scene->stall / 10);
    IMediaSample_Release(first);
    WaitForSingleObject(thread, INFINITE);
    CloseHandle(thread);
    IMemAllocatorCallbackTemp_Decommit(allocator);
    take(allocator);
    IMediaSample_AddRef(second);
    IMediaSample_Release(second);
    IMediaSample_Release(second);
    IMemAllocatorCallbackTemp_Release(allocator);
}
