/*
 * Replacing and releasing the callback: see notify.h
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "notify.h"

void notify_slot_init(struct notify_slot *slot)
{
    atomic_init(&slot->targets[0], NULL);
    atomic_init(&slot->targets[1], NULL);
    slot->current = 0;
    slot->puts_before = 0;
}

struct notify_target *notify_target_create(struct lifetime *lifetime, IMemAllocatorNotifyCallbackTemp *callback)
{
    struct notify_target *target;

    if (!(target = platform_allocate(sizeof(*target))))
        return NULL;
    IMemAllocatorNotifyCallbackTemp_AddRef(callback);
    target->callback = callback;
    target->lifetime = lifetime;
    atomic_init(&target->balance, 0);
    return target;
}

static void target_destroy(struct notify_target *target)
{
    IMemAllocatorNotifyCallbackTemp_Release(target->callback);
    platform_free(target);
}

void notify_target_end(struct notify_target *target)
{
    struct lifetime *lifetime = target->lifetime;

    target_destroy(target);
    lifetime_drop(lifetime);
}

struct notify_target *notify_replace(struct notify_slot *slot, struct pool *pool, struct notify_target *target,
                                     uint32_t *calls)
{
    struct notify_target *replaced = atomic_load_explicit(&slot->targets[slot->current], memory_order_relaxed);
    uint32_t puts;

    /* Seen by whoever sees the head that names it. */
    slot->current = !slot->current;
    atomic_store_explicit(&slot->targets[slot->current], target, memory_order_relaxed);
    puts = pool_observe(pool, target != NULL);
    *calls = puts - slot->puts_before;
    slot->puts_before = puts;
    return replaced;
}

void notify_target_retire(struct lifetime *lifetime, struct notify_target *target, uint32_t calls)
{
    if (target)
        notify_settle(target, NOTIFY_REPLACED - calls * NOTIFY_ONE_CALL);
    else
        lifetime_drop(lifetime);
}

void notify_slot_destroy(struct notify_slot *slot)
{
    struct notify_target *target = atomic_load_explicit(&slot->targets[slot->current], memory_order_relaxed);

    if (target)
        target_destroy(target);
}
