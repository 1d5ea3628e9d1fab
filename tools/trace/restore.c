/*
 * The state of a traced program's allocators: from a state that the trace tells
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "state_private.h"

/* What was thought to be out may have come back in a record that is missing. */
static void begin(struct allocator *allocator, const struct trace_record *record)
{
    state_forget_buffers(allocator);
    state_free_waits(allocator);
    allocator->in_state = true;
    allocator->state_order = record->order;
    allocator->state_records = 1;
    allocator->agreed = properties_of(record);
    allocator->creator = place_of(record);
    allocator->released = record->result & TRACE_STATE_IS_RELEASED;
    allocator->has_callback = record->result & TRACE_STATE_HAS_CALLBACK;
    allocator->committed = record->result & TRACE_STATE_IS_COMMITTED;
    allocator->active_since = allocator->committed ? record->time : 0;
}

static void add_holder(struct state *state, struct allocator *allocator, const struct trace_record *record)
{
    struct buffer *buffer = state_buffer(state, allocator, record->buffer.number, false);

    if (!buffer || !holders_add(&buffer->holders, record->module))
        return;
    buffer->holders.references[buffer->holders.count - 1] = record->buffer.references;
    buffer->holds[buffer->holders.count - 1] = (struct hold){ place_of(record), record->buffer.value };
}

static void add_buffer(struct state *state, struct allocator *allocator, const struct trace_record *record)
{
    struct buffer *buffer = state_buffer(state, allocator, record->buffer.number, true);

    if (!buffer)
        return;
    buffer->references = record->buffer.references;
    buffer->out_since = record->buffer.value;
    allocator->out += buffer->references > 0;
}

static void tell_holders(struct state *state, struct allocator *allocator, const struct trace_record *record)
{
    struct change change = change_of(CHANGE_HOLD_BEGUN, allocator, record);
    struct buffer *buffer;
    uint32_t number, i;

    for (number = 0; (buffer = allocator_next_out(allocator, number)); number = buffer->number)
    {
        change.buffer = buffer;
        for (i = 0; i < buffer->holders.count; ++i)
        {
            change.hold = &buffer->holds[i];
            change.time = change.hold->since;
            state_tell(state, change);
        }
    }
}

static void end(struct state *state, struct allocator *allocator, const struct trace_record *record)
{
    bool whole = allocator->state_records == record->buffer.number;

    allocator->in_state = false;
    /* A part of it was torn: what is there is not all. */
    if (!whole)
    {
        state_forget_buffers(allocator);
        state_free_waits(allocator);
        return;
    }
    allocator->complete = true;
    allocator->created = record->buffer.value;
    state_count(allocator, record->time);
    tell_holders(state, allocator, record);
    state_tell(state, change_of(CHANGE_STATE, allocator, record));
}

void state_restore(struct state *state, struct allocator *allocator, const struct trace_record *record)
{
    struct request request;

    if (record->kind == TRACE_STATE_BEGUN && !allocator->complete)
    {
        begin(allocator, record);
        return;
    }
    if (!allocator->in_state || record->order != allocator->state_order)
        return;
    ++allocator->state_records;
    switch (record->kind)
    {
        case TRACE_STATE_ASKED:
            allocator->asked = properties_of(record);
            break;
        case TRACE_STATE_SET:
            request = (struct request){ .place = place_of(record),
                                        .time = record->time,
                                        .result = record->result,
                                        .asked = allocator->asked,
                                        .given = properties_of(record) };
            state_keep_request(allocator, &request);
            break;
        case TRACE_STATE_BUFFER:
            add_buffer(state, allocator, record);
            break;
        case TRACE_STATE_HOLDER:
            add_holder(state, allocator, record);
            break;
        case TRACE_STATE_WAIT:
            state_add_wait(state, allocator, place_of(record), record->buffer.value);
            break;
        case TRACE_STATE_ENDED:
            end(state, allocator, record);
            break;
        default:
            break;
    }
}
