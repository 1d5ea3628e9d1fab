/*
 * A lock-free list in its shortest form, the limit that results are held against: the lower half of the head is the
 * number of the first node plus one, the upper half counts the changes, so that a head that went away and came back is
 * not taken for one that never left.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef QUARTZALLOC_BENCH_LIST_H
#define QUARTZALLOC_BENCH_LIST_H

#include <stdatomic.h>
#include <stdint.h>

#define LIST_NODES 64

struct list
{
    _Alignas(64) _Atomic uint64_t head;
    _Alignas(64) _Atomic uint32_t next[LIST_NODES];
};

static inline void list_init(struct list *list)
{
    uint32_t i;

    for (i = 0; i < LIST_NODES; ++i)
        atomic_init(&list->next[i], i);
    atomic_init(&list->head, LIST_NODES);
}

static inline uint64_t list_head(uint64_t old, uint32_t node)
{
    return (old & UINT64_C(0xffffffff00000000)) + (UINT64_C(1) << 32) + node;
}

/* Returns 0 when the list is empty. */
static inline uint32_t list_pop(struct list *list)
{
    uint64_t head = atomic_load_explicit(&list->head, memory_order_acquire);
    uint32_t next;

    do
    {
        if (!(uint32_t)head)
            return 0;
        next = atomic_load_explicit(&list->next[(uint32_t)head - 1], memory_order_relaxed);
    } while (!atomic_compare_exchange_weak_explicit(&list->head, &head, list_head(head, next), memory_order_acquire,
                                                    memory_order_acquire));
    return (uint32_t)head;
}

static inline void list_push(struct list *list, uint32_t node)
{
    uint64_t head = atomic_load_explicit(&list->head, memory_order_relaxed);

    do
        atomic_store_explicit(&list->next[node - 1], (uint32_t)head, memory_order_relaxed);
    while (!atomic_compare_exchange_weak_explicit(&list->head, &head, list_head(head, node), memory_order_release,
                                                  memory_order_relaxed));
}

#endif
