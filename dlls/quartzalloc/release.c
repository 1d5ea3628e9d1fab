/*
 * What happens when a sample comes back: read from the bottom up, one release from the beginning to the end
 *
 * docs/design.md follows a sample on its way here; docs/fast-path.md says why nothing is lost on it.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "release.h"

#include "pool_fast.h"

void release_set_target(struct allocator *allocator, struct notify_target *next)
{
    struct notify_target *replaced;
    uint32_t calls;

    platform_lock_acquire(&allocator->lock);
    replaced = notify_replace(&allocator->notify, &allocator->pool, next, &calls);
    platform_lock_release(&allocator->lock);
    notify_target_retire(&allocator->lifetime, replaced, calls);
}

void release_user(struct allocator *allocator)
{
    /* Nothing can be put back any more, but calls may be under way: the users' hold is theirs then. */
    if (lifetime_leave(&allocator->lifetime))
        release_set_target(allocator, NULL);
}

/* Put a sample back where somebody has to be told of it, whatever it is. */
static __attribute__((noinline)) void put_back_and_tell(struct allocator *allocator, uint32_t slot)
{
    unsigned int pauses = PLATFORM_FIRST_BACK_OFF;
    struct notify_target *target;
    uint64_t head, events;
    bool held = false;

    for (;;)
    {
        head = atomic_load_explicit(&allocator->pool.head, memory_order_acquire);
        target = notify_target_at(&allocator->notify, head);

        /* The sample keeps the allocator until it is back; then the call to come does, or else a hold, as long as it takes to
         * wake somebody.  The last sample out of a closed pool leaves its own hold to us. */
        if ((head & (POOL_WAITING | POOL_OBSERVED)) == POOL_WAITING && !held)
        {
            lifetime_hold(&allocator->lifetime);
            held = true;
        }
        if (pool_put_at(&allocator->pool, slot, head, &events))
            break;
        platform_back_off(&pauses);
    }

    if (events & POOL_WAITING)
        pool_wake(&allocator->pool);
    if (events & POOL_OBSERVED)
        notify_call(target);
    if (events & POOL_CLOSED)
        release_user(allocator);
    if (held)
        lifetime_drop(&allocator->lifetime);
}

/* The same, short, where at first sight there is only a callback to call. */
static __attribute__((noinline)) void put_back_and_notify(struct allocator *allocator, uint32_t slot)
{
    uint64_t head = atomic_load_explicit(&allocator->pool.head, memory_order_acquire);
    struct notify_target *target = notify_target_at(&allocator->notify, head);

    if ((head & (POOL_WAITING | POOL_OBSERVED | POOL_CLOSED)) == POOL_OBSERVED
        && pool_push(&allocator->pool, slot, head))
        notify_call(target);
    else
        put_back_and_tell(allocator, slot);
}

void release_sample(struct sample *sample)
{
    struct allocator *allocator = sample->allocator;
    uint32_t slot = sample->slot;

    sample_reset(sample);
    if (!pool_put_quietly(&allocator->pool, slot))
        put_back_and_notify(allocator, slot);
}
