/*
 * The ledger: how each event is recorded
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "ledger_private.h"
#include "modules.h"
#include "options.h"

static struct module_tally *tally_of(struct ledger_allocator *allocator, uint16_t module)
{
    return module_tally(allocator->modules, &allocator->module_count, LEDGER_MODULES, module);
}

/* A module has no reference to the buffer any more. */
static void remove_holder(struct ledger_allocator *allocator, struct ledger_buffer *buffer, uint32_t which,
                          uint64_t now)
{
    struct module_tally *tally = tally_of(allocator, buffer->holders.modules[which]);
    uint64_t since = buffer->holds[which].since, held = now > since ? now - since : 0;

    histogram_add(&allocator->holds, held);
    if (tally)
        tally_add(&tally->holds, held);
    holders_remove(&buffer->holders, which, buffer->holds, sizeof(*buffer->holds));
}

static void add_reference(struct ledger_buffer *buffer, const struct event *event)
{
    struct ledger_hold *hold;

    if (!holders_add(&buffer->holders, module_of(event->caller)))
        return;
    hold = &buffer->holds[buffer->holders.count - 1];
    hold->since = event->time;
    hold->caller = event->caller;
    hold->thread = event->thread;
    hold->stack_depth = options.stacks ? system_stack(hold->stack, options.stacks) : 0;
}

static void drop_reference(struct ledger_allocator *allocator, struct ledger_buffer *buffer, const struct event *event)
{
    uint32_t which = holders_drop(&buffer->holders, module_of(event->caller));

    if (which != HOLDERS_LIMIT)
        remove_holder(allocator, buffer, which, event->time);
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
    buffer->holders = (struct holders){ 0 };
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

static void buffer_back(struct ledger_allocator *allocator, struct event *event)
{
    struct ledger_buffer *buffer = event->buffer;

    drop_reference(allocator, buffer, event);
    while (buffer->holders.count)
        remove_holder(allocator, buffer, buffer->holders.count - 1, event->time);
    buffer->references = 0;
    buffer->returned_by = event->caller;
    buffer->returned_thread = event->thread;
    buffer->returned_at = event->time;
    --allocator->out;
    allocator->last_back = event->time;
    allocator->polls_since = allocator->polls = 0;
    end_dryness(allocator, event->time);
}

static void properties_set(struct ledger_allocator *allocator, struct event *event)
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

static void committed(struct ledger_allocator *allocator, struct event *event)
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

static void wait_ended(struct ledger_allocator *allocator, struct event *event)
{
    struct module_tally *tally = tally_of(allocator, module_of(event->caller));
    uint64_t waited = event->time > event->call->since ? event->time - event->call->since : 0;

    ledger_unlink_call(event->call);
    histogram_add(&allocator->waits, waited);
    if (tally)
        tally_add(&tally->waits, waited);
}

static void buffer_refused(struct ledger_allocator *allocator, struct event *event)
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

static void allocator_created(struct ledger_allocator *allocator, struct event *event)
{
    allocator->creator = event->caller;
    allocator->created_thread = event->thread;
    allocator->created = event->time;
}

static void allocator_released(struct ledger_allocator *allocator, struct event *event)
{
    allocator->released = true;
    allocator->released_at = event->time;
    allocator->released_by = event->caller;
}

static void allocator_ended(struct ledger_allocator *allocator, struct event *event)
{
    end_activity(allocator, event->time);
}

static void decommitted(struct ledger_allocator *allocator, struct event *event)
{
    ++allocator->decommits;
    allocator->committed = false;
    allocator->refused_since_decommit = 0;
    end_activity(allocator, event->time);
}

static void wait_begun(struct ledger_allocator *allocator, struct event *event)
{
    ledger_link_call(&allocator->waiting, event->call);
}

static void buffer_referenced(struct ledger_allocator *allocator, struct event *event)
{
    (void)allocator;
    ++event->buffer->references;
    add_reference(event->buffer, event);
}

static void buffer_unreferenced(struct ledger_allocator *allocator, struct event *event)
{
    /* Two at a time may each think that the other's reference is left: the last is for EVENT_BUFFER_BACK. */
    if (event->buffer->references > 1)
        --event->buffer->references;
    drop_reference(allocator, event->buffer, event);
}

static void notify_set(struct ledger_allocator *allocator, struct event *event)
{
    if (event->result >= 0)
        allocator->has_callback = event->count != 0;
}

/* By the kind of event; NULL where the allocator's record has no part in it.  Under lock. */
static void (*const recorders[EVENT_KIND_COUNT])(struct ledger_allocator *allocator, struct event *event) = {
    [EVENT_ALLOCATOR_CREATED] = allocator_created,
    [EVENT_ALLOCATOR_RELEASED] = allocator_released,
    [EVENT_ALLOCATOR_ENDED] = allocator_ended,
    [EVENT_PROPERTIES_SET] = properties_set,
    [EVENT_COMMITTED] = committed,
    [EVENT_DECOMMITTED] = decommitted,
    [EVENT_BUFFER_REFUSED] = buffer_refused,
    [EVENT_WAIT_BEGUN] = wait_begun,
    [EVENT_WAIT_ENDED] = wait_ended,
    [EVENT_BUFFER_OUT] = buffer_out,
    [EVENT_BUFFER_REFERENCED] = buffer_referenced,
    [EVENT_BUFFER_UNREFERENCED] = buffer_unreferenced,
    [EVENT_BUFFER_BACK] = buffer_back,
    [EVENT_NOTIFY_SET] = notify_set,
};

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
    if (recorders[event->kind])
        recorders[event->kind](event->allocator, event);
    ledger_unlock(event->allocator);
}
