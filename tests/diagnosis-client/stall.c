/*
 * Threads that wait for buffers
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "faulty.h"

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

static DWORD WINAPI wait_for_buffer(void *context)
{
    wait_and_give_back(context);
    return 0;
}

/* While no buffer is free, a thread waits for that long, until all references to `sample` are given up. */
static void let_wait(IMemAllocatorCallbackTemp *allocator, DWORD milliseconds, IMediaSample *sample)
{
    HANDLE thread = CreateThread(NULL, 0, wait_for_buffer, allocator, 0, NULL);

    Sleep(milliseconds);
    while (IMediaSample_Release(sample))
        ;
    WaitForSingleObject(thread, INFINITE);
    CloseHandle(thread);
}

FAULT(stall)
{
    IMemAllocatorCallbackTemp *allocator = make_committed(scene, 2, 64, 16, 0);
    IMediaSample *first = take(allocator), *second = take(allocator);

    IMediaSample_AddRef(second);
    let_wait(allocator, scene->stall * 3, second);
    IMediaSample_Release(first);
    end_allocator(allocator);
}

/* A paused moment, a loop that polls, a thread that waits a little: none of it is worth a word. */
FAULT(nothing_wrong)
{
    IMemAllocatorCallbackTemp *allocator = make_committed(scene, 2, 64, 16, 0);
    IMediaSample *first = take(allocator), *second = take(allocator);

    take(allocator);
    let_wait(allocator, scene->stall / 10, first);
    IMemAllocatorCallbackTemp_Decommit(allocator);
    take(allocator);
    IMediaSample_AddRef(second);
    IMediaSample_Release(second);
    IMediaSample_Release(second);
    IMemAllocatorCallbackTemp_Release(allocator);
}
