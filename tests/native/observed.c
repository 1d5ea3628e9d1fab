/*
 * The observer's flag: which puts have to be told of
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "native.h"

void test_observed(void)
{
    struct pool *pool = create_pool(2, 64);
    uint32_t first = get(pool), second = get(pool);

    check(pool_put_quietly(pool, first), "a put that nobody wants to know of is not quiet");
    pool_observe(pool, true);
    check(!pool_put_quietly(pool, second), "an observed put is quiet");
    check_number(pool_slots_out(pool, NULL), 1);
    check(pool_put(pool, second) & POOL_OBSERVED, "the put is not reported");
    pool_observe(pool, true);
    pool_observe(pool, false);
    check(pool_put_quietly(pool, get(pool)), "the flag is still set");

    /* It outlives commit, decommit and layouts. */
    pool_observe(pool, true);
    pool_decommit(pool);
    check_result(pool_make_stale(pool), POOL_OK);
    check_result(pool_allocate(pool, 3, 64), POOL_OK);
    check_result(pool_commit(pool, true), POOL_OK);
    check(put(pool, get(pool)) & POOL_OBSERVED, "a layout has cleared the flag");
    first = get(pool);
    pool_decommit(pool);
    check(put(pool, first) & POOL_OBSERVED, "a put into a decommitted pool is not reported");
    check(pool_close(pool), "the pool has slots out");
    destroy_pool(pool);
}

#define THREADS 4

struct putter
{
    struct pool *pool;
    unsigned int rounds, puts, reports;
};

static void get_and_put(void *context)
{
    struct putter *putter = context;
    unsigned int i;

    for (i = 0; i < putter->rounds; ++i)
    {
        uint32_t slot;

        if (pool_try_get(putter->pool, &slot) != POOL_OK)
            continue;
        ++putter->puts;
        if (put(putter->pool, slot) & POOL_OBSERVED)
            ++putter->reports;
    }
}

/* Rows 6.3, 6.9: as many reports as puts, on any number of threads. */
void test_observed_puts_are_counted(void)
{
    struct pool *pool = create_pool(3, 64);
    struct putter putters[THREADS];
    struct thread threads[THREADS];
    unsigned int i, puts = 0, reports = 0;

    pool_observe(pool, true);
    for (i = 0; i < THREADS; ++i)
    {
        putters[i] = (struct putter){ pool, 20000, 0, 0 };
        thread_start(&threads[i], get_and_put, &putters[i]);
    }
    for (i = 0; i < THREADS; ++i)
    {
        thread_join(&threads[i]);
        puts += putters[i].puts;
        reports += putters[i].reports;
    }
    check_number(reports, puts);
    check_conserved(pool);
    remark("%u puts, %u reports", puts, reports);
    destroy_pool(pool);
}

struct switcher
{
    struct pool *pool;
    _Atomic uint32_t generation; /* odd while the flag is set for certain, even while it may be either */
    _Atomic bool end;
};

static void put_and_look(void *context)
{
    struct switcher *switcher = context;

    while (!atomic_load(&switcher->end) && !has_failed())
    {
        uint32_t slot, before = atomic_load(&switcher->generation);
        bool reported;

        if (pool_try_get(switcher->pool, &slot) != POOL_OK)
            continue;
        reported = put(switcher->pool, slot) & POOL_OBSERVED;
        if (before & 1 && atomic_load(&switcher->generation) == before)
            check(reported, "a put after pool_observe had returned is not reported");
    }
}

/* Every put that begins after the flag was set sees it. */
void test_observed_from_now_on(void)
{
    struct pool *pool = create_pool(3, 64);
    struct switcher switcher = { pool, 0, false };
    struct thread threads[2];
    unsigned int i, turns;

    for (i = 0; i < 2; ++i)
        thread_start(&threads[i], put_and_look, &switcher);
    for (turns = 0; turns < 20000; ++turns)
    {
        pool_observe(pool, true);
        atomic_fetch_add(&switcher.generation, 1);
        platform_pause();
        atomic_fetch_add(&switcher.generation, 1);
        pool_observe(pool, false);
    }
    atomic_store(&switcher.end, true);
    for (i = 0; i < 2; ++i)
        thread_join(&threads[i]);
    check_conserved(pool);
    destroy_pool(pool);
}
