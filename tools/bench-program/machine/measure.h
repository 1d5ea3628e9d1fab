/*
 * How long one turn of a short loop takes, on a machine where other programs run too.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef QUARTZALLOC_BENCH_MEASURE_H
#define QUARTZALLOC_BENCH_MEASURE_H

#include <stdbool.h>
#include <stdint.h>

/* Does the measured thing that many times; false ends the measurement. */
typedef bool (*loop_function)(void *context, uint64_t turns);

/* Nanoseconds for one turn, or a negative number when the function gave up. */
double measure_loop(double seconds, loop_function function, void *context);

#endif
