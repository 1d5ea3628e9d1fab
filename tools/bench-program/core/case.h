/*
 * What the rows of the table are: scenarios, their cases, and the metrics of each.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef QUARTZALLOC_BENCH_CASE_H
#define QUARTZALLOC_BENCH_CASE_H

#include <stdbool.h>
#include "values/measurement.h"
#include "machine/primitives.h"
#include "providers/provider.h"

#define MAX_CASES     64
#define MAX_SCENARIOS 16

/* How one measurement is taken, from the command line. */
struct settings
{
    unsigned int rounds;
    double seconds;    /* how long one measurement of a round lasts */
    long buffer_size;  /* bytes a buffer, 0 for each scenario's own */
    unsigned int busy; /* processes that keep the processors busy meanwhile */
};

/* How a metric compares with what cannot be undercut. */
struct limit
{
    enum primitive primitive; /* PRIMITIVE_NONE: the constant below */
    double factor;            /* times the primitive, or the constant itself; 0: no limit is known */
    const char *name;         /* NULL: the primitive's */
};

struct metric
{
    const char *name;
    const char *unit;
    bool maximum; /* the largest of all rounds counts, not their median */
    struct limit limit;
};

struct bench_case;
/* Measures the case with the provider: values, or why there are none, go into the measurement. */
typedef void run_function(const struct bench_case *bench_case, struct provider *provider,
                          const struct settings *settings, struct measurement *measurement);

/* One row group of the table: a scenario with one parameter, and what it measures. */
struct bench_case
{
    const char *scenario;
    run_function *run;
    unsigned int metric_count;
    struct metric metrics[MAX_METRICS];
    /* What case_add sets. */
    long pool;            /* how many buffers */
    unsigned int variant; /* threads, speed: each scenario's own */
    char parameter[32];
};

struct case_list
{
    unsigned int count;
    struct bench_case cases[MAX_CASES];
};

/* Adds a case made after `pattern`, with the parameter that the format gives.  What does not fit is left out. */
void case_add(struct case_list *list, const struct bench_case *pattern, long pool, unsigned int variant,
              const char *format, ...) PRINTF_LIKE(5, 6);

/* Adds a scenario's cases. */
typedef void list_function(struct case_list *list);

struct scenario
{
    const char *name;
    const char *description;
    list_function *list;
    bool when_busy; /* tells something on busy machines: part of a run with --busy */
};

#endif
