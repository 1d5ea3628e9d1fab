/*
 * A stream of samples: see stream.h.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <stdlib.h>
#include "machine/fatal.h"
#include "scenarios/stream.h"

struct stream *stream_open(const struct bench_case *bench_case, struct provider *provider,
                           const struct settings *settings, struct measurement *measurement)
{
    struct stream *stream;

    if (!(stream = calloc(1, sizeof(*stream))) || !queue_init(&stream->queue))
    {
        measurement_fail(measurement, "out of memory");
        free(stream);
        return NULL;
    }
    stream->seconds = settings->seconds;
    if (target_open(&stream->target, provider, bench_case->pool, buffer_size(settings, STREAM_BUFFER), measurement))
        return stream;
    queue_cleanup(&stream->queue);
    free(stream);
    return NULL;
}

void stream_close(struct stream *stream)
{
    target_close(&stream->target);
    queue_cleanup(&stream->queue);
    free(stream);
}

static void consumer_thread(void *context)
{
    struct stream *stream = context;
    void *sample;

    while ((sample = queue_pop(&stream->queue)))
    {
        if (stream->consumer_work)
            work_ticks(stream->consumer_work);
        if (stream->consumer_sleep)
            thread_sleep(stream->consumer_sleep);
        target_put(&stream->target, sample);
    }
}

void stream_run(struct stream *stream, void (*producer)(void *stream), const char *what,
                struct measurement *measurement)
{
    struct thread threads[2];

    if (!thread_start(&threads[0], consumer_thread, stream) || !thread_start(&threads[1], producer, stream))
        fatal("cannot start threads");
    threads_join(threads, 2, what);
    if (stream->result < 0)
        measurement_fail(measurement, "GetBuffer failed (%#lx)", stream->result);
    measurement->values[0] = stream->elapsed * 1e9 / stream->samples;
    measurement->values[1] = stream->samples / stream->elapsed;
    measurement->values[2] = ticks_to_ns(histogram_percentile(&stream->waits, 50.0));
    measurement->values[3] = ticks_to_ns(histogram_percentile(&stream->waits, 99.0));
    measurement->values[4] = ticks_to_ns(stream->waits.maximum);
    measurement->values[5] = 100.0 * stream->cpu / stream->elapsed;
}
