/*
 * Closing: exactly one thread is told to destroy the pool, whoever closes it and whoever puts its last slot back
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <sched.h>

#include "native.h"

void test_close_with_nothing_out(void)
{
    struct pool *pool = create_pool(0, 0);

    check(pool_close(pool), "a pool without a layout is not to be destroyed");
    check(!pool_close(pool), "it is to be destroyed twice");
    destroy_pool(pool);

    pool = create_pool(3, 64);
    put(pool, get(pool));
    check(pool_close(pool), "a committed pool with nothing out is not to be destroyed");
    check(!pool_close(pool), "it is to be destroyed twice");
    destroy_pool(pool);

    pool = create_pool(3, 64);
    pool_decommit(pool);
    check(pool_close(pool), "a decommitted pool with nothing out is not to be destroyed");
    destroy_pool(pool);
}

/* Row 1.8. */
void test_close_with_slots_out(void)
{
    struct pool *pool = create_pool(3, 64);
    uint32_t first = get(pool), second = get(pool);

    check(!pool_close(pool), "a pool with slots out is to be destroyed");
    check(!pool_close(pool), "a pool with slots out is to be destroyed");
    check(!pool_put_quietly(pool, first), "a put into a closed pool is quiet");
    check_number(pool_slots_out(pool, NULL), 2);
    check(!(pool_put(pool, first) & POOL_CLOSED), "the pool is to be destroyed while a slot is out");
    check(pool_put(pool, second) & POOL_CLOSED, "the last put does not say that the pool is to be destroyed");
    check(!pool_close(pool), "the pool is to be destroyed twice");
    destroy_pool(pool);
}

void test_closed_for_good(void)
{
    struct pool *pool = create_pool(2, 64);
    uint32_t out = get(pool), slot;

    check(!pool_close(pool), "a pool with a slot out is to be destroyed");
    check_result(pool_try_get(pool, &slot), POOL_NOT_COMMITTED);
    pool_commit(pool, false);
    check_result(pool_try_get(pool, &slot), POOL_NOT_COMMITTED);
    pool_decommit(pool);
    check_result(pool_wait(pool, &slot), POOL_NOT_COMMITTED);
    check(pool_put(pool, out) & POOL_CLOSED, "the last put does not say that the pool is to be destroyed");
    destroy_pool(pool);
}

/* Row 1.11: closed while committed, a pool still serves who waits, and each time that all is back is an end. */
void test_closed_serves_waiters(void)
{
    struct pool *pool = create_pool(2, 64);
    uint32_t first = get(pool), second = get(pool), slot;

    check(!pool_close(pool), "a pool with slots out is to be destroyed");
    check(!(pool_put(pool, first) & POOL_CLOSED), "the pool is to be destroyed while a slot is out");
    check_result(pool_wait(pool, &slot), POOL_OK);
    check_number(slot, first);
    check(!(pool_put(pool, slot) & POOL_CLOSED), "the pool is to be destroyed while a slot is out");
    check(pool_put(pool, second) & POOL_CLOSED, "the last put does not say that the pool is to be destroyed");
    check_result(pool_wait(pool, &slot), POOL_REVIVED);
    check_result(pool_wait(pool, &first), POOL_OK);
    check(!(pool_put(pool, slot) & POOL_CLOSED), "the pool is to be destroyed while a slot is out");
    check(pool_put(pool, first) & POOL_CLOSED,
          "the last put after a wait does not say that the pool is to be destroyed");
    pool_decommit(pool);
    check_result(pool_wait(pool, &slot), POOL_NOT_COMMITTED);
    destroy_pool(pool);
}

/* The owner of a pool in small: what keeps it alive is counted as the allocator counts it. */
struct owner
{
    struct pool *pool;
    _Atomic int users; /* one for the owner or the slots that are out, one for each thread that waits */
    _Atomic int holds; /* one for the users, one for each put that has to tell somebody */
    _Atomic unsigned int ends;
    bool destroys;
};

static void drop(struct owner *owner)
{
    if (atomic_fetch_sub(&owner->holds, 1) == 1 && owner->destroys)
        destroy_pool(owner->pool);
}

static void leave(struct owner *owner)
{
    if (atomic_fetch_sub(&owner->users, 1) != 1)
        return;
    atomic_fetch_add(&owner->ends, 1);
    drop(owner);
}

static void give_back(struct owner *owner, uint32_t slot)
{
    uint64_t events;

    if (pool_put_quietly(owner->pool, slot))
        return;
    atomic_fetch_add(&owner->holds, 1);
    events = pool_put(owner->pool, slot);
    if (events & POOL_WAITING)
        pool_wake(owner->pool);
    if (events & POOL_CLOSED)
        leave(owner);
    drop(owner);
}

#define HOLDERS      3
#define MOST_WAITERS 2

struct holder
{
    struct owner *owner;
    uint32_t slots[2];
    _Atomic unsigned int *ready;
};

static void put_two(void *context)
{
    struct holder *holder = context;

    /* All begin at the same moment, as far as that can be had. */
    atomic_fetch_sub(holder->ready, 1);
    while (atomic_load(holder->ready))
        sched_yield();
    give_back(holder->owner, holder->slots[0]);
    give_back(holder->owner, holder->slots[1]);
}

/* Waits for a slot and puts it back, a user already when the thread begins. */
static void wait_and_put(void *context)
{
    struct holder *holder = context;
    enum pool_result result = pool_wait(holder->owner->pool, &holder->slots[0]);

    check(result == POOL_OK || result == POOL_REVIVED, "a thread that waited was told %d", result);
    if (result != POOL_REVIVED)
        leave(holder->owner);
    if (result != POOL_NOT_COMMITTED)
        give_back(holder->owner, holder->slots[0]);
}

static void run_lives(bool destroys, unsigned int waiters)
{
    uint64_t start = platform_nanoseconds(), state = random_state(0);
    unsigned int lives = 0, by_close = 0, i;

    while (!has_failed() && (double)(platform_nanoseconds() - start) < seconds_to_run * 0.25e9)
    {
        struct owner owner = { create_pool(2 * HOLDERS, 64), 1 + (int)waiters, 1, 0, destroys };
        struct thread threads[HOLDERS + MOST_WAITERS];
        struct holder holders[HOLDERS + MOST_WAITERS];
        _Atomic unsigned int ready = HOLDERS + 1;
        uint32_t left, looks;

        for (i = 0; i < HOLDERS; ++i)
        {
            holders[i] = (struct holder){ &owner, { get(owner.pool), get(owner.pool) }, &ready };
            thread_start(&threads[i], put_two, &holders[i]);
        }
        for (i = HOLDERS; i < HOLDERS + waiters; ++i)
        {
            holders[i] = (struct holder){ &owner, { 0, 0 }, NULL };
            thread_start(&threads[i], wait_and_put, &holders[i]);
        }
        while (atomic_load(&ready) > 1)
            sched_yield();
        atomic_store(&ready, 0);
        /* Close when so many slots are still out. */
        left = random_below(&state, 2 * HOLDERS + 1);
        for (looks = 0; pool_slots_out(owner.pool, NULL) > left && !(waiters && looks > 200); ++looks)
        {
            platform_pause();
            if (looks % 500 == 499)
                sched_yield();
        }
        if (pool_close(owner.pool))
        {
            ++by_close;
            leave(&owner);
        }
        for (i = 0; i < HOLDERS + waiters; ++i)
            thread_join(&threads[i]);
        check_number(atomic_load(&owner.ends), 1);
        if (!destroys)
        {
            check(!pool_close(owner.pool), "the pool is to be destroyed twice");
            destroy_pool(owner.pool);
        }
        ++lives;
    }
    remark("%u pools, %u of them ended by their owner", lives, by_close);
}

/* True comes once: from pool_close, or with the put of the last slot. */
void test_close_against_puts(void)
{
    run_lives(false, 0);
}

/* The same with the pool freed at that moment: sanitizers see who still looks at it. */
void test_close_and_free(void)
{
    run_lives(true, 0);
}

/* Row 1.11: threads wait when the pool is closed. */
void test_close_under_waiters(void)
{
    run_lives(true, MOST_WAITERS);
}
