/*
 * How a sample's state changes: see sample_state.h
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "sample_state.h"

_Static_assert(offsetof(struct sample, buffer) <= 32 && sizeof(struct sample) == 96,
               "hot parts in cache lines of their own");

void sample_change_flags(struct sample *sample, DWORD clear, DWORD set)
{
    DWORD flags = atomic_load_explicit(&sample->flags, memory_order_relaxed), changed;

    do
    {
        if ((changed = (flags & ~clear) | set) == flags)
            return;
    } while (!atomic_compare_exchange_weak_explicit(&sample->flags, &flags, changed, memory_order_relaxed,
                                                    memory_order_relaxed));
}

void sample_replace_media_type(struct sample *sample, struct shared_media_type *shared)
{
    struct platform_lock *lock = &sample->allocator->media_type_lock;
    struct shared_media_type *replaced;

    platform_lock_acquire(lock);
    replaced = sample->media_type;
    sample->media_type = shared;
    sample_change_flags(sample, AM_SAMPLE_TYPECHANGED, shared ? AM_SAMPLE_TYPECHANGED : 0);
    platform_lock_release(lock);
    shared_media_type_release(replaced);
}

void sample_reset(struct sample *sample)
{
    DWORD flags = atomic_load_explicit(&sample->flags, memory_order_relaxed);

    /* Most samples carry times at the most: then there is one word to clear and nothing else to look at. */
    if (flags & (AM_SAMPLE_TYPECHANGED | SAMPLE_EXTRAS_SET))
    {
        sample->type_specific_flags = 0;
        sample->stream_id = AM_STREAM_MEDIA;
        sample_replace_media_type(sample, NULL);
    }
    if (flags)
        atomic_store_explicit(&sample->flags, 0, memory_order_relaxed);
}
