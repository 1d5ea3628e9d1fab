/*
 * quartzalloc-trace top: the allocators of a program that runs, a line each
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "host.h"
#include "labels.h"
#include "room.h"
#include "state.h"
#include "text.h"

/* Lines that are drawn, and modules and threads that one names */
#define LINES_SHOWN 40
#define NAMES_SHOWN 3

/* A program that is not heard of for so long was killed, or is stopped. */
#define SILENCE 5000000000

struct view
{
    struct reader *reader;
    struct state state;
    struct labels labels;
    bool draws;
    uint64_t beat, heard; /* the last sign of life, and when it was seen, on our clock */
    uint64_t seen_torn;
    uint64_t *handed_out; /* of each allocator, when it was shown last */
    uint32_t handed_out_room;
    uint64_t shown_at; /* on the trace's clock */
};

/* How many buffers each module has, and since when the one that it has longest. */
struct keeper
{
    uint16_t module;
    uint32_t buffers;
    uint64_t since;
};

static const char *ticks_text(const struct view *view, uint64_t ticks, char text[TEXT_DURATION_SIZE])
{
    return text_duration((uint64_t)reader_nanoseconds(view->reader, reader_header(view->reader)->start_time + ticks),
                         text);
}

static unsigned int find_keepers(const struct allocator *allocator, struct keeper keepers[STATE_MODULES])
{
    const struct buffer *buffer;
    unsigned int count = 0, i;
    uint32_t number, j;

    for (number = 0; (buffer = allocator_next_out(allocator, number)); number = buffer->number)
    {
        for (j = 0; j < buffer->holders.count; ++j)
        {
            const struct hold *hold = &buffer->holds[j];

            for (i = 0; i < count && keepers[i].module != hold->place.module; ++i)
                ;
            if (i == STATE_MODULES)
                continue;
            if (i == count)
                keepers[count++] = (struct keeper){ hold->place.module, 0, hold->since };
            ++keepers[i].buffers;
            if (hold->since < keepers[i].since)
                keepers[i].since = hold->since;
        }
    }
    return count;
}

static void print_keepers(const struct view *view, const struct allocator *allocator, uint64_t now)
{
    struct keeper keepers[STATE_MODULES];
    unsigned int count = find_keepers(allocator, keepers), i;
    char duration[TEXT_DURATION_SIZE];

    for (i = 0; i < count && i < NAMES_SHOWN; ++i)
        printf("%s%s %u (%s)", i ? ", " : "   held by ", labels_module(&view->labels, keepers[i].module),
               (unsigned int)keepers[i].buffers,
               ticks_text(view, now > keepers[i].since ? now - keepers[i].since : 0, duration));
    if (count > NAMES_SHOWN)
        printf(" and %u more", count - NAMES_SHOWN);
}

static void print_waiting(const struct view *view, const struct allocator *allocator, uint64_t now)
{
    char duration[TEXT_DURATION_SIZE];
    const struct wait *wait;
    unsigned int count = 0;

    for (wait = allocator->waits; wait; wait = wait->next)
    {
        const char *name = reader_thread(view->reader, wait->place.thread);

        if (wait->until || ++count > NAMES_SHOWN)
            continue;
        printf("%s%s thread %04x%s%s%s for %s", count > 1 ? ", " : "   waiting ",
               labels_module(&view->labels, wait->place.module), (unsigned int)wait->place.thread, name ? " \"" : "",
               name ? name : "", name ? "\"" : "",
               ticks_text(view, now > wait->since ? now - wait->since : 0, duration));
    }
    if (count > NAMES_SHOWN)
        printf(" and %u more", count - NAMES_SHOWN);
}

/* How many buffers went out in a second, since the last time; -1 where it is not known */
static double rate(struct view *view, const struct allocator *allocator, uint64_t now)
{
    double result = -1, seconds;
    uint64_t *grown;

    if (!(grown = room_make(view->handed_out, &view->handed_out_room, allocator->number + 1, sizeof(*grown), 16)))
        return -1;
    view->handed_out = grown;
    seconds = (double)(now - view->shown_at) / (double)reader_header(view->reader)->clock_frequency;
    if (view->shown_at && now > view->shown_at)
        result = (double)(allocator->handed_out - view->handed_out[allocator->number]) / seconds;
    view->handed_out[allocator->number] = allocator->handed_out;
    return result;
}

static void print_allocator(struct view *view, const struct allocator *allocator, uint64_t now)
{
    uint64_t active = allocator_active(allocator, now), dry = allocator_dry(allocator, now);
    double out_in_a_second = rate(view, allocator, now);
    char free_count[16] = "?", speed[16] = "-";

    if (allocator->complete && allocator->agreed.count)
        snprintf(free_count, sizeof(free_count), "%d", (int)(allocator->agreed.count - allocator->out));
    if (out_in_a_second >= 0)
        snprintf(speed, sizeof(speed), "%.0f", out_in_a_second);
    printf("%9u %5s %5d %7s %4u%% %7llu", (unsigned int)allocator->number, free_count, (int)allocator->agreed.count,
           speed, (unsigned int)(active ? (dry > active ? 100 : dry * 100 / active) : 0),
           (unsigned long long)allocator->wait_times.count);
    if (!allocator->committed)
        printf("   not committed");
    print_keepers(view, allocator, now);
    print_waiting(view, allocator, now);
    printf("\n");
}

static bool is_silent(const struct view *view)
{
    return host_clock() - view->heard > SILENCE;
}

static void print_view(struct view *view)
{
    const struct trace_header *header = reader_header(view->reader);
    uint64_t now = reader_end(view->reader, view->state.last_time);
    const struct allocator *allocator;
    char duration[TEXT_DURATION_SIZE];
    uint32_t number, shown = 0, more = 0;

    if (view->draws)
        printf("\033[H\033[J");
    printf("%s, process %u, %s: %s, %u allocator%s, %llu message%s\n", header->program, (unsigned int)header->process,
           ticks_text(view, now - header->start_time, duration),
           header->end_time          ? "has ended"
                   : is_silent(view) ? "is not heard of: it was killed, or is stopped"
                                     : "runs",
           (unsigned int)view->state.live_count, text_plural(view->state.live_count),
           (unsigned long long)reader_message_count(view->reader), text_plural(reader_message_count(view->reader)));
    printf("allocator  free    of   out/s   dry   waits\n");
    for (number = 0; (allocator = state_next(&view->state, number)); number = allocator->number)
    {
        if (allocator->ended || (allocator->released && !allocator->out))
            continue;
        if (++shown > LINES_SHOWN)
            ++more;
        else
            print_allocator(view, allocator, now);
    }
    if (more)
        printf("and %u more\n", (unsigned int)more);
    if (!view->draws)
        printf("\n");
    view->shown_at = now;
    fflush(stdout);
}

static void read_records(struct view *view)
{
    struct trace_record record;

    while (reader_next(view->reader, &record))
    {
        uint64_t torn = reader_torn(view->reader) + reader_missed(view->reader);

        if (torn != view->seen_torn)
            state_gap(&view->state);
        view->seen_torn = torn;
        state_record(&view->state, &record);
    }
    if (reader_header(view->reader)->beat != view->beat)
    {
        view->beat = reader_header(view->reader)->beat;
        view->heard = host_clock();
    }
}

static int show(const char *path, unsigned int interval, unsigned int count)
{
    struct view view = { .reader = open_trace(path), .heard = host_clock() };
    unsigned int shown = 0;

    if (!view.reader)
        return EXIT_UNREADABLE;
    view.draws = host_draws();
    state_init(&view.state);
    labels_init(&view.labels, view.reader, true);
    for (;;)
    {
        /* From the second time on, what a thread is about to write is waited for. */
        if (!reader_refresh(view.reader))
        {
            complain("%s: the trace cannot be read any more", path);
            break;
        }
        labels_update(&view.labels);
        read_records(&view);
        print_view(&view);
        if (++shown == count || reader_header(view.reader)->end_time || is_silent(&view))
            break;
        host_sleep(interval);
    }
    labels_free(&view.labels);
    state_free(&view.state);
    reader_close(view.reader);
    free(view.handed_out);
    return EXIT_DONE;
}

static bool read_number(const char *text, unsigned long lowest, unsigned long highest, unsigned int *number)
{
    char *end;
    unsigned long value;

    if (!text || *text < '0' || *text > '9')
        return false;
    value = strtoul(text, &end, 10);
    *number = (unsigned int)value;
    return !*end && value >= lowest && value <= highest;
}

int command_top(int count, char **arguments)
{
    unsigned int interval = 1000, times = 0;
    const char *path = NULL, *value;
    int i;

    for (i = 0; i < count; ++i)
    {
        if (is_option(arguments[i], "--interval", &value))
        {
            if (!read_number(value, 100, 60000, &interval))
                return wrong_usage("top: --interval takes 100 to 60000 milliseconds");
        }
        else if (is_option(arguments[i], "--count", &value))
        {
            if (!read_number(value, 1, 1000000, &times))
                return wrong_usage("top: --count takes a number from 1");
        }
        else if (take_trace("top", arguments[i], &path) != EXIT_DONE)
            return EXIT_USAGE;
    }
    return path ? show(path, interval, times) : wrong_usage("top: name a trace");
}
