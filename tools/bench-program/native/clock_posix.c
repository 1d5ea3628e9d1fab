/*
 * Time: see ../clock.h.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#define _GNU_SOURCE
#include <time.h>
#include "../clock.h"

static double ticks_per_ns = 1.0;

static double read_clock(clockid_t clock)
{
    struct timespec now;

    clock_gettime(clock, &now);
    return now.tv_sec + now.tv_nsec / 1e9;
}

double clock_seconds(void)
{
    return read_clock(CLOCK_MONOTONIC);
}

double thread_cpu_seconds(void)
{
    return read_clock(CLOCK_THREAD_CPUTIME_ID);
}

void clock_init(void)
{
    double start = clock_seconds(), elapsed;
    uint64_t ticks = ticks_now();

    do
        elapsed = clock_seconds() - start;
    while (elapsed < 0.05);
    ticks_per_ns = (ticks_now() - ticks) / (elapsed * 1e9);
}

double ticks_to_ns(uint64_t ticks)
{
    return ticks / ticks_per_ns;
}

uint64_t ns_to_ticks(double ns)
{
    return (uint64_t)(ns * ticks_per_ns);
}
