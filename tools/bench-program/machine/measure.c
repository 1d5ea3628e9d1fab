/*
 * How long one turn of a short loop takes: see measure.h.
 *
 * The time is divided into slices that are shorter than what a scheduler gives a thread in one go, and the median slice
 * is the answer, so that those in which the thread lost its processor do not count.  The number of turns in a slice
 * comes from the loop's own speed: the providers differ by a factor of ten thousand.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "machine/clock.h"
#include "machine/measure.h"
#include "values/statistics.h"

#define SLICE_SECONDS 0.0005

static bool timed(loop_function function, void *context, uint64_t turns, double *elapsed)
{
    double start = clock_seconds();
    bool success = function(context, turns);

    *elapsed = clock_seconds() - start;
    return success;
}

double measure_loop(double seconds, loop_function function, void *context)
{
    struct series series = { 0 };
    double elapsed, median, end;
    uint64_t turns = 1;

    for (;;)
    {
        if (!timed(function, context, turns, &elapsed))
            return -1.0;
        if (elapsed >= SLICE_SECONDS / 4.0)
            break;
        turns *= 2;
    }
    turns = (uint64_t)(turns * SLICE_SECONDS / elapsed) + 1;

    end = clock_seconds() + seconds;
    do
    {
        if (!timed(function, context, turns, &elapsed))
        {
            series_clear(&series);
            return -1.0;
        }
        series_add(&series, elapsed * 1e9 / turns);
    } while (clock_seconds() < end);
    median = series_summarize(&series).median;
    series_clear(&series);
    return median;
}
