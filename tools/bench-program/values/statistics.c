/*
 * Medians and quartiles: see statistics.h.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <stdlib.h>
#include <string.h>
#include "values/statistics.h"

void series_add(struct series *series, double value)
{
    double *values;

    if (!(values = realloc(series->values, (series->count + 1) * sizeof(*values))))
        return;
    values[series->count++] = value;
    series->values = values;
}

void series_clear(struct series *series)
{
    free(series->values);
    series->values = NULL;
    series->count = 0;
}

static int compare_doubles(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

/* Between two values the quantile lies on the straight line that joins them. */
static double quantile(const double *sorted, unsigned int count, double fraction)
{
    double position = fraction * (count - 1);
    unsigned int below = (unsigned int)position;

    if (below + 1 >= count)
        return sorted[count - 1];
    return sorted[below] + (position - below) * (sorted[below + 1] - sorted[below]);
}

struct summary series_summarize(const struct series *series)
{
    struct summary summary = { 0 };
    double *sorted;

    if (!series->count || !(sorted = malloc(series->count * sizeof(*sorted))))
        return summary;
    memcpy(sorted, series->values, series->count * sizeof(*sorted));
    qsort(sorted, series->count, sizeof(*sorted), compare_doubles);
    summary.min = sorted[0];
    summary.lower_quartile = quantile(sorted, series->count, 0.25);
    summary.median = quantile(sorted, series->count, 0.5);
    summary.upper_quartile = quantile(sorted, series->count, 0.75);
    summary.max = sorted[series->count - 1];
    free(sorted);
    return summary;
}
