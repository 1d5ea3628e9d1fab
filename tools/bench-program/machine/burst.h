/*
 * How long one turn of a loop takes when several threads run it at the same time, each on a processor of its own.
 *
 * The threads start together, run for a fraction of a millisecond, and start together again.  The median of many such
 * bursts is the answer, so that those in which a thread lost its processor do not count.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef QUARTZALLOC_BENCH_BURST_H
#define QUARTZALLOC_BENCH_BURST_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include "machine/measure.h"
#include "values/statistics.h"

#define BURST_MAX_THREADS 8

struct burst
{
    loop_function loop;
    void *context;
    unsigned int threads;
    uint64_t turns;  /* of each thread in one burst */
    bool calibrated; /* the turns take long enough; until then the series holds their times */
    struct series series;
    atomic_bool failed;
    atomic_bool over;
    _Alignas(64) atomic_uint arrived;
    _Alignas(64) uint64_t starts[BURST_MAX_THREADS];
    uint64_t ends[BURST_MAX_THREADS];
};

void burst_init(struct burst *burst, unsigned int threads, loop_function loop, void *context);
/* Each thread's part.  `stop` tells the first one that the time is over. */
void burst_run(struct burst *burst, unsigned int index, bool (*stop)(void *context), void *stop_context);
/* Nanoseconds of wall time for one turn, all threads together, or a negative number when the loop gave up. */
double burst_result(struct burst *burst);

#endif
