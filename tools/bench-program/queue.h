/*
 * The bounded queue between a producing and a consuming thread.  It has to cost as little as possible, or it would be
 * measured instead of the allocator: one ring, and a consumer that spins for a while before it sleeps.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef QUARTZALLOC_BENCH_QUEUE_H
#define QUARTZALLOC_BENCH_QUEUE_H

#include <stdbool.h>
#include <windows.h>

#define QUEUE_CAPACITY 32 /* a power of two, more than any pool of the scenarios that use it */

struct queue
{
    void *volatile items[QUEUE_CAPACITY];
    __attribute__((aligned(64))) volatile LONG pushed;
    __attribute__((aligned(64))) volatile LONG popped;
    __attribute__((aligned(64))) volatile LONG sleeping;
    HANDLE event;
};

bool queue_init(struct queue *queue);
void queue_cleanup(struct queue *queue);
void queue_push(struct queue *queue, void *item);
void *queue_pop(struct queue *queue);

#endif
