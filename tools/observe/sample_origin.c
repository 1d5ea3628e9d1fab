/*
 * Remembers which allocator a sample came from, in a table that threads fill without a lock.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "sample_origin.h"

#include <stdint.h>

/* Entries are never removed. */
struct sample_origin
{
    IMediaSample *sample;
    struct observed_allocator *allocator;
};

static struct sample_origin origins[4096];

static struct sample_origin *find_origin(IMediaSample *sample)
{
    size_t i = ((uintptr_t)sample >> 4) % ARRAYSIZE(origins), probes;

    for (probes = 0; probes < ARRAYSIZE(origins); ++probes, i = (i + 1) % ARRAYSIZE(origins))
    {
        if (!origins[i].sample)
            InterlockedCompareExchangePointer((void **)&origins[i].sample, sample, NULL);
        if (origins[i].sample == sample)
            return &origins[i];
    }
    return NULL;
}

void sample_origin_set(IMediaSample *sample, struct observed_allocator *allocator)
{
    struct sample_origin *origin;

    if ((origin = find_origin(sample)))
        origin->allocator = allocator;
}

struct observed_allocator *sample_origin_get(IMediaSample *sample)
{
    struct sample_origin *origin = find_origin(sample);

    return origin ? origin->allocator : NULL;
}
