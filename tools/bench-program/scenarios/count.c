/*
 * Scenario count: what grows with the number of buffers, and what must not.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <math.h>
#include "machine/clock.h"
#include "machine/measure.h"
#include "providers/target.h"
#include "scenarios/scenarios.h"
#include "values/histogram.h"

#define LEAST_TURNS 3

enum value
{
    VALUE_COMMIT,
    VALUE_FREE_COUNT,
    VALUE_SET_PROPERTIES,
    VALUE_COUNT,
};

static bool loop_free_count(void *context, uint64_t turns)
{
    LONG count;

    while (turns--)
    {
        if (FAILED(IMemAllocatorCallbackTemp_GetFreeCount((IMemAllocatorCallbackTemp *)context, &count)))
            return false;
    }
    return true;
}

static void measure_free_count(IMemAllocator *allocator, double seconds, struct measurement *measurement)
{
    IMemAllocatorCallbackTemp *callback;

    measurement->values[VALUE_FREE_COUNT] = NAN;
    if (FAILED(IMemAllocator_QueryInterface(allocator, &IID_IMemAllocatorCallbackTemp, (void **)&callback)))
        return;
    measurement->values[VALUE_FREE_COUNT] = measure_loop(seconds, loop_free_count, callback);
    if (measurement->values[VALUE_FREE_COUNT] < 0.0)
        measurement_fail(measurement, "GetFreeCount failed");
    IMemAllocatorCallbackTemp_Release(callback);
}

/* SetProperties while nothing is out makes the Commit that follows allocate afresh, so each is timed by itself. */
static void measure_new_layout(IMemAllocator *allocator, ALLOCATOR_PROPERTIES *request, double seconds,
                               struct measurement *measurement)
{
    struct histogram commits = { 0 }, settings = { 0 };
    double end = clock_seconds() + seconds;
    ALLOCATOR_PROPERTIES actual;
    uint64_t start, set, done;
    HRESULT hr;

    do
    {
        IMemAllocator_Decommit(allocator);
        start = ticks_now();
        hr = IMemAllocator_SetProperties(allocator, request, &actual);
        set = ticks_now();
        if (SUCCEEDED(hr))
            hr = IMemAllocator_Commit(allocator);
        done = ticks_now();
        if (FAILED(hr))
        {
            measurement_fail(measurement, "Commit with new properties failed (%#lx)", hr);
            return;
        }
        histogram_add(&settings, set - start);
        histogram_add(&commits, done - set);
    } while (clock_seconds() < end || commits.count < LEAST_TURNS);
    measurement->values[VALUE_SET_PROPERTIES] = ticks_to_ns(histogram_percentile(&settings, 50.0));
    measurement->values[VALUE_COMMIT] = ticks_to_ns(histogram_percentile(&commits, 50.0));
}

static void run_count(const struct bench_case *bench_case, struct provider *provider, const struct settings *settings,
                      struct measurement *measurement)
{
    ALLOCATOR_PROPERTIES request = { bench_case->pool, buffer_size(settings, SMALL_BUFFER), 16, 0 };
    struct target target;

    if (!target_open(&target, provider, request.cBuffers, request.cbBuffer, measurement))
        return;
    measure_free_count(target.allocator, settings->seconds / 2.0, measurement);
    measure_new_layout(target.allocator, &request, settings->seconds / 2.0, measurement);
    target_close(&target);
}

void list_count(struct case_list *cases)
{
    static const long counts[] = { 1, 16, 256, 4096, 65536 };
    static const struct bench_case pattern = {
        .scenario = "count",
        .run = run_count,
        .metric_count = VALUE_COUNT,
        .metrics = {
            [VALUE_COMMIT] = { "time of Commit", "ns", false, NO_LIMIT },
            [VALUE_FREE_COUNT] = { "time of GetFreeCount", "ns", false, NO_LIMIT },
            [VALUE_SET_PROPERTIES] = { "time of SetProperties", "ns", false, NO_LIMIT },
        },
    };
    unsigned int i;

    for (i = 0; i < ARRAY_LENGTH(counts); ++i)
        case_add(cases, &pattern, counts[i], 0, "pool of %ld", counts[i]);
}
