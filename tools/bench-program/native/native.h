/*
 * What the parts of the native benchmark share.
 *
 * The pool of quartzalloc.dll is portable, so it is compiled for this machine as it ships and held against the buffer
 * pools that FFmpeg and GStreamer have for the same purpose.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef QUARTZALLOC_BENCH_NATIVE_H
#define QUARTZALLOC_BENCH_NATIVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "../statistics.h"

#define ARRAY_LENGTH(array) (sizeof(array) / sizeof((array)[0]))

/* Every call goes through a pointer, as a call of a COM method does, and costs all providers the same. */
struct provider
{
    const char *name;
    bool blocks; /* get waits where nothing is free */
    const char *(*version)(void);
    void *(*create)(uint32_t count, size_t size); /* NULL: out of memory */
    void (*destroy)(void *pool);
    void *(*get)(void *pool);
    void (*put)(void *pool, void *buffer);
};

/* The list is the limit, not an allocator. */
extern const struct provider list_provider;
extern const struct provider quartzalloc_provider;
#ifdef HAVE_FFMPEG
extern const struct provider ffmpeg_provider;
#endif
#ifdef HAVE_GSTREAMER
extern const struct provider gstreamer_provider;
#endif

/* Nanoseconds a turn; negative where it failed. */
double measure_cycle(const struct provider *provider, void *pool, double seconds);
double measure_shared(const struct provider *provider, void *pool, unsigned int threads, double seconds);
double measure_pipeline(const struct provider *provider, void *pool, double seconds);
double measure_round_trip(double seconds);

#endif
