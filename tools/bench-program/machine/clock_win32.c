/*
 * Time under Windows: see clock.h.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <windows.h>
#include "machine/clock.h"

double clock_seconds(void)
{
    static double counter_period;
    LARGE_INTEGER now;

    if (!counter_period)
    {
        QueryPerformanceFrequency(&now);
        counter_period = 1.0 / now.QuadPart;
    }
    QueryPerformanceCounter(&now);
    return now.QuadPart * counter_period;
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
