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

void release_user(struct allocator *allocator)
{
    if (lifetime_leave(&allocator->lifetime))
        notify_leave_hold(&allocator->notify, &allocator->lifetime);
}

/* Call the callback that is current now, for the sample that was just put back.  `pinned` was current before that. */
static void notify(struct allocator *allocator, struct notify_target *pinned)
{
    struct notify_target *current = pinned;

    /* Row 6.6: one that was replaced before the sample was put back is not called. */
    if (!pinned || !notify_is_current(&allocator->notify, pinned))
        current = notify_pin(&allocator->notify);
    if (current)
        IMemAllocatorNotifyCallbackTemp_NotifyRelease(current->callback);
    if (current && current != pinned)
        notify_unpin(&allocator->notify, current);
}

/* Put a sample back where somebody has to be told of it. */
static __attribute__((noinline)) void put_back_and_tell(struct allocator *allocator, uint32_t slot)
{
    /* The sample that is still out keeps the allocator; once it is back, the pinned target or our own hold does. */
    struct notify_target *pinned = notify_pin(&allocator->notify);
    uint64_t events;

    if (!pinned)
        lifetime_hold(&allocator->lifetime);

    events = pool_put(&allocator->pool, slot);
    if (events & POOL_WAITING)
        pool_wake(&allocator->pool);
    if (events & POOL_OBSERVED)
        notify(allocator, pinned);
    if (events & POOL_CLOSED)
        release_user(allocator);

    if (pinned)
        notify_unpin(&allocator->notify, pinned);
    else
        lifetime_drop(&allocator->lifetime);
}

void release_sample(struct sample *sample)
{
    struct allocator *allocator = sample->allocator;
    uint32_t slot = sample->slot;

    sample_reset(sample);
    if (!pool_put_quietly(&allocator->pool, slot))
        put_back_and_tell(allocator, slot);
}
