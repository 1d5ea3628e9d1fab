/*
 * Scenario pipeline: the producer of a stream waits in GetBuffer for the samples that the consumer gives back.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "scenarios/stream.h"

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

static long take(struct stream *stream, void **sample)
{
    return target_get(&stream->target, sample);
}

static void producer_thread(void *context)
{
    stream_produce(context, take);
}

static void run_pipeline(const struct bench_case *bench_case, struct provider *provider,
                         const struct settings *settings, struct measurement *measurement)
{
    struct stream *stream;

    if (!provider->waits)
    {
        measurement_unsupported(measurement, "its get never waits");
        return;
    }
    if (!(stream = stream_open(bench_case, provider, settings, measurement)))
        return;
    if (bench_case->variant == SPEED_FASTER)
        stream->producer_work = ns_to_ticks(PRODUCER_WORK_NS);
    if (bench_case->variant == SPEED_SLOWER)
        stream->consumer_work = ns_to_ticks(CONSUMER_WORK_NS);
    if (bench_case->variant == SPEED_IDLE)
    {
        stream->consumer_sleep = IDLE_MS / 1000.0;
        stream->seconds *= IDLE_SECONDS;
    }
    stream_run(stream, producer_thread, "pipeline", measurement);
    stream_close(stream);
}

void list_pipeline(struct case_list *cases)
{
    static const long pools[] = { 1, 2, 4, 16 };
    static const struct
    {
        const char *name;
        struct limit limit;
    } speeds[] = {
        [SPEED_EVEN] = { "even", { PRIMITIVE_ROUND_TRIP_CONDITION, 1.0, NULL } },
        [SPEED_FASTER] = { "faster", { PRIMITIVE_NONE, PRODUCER_WORK_NS, "the producer's work, 5 us" } },
        [SPEED_SLOWER] = { "slower", { PRIMITIVE_NONE, CONSUMER_WORK_NS, "the consumer's work, 20 us" } },
        [SPEED_IDLE] = { "idle", { PRIMITIVE_NONE, IDLE_MS * 1e6, "the consumer's sleep, 5 ms" } },
    };
    struct bench_case pattern = {
        .scenario = "pipeline",
        .run = run_pipeline,
        .metric_count = STREAM_METRIC_COUNT,
        .metrics = STREAM_METRICS(NO_LIMIT, "producer"),
    };
    unsigned int i, j;

    for (i = 0; i < ARRAY_LENGTH(speeds); ++i)
    {
        pattern.metrics[0].limit = speeds[i].limit;
        for (j = 0; j < ARRAY_LENGTH(pools); ++j)
        {
            /* A sleeping consumer is as slow whatever the pool. */
            if (i != SPEED_IDLE || pools[j] == 4)
                case_add(cases, &pattern, pools[j], i, "pool of %ld, %s", pools[j], speeds[i].name);
        }
    }
}
