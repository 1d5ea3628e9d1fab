/*
 * Scenario recommit: what a stop and a start of the graph cost the allocator.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "machine/measure.h"
#include "providers/target.h"
#include "scenarios/scenarios.h"

#define UNCHANGED_POOL 4
#define NEW_POOL       64
#define NEW_SIZE       (1 << 20)

static bool loop_unchanged(void *context, uint64_t turns)
{
    while (turns--)
    {
        IMemAllocator_Decommit((IMemAllocator *)context);
        if (FAILED(IMemAllocator_Commit((IMemAllocator *)context)))
            return false;
    }
    return true;
}

static void run_unchanged(const struct bench_case *bench_case, struct provider *provider,
                          const struct settings *settings, struct measurement *measurement)
{
    struct target target;

    if (!target_open(&target, provider, bench_case->pool, buffer_size(settings, STREAM_BUFFER), measurement))
        return;
    if ((measurement->values[0] = measure_loop(settings->seconds, loop_unchanged, target.allocator)) < 0.0)
        measurement_fail(measurement, "Commit failed");
    target_close(&target);
}

struct new_properties
{
    struct target target;
    ALLOCATOR_PROPERTIES request;
};

/* SetProperties makes the Commit that follows allocate afresh, even with equal values. */
static bool loop_new(void *context, uint64_t turns)
{
    struct new_properties *properties = context;
    ALLOCATOR_PROPERTIES actual;

    while (turns--)
    {
        IMemAllocator_Decommit(properties->target.allocator);
        if (FAILED(IMemAllocator_SetProperties(properties->target.allocator, &properties->request, &actual)))
            return false;
        if (FAILED(IMemAllocator_Commit(properties->target.allocator)))
            return false;
    }
    return true;
}

static void run_new(const struct bench_case *bench_case, struct provider *provider, const struct settings *settings,
                    struct measurement *measurement)
{
    struct new_properties properties = { .request = { bench_case->pool, buffer_size(settings, NEW_SIZE), 16, 0 } };

    if (!target_open(&properties.target, provider, bench_case->pool, properties.request.cbBuffer, measurement))
        return;
    if ((measurement->values[0] = measure_loop(settings->seconds, loop_new, &properties)) < 0.0)
        measurement_fail(measurement, "Commit with new properties failed");
    target_close(&properties.target);
}

static void add_case(struct case_list *cases, run_function *run, const char *calls, struct limit limit, long pool,
                     const char *parameter)
{
    const struct bench_case pattern = {
        .scenario = "recommit", .run = run, .metric_count = 1, .metrics = { { calls, "ns", false, limit } }
    };

    case_add(cases, &pattern, pool, 0, "%s", parameter);
}

void list_recommit(struct case_list *cases)
{
    add_case(cases, run_unchanged, "time of Decommit + Commit",
             (struct limit){ PRIMITIVE_LOCKED_OPERATION, 2.0, "two locked operations" }, UNCHANGED_POOL, "unchanged");
    add_case(cases, run_new, "time of Decommit + SetProperties + Commit",
             (struct limit){ PRIMITIVE_RESERVE_64M, 1.0, NULL }, NEW_POOL, "64 x 1 MiB, new properties");
    list_memory(cases);
}
