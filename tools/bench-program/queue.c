/*
 * The bounded queue between a producing and a consuming thread: see queue.h.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <string.h>
#include "clock.h"
#include "queue.h"

/* Longer than the work of the scenarios' sides.  After the first part the processor is offered to others at every look:
 * the producer may be waiting for this very one. */
#define SPIN_NS       50000.0
#define SPIN_ALONE_NS 2000.0

bool queue_init(struct queue *queue)
{
    memset(queue, 0, sizeof(*queue));
    queue->event = CreateEventW(NULL, FALSE, FALSE, NULL);
    return queue->event != NULL;
}

void queue_cleanup(struct queue *queue)
{
    CloseHandle(queue->event);
}

void queue_push(struct queue *queue, void *item)
{
    /* The pools that feed it are smaller than the ring, so this loop does not turn. */
    while (queue->pushed - queue->popped >= QUEUE_CAPACITY)
        SwitchToThread();
    queue->items[queue->pushed & (QUEUE_CAPACITY - 1)] = item;
    /* A full barrier: the item is seen before its number, and the number before the consumer's flag is read. */
    InterlockedIncrement(&queue->pushed);
    if (queue->sleeping && InterlockedExchange(&queue->sleeping, 0))
        SetEvent(queue->event);
}

static bool queue_is_empty(const struct queue *queue)
{
    return queue->pushed == queue->popped;
}

void *queue_pop(struct queue *queue)
{
    uint64_t start = 0, waited;
    void *item;

    while (queue_is_empty(queue))
    {
        if (!start)
            start = ticks_now();
        if ((waited = ticks_now() - start) < ns_to_ticks(SPIN_NS))
        {
            if (waited < ns_to_ticks(SPIN_ALONE_NS))
                pause_processor();
            else
                SwitchToThread();
            continue;
        }
        InterlockedExchange(&queue->sleeping, 1);
        /* When the producer took the flag back, its event is on the way and must be consumed. */
        if (queue_is_empty(queue) || !InterlockedExchange(&queue->sleeping, 0))
            WaitForSingleObject(queue->event, INFINITE);
        start = 0;
    }
    item = queue->items[queue->popped & (QUEUE_CAPACITY - 1)];
    InterlockedIncrement(&queue->popped);
    return item;
}
