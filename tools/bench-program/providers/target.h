/*
 * A pool of a provider, committed, of which the scenarios take buffers.
 *
 * Taking and giving back is inline, so that the same scenarios measure COM objects and native pools without a call of
 * their own in between.  Natively every call goes through a pointer, as a call of a COM method does.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef QUARTZALLOC_BENCH_TARGET_H
#define QUARTZALLOC_BENCH_TARGET_H

#include "providers/provider.h"
#include "values/measurement.h"

#ifdef _WIN32
#include "providers/com.h"

struct target
{
    IMemAllocator *allocator;
};

/* Waits for a buffer; returns a negative number where it fails, which on Windows is the HRESULT. */
static inline long target_get(const struct target *target, void **buffer)
{
    return IMemAllocator_GetBuffer(target->allocator, (IMediaSample **)buffer, NULL, NULL, 0);
}

static inline void target_put(const struct target *target, void *buffer)
{
    (void)target;
    IMediaSample_Release((IMediaSample *)buffer);
}
#else
#include "providers/native.h"

struct target
{
    void *pool;
    void *(*get)(void *pool);
    void (*put)(void *pool, void *buffer);
    void (*destroy)(void *pool);
};

static inline long target_get(const struct target *target, void **buffer)
{
    return (*buffer = target->get(target->pool)) ? 0 : -1;
}

static inline void target_put(const struct target *target, void *buffer)
{
    target->put(target->pool, buffer);
}
#endif

/* Makes a pool of so many buffers of so many bytes; false and a failed measurement where that does not work. */
bool target_open(struct target *target, struct provider *provider, long buffers, long buffer_size,
                 struct measurement *measurement);
void target_close(struct target *target);

#endif
