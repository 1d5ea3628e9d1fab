/*
 * Scenario shared: several threads take and give back the samples of one pool.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "machine/team.h"
#include "providers/target.h"
#include "scenarios/scenarios.h"

#define POOL 64

static void run_shared(const struct bench_case *bench_case, struct provider *provider, const struct settings *settings,
                       struct measurement *measurement)
{
    struct target target;

    if (!target_open(&target, provider, bench_case->pool, buffer_size(settings, SMALL_BUFFER), measurement))
        return;
    measurement->values[0] = team_run_loop(bench_case->variant, settings->seconds, loop_cycle, &target);
    if (measurement->values[0] < 0.0)
        measurement_fail(measurement, "GetBuffer failed");
    target_close(&target);
}

void list_shared(struct case_list *cases)
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
    struct bench_case pattern = {
        .scenario = "shared",
        .run = run_shared,
        .metric_count = 1,
        .metrics = { { "time per cycle", "ns", false, NO_LIMIT } },
    };
    unsigned int i;

    for (i = 0; i < ARRAY_LENGTH(variants); ++i)
    {
        pattern.metrics[0].limit = (struct limit){ variants[i].limit, 1.0, NULL };
        case_add(cases, &pattern, POOL, variants[i].threads, "%u threads", variants[i].threads);
    }
}
