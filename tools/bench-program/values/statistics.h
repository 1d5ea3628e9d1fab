/*
 * Medians and quartiles of what the rounds measured.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef QUARTZALLOC_BENCH_STATISTICS_H
#define QUARTZALLOC_BENCH_STATISTICS_H

/* All values of one metric over the rounds. */
struct series
{
    unsigned int count;
    double *values;
};

struct summary
{
    double min, lower_quartile, median, upper_quartile, max;
};

void series_add(struct series *series, double value);
void series_clear(struct series *series);
struct summary series_summarize(const struct series *series);

#endif
