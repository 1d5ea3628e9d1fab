/*
 * Getting and putting, inline: one compare-and-swap each
 *
 * Everything that can make a call slow (an empty pool, a sleeping thread, an observer, a closed pool) is a flag or an
 * absence in the head that these functions read anyway; they then return and the caller takes the slow path.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef QUARTZALLOC_POOL_FAST_H
#define QUARTZALLOC_POOL_FAST_H

#include "pool.h"

/* The slot on top of the free list plus one, or 0. */
static inline uint32_t pool_head_top(uint64_t head)
{
    return (uint32_t)(head & POOL_SLOT_MASK) >> POOL_SLOT_SHIFT;
}

/* `head` with another top. */
static inline uint64_t pool_head_with_top(uint64_t head, uint32_t top)
{
    return (head & ~POOL_SLOT_MASK) | ((uint64_t)top << POOL_SLOT_SHIFT);
}

/* How many slots are free where the top of the free list is `top`. */
static inline uint32_t pool_depth(const struct pool_links *links, uint32_t top)
{
    return top ? atomic_load_explicit(&links->link[top - 1].depth, memory_order_acquire) : 0;
}

/*
 * Take the slot that was put back last (rows 3.3, 5.1).
 * Returns POOL_OK with *slot set, POOL_NOT_COMMITTED or POOL_EMPTY.  Any thread; never sleeps.
 */
static inline enum pool_result pool_try_get(struct pool *pool, uint32_t *slot)
{
    uint64_t head = atomic_load_explicit(&pool->head, memory_order_acquire);
    unsigned int pauses = PLATFORM_FIRST_BACK_OFF;

    for (;;)
    {
        uint32_t top = pool_head_top(head), next;
        const struct pool_links *links;

        if (!(head & POOL_COMMITTED))
            return POOL_NOT_COMMITTED;
        if (!top)
            return POOL_EMPTY;

        /* Read after the head, so never older than it: `top` is within these links even if both are out of date. */
        links = atomic_load_explicit(&pool->links, memory_order_acquire);
        next = atomic_load_explicit(&links->link[top - 1].next, memory_order_relaxed);
        if (atomic_compare_exchange_weak_explicit(&pool->head, &head, pool_head_with_top(head, next) + POOL_TAG_ONE,
                                                  memory_order_acquire, memory_order_relaxed))
        {
            *slot = top - 1;
            return POOL_OK;
        }
        platform_back_off(&pauses);
        head = atomic_load_explicit(&pool->head, memory_order_acquire);
    }
}

/* Put `slot` on top of the free list if the head still is `head`.  Returns false where it is not. */
static inline bool pool_push(struct pool *pool, uint32_t slot, uint64_t head)
{
    struct pool_links *links = atomic_load_explicit(&pool->links, memory_order_relaxed);
    struct pool_link *link = &links->link[slot];
    uint32_t top = pool_head_top(head), depth = 0;

    if (top)
        depth = atomic_load_explicit(&links->link[top - 1].depth, memory_order_relaxed);
    atomic_store_explicit(&link->next, top, memory_order_relaxed);

    /* Release: who sees this depth sees that the slot had left the list before, see read_slots_out(). */
    atomic_store_explicit(&link->depth, depth + 1, memory_order_release);
    return atomic_compare_exchange_weak_explicit(&pool->head, &head, pool_head_with_top(head, slot + 1),
                                                 memory_order_acq_rel, memory_order_relaxed);
}

/*
 * Put a slot back where nobody has to be told.
 * Returns false, the slot still out, when somebody has to: then pool_put_at is to be used.  After true the pool may be
 * gone, for the slot was what kept it.  Any thread; never sleeps.
 */
static inline bool pool_put_quietly(struct pool *pool, uint32_t slot)
{
    uint64_t head = atomic_load_explicit(&pool->head, memory_order_acquire);
    unsigned int pauses = PLATFORM_FIRST_BACK_OFF;

    while (!(head & (POOL_WAITING | POOL_OBSERVED | POOL_CLOSED)))
    {
        if (pool_push(pool, slot, head))
            return true;
        platform_back_off(&pauses);
        head = atomic_load_explicit(&pool->head, memory_order_acquire);
    }
    return false;
}

/*
 * Put a slot back, whoever has to be told, if the head still is `head`, which the caller has loaded with acquire and
 * prepared itself for.  Returns false, the slot still out, where it is not.  After true, the caller does what *events,
 * flags of the head at that very moment, asks for, and has kept the pool for it:
 *   POOL_WAITING    call pool_wake
 *   POOL_OBSERVED   tell the observer that POOL_OBSERVER names
 *   POOL_CLOSED     this was the last slot out of a closed pool: destroy it, unless somebody still waits in pool_wait.
 *                   (Not set while other slots are out.)
 * Any thread; never sleeps.
 */
static inline bool pool_put_at(struct pool *pool, uint32_t slot, uint64_t head, uint64_t *events)
{
    *events = head;
    if (head & POOL_CLOSED)
    {
        const struct pool_links *links = atomic_load_explicit(&pool->links, memory_order_relaxed);
        uint32_t slot_count = atomic_load_explicit(&pool->slot_count, memory_order_relaxed);

        if (pool_depth(links, pool_head_top(head)) + 1 != slot_count)
            *events &= ~POOL_CLOSED;
    }
    return pool_push(pool, slot, head);
}

/* pool_put_at for who has nothing to prepare.  Returns the events. */
static inline uint64_t pool_put(struct pool *pool, uint32_t slot)
{
    unsigned int pauses = PLATFORM_FIRST_BACK_OFF;
    uint64_t events;

    while (!pool_put_at(pool, slot, atomic_load_explicit(&pool->head, memory_order_acquire), &events))
        platform_back_off(&pauses);
    return events;
}

#endif
