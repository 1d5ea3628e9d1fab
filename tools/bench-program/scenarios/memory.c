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

#include "machine/memory.h"
#include "providers/target.h"
#include "scenarios/scenarios.h"

#define FEW_SAMPLES  4096
#define MANY_SAMPLES 36864
#define TINY_BUFFER  64
#define POOLS        1024

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
    struct target target;

    if (!target_open(&target, provider, samples, size, measurement))
        return -1.0;
    bytes = memory_in_use() - before - (double)samples * size;
    target_close(&target);
    return bytes;
}

/* Memory for that many pools of one sample each, without the buffers. */
static double pools_memory(struct provider *provider, struct measurement *measurement)
{
    static struct target targets[POOLS];
    double before = memory_in_use(), bytes = -1.0;
    unsigned int i, count;

    for (count = 0; count < POOLS; ++count)
    {
        if (!target_open(&targets[count], provider, 1, STREAM_BUFFER, measurement))
            break;
    }
    if (count == POOLS)
        bytes = memory_in_use() - before - (double)POOLS * STREAM_BUFFER;
    for (i = 0; i < count; ++i)
        target_close(&targets[i]);
    return bytes;
}

static void run_memory(const struct bench_case *bench_case, struct provider *provider, const struct settings *settings,
                       struct measurement *measurement)
{
    long size = buffer_size(settings, TINY_BUFFER);
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

void list_memory(struct case_list *cases)
{
    static const struct bench_case pattern = {
        .scenario = "recommit",
        .run = run_memory,
        .metric_count = 2,
        .metrics = { { "memory per sample",
                       "bytes",
                       false,
                       { PRIMITIVE_NONE, sizeof(struct least_sample), "the state of a sample" } },
                     { "memory per pool", "bytes", false, NO_LIMIT } },
    };

    case_add(cases, &pattern, 0, 0, "memory beside the buffers");
}
