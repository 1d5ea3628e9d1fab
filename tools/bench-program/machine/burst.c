/*
 * How long one turn of a loop takes when several threads run it at the same time: see burst.h.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <string.h>
#include "machine/burst.h"
#include "machine/clock.h"

#define BURST_NS           150000.0 /* at least; at most twice that */
#define LATE_NS            3000.0
#define LEAST_BURSTS       15
#define MOST_MEETINGS      100000 /* on a machine too busy for bursts that count */
#define CALIBRATION_BURSTS 3

void burst_init(struct burst *burst, unsigned int threads, loop_function loop, void *context)
{
    memset(burst, 0, sizeof(*burst));
    burst->threads = threads;
    burst->loop = loop;
    burst->context = context;
    burst->turns = 1;
}

/* Waits until every thread has come here as often as this one.  None sleeps, so that they leave together. */
static void meet(struct burst *burst, unsigned int *meetings)
{
    *meetings += burst->threads;
    atomic_fetch_add(&burst->arrived, 1);
    while ((int)(atomic_load_explicit(&burst->arrived, memory_order_acquire) - *meetings) < 0)
        pause_processor();
}

/* A burst in which one thread came late was not a race of all of them, and counts for nothing. */
static bool burst_time(const struct burst *burst, double *ns)
{
    uint64_t first = burst->starts[0], last = burst->starts[0], end = burst->ends[0];
    unsigned int i;

    for (i = 1; i < burst->threads; ++i)
    {
        if ((int64_t)(burst->starts[i] - first) < 0)
            first = burst->starts[i];
        if ((int64_t)(burst->starts[i] - last) > 0)
            last = burst->starts[i];
        if ((int64_t)(burst->ends[i] - end) > 0)
            end = burst->ends[i];
    }
    *ns = ticks_to_ns(end - first);
    return ticks_to_ns(last - first) < LATE_NS;
}

static void add_burst(struct burst *burst)
{
    double ns;

    if (!burst_time(burst, &ns))
        return;
    if (burst->calibrated)
    {
        series_add(&burst->series, ns / (burst->turns * burst->threads));
        return;
    }
    /* An interrupted burst is long whatever it does, so the shortest of some tells whether there are enough turns. */
    series_add(&burst->series, ns);
    if (burst->series.count < CALIBRATION_BURSTS)
        return;
    burst->calibrated = series_summarize(&burst->series).min >= BURST_NS;
    if (!burst->calibrated)
        burst->turns *= 2;
    series_clear(&burst->series);
}

static bool is_over(struct burst *burst, unsigned int meetings, bool stopped)
{
    if (atomic_load(&burst->failed) || (stopped && meetings > MOST_MEETINGS))
        return true;
    return stopped && burst->calibrated && burst->series.count >= LEAST_BURSTS;
}

void burst_run(struct burst *burst, unsigned int index, bool (*stop)(void *context), void *stop_context)
{
    unsigned int meetings = 0;

    for (;;)
    {
        if (!index && is_over(burst, meetings, stop(stop_context)))
            atomic_store(&burst->over, true);
        meet(burst, &meetings);
        if (atomic_load(&burst->over))
            return;
        burst->starts[index] = ticks_now();
        if (!burst->loop(burst->context, burst->turns))
            atomic_store(&burst->failed, true);
        burst->ends[index] = ticks_now();
        meet(burst, &meetings);
        /* The others wait for the first one at their next meeting, so it is alone with the times. */
        if (!index)
            add_burst(burst);
    }
}

double burst_result(struct burst *burst)
{
    double ns = series_summarize(&burst->series).median;

    if (atomic_load(&burst->failed) || !burst->series.count)
        ns = -1.0;
    series_clear(&burst->series);
    return ns;
}
