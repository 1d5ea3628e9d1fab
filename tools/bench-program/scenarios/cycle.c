/*
 * Scenario cycle: one thread takes a sample and gives it back.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "machine/measure.h"
#include "providers/target.h"
#include "scenarios/scenarios.h"

bool loop_cycle(void *context, uint64_t turns)
{
    const struct target target = *(struct target *)context;
    void *buffer;

    while (turns--)
    {
        if (target_get(&target, &buffer) < 0)
            return false;
        target_put(&target, buffer);
    }
    return true;
}

void measure_cycle(struct target *target, const struct settings *settings, struct measurement *measurement)
{
    if ((measurement->values[0] = measure_loop(settings->seconds, loop_cycle, target)) < 0.0)
        measurement_fail(measurement, "GetBuffer failed");
}

static void run_cycle(const struct bench_case *bench_case, struct provider *provider, const struct settings *settings,
                      struct measurement *measurement)
{
    struct target target;

    if (!target_open(&target, provider, bench_case->pool, buffer_size(settings, SMALL_BUFFER), measurement))
        return;
    measure_cycle(&target, settings, measurement);
    target_close(&target);
}

void list_cycles(struct case_list *cases, const char *scenario, run_function *run)
{
    static const long pools[] = { 1, 4, 64, 4096, 65536 };
    const struct bench_case pattern = {
        .scenario = scenario,
        .run = run,
        .metric_count = 1,
        .metrics = { { "time per cycle", "ns", false, { PRIMITIVE_POP_PUSH, 1.0, NULL } } },
    };
    unsigned int i;

    for (i = 0; i < ARRAY_LENGTH(pools); ++i)
        case_add(cases, &pattern, pools[i], 0, "pool of %ld", pools[i]);
}

void list_cycle(struct case_list *cases)
{
    list_cycles(cases, "cycle", run_cycle);
}
