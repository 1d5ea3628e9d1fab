/*
 * The recorder: how an event, and the ledger's state, become records of the trace
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "clock.h"
#include "ledger.h"
#include "recorder.h"
#include "trace_file.h"

/* How often the state is recorded while the ring goes round once */
#define STATES_IN_A_ROUND 4

static const uint16_t kinds[EVENT_KIND_COUNT] = {
    [EVENT_ALLOCATOR_CREATED] = TRACE_ALLOCATOR_CREATED,
    [EVENT_ALLOCATOR_RELEASED] = TRACE_ALLOCATOR_RELEASED,
    [EVENT_ALLOCATOR_ENDED] = TRACE_ALLOCATOR_ENDED,
    [EVENT_PROPERTIES_SET] = TRACE_PROPERTIES_SET,
    [EVENT_COMMITTED] = TRACE_COMMITTED,
    [EVENT_DECOMMITTED] = TRACE_DECOMMITTED,
    [EVENT_BUFFER_REFUSED] = TRACE_BUFFER_REFUSED,
    [EVENT_WAIT_BEGUN] = TRACE_WAIT_BEGUN,
    [EVENT_WAIT_ENDED] = TRACE_WAIT_ENDED,
    [EVENT_BUFFER_OUT] = TRACE_BUFFER_OUT,
    [EVENT_BUFFER_REFERENCED] = TRACE_BUFFER_REFERENCED,
    [EVENT_BUFFER_UNREFERENCED] = TRACE_BUFFER_UNREFERENCED,
    [EVENT_BUFFER_BACK] = TRACE_BUFFER_BACK,
    [EVENT_NOTIFY_SET] = TRACE_NOTIFY_SET,
    [EVENT_NOTIFY_BEGUN] = TRACE_NOTIFY_BEGUN,
    [EVENT_NOTIFY_ENDED] = TRACE_NOTIFY_ENDED,
};

static void give_properties(struct trace_record *record, const struct event_properties *properties)
{
    record->properties.count = properties->count;
    record->properties.size = properties->size;
    record->properties.align = properties->align;
    record->properties.prefix = properties->prefix;
}

static void give_caller(struct trace_record *record, const void *caller, uint32_t thread)
{
    record->caller = (uintptr_t)caller;
    record->module = caller ? trace_module(caller) : 0;
    record->thread = thread;
}

/* Under the lock of the allocator's record.  Returns how many records it were. */
static uint32_t put_requests(const struct ledger_allocator *allocator, struct trace_record record)
{
    uint32_t i;

    for (i = 0; i < allocator->request_count; ++i)
    {
        const struct ledger_request *request = &allocator->requests[i];

        give_caller(&record, request->caller, 0);
        record.result = request->result;
        record.kind = TRACE_STATE_ASKED;
        give_properties(&record, &request->asked);
        trace_put(&record);
        record.kind = TRACE_STATE_SET;
        give_properties(&record, &request->given);
        trace_put(&record);
    }
    return 2 * allocator->request_count;
}

/* Likewise.  Buffers beyond the limit are out for a shorter time than all that are told. */
static uint32_t put_buffers(struct ledger_allocator *allocator, struct trace_record record)
{
    static struct ledger_buffer *buffers[256]; /* under recording_state */
    unsigned int count = ledger_buffers_out(allocator, buffers, sizeof(buffers) / sizeof(*buffers)), i, j;
    uint32_t records = 0;

    if (count > sizeof(buffers) / sizeof(*buffers))
        count = sizeof(buffers) / sizeof(*buffers);
    for (i = 0; i < count; ++i)
    {
        const struct ledger_buffer *buffer = buffers[i];

        record.kind = TRACE_STATE_BUFFER;
        give_caller(&record, NULL, 0);
        record.buffer.number = buffer->number;
        record.buffer.references = buffer->references;
        record.buffer.value = buffer->out_since;
        trace_put(&record);
        record.kind = TRACE_STATE_HOLDER;
        for (j = 0; j < buffer->holders.count; ++j)
        {
            give_caller(&record, buffer->holds[j].caller, buffer->holds[j].thread);
            record.buffer.references = buffer->holders.references[j];
            record.buffer.value = buffer->holds[j].since;
            trace_put(&record);
        }
        records += 1 + buffer->holders.count;
    }
    return records;
}

static uint32_t put_waits(const struct ledger_allocator *allocator, struct trace_record record)
{
    const struct ledger_call *call;
    uint32_t records = 0;

    record.kind = TRACE_STATE_WAIT;
    for (call = allocator->waiting; call; call = call->next)
    {
        give_caller(&record, call->caller, call->thread);
        record.buffer.value = call->since;
        trace_put(&record);
        ++records;
    }
    return records;
}

/* Under the lock of the allocator's record, so that no event of it comes in between. */
static bool put_state(struct ledger_allocator *allocator, void *context)
{
    const struct trace_record common = { .time = clock_nanoseconds(),
                                         .allocator = allocator->number,
                                         .order = allocator->events };
    struct trace_record record = common;
    uint32_t records = 2;

    (void)context;
    record.kind = TRACE_STATE_BEGUN;
    record.result = (allocator->committed ? TRACE_STATE_IS_COMMITTED : 0)
            | (allocator->released ? TRACE_STATE_IS_RELEASED : 0)
            | (allocator->has_callback ? TRACE_STATE_HAS_CALLBACK : 0);
    give_caller(&record, allocator->creator, allocator->created_thread);
    give_properties(&record, &allocator->agreed);
    trace_put(&record);
    records += put_requests(allocator, common);
    records += put_buffers(allocator, common);
    records += put_waits(allocator, common);
    record = common;
    record.kind = TRACE_STATE_ENDED;
    record.buffer.number = records;
    record.buffer.value = allocator->created;
    trace_put(&record);
    return true;
}

static void put_states(void)
{
    static atomic_flag recording_state = ATOMIC_FLAG_INIT;

    /* One at a time; whoever comes meanwhile has nothing newer to tell. */
    if (atomic_flag_test_and_set_explicit(&recording_state, memory_order_acquire))
        return;
    ledger_each(put_state, NULL);
    atomic_flag_clear_explicit(&recording_state, memory_order_release);
}

void recorder_event(const struct event *event)
{
    struct trace_record record = { .time = event->time,
                                   .allocator = event->allocator->number,
                                   .order = event->order,
                                   .kind = kinds[event->kind],
                                   .result = event->result };

    if (!trace_is_on())
        return;
    give_caller(&record, event->caller, event->thread);
    trace_thread(event->thread);
    if (event->request)
    {
        record.kind = TRACE_PROPERTIES_ASKED;
        give_properties(&record, event->request);
        trace_put(&record);
        record.kind = TRACE_PROPERTIES_SET;
        give_properties(&record, event->actual);
    }
    else
    {
        record.buffer.number = event->buffer ? event->buffer->number : 0;
        record.buffer.references = event->kind == EVENT_BUFFER_OUT ? 1 : event->count;
        record.buffer.value = event->kind == EVENT_BUFFER_REFUSED ? event->flags : (uintptr_t)event->pointer;
    }
    if (trace_put(&record) % (trace_capacity() / STATES_IN_A_ROUND) == 0)
        put_states();
}
