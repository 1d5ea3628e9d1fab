/*
 * What was measured, and how it compares: see report.h.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "core/report.h"

bool report_failed(const struct report *report)
{
    unsigned int i, j;

    if (!report->finished)
        return true;
    for (i = 0; i < PRIMITIVE_COUNT; ++i)
    {
        if (report->primitives[i].outcome == OUTCOME_FAILED)
            return true;
    }
    for (i = 0; i < report->cases.count; ++i)
    {
        for (j = 0; j < report->providers->count; ++j)
        {
            if (report->results[i][j].outcome == OUTCOME_FAILED)
                return true;
        }
    }
    return false;
}

double metric_value(const struct metric *metric, const struct series *series)
{
    struct summary summary = series_summarize(series);

    return metric->maximum ? summary.max : summary.median;
}

double metric_limit(const struct metric *metric, const struct report *report)
{
    double cost = 1.0;

    if (metric->limit.primitive != PRIMITIVE_NONE)
        cost = series_summarize(&report->primitives[metric->limit.primitive].series[0]).median;
    return metric->limit.factor * cost;
}

const char *metric_limit_name(const struct metric *metric)
{
    if (metric->limit.name)
        return metric->limit.name;
    return metric->limit.primitive == PRIMITIVE_NONE ? "" : primitive_name(metric->limit.primitive);
}

double metric_ratio(const struct report *report, unsigned int index, unsigned int provider, unsigned int metric_index)
{
    const struct metric *metric = &report->cases.cases[index].metrics[metric_index];
    unsigned int i;

    for (i = 0; i < report->providers->count; ++i)
    {
        const struct series *series = &report->results[index][i].series[metric_index];
        double first = metric_value(metric, series);

        if (!series->count)
            continue;
        return first ? metric_value(metric, &report->results[index][provider].series[metric_index]) / first : 0.0;
    }
    return 0.0;
}
