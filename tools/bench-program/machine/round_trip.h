/*
 * Round trips: two threads hand the turn to one another and sleep in between; a round trip is there and back.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef QUARTZALLOC_BENCH_ROUND_TRIP_H
#define QUARTZALLOC_BENCH_ROUND_TRIP_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

struct round_trip
{
    const struct stroke *stroke;
    void *state;          /* the stroke's own */
    _Atomic int32_t turn; /* 0: the first thread plays, 1: the second */
    bool over;            /* changes only with the turn */
};

/* One way to hand over. */
struct stroke
{
    void (*wait)(struct round_trip *game, int32_t self); /* until it is the turn of `self` */
    void (*pass)(struct round_trip *game, int32_t self); /* the turn to the other one, and wake it */
};

/* Nanoseconds for a round trip, or a negative number when a thread could not be created. */
double round_trip_measure(double seconds, const struct stroke *stroke, void *state);

#endif
