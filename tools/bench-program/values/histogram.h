/*
 * A histogram of waiting times in buckets that grow with the value, so that any number of waits fits and every
 * percentile is known to about three percent.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef QUARTZALLOC_BENCH_HISTOGRAM_H
#define QUARTZALLOC_BENCH_HISTOGRAM_H

#include <stdint.h>

#define HISTOGRAM_STEPS 32 /* buckets for every doubling */

struct histogram
{
    uint64_t count;
    uint64_t maximum;
    uint64_t buckets[64 * HISTOGRAM_STEPS];
};

void histogram_add(struct histogram *histogram, uint64_t value);
uint64_t histogram_percentile(const struct histogram *histogram, double percent);

#endif
