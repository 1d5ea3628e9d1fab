/*
 * The pool's life: layout, commit and decommit, closing, counting
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "pool_fast.h"

void pool_init(struct pool *pool)
{
    atomic_init(&pool->head, POOL_STALE);
    atomic_init(&pool->links, NULL);
    atomic_init(&pool->slot_count, 0);
    platform_lock_init(&pool->wait_lock);
    platform_condition_init(&pool->slot_returned);
    pool->sleepers = 0;
    pool->wakes = 0;
    atomic_init(&pool->spinners, 0);
    atomic_init(&pool->spin_limit, POOL_FIRST_SPIN);
    atomic_init(&pool->serves_waiters, false);
    pool->other_tags = 0;
    pool->block = NULL;
    pool->block_size = 0;
}

static void free_block(struct pool *pool)
{
    platform_free_block(pool->block, pool->block_size);
    pool->block = NULL;
    pool->block_size = 0;
}

void pool_destroy(struct pool *pool)
{
    struct pool_links *links = atomic_load_explicit(&pool->links, memory_order_relaxed), *replaced;

    free_block(pool);
    for (; links; links = replaced)
    {
        replaced = links->replaced;
        platform_free(links);
    }
    platform_condition_destroy(&pool->slot_returned);
    platform_lock_destroy(&pool->wait_lock);
}

/* How many slots are out, the head at that moment, and how many slots there are. */
static uint32_t read_slots_out(struct pool *pool, uint64_t *at_head, uint32_t *slot_count)
{
    uint64_t head = atomic_load_explicit(&pool->head, memory_order_acquire), again;

    for (;;)
    {
        const struct pool_links *links = atomic_load_explicit(&pool->links, memory_order_acquire);
        uint32_t depth;

        *slot_count = atomic_load_explicit(&pool->slot_count, memory_order_acquire);
        depth = pool_depth(links, pool_head_top(head));

        /* The same head before and after: top, depth and count belong together. */
        again = atomic_load_explicit(&pool->head, memory_order_relaxed);
        if (again == head)
        {
            *at_head = head;
            /* Nothing is out of a stale pool, but pool_allocate may be half done. */
            return head & POOL_STALE ? 0 : *slot_count - depth;
        }
        head = atomic_load_explicit(&pool->head, memory_order_acquire);
    }
}

uint32_t pool_slots_out(struct pool *pool, uint32_t *slot_count)
{
    uint32_t out, slots;
    uint64_t head;

    out = read_slots_out(pool, &head, &slots);
    if (slot_count)
        *slot_count = slots;
    return out;
}

enum pool_result pool_make_stale(struct pool *pool)
{
    uint32_t out, slots;
    uint64_t head;

    do
    {
        out = read_slots_out(pool, &head, &slots);

        if (head & POOL_COMMITTED)
            return POOL_ALREADY_COMMITTED;
        if (out)
            return POOL_SLOTS_OUT;
    } while (!atomic_compare_exchange_weak_explicit(&pool->head, &head, head | POOL_STALE, memory_order_acq_rel,
                                                    memory_order_relaxed));
    return POOL_OK;
}

/* Replace the top of the free list, in a way that every get which still knows the old one notices. */
static void set_top(struct pool *pool, uint32_t top)
{
    uint64_t head = atomic_load_explicit(&pool->head, memory_order_relaxed);

    while (!atomic_compare_exchange_weak_explicit(&pool->head, &head, pool_head_with_top(head, top) + POOL_TAG_ONE,
                                                  memory_order_acq_rel, memory_order_relaxed))
        ;
    ++pool->other_tags;
}

/* Make room for the links of `slot_count` slots. */
static bool reserve_links(struct pool *pool, uint32_t slot_count)
{
    struct pool_links *links = atomic_load_explicit(&pool->links, memory_order_relaxed), *larger;
    uint32_t capacity = slot_count;
    size_t size;

    if (links && links->capacity >= slot_count)
        return true;
    if (links && links->capacity > slot_count / 2)
        capacity = links->capacity * 2;
    if (__builtin_mul_overflow((size_t)capacity, sizeof(*links->link), &size)
        || __builtin_add_overflow(size, sizeof(*links), &size) || !(larger = platform_allocate(size)))
        return false;
    larger->replaced = links;
    larger->capacity = capacity;
    atomic_store_explicit(&pool->links, larger, memory_order_release);
    return true;
}

enum pool_result pool_allocate(struct pool *pool, uint32_t slot_count, size_t stride)
{
    struct pool_links *links;
    unsigned char *block;
    uint32_t i;
    size_t size;

    set_top(pool, 0);
    atomic_store_explicit(&pool->slot_count, 0, memory_order_release);
    free_block(pool);

    if (slot_count > POOL_MAX_SLOTS || __builtin_mul_overflow((size_t)slot_count, stride, &size))
        return POOL_OUT_OF_MEMORY;
    if (!reserve_links(pool, slot_count) || !(block = platform_allocate_block(size)))
        return POOL_OUT_OF_MEMORY;
    pool->block = block;
    pool->block_size = size;

    links = atomic_load_explicit(&pool->links, memory_order_relaxed);
    for (i = 0; i < slot_count; ++i)
    {
        atomic_store_explicit(&links->link[i].next, i, memory_order_relaxed);
        atomic_store_explicit(&links->link[i].depth, i + 1, memory_order_release);
    }
    atomic_store_explicit(&pool->slot_count, slot_count, memory_order_release);
    set_top(pool, slot_count);
    return POOL_OK;
}

enum pool_result pool_commit(struct pool *pool, bool with_layout)
{
    uint64_t head = atomic_load_explicit(&pool->head, memory_order_acquire), committed;

    do
    {
        committed = head | POOL_COMMITTED;
        if (with_layout)
            committed &= ~POOL_STALE;
        else if (head & POOL_STALE)
            return POOL_NO_LAYOUT;
        if (head & POOL_CLOSED)
            return POOL_OK;
    } while (!atomic_compare_exchange_weak_explicit(&pool->head, &head, committed, memory_order_acq_rel,
                                                    memory_order_acquire));
    return POOL_OK;
}

bool pool_close(struct pool *pool)
{
    uint32_t out, slots;
    uint64_t head;

    do
    {
        out = read_slots_out(pool, &head, &slots);
        if (head & POOL_CLOSED)
            return false;
        /* Before the head says that it is closed: who sees that sees this. */
        atomic_store_explicit(&pool->serves_waiters, (head & POOL_COMMITTED) != 0, memory_order_relaxed);
    } while (!atomic_compare_exchange_weak_explicit(&pool->head, &head, (head & ~POOL_COMMITTED) | POOL_CLOSED,
                                                    memory_order_acq_rel, memory_order_relaxed));
    return !out;
}

uint32_t pool_observe(struct pool *pool, bool observed)
{
    uint32_t out, slots, gets;
    uint64_t head, next;

    do
    {
        out = read_slots_out(pool, &head, &slots);
        next = (head ^ POOL_OBSERVER) + POOL_TAG_ONE;
        next = observed ? next | POOL_OBSERVED : next & ~POOL_OBSERVED;
    } while (!atomic_compare_exchange_weak_explicit(&pool->head, &head, next, memory_order_acq_rel,
                                                    memory_order_relaxed));

    /* Every get incremented the tag, and what was taken is out or was put back: nobody needs to count puts. */
    gets = (uint32_t)(head / POOL_TAG_ONE) - pool->other_tags++;
    return gets - out;
}
