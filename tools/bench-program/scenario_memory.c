/*
 * The memory rows of scenario recommit: what a sample and a pool need beside the buffers.
 *
 * A sample's share comes from two large pools, one with more samples than the other, so that what the pools need
 * themselves falls out; a pool's share from many pools of one sample.  The difference to the memory in use before is
 * what the provider took, whatever it calls to get it; what the system itself keeps for a semaphore is not seen.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "memory.h"
#include "scenario_memory.h"

#define FEW_SAMPLES  4096
#define MANY_SAMPLES 36864
#define SMALL_BUFFER 64
#define POOLS        1024
#define PAGE_BUFFER  4096

/* What the state of an IMediaSample2 adds up to when every field has its natural size and nothing else is kept. */
struct least_sample
{
    const void *vtbl;
    const void *media_type;
    LONGLONG start, end, media_start, media_end;
    LONG refcount, flags, type_specific_flags, stream_id, actual_length;
};

/* Memory for that many samples, without their buffers; negative when the pool cannot be had. */
static double samples_memory(struct provider *provider, long samples, long size, struct measurement *measurement)
{
    double before = memory_in_use(), bytes;
    IMemAllocator *allocator;

    if (!(allocator = committed_allocator(provider, samples, size, measurement)))
        return -1.0;
    bytes = memory_in_use() - before - (double)samples * size;
    IMemAllocator_Decommit(allocator);
    IMemAllocator_Release(allocator);
    return bytes;
}

/* Memory for that many pools of one sample each, without the buffers. */
static double pools_memory(struct provider *provider, struct measurement *measurement)
{
    static IMemAllocator *allocators[POOLS];
    double before = memory_in_use(), bytes = -1.0;
    unsigned int i, count;

    for (count = 0; count < POOLS; ++count)
    {
        if (!(allocators[count] = committed_allocator(provider, 1, PAGE_BUFFER, measurement)))
            break;
    }
    if (count == POOLS)
        bytes = memory_in_use() - before - (double)POOLS * PAGE_BUFFER;
    for (i = 0; i < count; ++i)
    {
        IMemAllocator_Decommit(allocators[i]);
        IMemAllocator_Release(allocators[i]);
    }
    return bytes;
}

static void run_memory(const struct bench_case *bench_case, struct provider *provider, const struct options *options,
                       struct measurement *measurement)
{
    long size = options->buffer_size ? options->buffer_size : SMALL_BUFFER;
    double few, many, pools, sample;

    (void)bench_case;
    if ((few = samples_memory(provider, FEW_SAMPLES, size, measurement)) < 0.0
        || (many = samples_memory(provider, MANY_SAMPLES, size, measurement)) < 0.0
        || (pools = pools_memory(provider, measurement)) < 0.0)
    {
        if (measurement->outcome == OUTCOME_MEASURED)
            measurement_fail(measurement, "the memory in use cannot be read");
        return;
    }
    sample = (many - few) / (MANY_SAMPLES - FEW_SAMPLES);
    measurement->values[0] = sample;
    measurement->values[1] = pools / POOLS - sample;
}

unsigned int list_memory(struct bench_case *cases)
{
    static const struct bench_case memory_case =
    {
        .scenario = "recommit",
        .parameter = "memory beside the buffers",
        .metric_count = 2,
        .metrics =
        {
            {"memory per sample", "bytes", false,
                    {PRIMITIVE_NONE, sizeof(struct least_sample), "the state of a sample"}},
            {"memory per pool", "bytes", false, {PRIMITIVE_NONE, 0.0, NULL}},
        },
        .run = run_memory,
    };

    cases[0] = memory_case;
    return 1;
}
