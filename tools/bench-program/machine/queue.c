/*
 * The queue between producer and consumer: see queue.h.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <string.h>
#include "machine/clock.h"
#include "machine/queue.h"

/*
 * Longer than the work of the scenarios' sides.  After the first part the processor is offered to others at every look:
 * the producer may be waiting for this very one.  Where somebody else took it and kept it longer than all that, there are
 * more threads than processors: the next times the consumer sleeps after the first part, as programs' queues do, for what
 * is measured would be the scheduler's slices and not the allocator.  For a few items at first, for an interrupt looks the
 * same; for twice as many each time that it is seen again.
 */
#define SPIN_NS       50000.0
#define SPIN_ALONE_NS 2000.0
#define CROWDED_LEAST 16
#define CROWDED_MOST  1024

bool queue_init(struct queue *queue)
{
    memset(queue, 0, sizeof(*queue));
    queue->crowded_next = CROWDED_LEAST;
    return event_init(&queue->event);
}

void queue_cleanup(struct queue *queue)
{
    event_cleanup(&queue->event);
}

void queue_push(struct queue *queue, void *item)
{
    unsigned int pushed = atomic_load_explicit(&queue->pushed, memory_order_relaxed);

    /* The pools that feed it are smaller than the ring, so this loop does not turn. */
    while (pushed - atomic_load(&queue->popped) >= QUEUE_CAPACITY)
        thread_yield();
    queue->items[pushed % QUEUE_CAPACITY] = item;
    /* A full barrier: the item is seen before its number, and the number before the consumer's flag is read. */
    atomic_store(&queue->pushed, pushed + 1);
    if (atomic_load(&queue->sleeping) && atomic_exchange(&queue->sleeping, false))
        event_set(&queue->event);
}

/* Offer the processor to others. */
static void offer_processor(struct queue *queue)
{
    uint64_t start = ticks_now();

    thread_yield();
    if (ticks_now() - start > ns_to_ticks(SPIN_NS))
    {
        queue->crowded = queue->crowded_next;
        if (queue->crowded_next < CROWDED_MOST)
            queue->crowded_next *= 2;
    }
    else
        queue->crowded_next = CROWDED_LEAST;
}

static bool queue_is_empty(struct queue *queue)
{
    return atomic_load(&queue->pushed) == atomic_load_explicit(&queue->popped, memory_order_relaxed);
}

void *queue_pop(struct queue *queue)
{
    uint64_t start = 0, waited;
    unsigned int popped;
    void *item;

    while (queue_is_empty(queue))
    {
        if (!start)
            start = ticks_now();
        if ((waited = ticks_now() - start) < ns_to_ticks(queue->crowded ? SPIN_ALONE_NS : SPIN_NS))
        {
            if (waited < ns_to_ticks(SPIN_ALONE_NS))
                pause_processor();
            else
                offer_processor(queue);
            continue;
        }
        atomic_store(&queue->sleeping, true);
        /* When the producer took the flag back, its event is on the way and must be consumed. */
        if (queue_is_empty(queue) || !atomic_exchange(&queue->sleeping, false))
            event_wait(&queue->event);
        start = 0;
    }
    if (queue->crowded)
        --queue->crowded;
    popped = atomic_load_explicit(&queue->popped, memory_order_relaxed);
    item = queue->items[popped % QUEUE_CAPACITY];
    atomic_store(&queue->popped, popped + 1);
    return item;
}
