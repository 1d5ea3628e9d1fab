/*
 * What is wrong, seen from the time that has passed
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <stdio.h>

#include "clock.h"
#include "describe.h"
#include "judge.h"
#include "modules.h"
#include "options.h"

/* The watch thread's own, or the one's that ends the process. */
struct look
{
    struct report report;
    uint64_t now;
    uint64_t stall;
    bool raised; /* the report is complete: to be told once the locks are left */
};

static void describe_waiting(struct report *report, const struct ledger_allocator *allocator)
{
    char thread[THREAD_SIZE], address[MODULE_ADDRESS_SIZE];
    const struct ledger_call *call;
    unsigned int count = 0;

    for (call = allocator->waiting; call; call = call->next)
    {
        if (++count > 8)
            continue;
        report_fact(report, "waiting", "%s   GetBuffer called from %s", thread_text(call->thread, thread),
                    module_address(call->caller, address));
        report_stack(report, call->stack, call->stack_depth);
    }
    if (count > 8)
        report_fact(report, "", "and %u more", count - 8);
}

/* The latest moment at which things still went on for this call. */
static uint64_t progress(const struct ledger_allocator *allocator, const struct ledger_call *call)
{
    return call->since > allocator->last_back ? call->since : allocator->last_back;
}

/* A count to try: one more for each thread that waits, and two at least, since a holder may be about to wait as well. */
static int32_t enough_buffers(const struct ledger_allocator *allocator)
{
    const struct ledger_call *call;
    int32_t more = 0;

    for (call = allocator->waiting; call; call = call->next)
        ++more;
    return allocator->agreed.count + (more > 2 ? more : 2);
}

static bool look_for_stall(struct ledger_allocator *allocator, struct look *look)
{
    struct ledger_call *call, *stuck = NULL;
    char duration[DURATION_SIZE], keepers[KEEPERS_SIZE];

    for (call = allocator->waiting; call; call = call->next)
    {
        if (!call->reported && look->now > progress(allocator, call) + look->stall)
            stuck = call;
    }
    if (!stuck)
        return false;
    for (call = allocator->waiting; call; call = call->next)
        call->reported = true;

    if (!report_begin(&look->report, MESSAGE_STALL, stuck->caller,
                      "no free buffer for %s, %d of %d of allocator %u are out",
                      duration_text(look->now - progress(allocator, stuck), duration), (int)allocator->out,
                      (int)allocator->agreed.count, (unsigned int)allocator->number))
        return false;
    describe_waiting(&look->report, allocator);
    describe_buffers(&look->report, allocator, look->now);
    describe_agreement(&look->report, allocator);
    report_fact(
            &look->report, "so",
            "%s: GetBuffer waits until one comes back.  With fewer buffers than all keep together, they wait for each "
            "other, and QUARTZALLOC_MIN_BUFFERS=%d would let them go on; a graph that is paused looks the same",
            describe_keepers(allocator, keepers), (int)enough_buffers(allocator));
    return true;
}

static bool look_for_dryness(struct ledger_allocator *allocator, struct look *look)
{
    char duration[DURATION_SIZE], keepers[KEEPERS_SIZE];

    if (allocator->dry_reported || !allocator->polls_since || !allocator->committed
        || look->now < allocator->polls_since + look->stall || allocator->polls < 2)
        return false;
    allocator->dry_reported = true;
    if (!report_begin(&look->report, MESSAGE_DRY, allocator->committed_by,
                      "allocator %u has had no free buffer for %s: %llu calls of GetBuffer went without",
                      (unsigned int)allocator->number, duration_text(look->now - allocator->polls_since, duration),
                      (unsigned long long)allocator->polls))
        return false;
    describe_buffers(&look->report, allocator, look->now);
    describe_agreement(&look->report, allocator);
    report_fact(&look->report, "so",
                "%s: frames are dropped, or not made, until one comes back; QUARTZALLOC_MIN_BUFFERS=%d would give them "
                "more",
                describe_keepers(allocator, keepers), (int)allocator->agreed.count + 2);
    return true;
}

static bool look_for_leak(struct ledger_allocator *allocator, struct look *look, bool at_end)
{
    char duration[DURATION_SIZE], address[MODULE_ADDRESS_SIZE], keepers[KEEPERS_SIZE];

    if (!allocator->out || allocator->still_out_reported)
        return false;
    if (!at_end && (!allocator->released || look->now < allocator->released_at + look->stall))
        return false;
    allocator->still_out_reported = true;
    if (!report_begin(&look->report, MESSAGE_STILL_OUT, allocator->creator,
                      "%d buffer%s of allocator %u %s still out %s", (int)allocator->out,
                      allocator->out == 1 ? "" : "s", (unsigned int)allocator->number,
                      allocator->out == 1 ? "is" : "are",
                      at_end ? "at the end of the process" : "although nobody refers to it any more"))
        return false;
    describe_buffers(&look->report, allocator, look->now);
    describe_agreement(&look->report, allocator);
    if (allocator->released)
        report_fact(&look->report, "released", "%s ago, at %s",
                    duration_text(look->now - allocator->released_at, duration),
                    module_address(allocator->released_by, address));
    report_fact(&look->report, "so", "%s: the memory of all %d buffers stays for as long",
                describe_keepers(allocator, keepers), (int)allocator->agreed.count);
    return true;
}

static bool look_at(struct ledger_allocator *allocator, void *context)
{
    struct look *look = context;

    look->raised = look_for_stall(allocator, look) || look_for_dryness(allocator, look)
            || look_for_leak(allocator, look, false);
    return !look->raised;
}

static bool look_at_end(struct ledger_allocator *allocator, void *context)
{
    struct look *look = context;

    return !(look->raised = look_for_leak(allocator, look, true));
}

/* A callback that does not come back, while somebody waits for the allocator: on Windows that may be a deadlock. */
static void look_at_notify(struct ledger_call *call, void *context)
{
    struct look *look = context;
    char duration[DURATION_SIZE], thread[THREAD_SIZE], address[MODULE_ADDRESS_SIZE];

    if (look->raised || call->reported || look->now < call->since + look->stall)
        return;
    call->reported = true;
    if (!report_begin(&look->report, MESSAGE_CALLBACK_BLOCKS, call->caller,
                      "NotifyRelease of allocator %u has not come back for %s", (unsigned int)call->allocator->number,
                      duration_text(look->now - call->since, duration)))
        return;
    report_fact(&look->report, "inside", "%s   released at %s", thread_text(call->thread, thread),
                module_address(call->caller, address));
    report_stack(&look->report, call->stack, call->stack_depth);
    report_fact(&look->report, "so",
                "whoever released the buffer hangs, and on Windows everybody who calls the allocator may: "
                "the callback must wait for nothing.  Set an event and return");
    look->raised = true;
}

static void look_over(struct look *look, bool (*look_at_one)(struct ledger_allocator *allocator, void *context))
{
    /* One message at a time, told without locks. */
    do
    {
        look->raised = false;
        ledger_each(look_at_one, look);
        if (look->raised)
            report_end(&look->report);
    } while (look->raised);
}

void judge_time(uint64_t now)
{
    static struct look look;

    look.now = now;
    look.stall = options.stall * UINT64_C(1000000);
    look_over(&look, look_at);
    do
    {
        look.raised = false;
        ledger_each_notify(look_at_notify, &look);
        if (look.raised)
            report_end(&look.report);
    } while (look.raised);
}

void judge_end(void)
{
    static struct look look;

    look.now = clock_nanoseconds();
    look_over(&look, look_at_end);
}
