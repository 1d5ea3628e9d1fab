/*
 * Closing: exactly one thread is told to destroy the pool, whoever closes it and whoever puts its last slot back
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#define _GNU_SOURCE

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
    check_result(pool_wait(pool, &slot), POOL_NOT_COMMITTED);
    pool_commit(pool, false);
    check_result(pool_try_get(pool, &slot), POOL_NOT_COMMITTED);
    check(pool_put(pool, out) & POOL_CLOSED, "the last put does not say that the pool is to be destroyed");
    destroy_pool(pool);
}

/* The owner of a pool in small: what keeps it alive is counted as the allocator counts it. */
struct owner
{
    struct pool *pool;
    _Atomic int holds; /* one for the owner or the slots that are out, one for each put that has to tell somebody */
    _Atomic unsigned int ends;
    bool destroys;
};

static void drop(struct owner *owner)
{
    if (atomic_fetch_sub(&owner->holds, 1) == 1 && owner->destroys)
        destroy_pool(owner->pool);
}

static void end(struct owner *owner)
{
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
        end(owner);
    drop(owner);
}

#define HOLDERS 3

struct holder
{
    struct owner *owner;
    uint32_t slots[2];
    pthread_barrier_t *start;
};

static void put_two(void *context)
{
    struct holder *holder = context;

    pthread_barrier_wait(holder->start);
    give_back(holder->owner, holder->slots[0]);
    give_back(holder->owner, holder->slots[1]);
}

static void run_lives(bool destroys)
{
    uint64_t start = platform_nanoseconds(), state = random_state(0);
    unsigned int lives = 0, by_close = 0, i;
    pthread_barrier_t barrier;

    pthread_barrier_init(&barrier, NULL, HOLDERS + 1);
    while (!has_failed() && (double)(platform_nanoseconds() - start) < seconds_to_run * 0.1e9)
    {
        struct owner owner = {create_pool(2 * HOLDERS, 64), 1, 0, destroys};
        struct thread threads[HOLDERS];
        struct holder holders[HOLDERS];
        uint32_t turns;

        for (i = 0; i < HOLDERS; ++i)
        {
            holders[i] = (struct holder){&owner, {get(owner.pool), get(owner.pool)}, &barrier};
            thread_start(&threads[i], put_two, &holders[i]);
        }
        pthread_barrier_wait(&barrier);
        for (turns = random_below(&state, 300); turns; --turns)
            platform_pause();
        if (pool_close(owner.pool))
        {
            ++by_close;
            end(&owner);
        }
        for (i = 0; i < HOLDERS; ++i)
            thread_join(&threads[i]);
        check_number(atomic_load(&owner.ends), 1);
        if (!destroys)
        {
            check(!pool_close(owner.pool), "the pool is to be destroyed twice");
            destroy_pool(owner.pool);
        }
        ++lives;
    }
    pthread_barrier_destroy(&barrier);
    remark("%u pools, %u of them ended by their owner", lives, by_close);
}

/* True comes once: from pool_close, or with the put of the last slot. */
void test_close_against_puts(void)
{
    run_lives(false);
}

/* The same with the pool freed at that moment: sanitizers see who still looks at it. */
void test_close_and_free(void)
{
    run_lives(true);
}
