/*
 * The rounds: see run.h.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <math.h>
#include <string.h>
#include "core/run.h"

/* A row that failed once is left alone in the rounds that follow. */
static void result_add(struct result *result, const struct measurement *measurement, unsigned int metric_count)
{
    unsigned int i;

    result->outcome = measurement->outcome;
    if (measurement->outcome != OUTCOME_MEASURED)
    {
        strcpy(result->message, measurement->message);
        return;
    }
    for (i = 0; i < metric_count; ++i)
    {
        if (!isnan(measurement->values[i]))
            series_add(&result->series[i], measurement->values[i]);
    }
}

static void run_primitives(struct report *report)
{
    struct measurement measurement;
    unsigned int i;

    for (i = 0; i < PRIMITIVE_COUNT; ++i)
    {
        if (!primitive_id(i) || report->primitives[i].outcome > OUTCOME_MEASURED)
            continue;
        measurement = (struct measurement){ .outcome = OUTCOME_MEASURED };
        snprintf(report->position, sizeof(report->position), "the primitive \"%s\"", primitive_name(i));
        primitive_measure(i, report->settings->seconds, &measurement);
        result_add(&report->primitives[i], &measurement, 1);
    }
}

static void run_case(struct report *report, unsigned int index, unsigned int provider_index)
{
    struct provider *provider = report->providers->list[provider_index];
    struct result *result = &report->results[index][provider_index];
    const struct bench_case *bench_case = &report->cases.cases[index];
    struct measurement measurement = { .outcome = OUTCOME_MEASURED };

    if (result->outcome > OUTCOME_MEASURED)
        return;
    snprintf(report->position, sizeof(report->position), "%s, %s of %s", bench_case->scenario, bench_case->parameter,
             provider->label);
    bench_case->run(bench_case, provider, report->settings, &measurement);
    result_add(result, &measurement, bench_case->metric_count);
    if (measurement.outcome == OUTCOME_FAILED)
        fprintf(stderr, "%s: %s: %s\n", report->program, report->position, measurement.message);
}

void run_rounds(struct report *report)
{
    unsigned int i, j, count = report->providers->count;

    while (report->rounds_done < report->settings->rounds)
    {
        fprintf(stderr, "round %u of %u\n", report->rounds_done + 1, report->settings->rounds);
        run_primitives(report);
        for (i = 0; i < report->cases.count; ++i)
        {
            /* Every other round backwards, so that none always follows the same neighbour. */
            for (j = 0; j < count; ++j)
                run_case(report, i, report->rounds_done & 1 ? count - 1 - j : j);
        }
        ++report->rounds_done;
    }
    report->finished = true;
}
