/*
 * Threads that start together, do the same for a while, and are counted.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef QUARTZALLOC_BENCH_TEAM_H
#define QUARTZALLOC_BENCH_TEAM_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include "machine/measure.h"

#define MAX_THREADS 8

struct team
{
    atomic_bool stop; /* set when the time is over; every member looks at it now and then */
    atomic_uint ready;
    atomic_bool go;
    /* One thread's part; returns how often it did what is measured. */
    uint64_t (*function)(struct team *team, unsigned int index, void *context);
    void *context;
    uint64_t done[MAX_THREADS];
};

/* Whether threads can have processors of their own; not while other programs keep all of them busy. */
void team_set_alone(bool alone);

/*
 * Runs the function in that many threads for that long; returns the wall time in nanoseconds for each thing done, all
 * threads together, or a negative number when a thread could not be created or gave up.
 */
double team_run(unsigned int count, double seconds, uint64_t (*function)(struct team *, unsigned int, void *),
                void *context);

/* The same for a loop.  As long as every thread can have a processor of its own it is measured in bursts. */
double team_run_loop(unsigned int count, double seconds, loop_function loop, void *context);

#endif
