/*
 * Native pools: the one of quartzalloc.dll, FFmpeg's and GStreamer's.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef QUARTZALLOC_BENCH_PROVIDER_NATIVE_H
#define QUARTZALLOC_BENCH_PROVIDER_NATIVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "providers/provider.h"

struct native_pool
{
    const char *name;
    bool waits; /* get waits where nothing is free */
    const char *(*version)(void);
    void *(*create)(uint32_t count, size_t size); /* NULL: out of memory */
    void (*destroy)(void *pool);
    void *(*get)(void *pool); /* NULL: failed */
    void (*put)(void *pool, void *buffer);
};

/* The functions that create, destroy, get and put, by the beginning of their names. */
#define NATIVE_POOL_FUNCTIONS(prefix) \
    .create = prefix##_create, .destroy = prefix##_destroy, .get = prefix##_get, .put = prefix##_put

extern const struct native_pool quartzalloc_pool;
extern const struct native_pool ffmpeg_pool;
extern const struct native_pool gstreamer_pool;

/* All that this program was built with; ours is the first. */
void native_pools_add(struct providers *providers);

#endif
