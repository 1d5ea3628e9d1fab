/*
 * What is said where a sample is called after its last reference has gone
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "clock.h"
#include "describe.h"
#include "modules.h"
#include "proxy.h"

static void describe_release(struct report *report, const struct proxy_sample *sample, const char *method,
                             const void *caller)
{
    char address[MODULE_ADDRESS_SIZE], thread[THREAD_SIZE], duration[DURATION_SIZE];
    uintptr_t stack[SYSTEM_STACK_DEPTH];
    uint64_t now = clock_nanoseconds();

    report_fact(report, "called", "%s at %s, %s", method, module_address(caller, address),
                thread_text(system_thread_id(), thread));
    report_stack(report, stack, system_stack(stack, SYSTEM_STACK_DEPTH));
    if (sample->released_by)
        report_fact(report, "released", "%s before, at %s, %s",
                    duration_text(now > sample->released_at ? now - sample->released_at : 0, duration),
                    module_address(sample->released_by, address), thread_text(sample->released_thread, thread));
    if (sample->buffer && ledger_lock(sample->allocator->ledger))
    {
        ++sample->allocator->ledger->misuse;
        describe_buffer(report, sample->buffer, now);
        ledger_unlock(sample->allocator->ledger);
    }
}

void proxy_report_use(struct proxy_sample *sample, const char *method, const void *caller)
{
    struct report report;

    if (!report_begin(&report, MESSAGE_USED_AFTER_RELEASE, caller,
                      "%s calls %s of buffer %u of allocator %u, which was released",
                      module_get(module_of(caller))->name, method, (unsigned int)sample->number,
                      (unsigned int)sample->allocator->ledger->number))
        return;
    describe_release(&report, sample, method, caller);
    report_conclude(&report,
                    "the buffer may be another's already: whoever uses a sample has to hold a reference to it");
}

void proxy_report_release(struct proxy_sample *sample, const char *method, const void *caller)
{
    struct report report;

    if (!report_begin(&report, MESSAGE_RELEASED_TWICE, caller,
                      "%s releases buffer %u of allocator %u once more than it was referenced",
                      module_get(module_of(caller))->name, (unsigned int)sample->number,
                      (unsigned int)sample->allocator->ledger->number))
        return;
    describe_release(&report, sample, method, caller);
    report_conclude(&report,
                    "without diagnosis this takes the reference of whoever has the buffer next: each GetBuffer and "
                    "AddRef goes with one Release");
}
