/*
 * What keeps a proxy's memory: references of the outside world, samples that are out, callbacks
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "module.h"
#include "proxy.h"
#include "ring.h"

void proxy_hold(struct proxy_allocator *allocator)
{
    atomic_fetch_add_explicit(&allocator->holds, 1, memory_order_relaxed);
}

void proxy_drop(struct proxy_allocator *allocator)
{
    struct event event;

    if (atomic_fetch_sub_explicit(&allocator->holds, 1, memory_order_acq_rel) != 1)
        return;
    event = event_make(EVENT_ALLOCATOR_ENDED, allocator->ledger, NULL);
    event_happened(&event);
    guard_destroy(atomic_load_explicit(&allocator->guard, memory_order_relaxed));
    platform_lock_destroy(&allocator->guard_lock);
    gate_destroy(&allocator->gate);
    ledger_destroy(allocator->ledger);
    ring_destroy(allocator);
    platform_free(allocator);
    module_drop_reason();
}
