/*
 * The ledger: the list of allocators, their locks, and the buffers of each
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <stdatomic.h>

#include "ledger_private.h"

static struct platform_lock list_lock;
static struct ledger_allocator *allocators;
static uint32_t allocators_made;

static struct platform_lock notify_lock;
static struct ledger_call *notify_calls;
static _Atomic unsigned int notify_count;

/* Buffers are made in chunks and stay where they are until their allocator ends: zombies point to them. */
#define CHUNK_BUFFERS 16

struct ledger_chunk
{
    struct ledger_chunk *next;
    unsigned int used;
    struct ledger_buffer buffers[CHUNK_BUFFERS];
};

void ledger_start(void)
{
    platform_lock_init(&list_lock);
    platform_lock_init(&notify_lock);
}

bool ledger_lock(struct ledger_allocator *allocator)
{
    return light_lock_acquire(&allocator->lock);
}

void ledger_unlock(struct ledger_allocator *allocator)
{
    light_lock_release(&allocator->lock);
}

struct ledger_allocator *ledger_create(void)
{
    struct ledger_allocator *allocator;

    if (!(allocator = platform_allocate(sizeof(*allocator))))
        return NULL;
    light_lock_init(&allocator->lock);
    allocator->lowest_free = -1;
    if (!system_lock(&list_lock))
    {
        platform_free(allocator);
        return NULL;
    }
    allocator->number = ++allocators_made;
    allocator->next = allocators;
    allocator->link = &allocators;
    if (allocators)
        allocators->link = &allocator->next;
    allocators = allocator;
    system_unlock(&list_lock);
    return allocator;
}

void ledger_destroy(struct ledger_allocator *allocator)
{
    struct ledger_chunk *chunk;

    if (!system_lock(&list_lock))
        return;
    *allocator->link = allocator->next;
    if (allocator->next)
        allocator->next->link = allocator->link;
    system_unlock(&list_lock);

    while ((chunk = allocator->chunks))
    {
        allocator->chunks = chunk->next;
        platform_free(chunk);
    }
    platform_free(allocator->table);
    light_lock_destroy(&allocator->lock);
    platform_free(allocator);
}

void ledger_each(bool (*look)(struct ledger_allocator *allocator, void *context), void *context)
{
    struct ledger_allocator *allocator;
    bool more = true;

    if (!system_lock(&list_lock))
        return;
    for (allocator = allocators; allocator && more; allocator = allocator->next)
    {
        if (!ledger_lock(allocator))
            continue;
        more = look(allocator, context);
        ledger_unlock(allocator);
    }
    system_unlock(&list_lock);
}

uint32_t ledger_allocators_made(void)
{
    uint32_t made;

    if (!system_lock(&list_lock))
        return 0;
    made = allocators_made;
    system_unlock(&list_lock);
    return made;
}

/* Calls of NotifyRelease */

void ledger_enter_notify(struct ledger_call *call)
{
    if (!system_lock(&notify_lock))
        return;
    ledger_link_call(&notify_calls, call);
    atomic_fetch_add_explicit(&notify_count, 1, memory_order_relaxed);
    system_unlock(&notify_lock);
}

void ledger_leave_notify(struct ledger_call *call)
{
    if (!system_lock(&notify_lock))
        return;
    /* The call before it writes to its link, under the lock. */
    if (call->link)
    {
        ledger_unlink_call(call);
        atomic_fetch_sub_explicit(&notify_count, 1, memory_order_relaxed);
    }
    system_unlock(&notify_lock);
}

struct ledger_call *ledger_current_notify(void)
{
    uint32_t thread;
    struct ledger_call *call;

    /* A thread's own calls are always counted. */
    if (!atomic_load_explicit(&notify_count, memory_order_relaxed))
        return NULL;
    thread = system_thread_id();
    if (!system_lock(&notify_lock))
        return NULL;
    for (call = notify_calls; call && call->thread != thread; call = call->next)
        ;
    system_unlock(&notify_lock);
    return call;
}

void ledger_each_notify(void (*look)(struct ledger_call *call, void *context), void *context)
{
    struct ledger_call *call;

    if (!atomic_load_explicit(&notify_count, memory_order_relaxed) || !system_lock(&notify_lock))
        return;
    for (call = notify_calls; call; call = call->next)
        look(call, context);
    system_unlock(&notify_lock);
}

/* Buffers */

static struct ledger_buffer **place_of(struct ledger_buffer **table, uint32_t size, const void *key)
{
    uint32_t i = (uint32_t)(((uint64_t)(uintptr_t)key >> 4) * UINT64_C(0x9e3779b97f4a7c15) >> 32) & (size - 1);

    while (table[i] && table[i]->key != key)
        i = (i + 1) & (size - 1);
    return &table[i];
}

static bool grow_table(struct ledger_allocator *allocator)
{
    uint32_t size = allocator->table_size ? allocator->table_size * 2 : 16, i;
    struct ledger_buffer **table;

    if (!(table = platform_allocate(size * sizeof(*table))))
        return false;
    for (i = 0; i < allocator->table_size; ++i)
    {
        if (allocator->table[i])
            *place_of(table, size, allocator->table[i]->key) = allocator->table[i];
    }
    platform_free(allocator->table);
    allocator->table = table;
    allocator->table_size = size;
    return true;
}

/* A buffer that is in no table: one that an earlier layout has left, or a new one. */
static struct ledger_buffer *make_buffer(struct ledger_allocator *allocator)
{
    struct ledger_chunk *chunk;

    for (chunk = allocator->chunks; chunk; chunk = chunk->next)
    {
        if (chunk->used < CHUNK_BUFFERS)
            return &chunk->buffers[chunk->used++];
    }
    if (!(chunk = platform_allocate(sizeof(*chunk))))
        return NULL;
    chunk->next = allocator->chunks;
    chunk->used = 1;
    allocator->chunks = chunk;
    return &chunk->buffers[0];
}

struct ledger_buffer *ledger_find_buffer(struct ledger_allocator *allocator, const void *key)
{
    struct ledger_buffer *buffer;

    if (allocator->table && (buffer = *place_of(allocator->table, allocator->table_size, key)))
        return buffer;
    if (allocator->buffer_count * 2 >= allocator->table_size && !grow_table(allocator))
        return NULL;
    if (!(buffer = make_buffer(allocator)))
        return NULL;
    *buffer = (struct ledger_buffer){ .key = key, .number = ++allocator->buffer_count };
    *place_of(allocator->table, allocator->table_size, key) = buffer;
    return buffer;
}

void ledger_forget_buffers(struct ledger_allocator *allocator)
{
    struct ledger_chunk *chunk;
    uint32_t i;

    for (i = 0; i < allocator->table_size; ++i)
        allocator->table[i] = NULL;
    allocator->buffer_count = 0;
    for (chunk = allocator->chunks; chunk; chunk = chunk->next)
        chunk->used = 0;
}

unsigned int ledger_buffers_out(struct ledger_allocator *allocator, struct ledger_buffer **buffers, unsigned int limit)
{
    unsigned int found = 0, count = 0, i;
    uint32_t place;

    for (place = 0; place < allocator->table_size; ++place)
    {
        struct ledger_buffer *buffer = allocator->table[place];

        if (!buffer || !buffer->references)
            continue;
        ++found;
        for (i = count; i && buffers[i - 1]->out_since > buffer->out_since; --i)
        {
            if (i < limit)
                buffers[i] = buffers[i - 1];
        }
        if (i < limit)
            buffers[i] = buffer;
        if (count < limit)
            ++count;
    }
    return found;
}
