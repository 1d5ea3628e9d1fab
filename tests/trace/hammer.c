/*
 * Four threads that write as fast as they can, and whether a reader is ever told what they did not write
 *
 * Each record's fields follow from each other, so that one of which a part is another's is known.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#define _POSIX_C_SOURCE 200809L

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "diagnosis/log.h"
#include "diagnosis/trace_file.h"
#include "reader.h"
#include "trace_test.h"

#define THREADS 4

static atomic_bool stop;

static struct trace_record make_record(uint32_t thread, uint32_t order)
{
    uint64_t state = (uint64_t)thread << 32 | order;
    struct trace_record record = { .thread = thread, .order = order };

    record.time = next_random(&state);
    record.caller = next_random(&state);
    record.allocator = (uint32_t)next_random(&state);
    record.kind = (uint16_t)next_random(&state);
    record.module = (uint16_t)next_random(&state);
    record.result = (int32_t)next_random(&state);
    record.buffer.number = (uint32_t)next_random(&state);
    record.buffer.references = (int32_t)next_random(&state);
    record.buffer.value = next_random(&state);
    return record;
}

static void *hammer(void *context)
{
    uint32_t thread = *(uint32_t *)context, order = 0;
    struct trace_record record;

    while (!atomic_load_explicit(&stop, memory_order_relaxed))
    {
        record = make_record(thread, ++order);
        trace_put(&record);
        if (!(order & 0xfff))
            trace_message(LOG_WARN, thread, order,
                          "quartzalloc: warning: QA-DRY: hammered\n    so           it goes on\n");
        if (!(order & 0xff))
            trace_beat(order);
    }
    return NULL;
}

static void nap(unsigned int milliseconds)
{
    struct timespec time = { milliseconds / 1000, (long)(milliseconds % 1000) * 1000000 };

    nanosleep(&time, NULL);
}

int test_hammer(int count, char **arguments)
{
    static uint32_t numbers[THREADS];
    pthread_t threads[THREADS];
    uint32_t i;

    (void)count;
    log_open("", LOG_WARN);
    if (!trace_open(arguments[0], strtoull(arguments[1], NULL, 10) << 20))
        return 1;
    for (i = 0; i < THREADS; ++i)
    {
        numbers[i] = i + 1;
        if (pthread_create(&threads[i], NULL, hammer, &numbers[i]))
            return fault("no thread to be had");
    }
    nap((unsigned int)(strtod(arguments[2], NULL) * 1000));
    atomic_store(&stop, true);
    for (i = 0; i < THREADS; ++i)
        pthread_join(threads[i], NULL);
    trace_end(1);
    return 0;
}

struct proof
{
    uint64_t records;
    uint32_t last[THREADS + 1]; /* of each thread: it has written its records one after another */
};

/* Check all that the reader has for now.  Returns 1 where something is not true. */
static int prove(struct reader *reader, struct proof *proof)
{
    struct trace_record record, right;

    while (reader_next(reader, &record))
    {
        if (!record.thread || record.thread > THREADS)
            return fault("a record of thread %u, which there was not", (unsigned int)record.thread);
        right = make_record(record.thread, record.order);
        right.sequence = record.sequence;
        right.checksum = record.checksum;
        if (memcmp(&right, &record, sizeof(right)))
            return fault("record %llu was not written so", (unsigned long long)record.sequence);
        if (record.order <= proof->last[record.thread])
            return fault("thread %u wrote %u before %u", (unsigned int)record.thread, (unsigned int)record.order,
                         (unsigned int)proof->last[record.thread]);
        proof->last[record.thread] = record.order;
        ++proof->records;
    }
    return 0;
}

static int check_messages(const struct reader *reader)
{
    size_t i;

    for (i = 0; i < reader_message_count(reader); ++i)
    {
        if (strcmp(reader_message(reader, i)->text,
                   "quartzalloc: warning: QA-DRY: hammered\n    so           it goes on\n")
            || strcmp(reader_message(reader, i)->id, "DRY"))
            return fault("message %u was not written so", (unsigned int)i);
    }
    return 0;
}

static void print_counts(const struct reader *reader, const struct proof *proof)
{
    printf("%llu records, %llu torn, %llu missed, %u messages\n", (unsigned long long)proof->records,
           (unsigned long long)reader_torn(reader), (unsigned long long)reader_missed(reader),
           (unsigned int)reader_message_count(reader));
}

int test_verify(int count, char **arguments)
{
    char error[READER_ERROR_SIZE];
    struct reader *reader = reader_open(arguments[0], error);
    struct proof proof = { 0 };
    int result;

    (void)count;
    if (!reader)
        return fault("%s", error);
    result = prove(reader, &proof) || check_messages(reader);
    print_counts(reader, &proof);
    /* A thread that was killed leaves one record that is torn; one that was overtaken by all others, a few. */
    if (!result && reader_torn(reader) > 16 * THREADS)
        result = fault("more records are torn than threads can have torn");
    if (!result && !proof.records && reader_header(reader)->next > THREADS)
        result = fault("no record is there");
    reader_close(reader);
    return result;
}

int test_watch(int count, char **arguments)
{
    char error[READER_ERROR_SIZE];
    struct reader *reader = reader_open(arguments[0], error);
    unsigned int rounds = (unsigned int)(strtod(arguments[1], NULL) * 200);
    struct proof proof = { 0 };
    int result = 0;

    (void)count;
    if (!reader)
        return fault("%s", error);
    for (; rounds && !result; --rounds)
    {
        if (!reader_refresh(reader))
            result = fault("the trace cannot be read any more");
        else
            result = prove(reader, &proof);
        nap(5);
    }
    result |= check_messages(reader);
    print_counts(reader, &proof);
    if (!result && !proof.records)
        result = fault("no record came");
    reader_close(reader);
    return result;
}
