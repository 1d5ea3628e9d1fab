/*
 * Everything at once: random operations on several threads, and what must hold whatever they do
 *
 * The threads run in rounds.  At the end of a round each puts back what it holds, so a thread that still sleeps then has
 * missed its wake-up, and the watchdog says so; and all slots must be there.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#define _GNU_SOURCE

#include <string.h>
#include <time.h>

#include "native.h"

#define THREADS    4
#define MOST_SLOTS 5
#define MOST_HELD  3
#define STRIDE     64

struct shared
{
    struct pool *pool;
    struct platform_lock lock;          /* as the allocator's: around what changes the layout or the observer */
    _Atomic uint32_t owner[MOST_SLOTS]; /* the thread that holds the slot plus one, or 0 */
    _Atomic bool round_over;
};

struct worker
{
    struct shared *shared;
    struct thread thread;
    unsigned int number;
    uint64_t random;
    uint32_t held[MOST_HELD], held_count;
    uint64_t operations, waits, layouts;
};

/* A slot is the worker's alone from now on: mark it, so that another holder would show. */
static void take(struct worker *worker, uint32_t slot)
{
    struct shared *shared = worker->shared;
    uint32_t nobody = 0, count = atomic_load(&shared->pool->slot_count);

    check(slot < count, "slot %u of %u was given", slot, count);
    check(atomic_compare_exchange_strong(&shared->owner[slot], &nobody, worker->number + 1),
          "slot %u was given to thread %u while thread %u holds it", slot, worker->number, nobody - 1);
    memset(shared->pool->block + slot * STRIDE, (int)worker->number + 1, STRIDE);
    worker->held[worker->held_count++] = slot;
}

static void give_back(struct worker *worker, uint32_t i)
{
    struct shared *shared = worker->shared;
    uint32_t slot = worker->held[i], self = worker->number + 1;
    const unsigned char *memory = shared->pool->block + slot * STRIDE;
    unsigned int byte;

    for (byte = 0; byte < STRIDE; ++byte)
        check(memory[byte] == self, "thread %u found another's mark in slot %u", worker->number, slot);
    check(atomic_compare_exchange_strong(&shared->owner[slot], &self, 0), "slot %u is not its holder's any more", slot);
    worker->held[i] = worker->held[--worker->held_count];
    put(shared->pool, slot);
}

static void commit(struct worker *worker)
{
    struct shared *shared = worker->shared;

    if (pool_commit(shared->pool, false) == POOL_OK)
        return;
    platform_lock_acquire(&shared->lock);
    if (pool_commit(shared->pool, false) != POOL_OK)
    {
        check_result(pool_allocate(shared->pool, 1 + random_below(&worker->random, MOST_SLOTS), STRIDE), POOL_OK);
        check_result(pool_commit(shared->pool, true), POOL_OK);
        ++worker->layouts;
    }
    platform_lock_release(&shared->lock);
}

static void make_stale(struct worker *worker)
{
    struct shared *shared = worker->shared;
    enum pool_result result;

    platform_lock_acquire(&shared->lock);
    result = pool_make_stale(shared->pool);
    platform_lock_release(&shared->lock);
    check(result == POOL_OK || result == POOL_ALREADY_COMMITTED || result == POOL_SLOTS_OUT, "pool_make_stale gave %s",
          result_name(result));
    check(result == POOL_ALREADY_COMMITTED || !worker->held_count || result == POOL_SLOTS_OUT,
          "a pool became stale while thread %u holds slots", worker->number);
}

static void look(struct worker *worker)
{
    uint32_t slot_count, out = pool_slots_out(worker->shared->pool, &slot_count);

    check(out <= slot_count, "%u of %u slots are out", out, slot_count);
    check(out <= THREADS * MOST_HELD, "%u slots are out, more than all threads hold", out);
    check(out >= worker->held_count, "%u slots are out, but one thread holds %u", out, worker->held_count);
}

static void operate(struct worker *worker)
{
    struct shared *shared = worker->shared;
    enum pool_result result;
    uint32_t slot;

    switch (random_below(&worker->random, 64))
    {
        case 0:
            pool_decommit(shared->pool);
            break;
        case 1:
            make_stale(worker);
            break;
        case 2:
        case 3:
        case 4:
        case 5:
            commit(worker);
            break;
        case 6:
        case 7:
            platform_lock_acquire(&shared->lock);
            pool_observe(shared->pool, random_below(&worker->random, 2));
            platform_lock_release(&shared->lock);
            break;
        case 8:
        case 9:
            look(worker);
            break;
        case 10:
            atomic_store_explicit(&shared->pool->spin_limit, 0, memory_order_relaxed);
            break;
        case 11:
        case 12:
        case 13:
        case 14:
        case 15:
        case 16:
        case 17:
        case 18:
        case 19:
            /* Only a thread that holds nothing may wait: others could wait for each other forever. */
            if (worker->held_count)
                break;
            if ((result = pool_try_get(shared->pool, &slot)) == POOL_EMPTY)
            {
                ++worker->waits;
                result = pool_wait(shared->pool, &slot);
                check(result == POOL_OK || result == POOL_NOT_COMMITTED, "pool_wait gave %s", result_name(result));
            }
            if (result == POOL_OK)
                take(worker, slot);
            break;
        default:
            if (worker->held_count && random_below(&worker->random, MOST_HELD) < worker->held_count)
                give_back(worker, random_below(&worker->random, worker->held_count));
            else if (pool_try_get(shared->pool, &slot) == POOL_OK)
                take(worker, slot);
    }
    ++worker->operations;
}

static void work(void *context)
{
    struct worker *worker = context;

    while (!atomic_load_explicit(&worker->shared->round_over, memory_order_relaxed))
        operate(worker);
    while (worker->held_count)
        give_back(worker, 0);
}

/* Something to do between the start and the end of a round that takes no processor from the threads for long. */
static void sleep_nanoseconds(long nanoseconds)
{
    struct timespec time = { 0, nanoseconds };

    nanosleep(&time, NULL);
}

void test_mixed(void)
{
    struct shared shared = { .pool = create_pool(4, STRIDE) };
    uint64_t start = platform_nanoseconds(), operations = 0, waits = 0, layouts = 0;
    struct worker workers[THREADS] = { { 0 } };
    unsigned int i, rounds = 0;

    platform_lock_init(&shared.lock);
    for (i = 0; i < THREADS; ++i)
    {
        workers[i].shared = &shared;
        workers[i].number = i;
        workers[i].random = random_state(i);
    }
    while (!has_failed() && (double)(platform_nanoseconds() - start) < seconds_to_run * 1e9)
    {
        atomic_store(&shared.round_over, false);
        for (i = 0; i < THREADS; ++i)
            thread_start(&workers[i].thread, work, &workers[i]);
        sleep_nanoseconds(20000000);
        atomic_store(&shared.round_over, true);
        for (i = 0; i < THREADS; ++i)
            thread_join(&workers[i].thread);

        check_number(pool_slots_out(shared.pool, NULL), 0);
        check(!(pool_flags(shared.pool) & POOL_WAITING), "the pool says that a thread sleeps");
        check_number(shared.pool->sleepers, 0);
        check_number(shared.pool->wakes, 0);
        check_number(atomic_load(&shared.pool->spinners), 0);
        commit(&workers[0]);
        check_conserved(shared.pool);
        ++rounds;
    }
    for (i = 0; i < THREADS; ++i)
    {
        operations += workers[i].operations;
        waits += workers[i].waits;
        layouts += workers[i].layouts;
    }
    remark("%llu operations in %u rounds, %llu waits, %llu layouts, seed %llu", (unsigned long long)operations, rounds,
           (unsigned long long)waits, (unsigned long long)layouts, (unsigned long long)seed);
    platform_lock_destroy(&shared.lock);
    destroy_pool(shared.pool);
}

struct cycler
{
    struct pool *pool;
    struct thread thread;
    _Atomic bool end;
};

static void cycle(void *context)
{
    struct cycler *cycler = context;
    uint32_t slot;

    while (!atomic_load_explicit(&cycler->end, memory_order_relaxed))
    {
        if (pool_try_get(cycler->pool, &slot) == POOL_OK)
            put(cycler->pool, slot);
    }
}

/* Row 6.8: what pool_slots_out says was true at one single moment, however fast slots come and go. */
void test_counts_never_leave_the_range(void)
{
    struct pool *pool = create_pool(100, STRIDE);
    uint64_t start = platform_nanoseconds(), looks = 0;
    uint32_t kept[50], slot_count, i;
    struct cycler cyclers[2];

    for (i = 0; i < 50; ++i)
        kept[i] = get(pool);
    for (i = 0; i < 2; ++i)
    {
        cyclers[i].pool = pool;
        atomic_init(&cyclers[i].end, false);
        thread_start(&cyclers[i].thread, cycle, &cyclers[i]);
    }
    while (!has_failed() && (double)(platform_nanoseconds() - start) < seconds_to_run * 0.2e9)
    {
        uint32_t out = pool_slots_out(pool, &slot_count);

        check(out >= 50 && out <= 52, "%u slots are out: 50 are kept and two threads hold one each at the most", out);
        check_number(slot_count, 100);
        ++looks;
    }
    for (i = 0; i < 2; ++i)
    {
        atomic_store(&cyclers[i].end, true);
        thread_join(&cyclers[i].thread);
    }
    for (i = 0; i < 50; ++i)
        put(pool, kept[i]);
    check_conserved(pool);
    remark("%llu looks", (unsigned long long)looks);
    destroy_pool(pool);
}
