/*
 * Scenario capture: what the notification is for.  The source never blocks in GetBuffer; where no sample is free it
 * sleeps on an event which NotifyRelease sets, so that it could also wait for its device or its end.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "bench.h"
#include "clock.h"
#include "histogram.h"
#include "notify.h"
#include "queue.h"
#include "threads.h"

#define BUFFER_SIZE      4096
#define EVENT_TIMEOUT_MS 10000

static const long pools[] = { 1, 4, 16 };

struct capture
{
    IMemAllocator *allocator;
    double seconds;
    struct queue queue;
    struct notify notify;
    struct histogram waits;
    uint64_t samples;
    double elapsed;
    double cpu;
    HRESULT hr;
};

static HRESULT next_sample(struct capture *capture, IMediaSample **sample)
{
    HRESULT hr;

    for (;;)
    {
        hr = IMemAllocator_GetBuffer(capture->allocator, sample, NULL, NULL, AM_GBF_NOWAIT);
        if (hr != VFW_E_TIMEOUT)
            return hr;
        if (WaitForSingleObject(capture->notify.event, EVENT_TIMEOUT_MS) == WAIT_TIMEOUT)
            return hr;
    }
}

static DWORD WINAPI source_thread(void *context)
{
    uint64_t deadline, before, after;
    struct capture *capture = context;
    double start, cpu;

    start = clock_seconds();
    cpu = thread_cpu_seconds();
    deadline = ticks_now() + ns_to_ticks(capture->seconds * 1e9);
    do
    {
        IMediaSample *sample;

        before = ticks_now();
        capture->hr = next_sample(capture, &sample);
        after = ticks_now();
        if (FAILED(capture->hr))
            break;
        histogram_add(&capture->waits, after - before);
        ++capture->samples;
        queue_push(&capture->queue, sample);
    } while (after < deadline);
    capture->elapsed = clock_seconds() - start;
    capture->cpu = thread_cpu_seconds() - cpu;
    queue_push(&capture->queue, NULL);
    return 0;
}

static DWORD WINAPI renderer_thread(void *context)
{
    struct capture *capture = context;
    IMediaSample *sample;

    while ((sample = queue_pop(&capture->queue)))
        IMediaSample_Release(sample);
    return 0;
}

static void measure_capture(struct capture *capture, struct measurement *measurement)
{
    HANDLE threads[2];

    threads[0] = CreateThread(NULL, 0, renderer_thread, capture, 0, NULL);
    threads[1] = CreateThread(NULL, 0, source_thread, capture, 0, NULL);
    if (!threads[0] || !threads[1])
        abort_run("cannot start threads");
    threads_join(threads, 2, "capture");

    if (capture->hr == VFW_E_TIMEOUT)
        measurement_fail(measurement, "no sample %u s after the last notification", EVENT_TIMEOUT_MS / 1000);
    else if (FAILED(capture->hr))
        measurement_fail(measurement, "GetBuffer failed (%#lx)", capture->hr);
    else if ((uint64_t)(ULONG)capture->notify.calls != capture->samples)
        measurement_fail(measurement, "%lu notifications for %llu released samples", capture->notify.calls,
                         (unsigned long long)capture->samples);
    measurement->values[0] = capture->elapsed * 1e9 / capture->samples;
    measurement->values[1] = capture->samples / capture->elapsed;
    measurement->values[2] = ticks_to_ns(histogram_percentile(&capture->waits, 50.0));
    measurement->values[3] = ticks_to_ns(histogram_percentile(&capture->waits, 99.0));
    measurement->values[4] = ticks_to_ns(capture->waits.maximum);
    measurement->values[5] = 100.0 * capture->cpu / capture->elapsed;
}

static void run_capture(const struct bench_case *bench_case, struct provider *provider, const struct options *options,
                        struct measurement *measurement)
{
    long size = options->buffer_size ? options->buffer_size : BUFFER_SIZE;
    IMemAllocatorCallbackTemp *callback;
    struct capture *capture;
    HANDLE event;

    if (!(capture = calloc(1, sizeof(*capture))) || !queue_init(&capture->queue)
        || !(event = CreateEventW(NULL, FALSE, FALSE, NULL)))
    {
        free(capture);
        measurement_fail(measurement, "out of memory");
        return;
    }
    capture->seconds = options->seconds;
    notify_init_event(&capture->notify, event);
    if ((capture->allocator = committed_allocator(provider, bench_case->pool, size, measurement)))
    {
        if ((callback = notify_set(capture->allocator, &capture->notify, measurement)))
        {
            measure_capture(capture, measurement);
            IMemAllocatorCallbackTemp_SetNotify(callback, NULL);
            IMemAllocatorCallbackTemp_Release(callback);
        }
        IMemAllocator_Decommit(capture->allocator);
        IMemAllocator_Release(capture->allocator);
    }
    CloseHandle(event);
    queue_cleanup(&capture->queue);
    free(capture);
}

unsigned int list_capture(struct bench_case *cases)
{
    static const struct metric metrics[] = {
        { "time per sample", "ns", false, { PRIMITIVE_ROUND_TRIP_SEMAPHORE, 1.0, NULL } },
        { "throughput", "samples/s", false, { PRIMITIVE_NONE, 0.0, NULL } },
        { "wait p50", "ns", false, { PRIMITIVE_NONE, 0.0, NULL } },
        { "wait p99", "ns", false, { PRIMITIVE_NONE, 0.0, NULL } },
        { "wait max", "ns", true, { PRIMITIVE_NONE, 0.0, NULL } },
        { "source's processor time", "%", false, { PRIMITIVE_NONE, 0.0, NULL } },
    };
    unsigned int i;

    for (i = 0; i < ARRAY_LENGTH(pools); ++i)
    {
        cases[i].scenario = "capture";
        snprintf(cases[i].parameter, sizeof(cases[i].parameter), "pool of %ld", pools[i]);
        cases[i].pool = pools[i];
        cases[i].metric_count = ARRAY_LENGTH(metrics);
        memcpy(cases[i].metrics, metrics, sizeof(metrics));
        cases[i].run = run_capture;
    }
    return ARRAY_LENGTH(pools);
}
