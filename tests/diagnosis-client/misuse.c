/*
 * Samples used wrongly, and allocators
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "faulty.h"

FAULT(released_twice)
{
    IMemAllocatorCallbackTemp *allocator = make_committed(scene, 2, 64, 16, 0);
    IMediaSample *first = take(allocator), *second = take(allocator), *next;

    IMediaSample_Release(second);
    /* The buffer has a new holder: the reference that is stolen would be that one's. */
    next = take(allocator);
    IMediaSample_Release(second);
    IMediaSample_Release(next);
    IMediaSample_Release(first);
    end_allocator(allocator);
}

FAULT(used_after_release)
{
    IMemAllocatorCallbackTemp *allocator = make_committed(scene, 2, 64, 16, 0);
    IMediaSample *sample = take(allocator);

    IMediaSample_Release(sample);
    pointer_of(sample);
    end_allocator(allocator);
}

FAULT(outstanding)
{
    IMemAllocatorCallbackTemp *allocator = make_committed(scene, 2, 64, 16, 0);
    ALLOCATOR_PROPERTIES request = { 4, 128, 16, 0 }, actual;
    IMediaSample *sample = take(allocator);

    IMemAllocatorCallbackTemp_Decommit(allocator);
    IMemAllocatorCallbackTemp_SetProperties(allocator, &request, &actual);
    IMediaSample_Release(sample);
    end_allocator(allocator);
}

FAULT(not_committed)
{
    IMemAllocatorCallbackTemp *allocator = make_allocator(scene);

    take(allocator);
    IMemAllocatorCallbackTemp_Release(allocator);
}

FAULT(refused_over_and_over)
{
    IMemAllocatorCallbackTemp *allocator = make_committed(scene, 2, 64, 16, 0);
    unsigned int i;

    IMemAllocatorCallbackTemp_Decommit(allocator);
    for (i = 0; i < 1000; ++i)
        take(allocator);
    end_allocator(allocator);
}

FAULT(never_decommitted)
{
    IMemAllocatorCallbackTemp *allocator = make_committed(scene, 2, 64, 16, 0);

    IMemAllocatorCallbackTemp_Release(allocator);
}

FAULT(alignment)
{
    end_allocator(make_committed(scene, 2, 64, 1, 0));
}

FAULT(one_buffer)
{
    end_allocator(make_committed(scene, 1, 64, 16, 0));
}

FAULT(still_out)
{
    IMemAllocatorCallbackTemp *allocator = make_committed(scene, 2, 64, 16, 0);
    IMediaSample *first = take(allocator), *second = take(allocator);

    IMediaSample_Release(first);
    end_allocator(allocator);
    /* Told by the watch thread. */
    Sleep(scene->stall * 3);
    IMediaSample_Release(second);
}

/* To be called last: told at the end of the process. */
FAULT(still_out_at_end)
{
    take(make_committed(scene, 3, 64, 16, 0));
}

/* More than have a summary of their own, with nothing wrong: some end, some are left when the process ends. */
FAULT(many_allocators)
{
    IMemAllocatorCallbackTemp *allocator;
    IMediaSample *sample;
    unsigned int i;

    for (i = 0; i < 250; ++i)
    {
        allocator = make_committed(scene, 2, 64, 16, 0);
        sample = take(allocator);
        IMediaSample_Release(sample);
        if (i < 130)
            end_allocator(allocator);
        else
            IMemAllocatorCallbackTemp_Decommit(allocator);
    }
}
