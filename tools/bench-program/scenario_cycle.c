/*
 * Scenarios cycle and notify: one thread takes a sample and gives it back, without and with a callback.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "bench.h"
#include "measure.h"
#include "notify.h"
#include "scenario_cycle.h"

#define BUFFER_SIZE 256

static const long pools[] = { 1, 4, 64, 4096, 65536 };

bool loop_cycle(void *context, uint64_t turns)
{
    IMemAllocator *allocator = context;
    IMediaSample *sample;

    while (turns--)
    {
        if (FAILED(IMemAllocator_GetBuffer(allocator, &sample, NULL, NULL, 0)))
            return false;
        IMediaSample_Release(sample);
    }
    return true;
}

static void measure_cycle(IMemAllocator *allocator, const struct options *options, struct measurement *measurement)
{
    if ((measurement->values[0] = measure_loop(options->seconds, loop_cycle, allocator)) < 0.0)
        measurement_fail(measurement, "GetBuffer failed");
}

static void run_cycle(const struct bench_case *bench_case, struct provider *provider, const struct options *options,
                      struct measurement *measurement)
{
    long size = options->buffer_size ? options->buffer_size : BUFFER_SIZE;
    IMemAllocator *allocator;

    if (!(allocator = committed_allocator(provider, bench_case->pool, size, measurement)))
        return;
    measure_cycle(allocator, options, measurement);
    IMemAllocator_Decommit(allocator);
    IMemAllocator_Release(allocator);
}

static void run_notify(const struct bench_case *bench_case, struct provider *provider, const struct options *options,
                       struct measurement *measurement)
{
    long size = options->buffer_size ? options->buffer_size : BUFFER_SIZE;
    IMemAllocatorCallbackTemp *callback;
    IMemAllocator *allocator;
    struct notify notify;

    notify_init_silent(&notify);
    if (!(allocator = committed_allocator(provider, bench_case->pool, size, measurement)))
        return;
    if ((callback = notify_set(allocator, &notify, measurement)))
    {
        measure_cycle(allocator, options, measurement);
        IMemAllocatorCallbackTemp_SetNotify(callback, NULL);
        IMemAllocatorCallbackTemp_Release(callback);
    }
    IMemAllocator_Decommit(allocator);
    IMemAllocator_Release(allocator);
}

static unsigned int list_pools(struct bench_case *cases, const char *scenario,
                               void (*run)(const struct bench_case *, struct provider *, const struct options *,
                                           struct measurement *))
{
    static const struct metric metric = { "time per cycle", "ns", false, { PRIMITIVE_POP_PUSH, 1.0, NULL } };
    unsigned int i;

    for (i = 0; i < ARRAY_LENGTH(pools); ++i)
    {
        cases[i].scenario = scenario;
        snprintf(cases[i].parameter, sizeof(cases[i].parameter), "pool of %ld", pools[i]);
        cases[i].pool = pools[i];
        cases[i].metric_count = 1;
        cases[i].metrics[0] = metric;
        cases[i].run = run;
    }
    return ARRAY_LENGTH(pools);
}

unsigned int list_cycle(struct bench_case *cases)
{
    return list_pools(cases, "cycle", run_cycle);
}

unsigned int list_notify(struct bench_case *cases)
{
    return list_pools(cases, "notify", run_notify);
}
