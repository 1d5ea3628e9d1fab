/*
 * What is wrong, seen at the event that shows it
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "describe.h"
#include "judge.h"
#include "modules.h"
#include "options.h"
#include "results.h"

/* GetBuffer is refused now and then after each Decommit, while a thread notices that it has to end. */
#define REFUSALS_OF_A_LOOP 1000

static void judge_properties(const struct event *event)
{
    struct ledger_allocator *allocator = event->allocator;
    char keepers[KEEPERS_SIZE];
    struct report report;

    if (event->result != RESULT_BUFFERS_OUTSTANDING || !ledger_lock(allocator))
        return;
    if (!report_begin(&report, MESSAGE_OUTSTANDING, event->caller,
                      "%s cannot change allocator %u to %d x %d bytes: %d buffer%s out",
                      module_get(module_of(event->caller))->name, (unsigned int)allocator->number,
                      (int)event->request->count, (int)event->request->size, (int)allocator->out,
                      allocator->out == 1 ? " is" : "s are"))
    {
        ledger_unlock(allocator);
        return;
    }
    describe_buffers(&report, allocator, event->time);
    describe_agreement(&report, allocator);
    report_fact(&report, "so", "%s: they have to come back before SetProperties", describe_keepers(allocator, keepers));
    ledger_unlock(allocator);
    report_end(&report);
}

static void judge_commit(const struct event *event)
{
    const struct ledger_allocator *allocator = event->allocator;
    struct event_properties agreed;
    struct report report;

    if (event->result < 0 || !ledger_lock(event->allocator))
        return;
    agreed = allocator->agreed;
    ledger_unlock(event->allocator);

    if (agreed.count == 1
        && report_begin(&report, MESSAGE_ONE_BUFFER, event->caller, "allocator %u is committed with one buffer",
                        (unsigned int)allocator->number))
        report_conclude(
                &report,
                "whoever fills it waits until everybody behind has given it back; a filter that keeps "
                "one, as video renderers do, stops the stream: ask for 2 or more, or set QUARTZALLOC_MIN_BUFFERS=2");
    if ((agreed.align < 16 || agreed.prefix % 16)
        && report_begin(
                &report, MESSAGE_ALIGNMENT, event->caller,
                "the buffers of allocator %u are not sure to be aligned to 16 bytes: align %d, prefix %d, size %d",
                (unsigned int)allocator->number, (int)agreed.align, (int)agreed.prefix, (int)agreed.size))
        report_conclude(&report,
                        "code that moves 16 or 32 bytes at a time takes its slow path, or crashes: whoever needs "
                        "it has to ask with cbAlign; QUARTZALLOC_MIN_ALIGN=32 asks for all");
}

static void judge_refusal(const struct event *event)
{
    struct ledger_allocator *allocator = event->allocator;
    uint64_t commits, refusals;
    struct report report;

    if (event->result != RESULT_NOT_COMMITTED || !ledger_lock(allocator))
        return;
    commits = allocator->commits;
    refusals = allocator->refused_since_decommit;
    ledger_unlock(allocator);

    if (!commits
        && report_begin(&report, MESSAGE_NOT_COMMITTED, event->caller,
                        "%s calls GetBuffer of allocator %u, which was never committed",
                        module_get(module_of(event->caller))->name, (unsigned int)allocator->number))
        report_conclude(&report,
                        "GetBuffer is refused until somebody calls Commit: a filter does so when it goes from "
                        "stopped to paused");
    if (commits && refusals && !(refusals % REFUSALS_OF_A_LOOP)
        && report_begin(&report, MESSAGE_NOT_COMMITTED, event->caller,
                        "%s has called GetBuffer of allocator %u in vain %llu times since Decommit",
                        module_get(module_of(event->caller))->name, (unsigned int)allocator->number,
                        (unsigned long long)refusals))
        report_conclude(&report, "a thread that is refused a buffer has to end, or to wait until it is told to go on");
}

/* A thread that is inside NotifyRelease is about to wait for a buffer. */
static void judge_wait(const struct event *event)
{
    struct ledger_call *notify = ledger_current_notify();
    char thread[THREAD_SIZE], address[MODULE_ADDRESS_SIZE];
    struct report report;

    if (!notify)
        return;
    notify->reported = true;
    if (!report_begin(&report, MESSAGE_CALLBACK_BLOCKS, event->caller,
                      "NotifyRelease of allocator %u waits for a buffer of allocator %u",
                      (unsigned int)notify->allocator->number, (unsigned int)event->allocator->number))
        return;
    report_fact(&report, "waiting", "%s   GetBuffer called from %s", thread_text(event->thread, thread),
                module_address(event->caller, address));
    report_fact(&report, "released at", "%s", module_address(notify->caller, address));
    report_stack(&report, event->call->stack, event->call->stack_depth);
    report_conclude(&report,
                    "whoever released the buffer hangs until another one comes back; on Windows the allocator may "
                    "hold its lock meanwhile, and then none does: set an event and take buffers elsewhere");
}

static void judge_notify_end(const struct event *event)
{
    uint64_t took = event->time - event->call->since;
    char duration[DURATION_SIZE], address[MODULE_ADDRESS_SIZE];
    struct report report;

    if (!event->call->reported && took > options.stall * UINT64_C(250000)
        && report_begin(&report, MESSAGE_CALLBACK_SLOW, event->caller, "NotifyRelease of allocator %u took %s",
                        (unsigned int)event->allocator->number, duration_text(took, duration)))
    {
        report_fact(&report, "released at", "%s", module_address(event->caller, address));
        report_conclude(&report,
                        "the thread that released the buffer stood still for so long: set an event and return");
    }
    if (event->call->taken > 0
        && report_begin(&report, MESSAGE_CALLBACK_HOLDS, event->caller,
                        "NotifyRelease of allocator %u came back with %d buffer%s more than it went with",
                        (unsigned int)event->allocator->number, (int)event->call->taken,
                        event->call->taken == 1 ? "" : "s"))
    {
        report_fact(&report, "released at", "%s", module_address(event->caller, address));
        report_conclude(&report,
                        "what is done with a buffer here is done on another filter's thread, inside whatever locks "
                        "that filter and, on Windows, the allocator hold: set an event and take it elsewhere");
    }
}

static void judge_release(const struct event *event)
{
    struct ledger_allocator *allocator = event->allocator;
    struct report report;
    bool committed;

    if (!ledger_lock(allocator))
        return;
    committed = allocator->committed;
    ledger_unlock(allocator);
    if (!committed
        || !report_begin(&report, MESSAGE_NEVER_DECOMMITTED, event->caller,
                         "%s gives up the last reference of allocator %u, which is still committed",
                         module_get(module_of(event->caller))->name, (unsigned int)allocator->number))
        return;
    report_conclude(&report,
                    "on Windows a committed allocator keeps a reference to itself: its memory is never freed.  "
                    "Call Decommit first");
}

void judge_event(const struct event *event)
{
    switch (event->kind)
    {
        case EVENT_PROPERTIES_SET:
            judge_properties(event);
            break;
        case EVENT_COMMITTED:
            judge_commit(event);
            break;
        case EVENT_BUFFER_REFUSED:
            judge_refusal(event);
            break;
        case EVENT_WAIT_BEGUN:
            judge_wait(event);
            break;
        case EVENT_NOTIFY_ENDED:
            judge_notify_end(event);
            break;
        case EVENT_ALLOCATOR_RELEASED:
            judge_release(event);
            break;
        default:
            break;
    }
}
