/*
 * QUARTZALLOC_DEBUG=callback: NotifyRelease as Windows may call it
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "gate.h"

#include "clock.h"
#include "describe.h"
#include "modules.h"
#include "options.h"

void gate_init(struct gate *gate)
{
    platform_lock_init(&gate->lock);
}

void gate_destroy(struct gate *gate)
{
    platform_lock_destroy(&gate->lock);
}

static bool try_enter(struct gate *gate, uint32_t thread)
{
    bool entered;

    platform_lock_acquire(&gate->lock);
    if ((entered = !gate->owner || gate->owner == thread))
    {
        gate->owner = thread;
        ++gate->depth;
    }
    platform_lock_release(&gate->lock);
    return entered;
}

static void report_wait(struct gate *gate, struct ledger_allocator *allocator, const void *caller, uint64_t waited)
{
    char duration[DURATION_SIZE], thread[THREAD_SIZE], address[MODULE_ADDRESS_SIZE];
    uintptr_t stack[SYSTEM_STACK_DEPTH];
    const void *released_at;
    struct report report;
    bool notifying;
    uint32_t owner;

    platform_lock_acquire(&gate->lock);
    owner = gate->owner;
    notifying = gate->notifying;
    released_at = gate->caller;
    platform_lock_release(&gate->lock);
    if (!notifying
        || !report_begin(&report, MESSAGE_CALLBACK_BLOCKS, released_at,
                         "NotifyRelease of allocator %u has kept a thread from calling the allocator for %s",
                         (unsigned int)allocator->number, duration_text(waited, duration)))
        return;
    report_fact(&report, "inside", "%s   released at %s", thread_text(owner, thread),
                module_address(released_at, address));
    report_fact(&report, "waiting", "%s   allocator called from %s", thread_text(system_thread_id(), thread),
                module_address(caller, address));
    report_stack(&report, stack, system_stack(stack, SYSTEM_STACK_DEPTH));
    report_conclude(&report,
                    "if the callback waits for that thread, this is a deadlock wherever the allocator holds its lock "
                    "during the call, as Windows may: set an event and return.  Here the thread goes on now");
}

bool gate_enter(struct gate *gate, struct ledger_allocator *allocator, const void *caller)
{
    uint64_t since, waited, patience = options.stall * UINT64_C(1000000);
    uint32_t thread;

    if (!(options.debug & DEBUG_CALLBACK))
        return false;
    thread = system_thread_id();
    since = clock_nanoseconds();
    while (!try_enter(gate, thread))
    {
        if ((waited = clock_nanoseconds() - since) > patience)
        {
            report_wait(gate, allocator, caller, waited);
            return false;
        }
        system_sleep_for(1);
    }
    return true;
}

void gate_leave(struct gate *gate)
{
    platform_lock_acquire(&gate->lock);
    if (!--gate->depth)
        gate->owner = 0;
    platform_lock_release(&gate->lock);
}

struct notification
{
    struct gate *gate;
    struct ledger_allocator *allocator;
    const void *caller;
    void (*call)(void *context);
    void *context;
};

static void notify_inside(void *context)
{
    struct notification *notification = context;
    struct gate *gate = notification->gate;
    bool entered = gate_enter(gate, notification->allocator, notification->caller), outer = false;
    const void *outer_caller = NULL;

    if (entered)
    {
        platform_lock_acquire(&gate->lock);
        outer = gate->notifying;
        outer_caller = gate->caller;
        gate->notifying = true;
        gate->caller = notification->caller;
        platform_lock_release(&gate->lock);
    }
    notification->call(notification->context);
    if (entered)
    {
        platform_lock_acquire(&gate->lock);
        gate->notifying = outer;
        gate->caller = outer_caller;
        platform_lock_release(&gate->lock);
        gate_leave(gate);
    }
}

void gate_notify(struct gate *gate, struct ledger_allocator *allocator, const void *caller, void (*call)(void *context),
                 void *context)
{
    struct notification notification = { gate, allocator, caller, call, context };
    struct system_errand errand = { notify_inside, &notification };
    bool other_thread;

    if (!(options.debug & DEBUG_CALLBACK))
    {
        call(context);
        return;
    }
    platform_lock_acquire(&gate->lock);
    /* Inside the gate it stays on its thread, as it would where the lock is one that its owner may take again. */
    other_thread = gate->owner != system_thread_id() && (gate->other_thread = !gate->other_thread);
    platform_lock_release(&gate->lock);
    if (!other_thread || !system_run_elsewhere(&errand))
        notify_inside(&notification);
}
