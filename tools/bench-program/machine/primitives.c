/*
 * The primitives of any machine: see primitives.h.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "machine/list.h"
#include "machine/measure.h"
#include "machine/primitives.h"
#include "machine/team.h"

static bool loop_locked_operation(void *context, uint64_t turns)
{
    _Atomic int32_t *value = context;

    while (turns--)
        atomic_fetch_add(value, 1);
    return true;
}

static double measure_locked_operation(double seconds)
{
    _Atomic int32_t value = 0;

    return measure_loop(seconds, loop_locked_operation, &value);
}

static bool loop_pop_push(void *context, uint64_t turns)
{
    while (turns--)
    {
        uint32_t node = list_pop(context);

        if (!node)
            return false;
        list_push(context, node);
    }
    return true;
}

static double measure_list(double seconds, unsigned int threads)
{
    struct list list;

    list_init(&list);
    if (threads == 1)
        return measure_loop(seconds, loop_pop_push, &list);
    return team_run_loop(threads, seconds, loop_pop_push, &list);
}

static double measure_pop_push(double seconds)
{
    return measure_list(seconds, 1);
}

static double measure_pop_push_2(double seconds)
{
    return measure_list(seconds, 2);
}

static double measure_pop_push_4(double seconds)
{
    return measure_list(seconds, 4);
}

static double measure_pop_push_8(double seconds)
{
    return measure_list(seconds, 8);
}

static const struct
{
    const char *id;
    const char *name;
    double (*measure)(double seconds);
} primitives[PRIMITIVE_COUNT] = {
    [PRIMITIVE_LOCKED_OPERATION] = { "locked-operation", "locked read-modify-write", measure_locked_operation },
    [PRIMITIVE_POP_PUSH] = { "pop-push", "lock-free pop + push", measure_pop_push },
    [PRIMITIVE_POP_PUSH_2] = { "pop-push-2", "lock-free pop + push, 2 threads", measure_pop_push_2 },
    [PRIMITIVE_POP_PUSH_4] = { "pop-push-4", "lock-free pop + push, 4 threads", measure_pop_push_4 },
    [PRIMITIVE_POP_PUSH_8] = { "pop-push-8", "lock-free pop + push, 8 threads", measure_pop_push_8 },
#ifdef _WIN32
    [PRIMITIVE_CRITICAL_SECTION] = { "critical-section", "CRITICAL_SECTION enter + leave", measure_critical_section },
    [PRIMITIVE_SRWLOCK] = { "srwlock", "SRWLOCK acquire + release", measure_srwlock },
    [PRIMITIVE_WAKE_ADDRESS] = { "wake-address", "WakeByAddressSingle, nobody waits", measure_wake_address },
    [PRIMITIVE_WAKE_CONDITION] = { "wake-condition", "WakeConditionVariable, nobody waits", measure_wake_condition },
    [PRIMITIVE_ROUND_TRIP_CONDITION] = { "round-trip-condition", "round trip, SRWLOCK + CONDITION_VARIABLE",
                                         measure_condition_round_trip },
    [PRIMITIVE_ROUND_TRIP_ADDRESS] = { "round-trip-address", "round trip, WaitOnAddress", measure_address_round_trip },
    [PRIMITIVE_ROUND_TRIP_SEMAPHORE] = { "round-trip-semaphore", "round trip, two semaphores",
                                         measure_semaphore_round_trip },
    [PRIMITIVE_RESERVE_64M] = { "reserve-64m", "VirtualAlloc + VirtualFree, 64 MiB", measure_reserve },
#else
    [PRIMITIVE_ROUND_TRIP_CONDITION] = { "round-trip-condition", "round trip, mutex + condition variable",
                                         measure_condition_round_trip },
#endif
};

const char *primitive_id(enum primitive primitive)
{
    return primitives[primitive].id;
}

const char *primitive_name(enum primitive primitive)
{
    return primitives[primitive].name;
}

void primitive_measure(enum primitive primitive, double seconds, struct measurement *measurement)
{
    double ns = primitives[primitive].measure(seconds);

    measurement->values[0] = ns;
    if (ns == PRIMITIVE_MISSING)
        measurement_unsupported(measurement, "this system has no WaitOnAddress");
    else if (ns < 0.0)
        measurement_fail(measurement, "%s could not be measured", primitives[primitive].name);
}
