/*
 * Commit, decommit and staleness on one thread: every result of every call in every state
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <string.h>

#include "native.h"

void test_fresh_pool(void)
{
    struct pool *pool = create_pool(0, 0);
    uint32_t slot;

    check_result(pool_try_get(pool, &slot), POOL_NOT_COMMITTED);
    check_result(pool_wait(pool, &slot), POOL_NOT_COMMITTED);
    check_result(pool_commit(pool, false), POOL_NO_LAYOUT);
    check_result(pool_try_get(pool, &slot), POOL_NOT_COMMITTED);
    pool_decommit(pool);
    check_result(pool_make_stale(pool), POOL_OK);
    check_result(pool_make_stale(pool), POOL_OK);
    destroy_pool(pool);
}

/* Row 4.1. */
void test_commit_and_decommit(void)
{
    struct pool *pool = create_pool(2, 64);
    uint32_t slot;

    check_result(pool_commit(pool, false), POOL_OK);
    check_result(pool_commit(pool, false), POOL_OK);
    pool_decommit(pool);
    check_result(pool_try_get(pool, &slot), POOL_NOT_COMMITTED);
    pool_decommit(pool);
    check_result(pool_try_get(pool, &slot), POOL_NOT_COMMITTED);
    check_result(pool_commit(pool, false), POOL_OK);
    check_conserved(pool);
    destroy_pool(pool);
}

/* Rows 4.4, 4.6, 2.5. */
void test_decommit_with_slots_out(void)
{
    struct pool *pool = create_pool(2, 64);
    uint32_t first = get(pool), second = get(pool), slot;

    check_result(pool_make_stale(pool), POOL_ALREADY_COMMITTED);
    pool_decommit(pool);
    memset(pool->block + first * 64, 0xaa, 64);
    check_result(pool_try_get(pool, &slot), POOL_NOT_COMMITTED);
    check_result(pool_make_stale(pool), POOL_SLOTS_OUT);
    put(pool, first);
    check_result(pool_try_get(pool, &slot), POOL_NOT_COMMITTED);
    check_result(pool_make_stale(pool), POOL_SLOTS_OUT);
    put(pool, second);
    check_result(pool_try_get(pool, &slot), POOL_NOT_COMMITTED);
    check_result(pool_make_stale(pool), POOL_OK);
    destroy_pool(pool);
}

/* Row 4.7. */
void test_cancelled_decommit(void)
{
    struct pool *pool = create_pool(2, 64);
    uint32_t out = get(pool);
    unsigned char *block = pool->block;

    pool_decommit(pool);
    check_result(pool_commit(pool, false), POOL_OK);
    check_number(get(pool), 1 - out);
    check(pool->block == block, "the block is another one");
    put(pool, out);
    check_number(get(pool), out);
    put(pool, 0);
    put(pool, 1);
    check_conserved(pool);
    destroy_pool(pool);
}

/* Row 2.8. */
void test_stale(void)
{
    struct pool *pool = create_stale_pool(2, 64);
    uint32_t slot;

    check_result(pool_commit(pool, false), POOL_NO_LAYOUT);
    check_result(pool_try_get(pool, &slot), POOL_NOT_COMMITTED);
    check_number(pool_slots_out(pool, NULL), 0);
    check_result(pool_allocate(pool, 3, 64), POOL_OK);
    check_result(pool_commit(pool, false), POOL_NO_LAYOUT);
    check_result(pool_commit(pool, true), POOL_OK);
    check_result(pool_commit(pool, false), POOL_OK);
    check_conserved(pool);
    check_number(get(pool), 2);
    put(pool, 2);
    destroy_pool(pool);
}

/* Row 3.4. */
void test_memory_survives_decommit(void)
{
    struct pool *pool = create_pool(3, 64);
    unsigned char *block = pool->block;
    unsigned int i;

    for (i = 0; i < 3 * 64; ++i)
        block[i] = (unsigned char)i;
    pool_decommit(pool);
    pool_commit(pool, false);
    check(pool->block == block, "the block is another one");
    for (i = 0; i < 3 * 64; ++i)
        check(block[i] == (unsigned char)i, "byte %u has changed", i);
    destroy_pool(pool);
}
