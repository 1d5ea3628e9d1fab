/*
 * The ledger: how each event is recorded
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "ledger_private.h"
#include "modules.h"
#include "options.h"

static struct ledger_module *module_record(struct ledger_allocator *allocator, uint16_t module)
{
    uint32_t i;

    for (i = 0; i < allocator->module_count; ++i)
    {
        if (allocator->modules[i].module == module)
            return &allocator->modules[i];
    }
    if (allocator->module_count == LEDGER_MODULES)
        return NULL;
    allocator->modules[i].module = module;
    ++allocator->module_count;
    return &allocator->modules[i];
}

/* A module has no reference to the buffer any more. */
static void end_hold(struct ledger_allocator *allocator, const struct ledger_holder *holder, uint64_t now)
{
    struct ledger_module *record = module_record(allocator, holder->module);
    uint64_t held = now > holder->since ? now - holder->since : 0;

    histogram_add(&allocator->holds, held);
    if (!record)
        return;
    ++record->holds;
    record->held += held;
    if (held > record->longest)
        record->longest = held;
}

static void remove_holder(struct ledger_allocator *allocator, struct ledger_buffer *buffer, uint32_t which,
                          uint64_t now)
{
    end_hold(allocator, &buffer->holders[which], now);
    for (--buffer->holder_count; which < buffer->holder_count; ++which)
        buffer->holders[which] = buffer->holders[which + 1];
}

static void add_reference(struct ledger_buffer *buffer, const struct event *event)
{
    uint16_t module = module_of(event->caller);
    struct ledger_holder *holder;
    uint32_t i;

    for (i = 0; i < buffer->holder_count; ++i)
    {
        if (buffer->holders[i].module == module)
        {
            ++buffer->holders[i].references;
            return;
        }
    }
    if (i == LEDGER_HOLDERS)
    {
        ++buffer->others;
        return;
    }
    holder = &buffer->holders[buffer->holder_count++];
    holder->module = module;
    holder->references = 1;
    holder->thread = event->thread;
    holder->caller = event->caller;
    holder->since = event->time;
    holder->stack_depth = options.stacks ? (uint16_t)system_stack(holder->stack, options.stacks) : 0;
}

static void drop_reference(struct ledger_allocator *allocator, struct ledger_buffer *buffer, const struct event *event)
{
    uint16_t module = module_of(event->caller);
    uint32_t i;

    for (i = 0; i < buffer->holder_count && buffer->holders[i].module != module; ++i)
        ;
    if (i == buffer->holder_count)
    {
        /* Passed on: whoever has had it longest has given it away. */
        if (buffer->others)
        {
            --buffer->others;
            return;
        }
        i = 0;
    }
    if (i < buffer->holder_count && !--buffer->holders[i].references)
        remove_holder(allocator, buffer, i, event->time);
}

static void buffer_out(struct ledger_allocator *allocator, struct event *event)
{
    struct ledger_buffer *buffer = ledger_find_buffer(allocator, event->key);
    int32_t left;

    event->buffer = buffer;
    allocator->polls_since = allocator->polls = 0;
    allocator->dry_reported = false;
    ++allocator->handed_out;
    if (!buffer)
    {
        ++allocator->unrecorded;
        return;
    }
    buffer->pointer = event->pointer;
    buffer->size = event->size;
    buffer->references = 1;
    buffer->holder_count = 0;
    buffer->others = 0;
    buffer->out_since = event->time;
    ++buffer->times_out;
    add_reference(buffer, event);

    ++allocator->out;
    left = allocator->agreed.count - allocator->out;
    left = left > 0 ? left : 0;
    if (allocator->lowest_free < 0 || left < allocator->lowest_free)
        allocator->lowest_free = left;
    if (!left && !allocator->dry_since)
        allocator->dry_since = event->time;
}

static void end_dryness(struct ledger_allocator *allocator, uint64_t now)
{
    if (allocator->dry_since && now > allocator->dry_since)
        allocator->dry += now - allocator->dry_since;
    allocator->dry_since = 0;
}

static void buffer_back(struct ledger_allocator *allocator, const struct event *event)
{
    struct ledger_buffer *buffer = event->buffer;

    drop_reference(allocator, buffer, event);
    while (buffer->holder_count)
        remove_holder(allocator, buffer, buffer->holder_count - 1, event->time);
    buffer->references = 0;
    buffer->returned_by = event->caller;
    buffer->returned_thread = event->thread;
    buffer->returned_at = event->time;
    --allocator->out;
    allocator->last_back = event->time;
    allocator->polls_since = allocator->polls = 0;
    end_dryness(allocator, event->time);
}

static void properties_set(struct ledger_allocator *allocator, const struct event *event)
{
    uint16_t module = module_of(event->caller);
    uint32_t i;

    for (i = 0; i < allocator->request_count && module_of(allocator->requests[i].caller) != module; ++i)
        ;
    /* The latest is the last; the earliest gives way. */
    if (i == LEDGER_REQUESTS)
        i = 0;
    if (i < allocator->request_count)
    {
        for (--allocator->request_count; i < allocator->request_count; ++i)
            allocator->requests[i] = allocator->requests[i + 1];
    }
    allocator->requests[allocator->request_count++] = (struct ledger_request){
        .caller = event->caller, .result = event->result, .asked = *event->request, .given = *event->actual
    };
    if (event->result < 0)
        return;
    allocator->agreed = *event->actual;
    if (!allocator->out)
        ledger_forget_buffers(allocator);
}

static void committed(struct ledger_allocator *allocator, const struct event *event)
{
    if (event->result < 0)
        return;
    ++allocator->commits;
    allocator->committed_by = event->caller;
    allocator->refused_since_decommit = 0;
    if (allocator->committed)
        return;
    allocator->committed = true;
    allocator->active_since = event->time;
}

static void end_activity(struct ledger_allocator *allocator, uint64_t now)
{
    if (allocator->active_since && now > allocator->active_since)
        allocator->active += now - allocator->active_since;
    allocator->active_since = 0;
    end_dryness(allocator, now);
}

static void wait_ended(struct ledger_allocator *allocator, const struct event *event)
{
    struct ledger_module *record = module_record(allocator, module_of(event->caller));
    uint64_t waited = event->time > event->call->since ? event->time - event->call->since : 0;

    ledger_unlink_call(event->call);
    histogram_add(&allocator->waits, waited);
    if (!record)
        return;
    ++record->waits;
    record->waited += waited;
    if (waited > record->longest_wait)
        record->longest_wait = waited;
}

static void buffer_refused(struct ledger_allocator *allocator, const struct event *event)
{
    ++allocator->refused;
    if (!allocator->committed)
        ++allocator->refused_since_decommit;
    else
    {
        if (!allocator->polls++)
            allocator->polls_since = event->time;
    }
}

static void record_locked(struct ledger_allocator *allocator, struct event *event)
{
    switch (event->kind)
    {
        case EVENT_ALLOCATOR_CREATED:
            allocator->creator = event->caller;
            allocator->created_thread = event->thread;
            allocator->created = event->time;
            break;
        case EVENT_ALLOCATOR_RELEASED:
            allocator->released = true;
            allocator->released_at = event->time;
            allocator->released_by = event->caller;
            break;
        case EVENT_ALLOCATOR_ENDED:
            end_activity(allocator, event->time);
            break;
        case EVENT_PROPERTIES_SET:
            properties_set(allocator, event);
            break;
        case EVENT_COMMITTED:
            committed(allocator, event);
            break;
        case EVENT_DECOMMITTED:
            ++allocator->decommits;
            allocator->committed = false;
            allocator->refused_since_decommit = 0;
            end_activity(allocator, event->time);
            break;
        case EVENT_BUFFER_REFUSED:
            buffer_refused(allocator, event);
            break;
        case EVENT_WAIT_BEGUN:
            ledger_link_call(&allocator->waiting, event->call);
            break;
        case EVENT_WAIT_ENDED:
            wait_ended(allocator, event);
            break;
        case EVENT_BUFFER_OUT:
            buffer_out(allocator, event);
            break;
        case EVENT_BUFFER_REFERENCED:
            ++event->buffer->references;
            add_reference(event->buffer, event);
            break;
        case EVENT_BUFFER_UNREFERENCED:
            /* Two at a time may each think that the other's reference is left: the last is for EVENT_BUFFER_BACK. */
            if (event->buffer->references > 1)
                --event->buffer->references;
            drop_reference(allocator, event->buffer, event);
            break;
        case EVENT_BUFFER_BACK:
            buffer_back(allocator, event);
            break;
        case EVENT_NOTIFY_SET:
            if (event->result >= 0)
                allocator->has_callback = event->count != 0;
            break;
        case EVENT_NOTIFY_BEGUN:
        case EVENT_NOTIFY_ENDED:
        case EVENT_KIND_COUNT:
            break;
    }
}

void ledger_record(struct event *event)
{
    struct ledger_call *notify = NULL;

    if (event->kind == EVENT_NOTIFY_BEGUN)
        ledger_enter_notify(event->call);
    else if (event->kind == EVENT_NOTIFY_ENDED)
        ledger_leave_notify(event->call);
    else if (event->kind == EVENT_BUFFER_OUT || event->kind == EVENT_BUFFER_BACK)
        notify = ledger_current_notify();
    if (notify)
        notify->taken += event->kind == EVENT_BUFFER_OUT ? 1 : -1;

    /* One that there was no memory for is not followed. */
    if (!event->buffer && event->kind >= EVENT_BUFFER_REFERENCED && event->kind <= EVENT_BUFFER_BACK)
        return;
    if (!ledger_lock(event->allocator))
        return;
    event->order = ++event->allocator->events;
    record_locked(event->allocator, event);
    ledger_unlock(event->allocator);
}
