/*
 * The end of a sample's life: its last reference goes, the proxy becomes a zombie, the real sample is free
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "proxy.h"
#include "proxy_guard.h"
#include "ring.h"

/* The last reference has gone: the proxy becomes a zombie, and then the real sample is free. */
static void retire(struct proxy_sample *sample, const void *caller, HRESULT *release_buffer)
{
    struct proxy_allocator *allocator = sample->allocator;
    IMediaSample2 *real = sample->real;
    const void *outer_release = NULL;
    struct event event;

    if (sample->pointer)
        proxy_guard_give_back(sample, caller);
    event = event_make(EVENT_BUFFER_BACK, allocator->ledger, caller);
    event.buffer = sample->buffer;
    event_happened(&event);
    sample->released_by = caller;
    sample->released_thread = event.thread;
    sample->released_at = event.time;
    /* From here on it may be handed out again. */
    ring_put(sample);

    /* For the callback, which is called on this thread if at all; it may release further samples. */
    if (allocator->real_callback)
    {
        outer_release = system_thread_value();
        system_set_thread_value(caller);
    }
    if (release_buffer)
        *release_buffer = IMemAllocator_ReleaseBuffer(allocator->real, (IMediaSample *)real);
    else
        IMediaSample2_Release(real);
    if (allocator->real_callback)
        system_set_thread_value(outer_release);
    proxy_drop(allocator);
}

/* Release of a zombie: whoever has added a reference to it may give that back. */
static ULONG release_stale(struct proxy_sample *sample, const void *caller)
{
    LONG references = atomic_load_explicit(&sample->stale_references, memory_order_relaxed);

    while (references > 0)
    {
        if (atomic_compare_exchange_weak_explicit(&sample->stale_references, &references, references - 1,
                                                  memory_order_relaxed, memory_order_relaxed))
            return (ULONG)references - 1;
    }
    proxy_report_release(sample, "Release", caller);
    return 0;
}

ULONG proxy_sample_release(struct proxy_sample *sample, const void *caller)
{
    LONG references = atomic_load_explicit(&sample->references, memory_order_acquire);
    struct event event;

    if (references < 1)
        return release_stale(sample, caller);
    if (references > 1)
    {
        /* Told before it is done: afterwards the sample may be another's. */
        event = event_make(EVENT_BUFFER_UNREFERENCED, sample->allocator->ledger, caller);
        event.buffer = sample->buffer;
        event.count = references - 1;
        event_happened(&event);
    }
    references = (LONG)com_drop_reference(&sample->references);
    if (!references)
        retire(sample, caller, NULL);
    return (ULONG)references;
}

HRESULT proxy_sample_release_buffer(struct proxy_sample *sample, const void *caller)
{
    LONG references = 1;
    HRESULT hr;

    if (atomic_compare_exchange_strong_explicit(&sample->references, &references, 0, memory_order_acq_rel,
                                                memory_order_relaxed))
    {
        retire(sample, caller, &hr);
        return hr;
    }
    if (references < 1)
        proxy_report_release(sample, "ReleaseBuffer", caller);
    return E_INVALIDARG;
}
