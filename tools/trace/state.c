/*
 * The state of a traced program's allocators: their lives, and what was agreed
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <stdlib.h>
#include <string.h>

#include "room.h"
#include "state_private.h"

/* A trace with more allocators than this is no honest one. */
#define NUMBER_LIMIT 50000000

void state_tell(struct state *state, struct change change)
{
    if (state->changed)
        state->changed(state->context, &change);
}

void state_init(struct state *state)
{
    void (*changed)(void *context, const struct change *change) = state->changed;
    void *context = state->context;

    memset(state, 0, sizeof(*state));
    state->changed = changed;
    state->context = context;
}

static void free_allocator(struct allocator *allocator)
{
    state_forget_buffers(allocator);
    state_free_waits(allocator);
    free(allocator->buffers);
    free(allocator);
}

void state_free(struct state *state)
{
    uint32_t i;

    for (i = 0; i < state->allocator_room; ++i)
    {
        if (state->allocators[i])
            free_allocator(state->allocators[i]);
    }
    free(state->allocators);
    state->allocators = NULL;
    state->allocator_room = 0;
}

static struct allocator *find(struct state *state, uint32_t number)
{
    struct allocator **allocators;

    if (!number || number > NUMBER_LIMIT)
        return NULL;
    if (!(allocators = room_make(state->allocators, &state->allocator_room, number, sizeof(*allocators), 64)))
    {
        state->out_of_memory = true;
        return NULL;
    }
    state->allocators = allocators;
    return state->allocators[number - 1];
}

static struct allocator *add(struct state *state, uint32_t number, uint64_t time)
{
    struct allocator *allocator;

    if (!number || number > state->allocator_room || !(allocator = calloc(1, sizeof(*allocator))))
    {
        state->out_of_memory = true;
        return NULL;
    }
    allocator->number = number;
    allocator->first_seen = time;
    allocator->lowest_free = -1;
    state->allocators[number - 1] = allocator;
    ++state->allocator_count;
    ++state->live_count;
    return allocator;
}

/* Those that ended first are forgotten first, as far as numbers tell. */
static void forget_the_oldest(struct state *state)
{
    struct allocator *allocator;

    while (state->ended_count > STATE_ENDED_LIMIT)
    {
        state->oldest_ended %= state->allocator_room;
        allocator = state->allocators[state->oldest_ended];
        if (allocator && allocator->ended)
        {
            state->allocators[state->oldest_ended] = NULL;
            free_allocator(allocator);
            --state->ended_count;
            ++state->forgotten;
        }
        ++state->oldest_ended;
    }
}

void state_keep_request(struct allocator *allocator, const struct request *request)
{
    uint32_t i;

    for (i = 0; i < allocator->request_count && allocator->requests[i].place.caller != request->place.caller; ++i)
        ;
    /* The latest is the last; the earliest gives way. */
    if (i == STATE_REQUESTS)
        i = 0;
    if (i < allocator->request_count)
    {
        --allocator->request_count;
        memmove(&allocator->requests[i], &allocator->requests[i + 1],
                (allocator->request_count - i) * sizeof(*request));
    }
    allocator->requests[allocator->request_count++] = *request;
}

static void properties_set(struct allocator *allocator, const struct trace_record *record)
{
    struct request request = { .place = place_of(record),
                               .time = record->time,
                               .result = record->result,
                               .asked = allocator->asked,
                               .given = properties_of(record) };

    state_keep_request(allocator, &request);
    if (record->result < 0)
    {
        ++allocator->refused_requests;
        return;
    }
    allocator->agreed = request.given;
    if (!allocator->out)
        state_forget_buffers(allocator);
}

static void end_activity(struct allocator *allocator, uint64_t time)
{
    if (allocator->active_since)
        allocator->active += span(allocator->active_since, time);
    allocator->active_since = 0;
    state_end_dryness(allocator, time);
}

static void ended(struct state *state, struct allocator *allocator, uint64_t time)
{
    end_activity(allocator, time);
    if (!allocator->ended)
    {
        --state->live_count;
        ++state->ended_count;
    }
    allocator->ended = true;
    state_forget_buffers(allocator);
    state_free_waits(allocator);
}

static void life(struct state *state, struct allocator *allocator, const struct trace_record *record)
{
    switch (record->kind)
    {
        case TRACE_ALLOCATOR_CREATED:
            allocator->complete = true;
            allocator->created = record->time;
            allocator->creator = place_of(record);
            break;
        case TRACE_ALLOCATOR_RELEASED:
            allocator->released = true;
            break;
        case TRACE_ALLOCATOR_ENDED:
            ended(state, allocator, record->time);
            break;
        case TRACE_PROPERTIES_SET:
            properties_set(allocator, record);
            break;
        case TRACE_COMMITTED:
            if (record->result < 0)
                break;
            ++allocator->commits;
            if (!allocator->committed)
                allocator->active_since = record->time;
            allocator->committed = true;
            break;
        case TRACE_DECOMMITTED:
            ++allocator->decommits;
            allocator->committed = false;
            end_activity(allocator, record->time);
            break;
        case TRACE_NOTIFY_SET:
            if (record->result >= 0)
                allocator->has_callback = record->buffer.references != 0;
            break;
        default:
            break;
    }
    state_tell(state, change_of(CHANGE_ALLOCATOR, allocator, record));
    if (record->kind == TRACE_ALLOCATOR_ENDED)
        forget_the_oldest(state);
}

void state_record(struct state *state, const struct trace_record *record)
{
    struct allocator *allocator = find(state, record->allocator);
    bool is_state = record->kind >= TRACE_STATE_BEGUN && record->kind <= TRACE_STATE_ENDED;

    ++state->records;
    if (!state->first_time || record->time < state->first_time)
        state->first_time = record->time;
    if (record->time > state->last_time)
        state->last_time = record->time;

    /* What was told of an allocator's end stays the last word. */
    if (!allocator)
        allocator = add(state, record->allocator, record->time);
    if (!allocator || allocator->ended)
        return;
    allocator->last_seen = record->time;
    if (is_state)
    {
        state_restore(state, allocator, record);
        return;
    }
    /* The state that was told has it already. */
    if (record->order && record->order <= allocator->state_order)
        return;
    switch (record->kind)
    {
        case TRACE_PROPERTIES_ASKED:
            allocator->asked = properties_of(record);
            break;
        case TRACE_BUFFER_REFUSED:
            ++allocator->refused;
            state_tell(state, change_of(CHANGE_BUFFER_REFUSED, allocator, record));
            break;
        case TRACE_NOTIFY_BEGUN:
            state_tell(state, change_of(CHANGE_NOTIFY_BEGUN, allocator, record));
            break;
        case TRACE_NOTIFY_ENDED:
            state_tell(state, change_of(CHANGE_NOTIFY_ENDED, allocator, record));
            break;
        case TRACE_WAIT_BEGUN:
        case TRACE_WAIT_ENDED:
        case TRACE_BUFFER_OUT:
        case TRACE_BUFFER_REFERENCED:
        case TRACE_BUFFER_UNREFERENCED:
        case TRACE_BUFFER_BACK:
            state_buffer_record(state, allocator, record);
            break;
        default:
            life(state, allocator, record);
            break;
    }
}

void state_gap(struct state *state)
{
    uint32_t i;

    for (i = 0; i < state->allocator_room; ++i)
    {
        if (state->allocators[i])
            state->allocators[i]->complete = state->allocators[i]->ended;
    }
}

struct allocator *state_next(const struct state *state, uint32_t number)
{
    for (; number < state->allocator_room; ++number)
    {
        if (state->allocators[number])
            return state->allocators[number];
    }
    return NULL;
}

uint64_t allocator_active(const struct allocator *allocator, uint64_t now)
{
    return allocator->active + (allocator->active_since ? span(allocator->active_since, now) : 0);
}

uint64_t allocator_dry(const struct allocator *allocator, uint64_t now)
{
    return allocator->dry + (allocator->dry_since ? span(allocator->dry_since, now) : 0);
}
