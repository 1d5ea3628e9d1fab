/*
 * A histogram of durations: four steps to each doubling, so a value is known to a fifth
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef QUARTZALLOC_DIAGNOSIS_HISTOGRAM_H
#define QUARTZALLOC_DIAGNOSIS_HISTOGRAM_H

#include <stdint.h>

#define HISTOGRAM_STEPS 160

/* All zero to begin with. */
struct histogram
{
    uint64_t count, longest;
    uint32_t steps[HISTOGRAM_STEPS];
};

static inline unsigned int histogram_step(uint64_t value)
{
    unsigned int exponent, step;

    if (value < 4)
        return (unsigned int)value;
    exponent = 63 - (unsigned int)__builtin_clzll(value);
    step = (exponent - 1) * 4 + ((value >> (exponent - 2)) & 3);
    return step < HISTOGRAM_STEPS ? step : HISTOGRAM_STEPS - 1;
}

static inline void histogram_add(struct histogram *histogram, uint64_t value)
{
    ++histogram->count;
    if (value > histogram->longest)
        histogram->longest = value;
    ++histogram->steps[histogram_step(value)];
}

/* A value that `share` thousandths of all values do not exceed by more than a fifth; 0 where there is none. */
static inline uint64_t histogram_quantile(const struct histogram *histogram, unsigned int share)
{
    uint64_t wanted = (histogram->count * share + 999) / 1000, seen = 0, value;
    unsigned int step;

    for (step = 0; step < HISTOGRAM_STEPS && seen < wanted; ++step)
        seen += histogram->steps[step];
    if (!step)
        return 0;
    --step;
    value = step < 4 ? step : (UINT64_C(4) | (step & 3)) << (step / 4 - 1);
    return value < histogram->longest ? value : histogram->longest;
}

#endif
