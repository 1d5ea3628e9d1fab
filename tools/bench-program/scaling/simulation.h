/*
 * A simulation of the word that all threads of one pool change, on machines with more processors than are at hand.
 *
 * What it assumes:
 *  - Each processor runs one thread, which takes a buffer and gives it back without end: twice it reads the head and tries
 *    a compare-and-swap, which succeeds if nobody changed the head since.  A lost one is tried anew, after the back-off of
 *    dlls/quartzalloc/platform.h.  Nothing interrupts a thread.
 *  - The head's cache line is with one processor, which may change it, or with several, which may read it.  Who lacks it
 *    asks; requests are served one by one in their order, and each takes the same time, in which nobody can change the
 *    head.  Whoever gets the line does one thing with it before it leaves again.
 *  - Nothing else is shared: links and samples cost nothing.
 *  - All times scatter by up to a tenth, for no machine keeps step.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef QUARTZALLOC_BENCH_SIMULATION_H
#define QUARTZALLOC_BENCH_SIMULATION_H

#include <stdbool.h>
#include <stdint.h>

#define MAX_PROCESSORS 64

/* All times in nanoseconds. */
struct machine
{
    unsigned int processors;                       /* 1 to MAX_PROCESSORS */
    double request;                                /* until a request for the line has reached who has it */
    double line;                                   /* until the line has come from there */
    double swap;                                   /* a compare-and-swap on a line that is there */
    double think;                                  /* between a read and the compare-and-swap that follows */
    double work;                                   /* of a thread with each buffer, and again without one */
    double pause;                                  /* one pause of the back-off */
    unsigned int first_back_off, longest_back_off; /* pauses; 0: none, a lost one is tried again at once */
    bool asks_to_write; /* the line that is wanted to be read is asked for as if to be changed */
};

struct outcome
{
    double cycle;       /* wall time for each cycle, all threads together */
    double lost;        /* compare-and-swaps lost for each cycle */
    double longest;     /* the longest get or put of any thread */
    double least_share; /* what the thread with the fewest cycles had of its fair share, 1 is all */
};

/* Runs for that many simulated nanoseconds; the same machine gives the same outcome. */
struct outcome simulate(const struct machine *machine, double duration);

#endif
