/*
 * Time: see clock.h.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <windows.h>
#include "clock.h"

static double counter_period;
static double ticks_per_ns;

double clock_seconds(void)
{
    LARGE_INTEGER now;

    QueryPerformanceCounter(&now);
    return now.QuadPart * counter_period;
}

void clock_init(void)
{
    LARGE_INTEGER frequency;
    double start, elapsed;
    uint64_t ticks;

    QueryPerformanceFrequency(&frequency);
    counter_period = 1.0 / frequency.QuadPart;

    start = clock_seconds();
    ticks = ticks_now();
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

static double filetime_seconds(const FILETIME *time)
{
    return (((uint64_t)time->dwHighDateTime << 32) | time->dwLowDateTime) / 1e7;
}

double thread_cpu_seconds(void)
{
    FILETIME created, exited, kernel, user;

    if (!GetThreadTimes(GetCurrentThread(), &created, &exited, &kernel, &user))
        return 0.0;
    return filetime_seconds(&kernel) + filetime_seconds(&user);
}
