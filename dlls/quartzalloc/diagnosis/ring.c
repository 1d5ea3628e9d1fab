/*
 * Where proxy samples come from: they are handed out, become zombies, and come round again, the oldest zombie first
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "ring.h"

/* How many zombies an allocator has before one is used again, if there is memory. */
#define ZOMBIES       256
#define CHUNK_SAMPLES 32

struct proxy_chunk
{
    struct proxy_chunk *next;
    struct proxy_sample samples[CHUNK_SAMPLES];
};

void ring_init(struct proxy_allocator *allocator)
{
    light_lock_init(&allocator->ring_lock);
}

void ring_destroy(struct proxy_allocator *allocator)
{
    struct proxy_chunk *chunk;

    while ((chunk = allocator->chunks))
    {
        allocator->chunks = chunk->next;
        platform_free(chunk);
    }
    light_lock_destroy(&allocator->ring_lock);
}

/* Under ring_lock. */
static void push(struct proxy_allocator *allocator, struct proxy_sample *sample)
{
    sample->newer = NULL;
    if (allocator->newest)
        allocator->newest->newer = sample;
    else
        allocator->oldest = sample;
    allocator->newest = sample;
    ++allocator->zombie_count;
}

/* Fresh samples are the oldest zombies: nobody has a pointer to them.  Under ring_lock. */
static void grow(struct proxy_allocator *allocator)
{
    struct proxy_chunk *chunk;
    unsigned int i;

    if (!(chunk = platform_allocate(sizeof(*chunk))))
        return;
    for (i = 0; i < CHUNK_SAMPLES; ++i)
    {
        chunk->samples[i].allocator = allocator;
        chunk->samples[i].newer = allocator->oldest;
        allocator->oldest = &chunk->samples[i];
        if (!allocator->newest)
            allocator->newest = allocator->oldest;
    }
    allocator->zombie_count += CHUNK_SAMPLES;
    chunk->next = allocator->chunks;
    allocator->chunks = chunk;
}

struct proxy_sample *ring_take(struct proxy_allocator *allocator)
{
    struct proxy_sample *sample;

    if (!light_lock_acquire(&allocator->ring_lock))
        return NULL;
    if (allocator->zombie_count < ZOMBIES || !allocator->oldest)
    {
        /* Without memory, an old zombie has to do. */
        if (!allocator->oldest || allocator->oldest->released_by)
            grow(allocator);
    }
    if ((sample = allocator->oldest))
    {
        if (!(allocator->oldest = sample->newer))
            allocator->newest = NULL;
        --allocator->zombie_count;
    }
    light_lock_release(&allocator->ring_lock);
    return sample;
}

void ring_put(struct proxy_sample *sample)
{
    struct proxy_allocator *allocator = sample->allocator;

    if (!light_lock_acquire(&allocator->ring_lock))
        return;
    push(allocator, sample);
    light_lock_release(&allocator->ring_lock);
}

struct proxy_sample *ring_find(struct proxy_allocator *allocator, const IMediaSample *iface)
{
    uintptr_t address = (uintptr_t)iface, offset;
    struct proxy_sample *found = NULL;
    struct proxy_chunk *chunk;

    if (!light_lock_acquire(&allocator->ring_lock))
        return NULL;
    for (chunk = allocator->chunks; chunk && !found; chunk = chunk->next)
    {
        offset = address - (uintptr_t)chunk->samples;
        if (offset < sizeof(chunk->samples)
            && offset % sizeof(*chunk->samples) == offsetof(struct proxy_sample, IMediaSample2_iface))
            found = &chunk->samples[offset / sizeof(*chunk->samples)];
    }
    light_lock_release(&allocator->ring_lock);
    return found;
}
