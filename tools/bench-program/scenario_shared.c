/*
 * Scenario shared: several threads take and give back the samples of one pool.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "bench.h"
#include "scenario_cycle.h"
#include "threads.h"

#define POOL        64
#define BUFFER_SIZE 256

static void run_shared(const struct bench_case *bench_case, struct provider *provider, const struct options *options,
                       struct measurement *measurement)
{
    long size = options->buffer_size ? options->buffer_size : BUFFER_SIZE;
    IMemAllocator *allocator;

    if (!(allocator = committed_allocator(provider, POOL, size, measurement)))
        return;
    measurement->values[0] = team_run_loop(bench_case->variant, options->seconds, loop_cycle, allocator);
    if (measurement->values[0] < 0.0)
        measurement_fail(measurement, "GetBuffer failed");
    IMemAllocator_Decommit(allocator);
    IMemAllocator_Release(allocator);
}

unsigned int list_shared(struct bench_case *cases)
{
    static const struct
    {
        unsigned int threads;
        enum primitive limit;
    } variants[] = {
        { 2, PRIMITIVE_POP_PUSH_2 },
        { 4, PRIMITIVE_POP_PUSH_4 },
        { 8, PRIMITIVE_POP_PUSH_8 },
    };
    unsigned int i;

    for (i = 0; i < ARRAY_LENGTH(variants); ++i)
    {
        struct metric metric = { "time per cycle", "ns", false, { variants[i].limit, 1.0, NULL } };

        cases[i].scenario = "shared";
        snprintf(cases[i].parameter, sizeof(cases[i].parameter), "%u threads", variants[i].threads);
        cases[i].pool = POOL;
        cases[i].variant = variants[i].threads;
        cases[i].metric_count = 1;
        cases[i].metrics[0] = metric;
        cases[i].run = run_shared;
    }
    return ARRAY_LENGTH(variants);
}
