/*
 * Scenario capture: a source that must not block takes samples with AM_GBF_NOWAIT, and sleeps until NotifyRelease where
 * none is free.  Every release has to be notified: a source that misses one hangs.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "scenarios/callback.h"
#include "scenarios/stream.h"

#define EVENT_TIMEOUT_MS 10000

static long take(struct stream *stream, void **sample)
{
    struct callback *callback = stream->context;
    HRESULT hr;

    for (;;)
    {
        hr = IMemAllocator_GetBuffer(stream->target.allocator, (IMediaSample **)sample, NULL, NULL, AM_GBF_NOWAIT);
        if (hr != VFW_E_TIMEOUT)
            return hr;
        if (WaitForSingleObject(callback->event, EVENT_TIMEOUT_MS) == WAIT_TIMEOUT)
            return hr;
    }
}

static void source_thread(void *context)
{
    stream_produce(context, take);
}

static void run_capture(const struct bench_case *bench_case, struct provider *provider, const struct settings *settings,
                        struct measurement *measurement)
{
    IMemAllocatorCallbackTemp *allocator_callback;
    struct callback callback;
    struct stream *stream;

    if (!callback_init_event(&callback))
    {
        measurement_fail(measurement, "out of memory");
        return;
    }
    if ((stream = stream_open(bench_case, provider, settings, measurement)))
    {
        if ((allocator_callback = callback_set(&stream->target, &callback, measurement)))
        {
            stream->context = &callback;
            stream_run(stream, source_thread, "capture", measurement);
            if (stream->result == VFW_E_TIMEOUT)
                measurement_fail(measurement, "no sample %u s after the last notification", EVENT_TIMEOUT_MS / 1000);
            else if (stream->result >= 0 && (uint64_t)callback.counter.calls != stream->samples)
                measurement_fail(measurement, "%llu notifications for %llu released samples",
                                 (unsigned long long)callback.counter.calls, (unsigned long long)stream->samples);
            callback_reset(allocator_callback);
        }
        stream_close(stream);
    }
    CloseHandle(callback.event);
}

void list_capture(struct case_list *cases)
{
    static const long pools[] = { 1, 4, 16 };
    static const struct bench_case pattern = {
        .scenario = "capture",
        .run = run_capture,
        .metric_count = STREAM_METRIC_COUNT,
#define ROUND_TRIP { PRIMITIVE_ROUND_TRIP_SEMAPHORE, 1.0, NULL }
        .metrics = STREAM_METRICS(ROUND_TRIP, "source"),
    };
    unsigned int i;

    for (i = 0; i < ARRAY_LENGTH(pools); ++i)
        case_add(cases, &pattern, pools[i], 0, "pool of %ld", pools[i]);
}
