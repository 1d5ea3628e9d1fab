/*
 * The bounded queue between a producing and a consuming thread.  It has to cost as little as possible, or it would be
 * measured instead of the allocator: one ring, and a consumer that spins for a while before it sleeps.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef QUARTZALLOC_BENCH_QUEUE_H
#define QUARTZALLOC_BENCH_QUEUE_H

#include <stdatomic.h>
#include "machine/threads.h"

#define QUEUE_CAPACITY 32 /* a power of two, more than any pool of the scenarios that use it */

struct queue
{
    void *items[QUEUE_CAPACITY];
    _Alignas(64) atomic_uint pushed;
    _Alignas(64) atomic_uint popped;
    _Alignas(64) atomic_bool sleeping;
    unsigned int crowded;      /* the consumer's: for so many more items, there are more threads than processors */
    unsigned int crowded_next; /* for how many items when it is seen next */
    struct event event;
};

bool queue_init(struct queue *queue);
void queue_cleanup(struct queue *queue);
void queue_push(struct queue *queue, void *item);
/* Waits for an item. */
void *queue_pop(struct queue *queue);

#endif
