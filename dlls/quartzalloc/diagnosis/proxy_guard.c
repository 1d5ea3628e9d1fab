/*
 * Guarded memory for the samples of a proxy allocator
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "proxy_guard.h"

#include "guard_report.h"
#include "options.h"

/* Make the guard of a new layout.  Under guard_lock. */
static struct guard *make_guard(struct proxy_allocator *allocator)
{
    ALLOCATOR_PROPERTIES properties;
    struct guard *guard;
    bool limited;

    guard_destroy(atomic_load_explicit(&allocator->guard, memory_order_relaxed));
    atomic_store_explicit(&allocator->guard, NULL, memory_order_relaxed);
    atomic_store_explicit(&allocator->guard_is_stale, false, memory_order_relaxed);
    if (FAILED(IMemAllocator_GetProperties(allocator->real, &properties)) || properties.cBuffers <= 0
        || properties.cbBuffer <= 0 || properties.cbAlign <= 0 || properties.cbPrefix < 0)
        return NULL;
    guard = guard_create(allocator->ledger, (uint32_t)properties.cBuffers, (size_t)properties.cbBuffer,
                         (size_t)properties.cbAlign, (size_t)properties.cbPrefix, &limited);
    if (guard && limited)
        guard_report_limit(guard);
    atomic_store_explicit(&allocator->guard, guard, memory_order_release);
    return guard;
}

static struct guard *get_guard(struct proxy_allocator *allocator)
{
    struct guard *guard;

    if (!atomic_load_explicit(&allocator->guard_is_stale, memory_order_acquire))
        return atomic_load_explicit(&allocator->guard, memory_order_acquire);
    platform_lock_acquire(&allocator->guard_lock);
    guard = atomic_load_explicit(&allocator->guard_is_stale, memory_order_relaxed)
            ? make_guard(allocator)
            : atomic_load_explicit(&allocator->guard, memory_order_relaxed);
    platform_lock_release(&allocator->guard_lock);
    return guard;
}

void proxy_guard_take(struct proxy_sample *sample, const void *caller)
{
    struct guard_finding written;
    struct guard *guard;

    sample->pointer = NULL;
    if (!(options.guard & (GUARD_PATTERN | GUARD_PAGE)) || !sample->number || !(guard = get_guard(sample->allocator))
        || sample->number > guard->count)
        return;
    sample->pointer = guard_take(guard, sample->number - 1, &written);
    guard_report_finding(MESSAGE_WRITTEN_AFTER_RELEASE, guard, sample->buffer, &written, caller);
}

void proxy_guard_give_back(struct proxy_sample *sample, const void *caller)
{
    struct guard *guard = atomic_load_explicit(&sample->allocator->guard, memory_order_acquire);
    struct guard_finding under, over;

    guard_give_back(guard, sample->number - 1, &under, &over);
    guard_report_finding(MESSAGE_UNDERRUN, guard, sample->buffer, &under, caller);
    guard_report_finding(MESSAGE_OVERRUN, guard, sample->buffer, &over, caller);
}

void proxy_guard_renew(struct proxy_allocator *allocator)
{
    atomic_store_explicit(&allocator->guard_is_stale, true, memory_order_release);
}
