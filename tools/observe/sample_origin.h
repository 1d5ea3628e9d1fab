/*
 * Which allocator a sample came from, so that filters which pass on the samples of another connection can be told from
 * those that copy.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef QUARTZALLOC_SAMPLE_ORIGIN_H
#define QUARTZALLOC_SAMPLE_ORIGIN_H

#include <windows.h>

#define NO_DSHOW_STRSAFE
#include <dshow.h>

struct observed_allocator;

/* Notes that the sample came from that allocator. There is room for 4,096 samples; those that come later are forgotten.
 * Any thread may call either function. */
extern void sample_origin_set(IMediaSample *sample, struct observed_allocator *allocator);

/* NULL for a sample of no observed allocator, and for one that was forgotten. */
extern struct observed_allocator *sample_origin_get(IMediaSample *sample);

#endif /* QUARTZALLOC_SAMPLE_ORIGIN_H */
