/*
 * The proxies that the layer puts around an allocator, its samples and its callback
 *
 * A proxy passes every call down as it is and tells event_happened what it saw.  It changes no result, no out parameter,
 * no order and no thread.  What differs, and can be seen: a sample is a new object each time that it is handed out, and
 * one that was released answers with an error instead of doing something undefined.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef QUARTZALLOC_DIAGNOSIS_PROXY_H
#define QUARTZALLOC_DIAGNOSIS_PROXY_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "com.h"
#include "gate.h"
#include "guard.h"
#include "ledger.h"
#include "light_lock.h"

/* What a method knows of who called it. */
#define CALLER() __builtin_return_address(0)

/*
 * A sample that was handed out: it has one reference of the real sample for as long as it is out.  Afterwards it is a
 * zombie, until it is needed again and no zombie is older.
 */
struct proxy_sample
{
    IMediaSample2 IMediaSample2_iface;
    struct proxy_allocator *allocator;
    _Atomic LONG references;       /* of the outside world; 0 for a zombie */
    _Atomic LONG stale_references; /* that were added to a zombie */
    IMediaSample2 *real;
    struct ledger_buffer *buffer;
    uint32_t number; /* of the buffer, for the time when that is another's */
    BYTE *pointer;   /* to guarded memory, or NULL: the real sample's counts */

    /* Of a zombie */
    struct proxy_sample *newer;
    const void *released_by;
    uint32_t released_thread;
    uint64_t released_at;
};

struct proxy_chunk;

struct proxy_allocator
{
    IMemAllocatorCallbackTemp IMemAllocatorCallbackTemp_iface;
    IUnknown IUnknown_inner;
    IUnknown *outer; /* our own IUnknown_inner where not aggregated */
    IMemAllocator *real;
    IMemAllocatorCallbackTemp *real_callback; /* the same, or NULL where it lacks the interface */
    _Atomic LONG references;                  /* of the outside world: the real allocator has the same */
    _Atomic LONG holds;                       /* references, samples out, callbacks */
    _Atomic bool has_sample2;                 /* the real samples have IMediaSample2; set with the first of them */
    struct ledger_allocator *ledger;
    struct gate gate;
    /* Made for the first buffer of a layout, and kept until the next layout's first. */
    _Atomic(struct guard *) guard;
    _Atomic bool guard_is_stale;
    struct platform_lock guard_lock; /* for making it */

    struct light_lock ring_lock;
    struct proxy_chunk *chunks;
    struct proxy_sample *oldest, *newest; /* zombies */
    unsigned int zombie_count;
};

/*
 * Put a proxy around `real`, of which it takes over the one reference.  Returns false when out of memory; `real` is still
 * the caller's then.  *unknown receives the non-delegating IUnknown, with one reference.
 */
bool proxy_allocator_create(IUnknown *outer, IMemAllocator *real, const void *caller, IUnknown **unknown);

/* Keep the proxy's memory, or stop keeping it.  Any thread. */
void proxy_hold(struct proxy_allocator *allocator);
void proxy_drop(struct proxy_allocator *allocator);

/*
 * Hand out `real`, whose one reference it takes over: a proxy with one reference, or `real` itself when out of memory.
 * The allocator must be alive.
 */
IMediaSample *proxy_sample_create(struct proxy_allocator *allocator, IMediaSample *real, const void *caller);

/* Give up a reference, as Release does (row 7.1), or as ReleaseBuffer does (rows 5.5, 5.6). */
ULONG proxy_sample_release(struct proxy_sample *sample, const void *caller);
HRESULT proxy_sample_release_buffer(struct proxy_sample *sample, const void *caller);

/* A callback around `callback`, with one reference, or NULL when out of memory.  Runs the application's AddRef: no lock. */
IMemAllocatorNotifyCallbackTemp *proxy_callback_create(struct proxy_allocator *allocator,
                                                       IMemAllocatorNotifyCallbackTemp *callback);

/* proxy_misuse.c: say that a method of a zombie was called, or that it was released once more. */
void proxy_report_use(struct proxy_sample *sample, const char *method, const void *caller);
void proxy_report_release(struct proxy_sample *sample, const char *method, const void *caller);

/* Whether the sample was released already; says so. */
static inline bool proxy_is_stale(struct proxy_sample *sample, const char *method, const void *caller)
{
    if (atomic_load_explicit(&sample->references, memory_order_relaxed) > 0)
        return false;
    proxy_report_use(sample, method, caller);
    return true;
}

static inline struct proxy_sample *proxy_from_IMediaSample2(IMediaSample2 *iface)
{
    return CONTAINING_RECORD(iface, struct proxy_sample, IMediaSample2_iface);
}

#endif
