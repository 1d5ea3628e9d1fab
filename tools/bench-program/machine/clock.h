/*
 * Time: the performance counter for spans, the processor's time stamp counter for single waits, and thread times.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef QUARTZALLOC_BENCH_CLOCK_H
#define QUARTZALLOC_BENCH_CLOCK_H

#include <stdint.h>

void clock_init(void);
double clock_seconds(void); /* since an arbitrary moment */
double ticks_to_ns(uint64_t ticks);
uint64_t ns_to_ticks(double ns);
double thread_cpu_seconds(void); /* user and kernel time of the calling thread */

/* The performance counter may be a system call, which would drown a wait of some hundred nanoseconds. */
#if defined(__x86_64__) || defined(__i386__)
#include <x86intrin.h>

static inline uint64_t ticks_now(void)
{
    return __rdtsc();
}

static inline void pause_processor(void)
{
    _mm_pause();
}
#else
static inline uint64_t ticks_now(void)
{
    return (uint64_t)(clock_seconds() * 1e9);
}

static inline void pause_processor(void)
{
#if defined(__aarch64__)
    __asm__ volatile("yield");
#endif
}
#endif

/* Keeps the processor busy for that long. */
static inline void work_ticks(uint64_t ticks)
{
    uint64_t start = ticks_now();

    while (ticks_now() - start < ticks)
        pause_processor();
}

#endif
