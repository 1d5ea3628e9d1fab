/*
 * The layout: sizes, memory that there is not, links that outlive their layout, and who looks on meanwhile
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "native.h"

/* Row 3.1. */
void test_block(void)
{
    static const struct
    {
        uint32_t slot_count;
        size_t stride;
    } layouts[] = { { 1, 1 }, { 3, 112 }, { 1, 65536 }, { 7, 65537 }, { 1000, 33 }, { 65536, 16 } };
    struct pool *pool = create_pool(0, 0);
    size_t i, byte, size;

    for (i = 0; i < sizeof(layouts) / sizeof(*layouts); ++i)
    {
        check_result(pool_make_stale(pool), POOL_OK);
        check_result(pool_allocate(pool, layouts[i].slot_count, layouts[i].stride), POOL_OK);
        size = layouts[i].slot_count * layouts[i].stride;
        check(!((uintptr_t)pool->block & 65535), "block %zu is at %p", i, (void *)pool->block);
        for (byte = 0; byte < size && !has_failed(); ++byte)
            check(!pool->block[byte], "byte %zu of block %zu is not 0", byte, i);
        pool->block[0] = pool->block[size - 1] = 0xff;
        check_result(pool_commit(pool, true), POOL_OK);
        check_conserved(pool);
        pool_decommit(pool);
    }
    destroy_pool(pool);
}

/* Row 3.5: nothing overflows. */
void test_sizes_that_do_not_fit(void)
{
    struct pool *pool = create_pool(0, 0);

    check_result(pool_allocate(pool, 2, SIZE_MAX / 2 + 1), POOL_OUT_OF_MEMORY);
    check_result(pool_allocate(pool, 3, SIZE_MAX / 3 + 1), POOL_OUT_OF_MEMORY);
    check_result(pool_allocate(pool, 1, SIZE_MAX), POOL_OUT_OF_MEMORY);
    check_result(pool_allocate(pool, 1, SIZE_MAX - 4095), POOL_OUT_OF_MEMORY);
    check_result(pool_allocate(pool, POOL_MAX_SLOTS + 1, 1), POOL_OUT_OF_MEMORY);
    check_result(pool_allocate(pool, UINT32_MAX, 1), POOL_OUT_OF_MEMORY);
    check_result(pool_allocate(pool, UINT32_MAX, SIZE_MAX), POOL_OUT_OF_MEMORY);
    check_number(pool_slots_out(pool, NULL), 0);
    check_result(pool_commit(pool, false), POOL_NO_LAYOUT);
    destroy_pool(pool);
}

/* Row 4.3. */
void test_out_of_memory_and_back(void)
{
    struct pool *pool = create_pool(4, 64);
    uint32_t slot_count, slot;

    pool_decommit(pool);
    check_result(pool_make_stale(pool), POOL_OK);
    check_result(pool_allocate(pool, 4, SIZE_MAX / 8), POOL_OUT_OF_MEMORY);
    check_number(pool_slots_out(pool, &slot_count), 0);
    check_number(slot_count, 0);
    check(!pool->block, "there is a block");
    check_result(pool_commit(pool, false), POOL_NO_LAYOUT);
    check_result(pool_try_get(pool, &slot), POOL_NOT_COMMITTED);
    check_result(pool_make_stale(pool), POOL_OK);
    check_result(pool_allocate(pool, 2, 64), POOL_OK);
    check_result(pool_commit(pool, true), POOL_OK);
    check_conserved(pool);
    destroy_pool(pool);
}

/* All arrays of links that a late get may still look at, and how large the old ones are together. */
static void check_links(struct pool *pool, uint32_t slot_count)
{
    const struct pool_links *links = atomic_load(&pool->links);
    uint64_t old = 0, capacity = links->capacity;

    check(capacity >= slot_count, "room for %llu links only, of %u", (unsigned long long)capacity, slot_count);
    while ((links = links->replaced))
        old += links->capacity;
    check(old <= capacity, "%llu old links are kept beside %llu", (unsigned long long)old,
          (unsigned long long)capacity);
}

void test_regrow_and_shrink(void)
{
    static const uint32_t counts[] = { 1, 2, 3, 4, 5, 9, 4, 1, 10, 100, 99, 3, 101, 201, 400, 65536, 2, 70000, 1 };
    struct pool *pool = create_pool(0, 0);
    const struct pool_links *links;
    size_t i;

    for (i = 0; i < sizeof(counts) / sizeof(*counts) && !has_failed(); ++i)
    {
        links = atomic_load(&pool->links);
        check_result(pool_make_stale(pool), POOL_OK);
        check_result(pool_allocate(pool, counts[i], 16), POOL_OK);
        check_result(pool_commit(pool, true), POOL_OK);
        check_number(get(pool), counts[i] - 1);
        put(pool, counts[i] - 1);
        check_conserved(pool);
        check_links(pool, counts[i]);
        if (links && links->capacity >= counts[i])
            check(atomic_load(&pool->links) == links, "links were replaced by %u, though there was room", counts[i]);
        pool_decommit(pool);
    }
    destroy_pool(pool);
}

/* A get that was interrupted before the layout changed looks at the old links, finds them alive, and fails. */
void test_late_get_after_layout(void)
{
    static const uint32_t counts[] = { 4, 4, 1, 8, 200 };
    size_t i;

    for (i = 0; i < sizeof(counts) / sizeof(*counts); ++i)
    {
        struct pool *pool = create_pool(4, 64);
        uint64_t head = atomic_load(&pool->head), expected = head;
        struct pool_links *links = atomic_load(&pool->links);
        uint32_t next;

        pool_decommit(pool);
        check_result(pool_make_stale(pool), POOL_OK);
        check_result(pool_allocate(pool, counts[i], 128), POOL_OK);
        check_result(pool_commit(pool, true), POOL_OK);

        next = atomic_load(&links->link[pool_head_top(head) - 1].next);
        check(!atomic_compare_exchange_strong(&pool->head, &expected, pool_head_with_top(head, next) + POOL_TAG_ONE),
              "a get from before the layout of %u slots succeeds after it", counts[i]);
        check_conserved(pool);
        destroy_pool(pool);
    }
}

/* Row 6.8: nothing is out while pool_allocate is at work.  These are the heads that others can see then. */
void test_count_in_mid_layout(void)
{
    struct pool *pool = create_stale_pool(4, 64);
    uint64_t head;

    head = atomic_load(&pool->head);
    atomic_store(&pool->head, pool_head_with_top(head, 0) + POOL_TAG_ONE);
    check_number(pool_slots_out(pool, NULL), 0);
    atomic_store(&pool->slot_count, 0);
    check_number(pool_slots_out(pool, NULL), 0);
    atomic_store(&pool->slot_count, 9);
    check_number(pool_slots_out(pool, NULL), 0);
    check_result(pool_allocate(pool, 9, 64), POOL_OK);
    check_number(pool_slots_out(pool, NULL), 0);
    destroy_pool(pool);
}

struct looker
{
    struct pool *pool;
    _Atomic bool end;
    unsigned int looks;
};

static void look(void *context)
{
    struct looker *looker = context;

    while (!atomic_load(&looker->end))
    {
        uint32_t slot_count, out = pool_slots_out(looker->pool, &slot_count);

        check(!out, "%u of %u slots are out of a pool that nobody takes any from", out, slot_count);
        ++looker->looks;
    }
}

/* Row 6.8: the count is right at every moment, also while a layout changes. */
void test_count_while_laying_out(void)
{
    struct pool *pool = create_pool(4, 64);
    struct looker looker = { pool, false, 0 };
    uint64_t start = platform_nanoseconds(), state = random_state(0);
    struct thread thread;
    unsigned int layouts = 0;

    thread_start(&thread, look, &looker);
    while (!has_failed() && (double)(platform_nanoseconds() - start) < seconds_to_run * 0.25e9)
    {
        pool_decommit(pool);
        check_result(pool_make_stale(pool), POOL_OK);
        check_result(pool_allocate(pool, 1 + random_below(&state, 2000), 16), POOL_OK);
        check_result(pool_commit(pool, true), POOL_OK);
        ++layouts;
    }
    atomic_store(&looker.end, true);
    thread_join(&thread);
    remark("%u layouts, %u looks", layouts, looker.looks);
    destroy_pool(pool);
}
