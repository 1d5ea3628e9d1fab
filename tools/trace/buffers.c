/*
 * The state of a traced program's allocators: buffers, who holds them, who waits for them
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <stdlib.h>
#include <string.h>

#include "room.h"
#include "state_private.h"

struct buffer *state_buffer(struct state *state, struct allocator *allocator, uint32_t number, bool make)
{
    struct buffer **buffers;

    if (!number || number > STATE_BUFFER_LIMIT || (number > allocator->buffer_room && !make))
        return NULL;
    if (!(buffers = room_make(allocator->buffers, &allocator->buffer_room, number, sizeof(*buffers), 8)))
    {
        state->out_of_memory = true;
        return NULL;
    }
    allocator->buffers = buffers;
    if (!allocator->buffers[number - 1] && make)
    {
        if (!(allocator->buffers[number - 1] = calloc(1, sizeof(struct buffer))))
        {
            state->out_of_memory = true;
            return NULL;
        }
        allocator->buffers[number - 1]->number = number;
        ++allocator->buffer_count;
    }
    return allocator->buffers[number - 1];
}

void state_forget_buffers(struct allocator *allocator)
{
    uint32_t i;

    for (i = 0; i < allocator->buffer_room; ++i)
        free(allocator->buffers[i]);
    if (allocator->buffer_room)
        memset(allocator->buffers, 0, allocator->buffer_room * sizeof(*allocator->buffers));
    allocator->buffer_count = 0;
    allocator->out = 0;
}

struct buffer *allocator_next_out(const struct allocator *allocator, uint32_t number)
{
    for (; number < allocator->buffer_room; ++number)
    {
        if (allocator->buffers[number] && allocator->buffers[number]->references > 0)
            return allocator->buffers[number];
    }
    return NULL;
}

void state_end_dryness(struct allocator *allocator, uint64_t time)
{
    if (allocator->dry_since)
        allocator->dry += span(allocator->dry_since, time);
    allocator->dry_since = 0;
}

void state_count(struct allocator *allocator, uint64_t time)
{
    int32_t left;

    if (!allocator->complete || allocator->agreed.count <= 0)
        return;
    left = allocator->agreed.count > allocator->out ? allocator->agreed.count - allocator->out : 0;
    if (allocator->lowest_free < 0 || left < allocator->lowest_free)
        allocator->lowest_free = left;
    if (left)
        state_end_dryness(allocator, time);
    else if (!allocator->dry_since && allocator->committed)
        allocator->dry_since = time;
}

static struct module_tally *tally_of(struct allocator *allocator, uint16_t module)
{
    return module_tally(allocator->modules, &allocator->module_count, STATE_MODULES, module);
}

static void tell_hold(struct state *state, struct change change, const struct buffer *buffer, const struct hold *hold)
{
    change.buffer = buffer;
    change.hold = hold;
    state_tell(state, change);
}

static void tell_wait(struct state *state, struct change change, const struct buffer *buffer, const struct wait *wait)
{
    change.buffer = buffer;
    change.wait = wait;
    state_tell(state, change);
}

static void add_reference(struct state *state, struct allocator *allocator, struct buffer *buffer,
                          const struct trace_record *record)
{
    struct hold *hold;

    if (!holders_add(&buffer->holders, record->module))
        return;
    hold = &buffer->holds[buffer->holders.count - 1];
    *hold = (struct hold){ place_of(record), record->time };
    tell_hold(state, change_of(CHANGE_HOLD_BEGUN, allocator, record), buffer, hold);
}

static void remove_holder(struct state *state, struct allocator *allocator, struct buffer *buffer, uint32_t which,
                          const struct trace_record *record)
{
    struct hold hold = buffer->holds[which];
    struct module_tally *tally = tally_of(allocator, hold.place.module);
    uint64_t held = span(hold.since, record->time);

    holders_remove(&buffer->holders, which, buffer->holds, sizeof(*buffer->holds));
    histogram_add(&allocator->hold_times, held);
    if (tally)
        tally_add(&tally->holds, held);
    tell_hold(state, change_of(CHANGE_HOLD_ENDED, allocator, record), buffer, &hold);
}

static void drop_reference(struct state *state, struct allocator *allocator, struct buffer *buffer,
                           const struct trace_record *record)
{
    uint32_t which = holders_drop(&buffer->holders, record->module);

    if (which != HOLDERS_LIMIT)
        remove_holder(state, allocator, buffer, which, record);
}

static void buffer_out(struct state *state, struct allocator *allocator, const struct trace_record *record)
{
    struct buffer *buffer = state_buffer(state, allocator, record->buffer.number, true);
    struct wait **link, *wait;

    for (link = &allocator->waits; (wait = *link) && (!wait->until || wait->place.thread != record->thread);
         link = &wait->next)
        ;
    if (wait)
        *link = wait->next;
    ++allocator->handed_out;
    if (buffer)
    {
        /* Of one that is still out, the record of its return is missing. */
        if (buffer->references <= 0)
            ++allocator->out;
        buffer->references = 1;
        buffer->holders = (struct holders){ 0 };
        buffer->out_since = record->time;
        ++buffer->times_out;
        state_count(allocator, record->time);
        tell_wait(state, change_of(CHANGE_BUFFER_OUT, allocator, record), buffer, wait);
        add_reference(state, allocator, buffer, record);
    }
    free(wait);
}

static void buffer_back(struct state *state, struct allocator *allocator, struct buffer *buffer,
                        const struct trace_record *record)
{
    if (buffer->references > 0)
    {
        drop_reference(state, allocator, buffer, record);
        while (buffer->holders.count)
            remove_holder(state, allocator, buffer, buffer->holders.count - 1, record);
        buffer->references = 0;
        --allocator->out;
        state_count(allocator, record->time);
        buffer->returned = place_of(record);
        buffer->returned_at = record->time;
        tell_hold(state, change_of(CHANGE_BUFFER_BACK, allocator, record), buffer, NULL);
    }
    buffer->returned = place_of(record);
    buffer->returned_at = record->time;
}

struct wait *state_add_wait(struct state *state, struct allocator *allocator, struct place place, uint64_t since)
{
    struct wait *wait = calloc(1, sizeof(*wait));

    if (!wait)
    {
        state->out_of_memory = true;
        return NULL;
    }
    wait->place = place;
    wait->since = since;
    wait->next = allocator->waits;
    allocator->waits = wait;
    return wait;
}

void state_free_waits(struct allocator *allocator)
{
    struct wait *wait;

    while ((wait = allocator->waits))
    {
        allocator->waits = wait->next;
        free(wait);
    }
}

/* A thread waits for one buffer at a time: what it waited for before is over, and the record of that is missing. */
static void wait_begun(struct state *state, struct allocator *allocator, const struct trace_record *record)
{
    struct wait **link, *wait;

    for (link = &allocator->waits; (wait = *link) && wait->place.thread != record->thread; link = &wait->next)
        ;
    if (wait)
    {
        *link = wait->next;
        free(wait);
    }
    if ((wait = state_add_wait(state, allocator, place_of(record), record->time)))
        tell_wait(state, change_of(CHANGE_WAIT_BEGUN, allocator, record), NULL, wait);
}

static void wait_ended(struct state *state, struct allocator *allocator, const struct trace_record *record)
{
    struct wait **link, *wait;
    struct module_tally *tally;
    uint64_t waited;

    for (link = &allocator->waits; (wait = *link) && (wait->until || wait->place.thread != record->thread);
         link = &wait->next)
        ;
    if (!wait)
        return;
    waited = span(wait->since, record->time);
    histogram_add(&allocator->wait_times, waited);
    if ((tally = tally_of(allocator, wait->place.module)))
        tally_add(&tally->waits, waited);
    wait->until = record->time;
    tell_wait(state, change_of(CHANGE_WAIT_ENDED, allocator, record), NULL, wait);
    if (record->result < 0)
    {
        *link = wait->next;
        free(wait);
    }
}

void state_buffer_record(struct state *state, struct allocator *allocator, const struct trace_record *record)
{
    struct buffer *buffer;

    switch (record->kind)
    {
        case TRACE_WAIT_BEGUN:
            wait_begun(state, allocator, record);
            return;
        case TRACE_WAIT_ENDED:
            wait_ended(state, allocator, record);
            return;
        case TRACE_BUFFER_OUT:
            buffer_out(state, allocator, record);
            return;
        default:
            break;
    }
    buffer = state_buffer(state, allocator, record->buffer.number, record->kind == TRACE_BUFFER_BACK);
    if (!buffer)
        return;
    if (record->kind == TRACE_BUFFER_BACK)
        buffer_back(state, allocator, buffer, record);
    else if (buffer->references > 0 && record->kind == TRACE_BUFFER_REFERENCED)
    {
        ++buffer->references;
        add_reference(state, allocator, buffer, record);
    }
    else if (buffer->references > 0)
    {
        /* Two at a time may each think that the other's reference is left. */
        if (buffer->references > 1)
            --buffer->references;
        drop_reference(state, allocator, buffer, record);
    }
}
