/*
 * Scenario recommit: what a stop and a start of the graph cost the allocator.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "bench.h"
#include "measure.h"
#include "scenario_memory.h"

#define UNCHANGED_POOL 4
#define UNCHANGED_SIZE 4096
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

static void run_unchanged(const struct bench_case *bench_case, struct provider *provider, const struct options *options,
                          struct measurement *measurement)
{
    long size = options->buffer_size ? options->buffer_size : UNCHANGED_SIZE;
    IMemAllocator *allocator;

    if (!(allocator = committed_allocator(provider, bench_case->pool, size, measurement)))
        return;
    if ((measurement->values[0] = measure_loop(options->seconds, loop_unchanged, allocator)) < 0.0)
        measurement_fail(measurement, "Commit failed");
    IMemAllocator_Decommit(allocator);
    IMemAllocator_Release(allocator);
}

struct new_properties
{
    IMemAllocator *allocator;
    ALLOCATOR_PROPERTIES request;
};

/* SetProperties makes the Commit that follows allocate afresh, even with equal values. */
static bool loop_new(void *context, uint64_t turns)
{
    struct new_properties *properties = context;
    ALLOCATOR_PROPERTIES actual;

    while (turns--)
    {
        IMemAllocator_Decommit(properties->allocator);
        if (FAILED(IMemAllocator_SetProperties(properties->allocator, &properties->request, &actual)))
            return false;
        if (FAILED(IMemAllocator_Commit(properties->allocator)))
            return false;
    }
    return true;
}

static void run_new(const struct bench_case *bench_case, struct provider *provider, const struct options *options,
                    struct measurement *measurement)
{
    long size = options->buffer_size ? options->buffer_size : NEW_SIZE;
    struct new_properties properties = { .request = { bench_case->pool, size, 16, 0 } };

    if (!(properties.allocator = committed_allocator(provider, bench_case->pool, size, measurement)))
        return;
    if ((measurement->values[0] = measure_loop(options->seconds, loop_new, &properties)) < 0.0)
        measurement_fail(measurement, "Commit with new properties failed");
    IMemAllocator_Decommit(properties.allocator);
    IMemAllocator_Release(properties.allocator);
}

unsigned int list_recommit(struct bench_case *cases)
{
    static const struct bench_case recommit_cases[] =
    {
        {
            .scenario = "recommit",
            .parameter = "unchanged",
            .pool = UNCHANGED_POOL,
            .metric_count = 1,
            .metrics =
            {
                {"time of Decommit + Commit", "ns", false,
                        {PRIMITIVE_LOCKED_OPERATION, 2.0, "two locked operations"}},
            },
            .run = run_unchanged,
        },
        {
            .scenario = "recommit",
            .parameter = "64 x 1 MiB, new properties",
            .pool = NEW_POOL,
            .metric_count = 1,
            .metrics =
            {
                {"time of Decommit + SetProperties + Commit", "ns", false, {PRIMITIVE_RESERVE_64M, 1.0, NULL}},
            },
            .run = run_new,
        },
    };
    unsigned int i;

    for (i = 0; i < ARRAY_LENGTH(recommit_cases); ++i)
        cases[i] = recommit_cases[i];
    return i + list_memory(cases + i);
}
