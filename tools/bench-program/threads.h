/*
 * Threads that start together, and are not waited for longer than a lost wake-up deserves.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef QUARTZALLOC_BENCH_THREADS_H
#define QUARTZALLOC_BENCH_THREADS_H

#include <stdint.h>
#include <windows.h>
#include "measure.h"

#define MAX_THREADS 8

struct team;

/* One thread's part; returns how often it did what is measured. */
typedef uint64_t (*team_function)(struct team *team, unsigned int index, void *context);

struct team
{
    volatile LONG stop; /* set when the time is over; every member looks at it now and then */
    volatile LONG ready;
    volatile LONG go;
    unsigned int count;
    team_function function;
    void *context;
    uint64_t done[MAX_THREADS];
};

/* Runs the function in that many threads for that long; returns the wall time in nanoseconds for each thing done, all
 * threads together, or a negative number when a thread could not be created. */
double team_run(struct team *team, unsigned int count, double seconds, team_function function, void *context);

/* The same for a loop.  As long as every thread can have a processor of its own it is measured in bursts. */
double team_run_loop(unsigned int count, double seconds, loop_function loop, void *context);

/* Ends the program with an explanation when the threads are not back in a minute. */
void threads_join(HANDLE *threads, unsigned int count, const char *what);

#endif
