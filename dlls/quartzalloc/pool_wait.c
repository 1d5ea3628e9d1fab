/*
 * What happens when the pool runs dry: spin a little, then sleep; and how sleepers are woken
 *
 * A thread sleeps only after it has set POOL_WAITING in a head that was committed and had no free slot, so whoever
 * changes that head (a put, a decommit) knows that it has to wake somebody.  POOL_WAITING is cleared when every sleeper
 * has been told to wake: from then on puts are quiet again.  A woken thread that finds the pool dry, because another one
 * was quicker, begins anew.
 *
 * Who waits is served even after the pool was closed, if it was committed then (row 1.11): COMMITTED is clear, so that
 * nobody else gets anything, and serves_waiters says that it was set.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "pool_fast.h"

/*
 * Spinning pays while slots come back sooner than a sleep and a wake-up take, about 20 to 40 microseconds, and costs others
 * the processor where they do not, above all where the one who would put a slot back waits for this very processor.  So the
 * limit follows what spinning is worth: each spin that finds nothing halves it, until it costs next to nothing, and one that
 * finds a slot restores it.  Every SPIN_RETRY waits at the least, one spins for the full time, so that a change is noticed.
 */
#define SPIN_MOST  40000
#define SPIN_LEAST 500
#define SPIN_RETRY 64

/* Pauses between two looks at the clock, which costs as much as a few of them. */
#define SPIN_BATCH 16

/* Learn from a spin.  Below SPIN_LEAST, the limit counts the waits until the next try. */
static void learn(struct pool *pool, uint32_t limit, bool found)
{
    if (found || limit <= SPIN_LEAST - SPIN_RETRY)
        limit = SPIN_MOST;
    else if (limit / 2 > SPIN_LEAST)
        limit /= 2;
    else if (limit > SPIN_LEAST)
        limit = SPIN_LEAST;
    else
        --limit;
    atomic_store_explicit(&pool->spin_limit, limit, memory_order_relaxed);
}

/* Whether who waits may still get a slot where the head is `head`. */
static bool may_wait(struct pool *pool, uint64_t head)
{
    return (head & POOL_COMMITTED)
            || ((head & POOL_CLOSED) && atomic_load_explicit(&pool->serves_waiters, memory_order_relaxed));
}

/* pool_try_get for who waits: also from a closed pool.  Its slots cannot be laid out anew, so their number is fixed. */
static enum pool_result try_get_waiting(struct pool *pool, uint32_t *slot)
{
    enum pool_result result = pool_try_get(pool, slot);
    uint64_t head;

    if (result != POOL_NOT_COMMITTED)
        return result;

    head = atomic_load_explicit(&pool->head, memory_order_acquire);
    while (may_wait(pool, head))
    {
        const struct pool_links *links = atomic_load_explicit(&pool->links, memory_order_acquire);
        uint32_t top = pool_head_top(head), depth, next;

        if (!top)
            return POOL_EMPTY;
        depth = pool_depth(links, top);
        next = atomic_load_explicit(&links->link[top - 1].next, memory_order_relaxed);
        if (atomic_compare_exchange_weak_explicit(&pool->head, &head, pool_head_with_top(head, next) + POOL_TAG_ONE,
                                                  memory_order_acquire, memory_order_acquire))
        {
            *slot = top - 1;
            if ((head & POOL_CLOSED) && depth == atomic_load_explicit(&pool->slot_count, memory_order_relaxed))
                return POOL_REVIVED;
            return POOL_OK;
        }
    }
    return POOL_NOT_COMMITTED;
}

/* Look for a slot for a while.  Writes nothing shared while it looks. */
static enum pool_result spin(struct pool *pool, uint32_t *slot)
{
    uint32_t limit = atomic_load_explicit(&pool->spin_limit, memory_order_relaxed);
    uint64_t start = platform_nanoseconds();
    enum pool_result result;

    do
    {
        unsigned int i;

        for (i = 0; i < SPIN_BATCH; ++i)
        {
            if ((result = try_get_waiting(pool, slot)) != POOL_EMPTY)
            {
                learn(pool, limit, true);
                return result;
            }
            platform_pause();
        }
    } while (platform_nanoseconds() - start < limit);
    learn(pool, limit, false);
    return POOL_EMPTY;
}

/* Announce a sleeper.  Returns false when a slot is free or nobody may wait any more. */
static bool set_waiting(struct pool *pool)
{
    uint64_t head = atomic_load_explicit(&pool->head, memory_order_acquire);

    do
    {
        if (!may_wait(pool, head) || pool_head_top(head))
            return false;
    } while (!atomic_compare_exchange_weak_explicit(&pool->head, &head, head | POOL_WAITING, memory_order_acq_rel,
                                                    memory_order_acquire));
    /* Again: Decommit does not change the head of a closed pool, but who announces after it sees what it wrote before. */
    return may_wait(pool, head);
}

static void clear_waiting(struct pool *pool)
{
    atomic_fetch_and_explicit(&pool->head, ~POOL_WAITING, memory_order_acq_rel);
}

static enum pool_result sleep_for_slot(struct pool *pool, uint32_t *slot)
{
    enum pool_result result;

    platform_lock_acquire(&pool->wait_lock);
    while ((result = try_get_waiting(pool, slot)) == POOL_EMPTY)
    {
        if (!set_waiting(pool))
            continue;
        ++pool->sleepers;
        do
            platform_condition_wait(&pool->slot_returned, &pool->wait_lock);
        while (!pool->wakes);
        --pool->wakes;
        --pool->sleepers;
    }
    platform_lock_release(&pool->wait_lock);
    return result;
}

enum pool_result pool_wait(struct pool *pool, uint32_t *slot)
{
    unsigned int spinners = atomic_fetch_add_explicit(&pool->spinners, 1, memory_order_relaxed);
    enum pool_result result = POOL_EMPTY;

    /* One processor must be left to those who could put a slot back. */
    if (spinners + 1 < platform_processors())
        result = spin(pool, slot);
    atomic_fetch_sub_explicit(&pool->spinners, 1, memory_order_relaxed);
    return result == POOL_EMPTY ? sleep_for_slot(pool, slot) : result;
}

void pool_wake(struct pool *pool)
{
    bool wake;

    platform_lock_acquire(&pool->wait_lock);
    if ((wake = pool->wakes < pool->sleepers))
        ++pool->wakes;
    if (pool->wakes == pool->sleepers)
        clear_waiting(pool);
    platform_lock_release(&pool->wait_lock);

    /* After the lock was left, so that the woken thread does not run into it. */
    if (wake)
        platform_condition_wake_one(&pool->slot_returned);
}

void pool_decommit(struct pool *pool)
{
    uint32_t untold;
    uint64_t head;

    /* Only a closed pool looks at it, and only a callback can decommit one. */
    atomic_store_explicit(&pool->serves_waiters, false, memory_order_relaxed);
    head = atomic_fetch_and_explicit(&pool->head, ~POOL_COMMITTED, memory_order_acq_rel);
    if (!(head & POOL_WAITING))
        return;
    platform_lock_acquire(&pool->wait_lock);
    untold = pool->sleepers - pool->wakes;
    pool->wakes = pool->sleepers;
    clear_waiting(pool);
    platform_lock_release(&pool->wait_lock);

    /* One by one: there is no wake-all, see platform.h. */
    while (untold--)
        platform_condition_wake_one(&pool->slot_returned);
}
