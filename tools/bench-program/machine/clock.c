/*
 * The time stamp counter: see clock.h.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "machine/clock.h"

static double ticks_per_ns = 1.0;

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
