/*
 * What an allocator is made of
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef QUARTZALLOC_ALLOCATOR_STATE_H
#define QUARTZALLOC_ALLOCATOR_STATE_H

#include "com.h"
#include "lifetime.h"
#include "notify.h"
#include "pool.h"

struct sample;

struct allocator
{
    /* First, for its own alignment to cache lines. */
    struct pool pool;

    IMemAllocatorCallbackTemp IMemAllocatorCallbackTemp_iface;
    IUnknown IUnknown_inner;
    IUnknown *outer;       /* our own IUnknown_inner where not aggregated */
    _Atomic LONG refcount; /* references of the outside world */

    struct lifetime lifetime; /* one hold is the outside world's or, after it, that of all samples out together */
    struct notify_slot notify;
    struct sample *samples; /* as many as the pool has slots; stable while any is out */

    /* Taken for SetProperties, a Commit with a new layout, SetNotify and a direct ReleaseBuffer.  No application code runs
     * inside it (row 6.2). */
    struct platform_lock lock;
    struct platform_lock media_type_lock;
    ALLOCATOR_PROPERTIES properties; /* as the next Commit will use them; under lock */
    _Atomic LONG buffer_count;       /* properties.cBuffers, for GetFreeCount */
    LONG buffer_size;                /* of the samples as they are laid out now */
    size_t padding;                  /* bytes behind each buffer that nobody is told of; as it was made */
};

#endif
