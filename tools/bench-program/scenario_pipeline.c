/*
 * Scenario pipeline: a producer takes samples and hands them to a consumer, which gives them back.
 *
 * Four speeds: "even", neither side works, so the pool is all that is measured; "faster", the producer works and the
 * consumer waits for it; "slower", the consumer works and the producer waits for samples; "idle", the consumer sleeps
 * so long over each sample that a producer which spins would be seen in its processor time.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "bench.h"
#include "clock.h"
#include "histogram.h"
#include "queue.h"
#include "threads.h"

#define BUFFER_SIZE      4096
#define PRODUCER_WORK_NS 5000.0
#define CONSUMER_WORK_NS 20000.0
#define IDLE_MS          5
#define IDLE_SECONDS     10.0 /* how often longer than other measurements: thread times tick in 10 ms */

enum speed
{
    SPEED_EVEN,
    SPEED_FASTER,
    SPEED_SLOWER,
    SPEED_IDLE,
};

static const long pools[] = { 1, 2, 4, 16 };

struct pipeline
{
    IMemAllocator *allocator;
    enum speed speed;
    double seconds;
    struct queue queue;
    struct histogram waits;
    uint64_t samples;
    double elapsed;
    double cpu;
    HRESULT hr;
};

static DWORD WINAPI producer_thread(void *context)
{
    uint64_t work = 0, deadline, before, after;
    struct pipeline *pipeline = context;
    double start, cpu;

    if (pipeline->speed == SPEED_FASTER)
        work = ns_to_ticks(PRODUCER_WORK_NS);
    start = clock_seconds();
    cpu = thread_cpu_seconds();
    deadline = ticks_now() + ns_to_ticks(pipeline->seconds * 1e9);
    do
    {
        IMediaSample *sample;

        before = ticks_now();
        pipeline->hr = IMemAllocator_GetBuffer(pipeline->allocator, &sample, NULL, NULL, 0);
        after = ticks_now();
        if (FAILED(pipeline->hr))
            break;
        histogram_add(&pipeline->waits, after - before);
        ++pipeline->samples;
        if (work)
            work_ticks(work);
        queue_push(&pipeline->queue, sample);
    } while (after < deadline);
    pipeline->elapsed = clock_seconds() - start;
    pipeline->cpu = thread_cpu_seconds() - cpu;
    queue_push(&pipeline->queue, NULL);
    return 0;
}

static DWORD WINAPI consumer_thread(void *context)
{
    struct pipeline *pipeline = context;
    IMediaSample *sample;
    uint64_t work = 0;

    if (pipeline->speed == SPEED_SLOWER)
        work = ns_to_ticks(CONSUMER_WORK_NS);
    while ((sample = queue_pop(&pipeline->queue)))
    {
        if (work)
            work_ticks(work);
        if (pipeline->speed == SPEED_IDLE)
            Sleep(IDLE_MS);
        IMediaSample_Release(sample);
    }
    return 0;
}

static void run_pipeline(const struct bench_case *bench_case, struct provider *provider, const struct options *options,
                         struct measurement *measurement)
{
    long size = options->buffer_size ? options->buffer_size : BUFFER_SIZE;
    struct pipeline *pipeline;
    HANDLE threads[2];

    if (!(pipeline = calloc(1, sizeof(*pipeline))) || !queue_init(&pipeline->queue))
    {
        free(pipeline);
        measurement_fail(measurement, "out of memory");
        return;
    }
    pipeline->speed = bench_case->variant;
    pipeline->seconds = options->seconds * (pipeline->speed == SPEED_IDLE ? IDLE_SECONDS : 1.0);
    if ((pipeline->allocator = committed_allocator(provider, bench_case->pool, size, measurement)))
    {
        threads[0] = CreateThread(NULL, 0, consumer_thread, pipeline, 0, NULL);
        threads[1] = CreateThread(NULL, 0, producer_thread, pipeline, 0, NULL);
        if (!threads[0] || !threads[1])
            abort_run("cannot start threads");
        threads_join(threads, 2, "pipeline");
        IMemAllocator_Decommit(pipeline->allocator);
        IMemAllocator_Release(pipeline->allocator);

        if (FAILED(pipeline->hr))
            measurement_fail(measurement, "GetBuffer failed (%#lx)", pipeline->hr);
        measurement->values[0] = pipeline->elapsed * 1e9 / pipeline->samples;
        measurement->values[1] = pipeline->samples / pipeline->elapsed;
        measurement->values[2] = ticks_to_ns(histogram_percentile(&pipeline->waits, 50.0));
        measurement->values[3] = ticks_to_ns(histogram_percentile(&pipeline->waits, 99.0));
        measurement->values[4] = ticks_to_ns(pipeline->waits.maximum);
        measurement->values[5] = 100.0 * pipeline->cpu / pipeline->elapsed;
    }
    queue_cleanup(&pipeline->queue);
    free(pipeline);
}

static unsigned int add_case(struct bench_case *bench_case, const char *name, enum speed speed, long pool,
                             struct limit limit)
{
    const struct metric metrics[] = {
        { "time per sample", "ns", false, limit },
        { "throughput", "samples/s", false, { PRIMITIVE_NONE, 0.0, NULL } },
        { "wait p50", "ns", false, { PRIMITIVE_NONE, 0.0, NULL } },
        { "wait p99", "ns", false, { PRIMITIVE_NONE, 0.0, NULL } },
        { "wait max", "ns", true, { PRIMITIVE_NONE, 0.0, NULL } },
        { "producer's processor time", "%", false, { PRIMITIVE_NONE, 0.0, NULL } },
    };

    bench_case->scenario = "pipeline";
    snprintf(bench_case->parameter, sizeof(bench_case->parameter), "pool of %ld, %s", pool, name);
    bench_case->pool = pool;
    bench_case->variant = speed;
    bench_case->metric_count = ARRAY_LENGTH(metrics);
    memcpy(bench_case->metrics, metrics, sizeof(metrics));
    bench_case->run = run_pipeline;
    return 1;
}

unsigned int list_pipeline(struct bench_case *cases)
{
    static const struct limit round_trip = { PRIMITIVE_ROUND_TRIP_CONDITION, 1.0, NULL };
    static const struct limit producer_work = { PRIMITIVE_NONE, PRODUCER_WORK_NS, "the producer's work, 5 us" };
    static const struct limit consumer_work = { PRIMITIVE_NONE, CONSUMER_WORK_NS, "the consumer's work, 20 us" };
    static const struct limit consumer_sleep = { PRIMITIVE_NONE, IDLE_MS * 1e6, "the consumer's sleep, 5 ms" };
    unsigned int i, count = 0;

    for (i = 0; i < ARRAY_LENGTH(pools); ++i)
        count += add_case(&cases[count], "even", SPEED_EVEN, pools[i], round_trip);
    for (i = 0; i < ARRAY_LENGTH(pools); ++i)
        count += add_case(&cases[count], "faster", SPEED_FASTER, pools[i], producer_work);
    for (i = 0; i < ARRAY_LENGTH(pools); ++i)
        count += add_case(&cases[count], "slower", SPEED_SLOWER, pools[i], consumer_work);
    count += add_case(&cases[count], "idle", SPEED_IDLE, 4, consumer_sleep);
    return count;
}
