/*
 * Waiting: who sleeps, who is woken by what, and the schedules in which a wake-up could be lost
 *
 * Where a schedule has to be forced, a test takes the steps of a put apart (pool_put, then pool_wake) or holds wait_lock.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <sched.h>

#include "native.h"

#define WAITERS 4

struct waiter
{
    struct pool *pool;
    struct thread thread;
    uint32_t slot;
    enum pool_result result;
    bool puts_back;
    sem_t *returned;
};

static void wait_for_slot(void *context)
{
    struct waiter *waiter = context;

    waiter->result = pool_wait(waiter->pool, &waiter->slot);
    if (waiter->puts_back && waiter->result == POOL_OK)
        put(waiter->pool, waiter->slot);
    sem_post(waiter->returned);
}

static void start_waiter(struct waiter *waiter, struct pool *pool, bool puts_back, sem_t *returned)
{
    waiter->pool = pool;
    waiter->slot = UINT32_MAX;
    waiter->result = POOL_EMPTY;
    waiter->puts_back = puts_back;
    waiter->returned = returned;
    thread_start(&waiter->thread, wait_for_slot, waiter);
}

/* Start `count` waiters on an empty pool and return when all of them sleep. */
static void start_sleepers(struct waiter *waiters, unsigned int count, struct pool *pool, bool puts_back,
                           sem_t *returned)
{
    unsigned int i;

    sem_init(returned, 0, 0);
    for (i = 0; i < count; ++i)
    {
        atomic_store(&pool->spin_limit, 0);
        start_waiter(&waiters[i], pool, puts_back, returned);
    }
    wait_for_sleepers(pool, count);
}

/* End all waiters; returns how many of them had `result`. */
static unsigned int end_waiters(struct waiter *waiters, unsigned int count, sem_t *returned, enum pool_result result)
{
    unsigned int i, matches = 0;

    for (i = 0; i < count; ++i)
    {
        thread_join(&waiters[i].thread);
        matches += waiters[i].result == result;
    }
    sem_destroy(returned);
    return matches;
}

void test_wait_with_a_free_slot(void)
{
    struct pool *pool = create_pool(2, 64);
    uint32_t slot;

    check_result(pool_wait(pool, &slot), POOL_OK);
    check_number(slot, 1);
    check_number(atomic_load(&pool->spinners), 0);
    put(pool, slot);
    destroy_pool(pool);
}

void test_wait_when_not_committed(void)
{
    struct pool *pool = create_pool(1, 64);
    uint32_t out = get(pool), slot;

    pool_decommit(pool);
    check_result(pool_wait(pool, &slot), POOL_NOT_COMMITTED);
    put(pool, out);
    check_result(pool_wait(pool, &slot), POOL_NOT_COMMITTED);
    destroy_pool(pool);
}

/* One sleeper at a pool of one slot, which is out. */
struct lone_sleeper
{
    struct pool *pool;
    uint32_t slot;
    struct waiter waiter;
    sem_t returned;
};

static void start_lone_sleeper(struct lone_sleeper *lone)
{
    lone->pool = create_pool(1, 64);
    lone->slot = get(lone->pool);
    start_sleepers(&lone->waiter, 1, lone->pool, false, &lone->returned);
}

/* The slot must have been put back: the sleeper has it. */
static void end_lone_sleeper(struct lone_sleeper *lone)
{
    check_number(end_waiters(&lone->waiter, 1, &lone->returned, POOL_OK), 1);
    check_number(lone->waiter.slot, lone->slot);
    check_number(lone->pool->sleepers, 0);
    check_number(lone->pool->wakes, 0);
    put(lone->pool, lone->slot);
    check_conserved(lone->pool);
    destroy_pool(lone->pool);
}

/* Row 5.1. */
void test_put_wakes(void)
{
    struct lone_sleeper lone;

    start_lone_sleeper(&lone);
    check(!pool_put_quietly(lone.pool, lone.slot), "a put is quiet though a thread sleeps");
    check(put(lone.pool, lone.slot) & POOL_WAITING, "the put does not say that a thread sleeps");
    end_lone_sleeper(&lone);
}

void test_put_wakes_while_spinning(void)
{
    unsigned int round;

    for (round = 0; round < 200 && !has_failed(); ++round)
    {
        struct pool *pool = create_pool(1, 64);
        uint32_t slot = get(pool);
        struct waiter waiter;
        sem_t returned;

        sem_init(&returned, 0, 0);
        start_waiter(&waiter, pool, false, &returned);
        if (round & 1)
            sched_yield();
        put(pool, slot);
        check_number(end_waiters(&waiter, 1, &returned, POOL_OK), 1);
        check_number(atomic_load(&pool->spinners), 0);
        put(pool, slot);
        destroy_pool(pool);
    }
}

void test_each_put_wakes_one(void)
{
    struct pool *pool = create_pool(WAITERS, 64);
    struct waiter waiters[WAITERS];
    uint32_t slots[WAITERS], i;
    sem_t returned;

    for (i = 0; i < WAITERS; ++i)
        slots[i] = get(pool);
    start_sleepers(waiters, WAITERS, pool, false, &returned);
    for (i = 0; i < WAITERS; ++i)
    {
        check(put(pool, slots[i]) & POOL_WAITING, "put %u does not say that a thread sleeps", i);
        wait_for(&returned);
        wait_for_sleepers(pool, WAITERS - 1 - i);
        check_number(pool_slots_out(pool, NULL), WAITERS);
    }
    check_number(end_waiters(waiters, WAITERS, &returned, POOL_OK), WAITERS);
    for (i = 0; i < WAITERS; ++i)
        put(pool, waiters[i].slot);
    check_conserved(pool);
    destroy_pool(pool);
}

/* Row 4.5. */
void test_decommit_wakes_all(void)
{
    struct pool *pool = create_pool(1, 64);
    struct waiter waiters[WAITERS];
    uint32_t slot = get(pool);
    sem_t returned;

    start_sleepers(waiters, WAITERS, pool, false, &returned);
    pool_decommit(pool);
    check_number(end_waiters(waiters, WAITERS, &returned, POOL_NOT_COMMITTED), WAITERS);
    check(!(pool_flags(pool) & POOL_WAITING), "the pool still says that a thread sleeps");
    check(pool_put_quietly(pool, slot), "a put is not quiet though nobody sleeps");
    destroy_pool(pool);
}

static void decommit(void *context)
{
    pool_decommit(context);
}

/* Row 4.7, forced: Decommit has refused further gets, but not woken anybody yet, when Commit takes it back. */
void test_cancelled_decommit_keeps_waiters(void)
{
    struct pool *pool = create_pool(1, 64);
    struct waiter waiters[WAITERS];
    uint32_t slot = get(pool);
    struct thread thread;
    sem_t returned;

    start_sleepers(waiters, WAITERS, pool, true, &returned);
    platform_lock_acquire(&pool->wait_lock);
    thread_start(&thread, decommit, pool);
    while (pool_flags(pool) & POOL_COMMITTED)
        sched_yield();
    check_result(pool_commit(pool, false), POOL_OK);
    platform_lock_release(&pool->wait_lock);
    thread_join(&thread);

    /* All were woken, found nothing, and sleep again. */
    wait_for_sleepers(pool, WAITERS);
    check(pool_flags(pool) & POOL_WAITING, "nobody would know that threads sleep");
    check(put(pool, slot) & POOL_WAITING, "the put does not say that a thread sleeps");
    check_number(end_waiters(waiters, WAITERS, &returned, POOL_OK), WAITERS);
    check_conserved(pool);
    destroy_pool(pool);
}

/* A put has seen the sleeper but is slow to wake it; meanwhile the slot goes and comes back. */
void test_late_wake(void)
{
    struct pool *pool = create_pool(1, 64);
    uint32_t slot = get(pool);
    struct waiter waiter;
    sem_t returned;

    start_sleepers(&waiter, 1, pool, false, &returned);
    check(pool_put(pool, slot) & POOL_WAITING, "the put does not say that a thread sleeps");
    check_number(get(pool), slot);
    check(pool_put(pool, slot) & POOL_WAITING, "the second put does not say so, though nobody was woken yet");
    pool_wake(pool);
    check_number(end_waiters(&waiter, 1, &returned, POOL_OK), 1);
    pool_wake(pool);
    check(!(pool_flags(pool) & POOL_WAITING), "the pool still says that a thread sleeps");
    put(pool, waiter.slot);
    check_conserved(pool);
    destroy_pool(pool);
}

/* The wake-up of the first put arrives when it has no slot to offer any more and another thread sleeps too. */
void test_late_wake_with_new_sleeper(void)
{
    struct pool *pool = create_pool(1, 64);
    struct waiter waiters[2];
    uint32_t slot = get(pool);
    sem_t returned;

    start_sleepers(&waiters[0], 1, pool, false, &returned);
    pool_put(pool, slot);
    check_number(get(pool), slot);
    atomic_store(&pool->spin_limit, 0);
    start_waiter(&waiters[1], pool, false, &returned);
    wait_for_sleepers(pool, 2);

    check(pool_put(pool, slot) & POOL_WAITING, "the put does not say that threads sleep");
    pool_wake(pool);
    wait_for(&returned);
    pool_wake(pool);
    wait_for_sleepers(pool, 1);

    check(put(pool, slot) & POOL_WAITING, "the put does not say that a thread sleeps");
    check_number(end_waiters(waiters, 2, &returned, POOL_OK), 2);
    put(pool, slot);
    check_conserved(pool);
    destroy_pool(pool);
}

/* The woken thread finds that another one was quicker. */
void test_stolen_slot(void)
{
    struct lone_sleeper lone;
    unsigned int round;

    start_lone_sleeper(&lone);
    for (round = 0; round < 50; ++round)
    {
        check(pool_put(lone.pool, lone.slot) & POOL_WAITING, "the put does not say that a thread sleeps");
        check_number(get(lone.pool), lone.slot);
        pool_wake(lone.pool);
        wait_for_sleepers(lone.pool, 1);
        check(pool_flags(lone.pool) & POOL_WAITING, "the thread sleeps and the pool does not say so");
    }
    put(lone.pool, lone.slot);
    end_lone_sleeper(&lone);
}

/* A condition variable may wake a thread that nobody has told to wake: it goes on sleeping, and the accounts stay even. */
void test_wake_without_reason(void)
{
    struct lone_sleeper lone;
    unsigned int i;

    start_lone_sleeper(&lone);
    for (i = 0; i < 200; ++i)
    {
        platform_condition_wake_one(&lone.pool->slot_returned);
        sched_yield();
    }
    wait_for_sleepers(lone.pool, 1);
    check(put(lone.pool, lone.slot) & POOL_WAITING, "the put does not say that a thread sleeps");
    end_lone_sleeper(&lone);
}

/* Decommit anywhere between the first look of a waiter and its sleep. */
void test_decommit_before_sleep(void)
{
    uint64_t state = random_state(0);
    unsigned int round;

    for (round = 0; round < 300 && !has_failed(); ++round)
    {
        struct pool *pool = create_pool(1, 64);
        uint32_t slot = get(pool), turns;
        struct waiter waiter;
        sem_t returned;

        sem_init(&returned, 0, 0);
        atomic_store(&pool->spin_limit, round & 1 ? 0 : 1000);
        start_waiter(&waiter, pool, false, &returned);
        for (turns = random_below(&state, 4000); turns; --turns)
            platform_pause();
        pool_decommit(pool);
        check_number(end_waiters(&waiter, 1, &returned, POOL_NOT_COMMITTED), 1);
        put(pool, slot);
        destroy_pool(pool);
    }
}

/* Once every sleeper has been told, puts are quiet, also before the sleepers have run. */
void test_quiet_again(void)
{
    struct pool *pool = create_pool(2, 64);
    uint32_t first = get(pool), second = get(pool);
    struct waiter waiter;
    sem_t returned;

    start_sleepers(&waiter, 1, pool, false, &returned);
    put(pool, first);
    check(!(pool_flags(pool) & POOL_WAITING), "the pool says that a thread sleeps that has been told to wake");
    check(pool_put_quietly(pool, second), "a put is not quiet though all sleepers have been told to wake");
    check_number(end_waiters(&waiter, 1, &returned, POOL_OK), 1);
    put(pool, waiter.slot);
    check_conserved(pool);
    destroy_pool(pool);
}

static void pass_on(void *context)
{
    struct pool *pool = context;
    unsigned int i;
    uint32_t slot;

    for (i = 0; i < 3000 && !has_failed(); ++i)
    {
        if (i % 3 == 0)
            atomic_store_explicit(&pool->spin_limit, 0, memory_order_relaxed);
        check_result(pool_wait(pool, &slot), POOL_OK);
        put(pool, slot);
    }
}

/* More threads than slots, each waiting for every slot that it gets: one lost wake-up and the last of them never end. */
void test_handover(void)
{
    struct pool *pool = create_pool(1, 64);
    struct thread threads[WAITERS];
    unsigned int i;

    for (i = 0; i < WAITERS; ++i)
        thread_start(&threads[i], pass_on, pool);
    for (i = 0; i < WAITERS; ++i)
        thread_join(&threads[i]);
    check(!(pool_flags(pool) & POOL_WAITING), "the pool still says that a thread sleeps");
    check_conserved(pool);
    destroy_pool(pool);
}
