/*
 * Everything that was measured, and how it compares.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef QUARTZALLOC_BENCH_REPORT_H
#define QUARTZALLOC_BENCH_REPORT_H

#include "core/case.h"
#include "values/statistics.h"

/* One row: what came out for one provider, or for a primitive, over all rounds. */
struct result
{
    enum outcome outcome;
    char message[512];
    struct series series[MAX_METRICS];
};

struct report
{
    const char *program;
    const struct settings *settings;
    const struct providers *providers;
    char system[128];
    unsigned int processors;
    unsigned int rounds_done;
    bool finished;
    char position[128]; /* what is being measured, for the message when it ends there */
    struct case_list cases;
    struct result primitives[PRIMITIVE_COUNT];
    struct result results[MAX_CASES][MAX_PROVIDERS];
};

/* Some row could not be measured. */
bool report_failed(const struct report *report);

/* The metric's value over all rounds. */
double metric_value(const struct metric *metric, const struct series *series);
/* What cannot be undercut; 0 where nothing is known. */
double metric_limit(const struct metric *metric, const struct report *report);
const char *metric_limit_name(const struct metric *metric);
/* How many times what the first provider that could be measured has; 0 where there is none. */
double metric_ratio(const struct report *report, unsigned int index, unsigned int provider, unsigned int metric);

#endif
