/*
 * The free list on one thread: order, counts, and the tag that guards an interrupted get
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "native.h"

/* Row 3.3. */
void test_last_in_first_out(void)
{
    struct pool *pool = create_pool(4, 64);
    uint32_t first = get(pool), second = get(pool), third = get(pool);

    put(pool, second);
    check_number(get(pool), second);

    put(pool, first);
    put(pool, third);
    put(pool, second);
    check_number(get(pool), second);
    check_number(get(pool), third);
    check_number(get(pool), first);

    put(pool, first);
    put(pool, second);
    put(pool, third);
    check_conserved(pool);
    destroy_pool(pool);
}

/* Row 3.3: right after a layout the addresses descend. */
void test_highest_address_first(void)
{
    struct pool *pool = create_pool(5, 112);
    uint32_t i;

    for (i = 5; i--;)
        check_number(get(pool), i);
    for (i = 0; i < 5; ++i)
        put(pool, i);

    /* Decommit and Commit are no layout: the order stays. */
    put(pool, get(pool));
    pool_decommit(pool);
    check_result(pool_commit(pool, false), POOL_OK);
    check_number(get(pool), 4);
    put(pool, 4);
    destroy_pool(pool);
}

void test_empty(void)
{
    struct pool *pool = create_pool(1, 1);
    uint32_t slot = get(pool), other;

    check_result(pool_try_get(pool, &other), POOL_EMPTY);
    put(pool, slot);
    check_number(get(pool), slot);
    put(pool, slot);
    destroy_pool(pool);
}

void test_counts(void)
{
    struct pool *pool = create_pool(0, 0);
    uint32_t slot_count, i;

    check_number(pool_slots_out(pool, &slot_count), 0);
    check_number(slot_count, 0);
    check_result(pool_allocate(pool, 7, 64), POOL_OK);
    check_number(pool_slots_out(pool, NULL), 0);
    check_result(pool_commit(pool, true), POOL_OK);

    for (i = 0; i < 7; ++i)
    {
        check_number(pool_slots_out(pool, &slot_count), i);
        check_number(slot_count, 7);
        get(pool);
    }
    pool_decommit(pool);
    for (i = 7; i--;)
    {
        /* In an order that is not that of the gets. */
        put(pool, i * 3 % 7);
        check_number(pool_slots_out(pool, NULL), i);
    }
    destroy_pool(pool);
}

void test_tag(void)
{
    struct pool *pool = create_pool(2, 64);
    uint64_t before = atomic_load(&pool->head), taken, back;
    uint32_t slot = get(pool);

    taken = atomic_load(&pool->head);
    check_number(taken / POOL_TAG_ONE, before / POOL_TAG_ONE + 1);
    put(pool, slot);
    back = atomic_load(&pool->head);
    check_number(back / POOL_TAG_ONE, before / POOL_TAG_ONE + 1);
    check(back != before, "the head of a slot that came back is the one from before it was taken");
    destroy_pool(pool);
}

/* The tag falls off the upper end of the head and disturbs nothing. */
void test_tag_wraps(void)
{
    struct pool *pool = create_pool(3, 64);
    uint64_t head = atomic_load(&pool->head) | ~(POOL_TAG_ONE - 1);
    uint32_t slot;

    pool_observe(pool, true);
    head |= POOL_OBSERVED;
    atomic_store(&pool->head, head);
    slot = get(pool);
    check_number(slot, 2);
    check_number(atomic_load(&pool->head) / POOL_TAG_ONE, 0);
    check(pool_flags(pool) & POOL_OBSERVED, "the flag is lost");
    check(pool_flags(pool) & POOL_COMMITTED, "the pool is not committed any more");
    put(pool, slot);
    check_conserved(pool);
    destroy_pool(pool);
}

/* A get that is interrupted between reading the top's successor and its compare-and-swap, while the top is taken, its
 * successor too, and the top comes back. */
void test_interrupted_get(void)
{
    struct pool *pool = create_pool(3, 64);
    uint64_t head = atomic_load(&pool->head), expected = head;
    struct pool_links *links = atomic_load(&pool->links);
    uint32_t top = pool_head_top(head), next = atomic_load(&links->link[top - 1].next), first, second;

    first = get(pool);
    second = get(pool);
    put(pool, first);
    check_number(pool_head_top(atomic_load(&pool->head)), top);
    check(!atomic_compare_exchange_strong(&pool->head, &expected, pool_head_with_top(head, next) + POOL_TAG_ONE),
          "the interrupted get has put slot %u, which is out, on the free list", second);
    put(pool, second);
    check_conserved(pool);
    destroy_pool(pool);
}

void test_random_against_a_stack(void)
{
    uint64_t state = random_state(0);
    uint32_t round, step;

    for (round = 0; round < 40 && !has_failed(); ++round)
    {
        uint32_t count = 1 + random_below(&state, 40), free_count = count, held_count = 0, i, slot;
        uint32_t stack[40], held[40];
        struct pool *pool = create_pool(count, 1 + random_below(&state, 300));
        bool committed = true;

        for (i = 0; i < count; ++i)
            stack[i] = i;
        for (step = 0; step < 5000 && !has_failed(); ++step)
        {
            switch (random_below(&state, 16))
            {
                case 0:
                    pool_decommit(pool);
                    committed = false;
                    break;
                case 1:
                case 2:
                    check_result(pool_commit(pool, false), POOL_OK);
                    committed = true;
                    break;
                case 3:
                    pool_observe(pool, random_below(&state, 2));
                    break;
                case 4:
                    check_number(pool_slots_out(pool, NULL), held_count);
                    break;
                case 5:
                case 6:
                case 7:
                case 8:
                case 9:
                    if (!held_count)
                        break;
                    i = random_below(&state, held_count);
                    slot = held[i];
                    held[i] = held[--held_count];
                    stack[free_count++] = slot;
                    put(pool, slot);
                    break;
                default:
                    if (!committed)
                        check_result(pool_try_get(pool, &slot), POOL_NOT_COMMITTED);
                    else if (!free_count)
                        check_result(pool_try_get(pool, &slot), POOL_EMPTY);
                    else
                    {
                        check_number(get(pool), stack[free_count - 1]);
                        held[held_count++] = stack[--free_count];
                    }
            }
        }
        while (held_count)
            put(pool, held[--held_count]);
        pool_commit(pool, false);
        check_conserved(pool);
        destroy_pool(pool);
    }
}
