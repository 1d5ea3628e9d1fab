/*
 * A histogram of waiting times: see histogram.h.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "values/histogram.h"

/* Below HISTOGRAM_STEPS every value has a bucket of its own; above, the leading five bits after the highest choose. */
static unsigned int bucket_of(uint64_t value)
{
    unsigned int exponent;

    if (value < HISTOGRAM_STEPS)
        return (unsigned int)value;
    exponent = 63 - (unsigned int)__builtin_clzll(value);
    return (exponent - 4) * HISTOGRAM_STEPS + (unsigned int)((value >> (exponent - 5)) - HISTOGRAM_STEPS);
}

static uint64_t bucket_start(unsigned int bucket)
{
    unsigned int exponent = bucket / HISTOGRAM_STEPS + 4;

    if (bucket < HISTOGRAM_STEPS)
        return bucket;
    return (uint64_t)(HISTOGRAM_STEPS + bucket % HISTOGRAM_STEPS) << (exponent - 5);
}

void histogram_add(struct histogram *histogram, uint64_t value)
{
    ++histogram->count;
    ++histogram->buckets[bucket_of(value)];
    if (value > histogram->maximum)
        histogram->maximum = value;
}

uint64_t histogram_percentile(const struct histogram *histogram, double percent)
{
    uint64_t wanted = (uint64_t)(histogram->count * percent / 100.0), seen = 0;
    unsigned int i;

    for (i = 0; i < sizeof(histogram->buckets) / sizeof(histogram->buckets[0]); ++i)
    {
        seen += histogram->buckets[i];
        if (seen > wanted)
            return bucket_start(i);
    }
    return histogram->maximum;
}
