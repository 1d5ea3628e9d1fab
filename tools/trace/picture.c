/*
 * A trace as a picture for ui.perfetto.dev: which events come of which changes
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "picture.h"
#include "reader.h"
#include "text.h"

static int64_t since_start(const struct picture *picture, uint64_t time)
{
    return reader_nanoseconds(picture->reader, time);
}

/* What lies outside the time that is asked for is left out, and what reaches into it begins or ends there. */
static bool clip(const struct picture *picture, int64_t *since, int64_t *until)
{
    if (*until < picture->from || *since > picture->to || *until < *since)
        return false;
    if (*since < picture->from)
        *since = picture->from;
    if (*until > picture->to)
        *until = picture->to;
    return true;
}

/* The event that ends here belongs to this time. */
static void finish(struct picture *picture, int64_t time)
{
    json_end(&picture->json);
    if (picture->slots && time >= 0 && picture->end > 0)
        ++picture->slots[time >= picture->end ? PICTURE_SLOTS - 1
                                              : (unsigned int)((double)time / (double)picture->end * PICTURE_SLOTS)];
}

static void where(struct picture *picture, uint32_t thread, int64_t time)
{
    json_number(&picture->json, "pid", reader_header(picture->reader)->process);
    if (thread)
        json_number(&picture->json, "tid", thread);
    json_time(&picture->json, "ts", time);
}

static void give_place(struct picture *picture, const char *name, const struct place *place)
{
    char text[LABEL_PLACE_SIZE];

    if (place->caller)
        json_member(&picture->json, name, labels_place(&picture->labels, place->caller, place->module, text));
}

/* A slice of a thread.  arrow: number of one that begins here (from_here) or ends here; 0 for none. */
static void slice(struct picture *picture, const char *name, uint32_t allocator, const struct place *place,
                  int64_t since, int64_t until, uint64_t arrow, bool from_here)
{
    if (!clip(picture, &since, &until))
        return;
    json_begin(&picture->json, 'X', name);
    where(picture, place->thread, since);
    json_time(&picture->json, "dur", until - since);
    if (arrow)
    {
        json_number(&picture->json, "bind_id", (int64_t)arrow);
        json_raw(&picture->json, from_here ? "flow_out" : "flow_in", "true");
    }
    json_open(&picture->json, "args");
    json_number(&picture->json, "allocator", allocator);
    give_place(picture, "called from", place);
    json_close(&picture->json);
    finish(picture, since);
}

/* A slice of no thread: a pair of events with one id.  place: the holder's, or NULL for the buffer's own. */
static void span_of(struct picture *picture, const struct allocator *allocator, const struct buffer *buffer,
                    const struct place *place, int64_t since, int64_t until, bool still)
{
    char name[TRACE_TEXT_SIZE + 60], id[60];
    const char *module = place ? reader_module(picture->reader, place->module)->name : NULL;

    if (!clip(picture, &since, &until))
        return;
    snprintf(name, sizeof(name), module ? "buffer %u.%u held by %s" : "buffer %u.%u out",
             (unsigned int)allocator->number, (unsigned int)buffer->number, module);
    snprintf(id, sizeof(id), place ? "%u.%u.%u" : "%u.%u", (unsigned int)allocator->number,
             (unsigned int)buffer->number, place ? place->module : 0);

    json_begin(&picture->json, 'b', name);
    json_member(&picture->json, "cat", place ? "holder" : "buffer");
    json_member(&picture->json, "id", id);
    where(picture, place ? place->thread : 0, since);
    json_open(&picture->json, "args");
    if (place)
        give_place(picture, "taken at", place);
    if (place && labels_whole(&picture->labels, place->module))
        json_member(&picture->json, "holder", labels_whole(&picture->labels, place->module));
    if (still)
        json_raw(&picture->json, "still out", "true");
    json_close(&picture->json);
    finish(picture, since);

    json_begin(&picture->json, 'e', name);
    json_member(&picture->json, "cat", place ? "holder" : "buffer");
    json_member(&picture->json, "id", id);
    where(picture, place ? place->thread : 0, until);
    finish(picture, until);
}

static void count_out(struct picture *picture, const struct change *change)
{
    int64_t time = since_start(picture, change->time), until = time;
    char name[40];

    if (!clip(picture, &time, &until) || !change->allocator->complete)
        return;
    snprintf(name, sizeof(name), "allocator %u", (unsigned int)change->allocator->number);
    json_begin(&picture->json, 'C', name);
    where(picture, 0, time);
    json_open(&picture->json, "args");
    json_number(&picture->json, "out", change->allocator->out);
    if (change->allocator->agreed.count >= change->allocator->out)
        json_number(&picture->json, "free", change->allocator->agreed.count - change->allocator->out);
    json_close(&picture->json);
    finish(picture, time);
}

/* A wait that has brought a buffer, and the Release that ended it */
static void wait_answered(struct picture *picture, const struct change *change)
{
    const struct wait *wait = change->wait;
    const struct buffer *buffer = change->buffer;
    int64_t released = since_start(picture, buffer->returned_at);
    bool arrow = buffer->returned_at > wait->since && buffer->returned_at <= wait->until && released >= picture->from
            && released <= picture->to && since_start(picture, wait->since) <= picture->to;

    if (arrow)
        slice(picture, "Release ends a wait", change->allocator->number, &buffer->returned, released, released + 1,
              ++picture->arrows, true);
    slice(picture, "GetBuffer waits", change->allocator->number, &wait->place, since_start(picture, wait->since),
          since_start(picture, wait->until), arrow ? picture->arrows : 0, false);
}

static void notify_begun(struct picture *picture, const struct change *change)
{
    const struct trace_record *record = change->record;

    if (picture->notify_count < PICTURE_NOTIFY_LIMIT)
        picture->notify[picture->notify_count++] =
                (struct notify){ { record->caller, record->thread, record->module }, record->allocator, record->time };
}

static void draw_notify(struct picture *picture, const struct notify *notify, int64_t until)
{
    slice(picture, "NotifyRelease", notify->allocator, &notify->place, since_start(picture, notify->since), until, 0,
          false);
}

static void notify_ended(struct picture *picture, const struct change *change)
{
    unsigned int i;

    for (i = picture->notify_count; i && picture->notify[i - 1].place.thread != change->record->thread; --i)
        ;
    if (!i)
        return;
    draw_notify(picture, &picture->notify[i - 1], since_start(picture, change->time));
    --picture->notify_count;
    memmove(&picture->notify[i - 1], &picture->notify[i], (picture->notify_count - i + 1) * sizeof(*picture->notify));
}

/* What takes no time */
static void mark(struct picture *picture, const char *name, const struct change *change)
{
    struct place place = { change->record->caller, change->record->thread, change->record->module };
    int64_t time = since_start(picture, change->time), until = time;
    char result[TEXT_RESULT_SIZE];

    if (!clip(picture, &time, &until))
        return;
    json_begin(&picture->json, 'i', name);
    where(picture, place.thread, time);
    json_member(&picture->json, "s", "t");
    json_open(&picture->json, "args");
    json_number(&picture->json, "allocator", change->allocator->number);
    json_member(&picture->json, "result", text_result(change->record->result, result));
    if (change->record->kind == TRACE_PROPERTIES_SET && change->record->result >= 0)
    {
        json_number(&picture->json, "buffers", change->allocator->agreed.count);
        json_number(&picture->json, "size", change->allocator->agreed.size);
        json_number(&picture->json, "align", change->allocator->agreed.align);
        json_number(&picture->json, "prefix", change->allocator->agreed.prefix);
    }
    give_place(picture, "called from", &place);
    json_close(&picture->json);
    finish(picture, time);
}

static const char *life_name(uint16_t kind)
{
    switch (kind)
    {
        case TRACE_ALLOCATOR_CREATED:
            return "allocator created";
        case TRACE_ALLOCATOR_RELEASED:
            return "allocator released";
        case TRACE_ALLOCATOR_ENDED:
            return "allocator ended";
        case TRACE_PROPERTIES_SET:
            return "SetProperties";
        case TRACE_COMMITTED:
            return "Commit";
        case TRACE_DECOMMITTED:
            return "Decommit";
        case TRACE_NOTIFY_SET:
            return "SetNotify";
        default:
            return NULL;
    }
}

static void draw(void *context, const struct change *change)
{
    struct picture *picture = context;
    int64_t time = since_start(picture, change->time);

    switch (change->kind)
    {
        case CHANGE_ALLOCATOR:
            if (life_name(change->record->kind))
                mark(picture, life_name(change->record->kind), change);
            break;
        case CHANGE_STATE:
            count_out(picture, change);
            break;
        case CHANGE_BUFFER_OUT:
            count_out(picture, change);
            if (change->wait)
                wait_answered(picture, change);
            break;
        case CHANGE_BUFFER_BACK:
            count_out(picture, change);
            span_of(picture, change->allocator, change->buffer, NULL, since_start(picture, change->buffer->out_since),
                    time, false);
            break;
        case CHANGE_HOLD_ENDED:
            span_of(picture, change->allocator, change->buffer, &change->hold->place,
                    since_start(picture, change->hold->since), time, false);
            break;
        case CHANGE_BUFFER_REFUSED:
            mark(picture, "GetBuffer refused", change);
            break;
        case CHANGE_WAIT_ENDED:
            if (change->record->result < 0)
                slice(picture, "GetBuffer waits in vain", change->allocator->number, &change->wait->place,
                      since_start(picture, change->wait->since), time, 0, false);
            break;
        case CHANGE_NOTIFY_BEGUN:
            notify_begun(picture, change);
            break;
        case CHANGE_NOTIFY_ENDED:
            notify_ended(picture, change);
            break;
        case CHANGE_HOLD_BEGUN:
        case CHANGE_WAIT_BEGUN:
            break;
    }
}

/* What has not come to its end when the trace does */
static void draw_rest(struct picture *picture, const struct state *state)
{
    const struct allocator *allocator;
    const struct buffer *buffer;
    const struct wait *wait;
    uint32_t number, which, i;

    while (picture->notify_count)
        draw_notify(picture, &picture->notify[--picture->notify_count], picture->end);
    for (number = 0; (allocator = state_next(state, number)); number = allocator->number)
    {
        for (which = 0; (buffer = allocator_next_out(allocator, which)); which = buffer->number)
        {
            span_of(picture, allocator, buffer, NULL, since_start(picture, buffer->out_since), picture->end, true);
            for (i = 0; i < buffer->holders.count; ++i)
                span_of(picture, allocator, buffer, &buffer->holds[i].place,
                        since_start(picture, buffer->holds[i].since), picture->end, true);
        }
        for (wait = allocator->waits; wait; wait = wait->next)
            slice(picture, "GetBuffer waits", allocator->number, &wait->place, since_start(picture, wait->since),
                  wait->until ? since_start(picture, wait->until) : picture->end, 0, false);
    }
}

void picture_write_names(struct picture *picture)
{
    const struct trace_header *header = reader_header(picture->reader);
    uint32_t thread;
    const char *name;
    size_t i;

    json_begin(&picture->json, 'M', "process_name");
    where(picture, 0, 0);
    json_open(&picture->json, "args");
    json_member(&picture->json, "name", header->program);
    json_close(&picture->json);
    json_end(&picture->json);
    for (i = 0; (name = reader_thread_name(picture->reader, i, &thread)); ++i)
    {
        json_begin(&picture->json, 'M', "thread_name");
        where(picture, thread, 0);
        json_open(&picture->json, "args");
        json_member(&picture->json, "name", name);
        json_close(&picture->json);
        json_end(&picture->json);
    }
}

void picture_write_messages(struct picture *picture)
{
    size_t i;

    for (i = 0; i < reader_message_count(picture->reader); ++i)
    {
        const struct reader_message *message = reader_message(picture->reader, i);
        int64_t time = since_start(picture, message->time), until = time;
        char name[60], *text;

        if (!clip(picture, &time, &until))
            continue;
        snprintf(name, sizeof(name), "QA-%s", message->id);
        json_begin(&picture->json, 'i', name);
        where(picture, message->thread, time);
        json_member(&picture->json, "s", "p");
        json_open(&picture->json, "args");
        text = labels_text(&picture->labels, message->text);
        json_member(&picture->json, "text", text ? text : message->text);
        free(text);
        json_close(&picture->json);
        json_end(&picture->json);
    }
}

bool picture_draw(struct picture *picture)
{
    struct state state = { .changed = draw, .context = picture };
    struct trace_record record;
    uint64_t torn = 0;
    bool good;

    state_init(&state);
    reader_rewind(picture->reader);
    picture->notify_count = 0;
    picture->arrows = 0;
    while (reader_next(picture->reader, &record))
    {
        if (reader_torn(picture->reader) + reader_missed(picture->reader) != torn)
            state_gap(&state);
        torn = reader_torn(picture->reader) + reader_missed(picture->reader);
        state_record(&state, &record);
    }
    draw_rest(picture, &state);
    good = !state.out_of_memory;
    state_free(&state);
    return good;
}
