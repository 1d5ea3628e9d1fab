/*
 * A stream of samples: one thread takes them and hands them through a queue to another, which gives them back.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef QUARTZALLOC_BENCH_STREAM_H
#define QUARTZALLOC_BENCH_STREAM_H

#include "machine/clock.h"
#include "machine/queue.h"
#include "providers/target.h"
#include "scenarios/scenarios.h"
#include "values/histogram.h"

struct stream
{
    struct target target;
    double seconds;
    uint64_t producer_work; /* ticks for each sample */
    uint64_t consumer_work;
    double consumer_sleep; /* seconds for each sample */
    void *context;         /* the scenario's own */
    long result;           /* of the last attempt to take a sample */
    struct queue queue;
    struct histogram waits;
    uint64_t samples;
    double elapsed;
    double cpu; /* seconds of processor time of the producer */
};

/* The metrics that stream_run measures, for a bench_case's. */
#define STREAM_METRICS(limit, producer) \
    { \
        { "time per sample", "ns", false, limit }, { "throughput", "samples/s", false, NO_LIMIT }, \
                { "wait p50", "ns", false, NO_LIMIT }, { "wait p99", "ns", false, NO_LIMIT }, \
                { "wait max", "ns", true, NO_LIMIT }, { producer "'s processor time", "%", false, NO_LIMIT }, \
    }
#define STREAM_METRIC_COUNT 6

/* The producer, with its own way to take a sample, which returns a negative number where there is none to be had. */
static inline void stream_produce(struct stream *stream, long (*take)(struct stream *stream, void **sample))
{
    uint64_t deadline, before, after;
    double start, cpu;
    void *sample;

    start = clock_seconds();
    cpu = thread_cpu_seconds();
    deadline = ticks_now() + ns_to_ticks(stream->seconds * 1e9);
    do
    {
        before = ticks_now();
        stream->result = take(stream, &sample);
        after = ticks_now();
        if (stream->result < 0)
            break;
        histogram_add(&stream->waits, after - before);
        ++stream->samples;
        if (stream->producer_work)
            work_ticks(stream->producer_work);
        queue_push(&stream->queue, sample);
    } while (after < deadline);
    stream->elapsed = clock_seconds() - start;
    stream->cpu = thread_cpu_seconds() - cpu;
    queue_push(&stream->queue, NULL);
}

/* A stream on a new pool; NULL and a failed measurement where there is none. */
struct stream *stream_open(const struct bench_case *bench_case, struct provider *provider,
                           const struct settings *settings, struct measurement *measurement);
void stream_close(struct stream *stream);

/* Runs the producer and the consumer, and fills in the metrics. */
void stream_run(struct stream *stream, void (*producer)(void *stream), const char *what,
                struct measurement *measurement);

#endif
