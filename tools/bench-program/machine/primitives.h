/*
 * What the machine itself asks for the steps that an allocator is made of.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef QUARTZALLOC_BENCH_PRIMITIVES_H
#define QUARTZALLOC_BENCH_PRIMITIVES_H

#include "values/measurement.h"

enum primitive
{
    PRIMITIVE_NONE = -1,
    PRIMITIVE_LOCKED_OPERATION,
    PRIMITIVE_CRITICAL_SECTION,
    PRIMITIVE_SRWLOCK,
    PRIMITIVE_POP_PUSH,
    PRIMITIVE_POP_PUSH_2,
    PRIMITIVE_POP_PUSH_4,
    PRIMITIVE_POP_PUSH_8,
    PRIMITIVE_WAKE_ADDRESS,
    PRIMITIVE_WAKE_CONDITION,
    PRIMITIVE_ROUND_TRIP_CONDITION,
    PRIMITIVE_ROUND_TRIP_ADDRESS,
    PRIMITIVE_ROUND_TRIP_SEMAPHORE,
    PRIMITIVE_RESERVE_64M,
    PRIMITIVE_COUNT,
};

/* NULL where this kind of system has no such thing. */
const char *primitive_id(enum primitive primitive);
const char *primitive_name(enum primitive primitive);

/* The first value is the time in nanoseconds; fails, or is unsupported, with a message. */
void primitive_measure(enum primitive primitive, double seconds, struct measurement *measurement);

/*
 * Those of one kind of system, for the table: nanoseconds, or a negative number where it cannot be measured.  Windows 7 has
 * no WaitOnAddress.
 */
#define PRIMITIVE_MISSING (-2.0)
double measure_condition_round_trip(double seconds);
double measure_critical_section(double seconds);
double measure_srwlock(double seconds);
double measure_wake_address(double seconds);
double measure_wake_condition(double seconds);
double measure_address_round_trip(double seconds);
double measure_semaphore_round_trip(double seconds);
double measure_reserve(double seconds);

#endif
