/*
 * quartzalloc-trace summary: what a trace says of each allocator, in words
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "commands.h"
#include "labels.h"
#include "state.h"
#include "text.h"

/* Allocators that are told of one by one, the latest of them; buffers of each that are out */
#define ALLOCATORS_TOLD 40
#define BUFFERS_TOLD    20
#define MESSAGES_TOLD   50

/* "thread 01a4 "decoder"" */
#define THREAD_SIZE (TRACE_TEXT_SIZE + 24)
static const char *thread_text(const struct reader *reader, uint32_t thread, char text[THREAD_SIZE])
{
    const char *name = reader_thread(reader, thread);

    snprintf(text, THREAD_SIZE, name ? "thread %04x \"%s\"" : "thread %04x", (unsigned int)thread, name);
    return text;
}

/* A duration on the trace's clock */
static const char *ticks_text(const struct reader *reader, uint64_t ticks, char text[TEXT_DURATION_SIZE])
{
    return text_duration((uint64_t)reader_nanoseconds(reader, reader_header(reader)->start_time + ticks), text);
}

static void print_start(const struct reader *reader, const struct state *state, const char *path)
{
    const struct trace_header *header = reader_header(reader);
    uint64_t end = reader_end(reader, state->last_time);
    time_t start = (time_t)(header->start_utc / 1000000000);
    char date[40] = "an unknown date", duration[TEXT_DURATION_SIZE];
    struct tm *parts = gmtime(&start);

    if (parts)
        strftime(date, sizeof(date), "%Y-%m-%d %H:%M:%S UTC", parts);
    printf("%s: %s, %u bit, process %u, from %s for %s\n", path, header->program,
           (unsigned int)(header->pointer_size * 8), (unsigned int)header->process, date,
           ticks_text(reader, end - header->start_time, duration));
    if (header->end_time)
        printf("    %-12s in good order\n", "ended");
    else
        printf("    %-12s not in good order: it was killed, has crashed, or runs still\n", "ended");
    printf("    %-12s %llu, of %u allocators", "events", (unsigned long long)state->records,
           (unsigned int)(state->allocator_count));
    if (reader_overwritten(reader))
        printf("; %llu older ones were overwritten: a larger QUARTZALLOC_TRACE_SIZE keeps more",
               (unsigned long long)reader_overwritten(reader));
    printf("\n");
    if (reader_torn(reader))
        printf("    %-12s %llu, that were being written when the program was killed: they are left out\n", "torn",
               (unsigned long long)reader_torn(reader));
    if (header->names_lost)
        printf("    %-12s %llu names and messages, as the table was full\n", "lost",
               (unsigned long long)header->names_lost);
}

/* What is known of the modules, if anything is */
static void print_names(const struct labels *labels)
{
    uint32_t number;

    for (number = 1; number < READER_MODULES; ++number)
    {
        const char *whole = labels_whole(labels, (uint16_t)number);

        if (whole)
            printf("    %-12s %s: %s\n", "module", reader_module(labels->reader, (uint16_t)number)->name, whole);
    }
    printf("\n");
}

static void print_requests(struct labels *labels, const struct allocator *allocator)
{
    char place[LABEL_PLACE_SIZE], result[TEXT_RESULT_SIZE];
    uint32_t i;

    for (i = 0; i < allocator->request_count; ++i)
    {
        const struct request *request = &allocator->requests[i];

        printf("    %-12s %d x %d bytes, align %d, prefix %d by %s: ", "asked", (int)request->asked.count,
               (int)request->asked.size, (int)request->asked.align, (int)request->asked.prefix,
               labels_place(labels, request->place.caller, request->place.module, place));
        if (request->result < 0)
            printf("refused, %s\n", text_result(request->result, result));
        else
            printf("given %d x %d\n", (int)request->given.count, (int)request->given.size);
    }
}

static void print_buffers(struct labels *labels, const struct allocator *allocator, uint64_t end)
{
    char duration[TEXT_DURATION_SIZE], place[LABEL_PLACE_SIZE], thread[THREAD_SIZE];
    const struct buffer *buffer;
    uint32_t number, told = 0, i;

    for (number = 0; (buffer = allocator_next_out(allocator, number)); number = buffer->number)
    {
        if (++told > BUFFERS_TOLD)
            break;
        printf("    buffer %-5u out %s   %d reference%s", (unsigned int)buffer->number,
               ticks_text(labels->reader, end - buffer->out_since, duration), (int)buffer->references,
               text_plural((uint64_t)buffer->references));
        for (i = 0; i < buffer->holders.count; ++i)
        {
            const struct hold *hold = &buffer->holds[i];

            printf("%s %s (taken at %s, %s)", i ? "," : "  ", labels_module(labels, hold->place.module),
                   labels_place(labels, hold->place.caller, hold->place.module, place),
                   thread_text(labels->reader, hold->place.thread, thread));
        }
        printf("\n");
    }
    if ((uint32_t)allocator->out > BUFFERS_TOLD)
        printf("    %-12s %d more are out\n", "", (int)allocator->out - BUFFERS_TOLD);
}

static void print_waits(struct labels *labels, const struct allocator *allocator, uint64_t end)
{
    char a[TEXT_DURATION_SIZE], b[TEXT_DURATION_SIZE], c[TEXT_DURATION_SIZE], place[LABEL_PLACE_SIZE],
            thread[THREAD_SIZE];
    const struct wait *wait;

    if (allocator->wait_times.count)
        printf("    %-12s %llu: median %s, 99 %% within %s, longest %s\n", "waits",
               (unsigned long long)allocator->wait_times.count,
               ticks_text(labels->reader, histogram_quantile(&allocator->wait_times, 500), a),
               ticks_text(labels->reader, histogram_quantile(&allocator->wait_times, 990), b),
               ticks_text(labels->reader, allocator->wait_times.longest, c));
    for (wait = allocator->waits; wait; wait = wait->next)
    {
        if (!wait->until)
            printf("    %-12s %s for %s   GetBuffer called from %s\n", "waiting",
                   thread_text(labels->reader, wait->place.thread, thread),
                   ticks_text(labels->reader, end - wait->since, a),
                   labels_place(labels, wait->place.caller, wait->place.module, place));
    }
}

static void print_modules(struct labels *labels, const struct allocator *allocator)
{
    char average[TEXT_DURATION_SIZE], longest[TEXT_DURATION_SIZE];
    uint32_t i;

    for (i = 0; i < allocator->module_count; ++i)
    {
        const struct module_tally *tally = &allocator->modules[i];

        if (tally->waits.count)
            printf("    %-12s %llu times by %s, longest %s\n", "waited", (unsigned long long)tally->waits.count,
                   labels_module(labels, tally->module), ticks_text(labels->reader, tally->waits.longest, longest));
        if (tally->holds.count)
            printf("    %-12s %llu times by %s, %s on average, longest %s\n", "held",
                   (unsigned long long)tally->holds.count, labels_module(labels, tally->module),
                   ticks_text(labels->reader, tally->holds.total / tally->holds.count, average),
                   ticks_text(labels->reader, tally->holds.longest, longest));
    }
}

static void print_allocator(struct labels *labels, const struct allocator *allocator, uint64_t end)
{
    uint64_t active = allocator_active(allocator, end), dry = allocator_dry(allocator, end);
    char duration[TEXT_DURATION_SIZE], place[LABEL_PLACE_SIZE], thread[THREAD_SIZE];

    printf("allocator %u", (unsigned int)allocator->number);
    if (allocator->creator.caller)
        printf(", created by %s, %s", labels_place(labels, allocator->creator.caller, allocator->creator.module, place),
               thread_text(labels->reader, allocator->creator.thread, thread));
    printf("%s\n",
           allocator->ended                  ? ", ended"
                   : allocator->released     ? ", released by all"
                   : allocator->has_callback ? ", with a callback"
                                             : "");
    if (!allocator->complete)
        printf("    %-12s its beginning was overwritten: what went out before is not known\n", "incomplete");
    print_requests(labels, allocator);
    printf("    %-12s %llu handed out, %d out", "buffers", (unsigned long long)allocator->handed_out,
           (int)allocator->out);
    if (allocator->lowest_free >= 0)
        printf(", lowest free count %d of %d", (int)allocator->lowest_free, (int)allocator->agreed.count);
    if (active)
        printf(", committed for %s", ticks_text(labels->reader, active, duration));
    printf("\n");
    if (active && allocator->handed_out)
        printf("    %-12s %u %% of that time\n", "dry", (unsigned int)(dry > active ? 100 : dry * 100 / active));
    if (allocator->refused)
        printf("    %-12s %llu calls of GetBuffer\n", "refused", (unsigned long long)allocator->refused);
    print_waits(labels, allocator, end);
    print_modules(labels, allocator);
    print_buffers(labels, allocator, end);
    printf("\n");
}

static void print_allocators(struct labels *labels, const struct state *state, uint64_t end)
{
    const struct allocator *allocator;
    uint32_t number, idle = 0, used = 0, before;

    for (number = 0; (allocator = state_next(state, number)); number = allocator->number)
    {
        if (allocator->commits || allocator->handed_out || allocator->out)
            ++used;
        else
            ++idle;
    }
    before = used > ALLOCATORS_TOLD ? used - ALLOCATORS_TOLD : 0;
    used = 0;
    for (number = 0; (allocator = state_next(state, number)); number = allocator->number)
    {
        if ((allocator->commits || allocator->handed_out || allocator->out) && ++used > before)
            print_allocator(labels, allocator, end);
    }
    if (before || state->forgotten)
        printf("%u allocators before these are not told of one by one\n", (unsigned int)(before + state->forgotten));
    if (idle)
        printf("%u allocator%s never committed\n", (unsigned int)idle, idle == 1 ? " was" : "s were");
}

static void print_messages(struct labels *labels)
{
    const struct reader *reader = labels->reader;
    size_t count = reader_message_count(reader), i = count > MESSAGES_TOLD ? count - MESSAGES_TOLD : 0;

    if (!count)
    {
        printf("no message: nothing was found wrong\n");
        return;
    }
    printf("%llu message%s:\n", (unsigned long long)count, text_plural(count));
    for (; i < count; ++i)
    {
        const struct reader_message *message = reader_message(reader, i);
        char *text;

        text = labels_text(labels, message->text);
        printf("  at %.3f s\n%s", (double)reader_nanoseconds(reader, message->time) / 1e9, text ? text : message->text);
        free(text);
    }
    printf("\"quartzalloc-trace explain ID\" says what each means and what to do\n");
}

int summary_print(const char *path)
{
    struct reader *reader = open_trace(path);
    struct state state = { 0 };
    struct trace_record record;
    struct labels labels;
    uint64_t torn = 0, end;

    if (!reader)
        return EXIT_UNREADABLE;
    state_init(&state);
    while (reader_next(reader, &record))
    {
        if (reader_torn(reader) + reader_missed(reader) != torn)
        {
            torn = reader_torn(reader) + reader_missed(reader);
            state_gap(&state);
        }
        state_record(&state, &record);
    }
    end = reader_end(reader, state.last_time);
    labels_init(&labels, reader, true);
    print_start(reader, &state, path);
    print_names(&labels);
    print_allocators(&labels, &state, end);
    print_messages(&labels);
    labels_free(&labels);
    if (state.out_of_memory)
        complain("%s: out of memory: the summary is not complete", path);
    state_free(&state);
    reader_close(reader);
    return EXIT_DONE;
}

int command_summary(int count, char **arguments)
{
    int i, result = EXIT_DONE, code;

    if (!count)
        return wrong_usage("summary: name a trace");
    for (i = 0; i < count; ++i)
    {
        if (arguments[i][0] == '-' && arguments[i][1])
            return wrong_usage("summary: there is no option %s", arguments[i]);
    }
    for (i = 0; i < count; ++i)
    {
        if (i)
            printf("\n");
        if ((code = summary_print(arguments[i])) != EXIT_DONE)
            result = code;
    }
    return result;
}
