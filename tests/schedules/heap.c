/*
 * Memory that is not atomic: what is allocated, and who has touched it
 *
 * Each thread allocates from an arena of its own, so that addresses do not depend on the schedule.  Nothing is used twice within a
 * schedule: whoever comes too late is seen.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "heap.h"

#include <stdlib.h>
#include <string.h>

#define ARENA_SIZE (1 << 20)
#define CELL       4

static unsigned char arenas[THREADS_MOST][ARENA_SIZE] __attribute__((aligned(65536)));
static size_t arena_used[THREADS_MOST];

/* Who touched a cell last: thread t when its clock was so. */
struct cell
{
    uint16_t read[THREADS_MOST];
    uint16_t written;
    uint8_t writer;
};
static struct cell cells[THREADS_MOST][ARENA_SIZE / CELL];

struct block
{
    uintptr_t start;
    size_t size;
    unsigned int thread;
    uint16_t clock; /* when it was allocated */
    bool freed;
    uint16_t touched[THREADS_MOST];
};
#define BLOCKS_MOST 256
static struct block blocks[BLOCKS_MOST];
static unsigned int block_count;
static unsigned int live;

void heap_reset(void)
{
    unsigned int i;

    for (i = 0; i < THREADS_MOST; ++i)
    {
        memset(arenas[i], 0, arena_used[i]);
        memset(cells[i], 0, arena_used[i] / CELL * sizeof(struct cell));
        arena_used[i] = 0;
    }
    block_count = live = 0;
}

unsigned int heap_live(void)
{
    return live;
}

static struct block *block_of(uintptr_t address)
{
    unsigned int i;

    for (i = block_count; i--;)
    {
        if (address - blocks[i].start < blocks[i].size)
            return &blocks[i];
    }
    return NULL;
}

static bool knows(unsigned int thread, uint16_t clock)
{
    return threads[self].view.clock[thread] >= clock;
}

void *machine_allocate(size_t size)
{
    size_t used = (size + 63) & ~(size_t)63;
    struct block *block = &blocks[block_count];

    if (block_count == BLOCKS_MOST || ARENA_SIZE - arena_used[self] < used)
        machine_fault("the program allocates too much");
    ++block_count;
    ++live;
    memset(block, 0, sizeof(*block));
    block->start = (uintptr_t)arenas[self] + arena_used[self];
    block->size = size;
    block->thread = self;
    block->clock = ++threads[self].view.clock[self];
    arena_used[self] += used;
    return (void *)block->start;
}

void machine_free(void *memory)
{
    struct block *block;
    unsigned int i;

    if (!memory)
        return;
    block = block_of((uintptr_t)memory);
    if (!block || block->start != (uintptr_t)memory || block->freed)
        machine_fault("memory is freed twice, or was never allocated");
    for (i = 0; i < THREADS_MOST; ++i)
    {
        if (!knows(i, block->touched[i]))
            machine_fault("memory is freed while thread %u may still use it", i);
    }
    block->freed = true;
    --live;
}

static void check_cell(struct cell *cell, bool write)
{
    unsigned int i;

    if (!knows(cell->writer, cell->written))
        machine_fault("a race: a %s of what thread %u writes", write ? "write" : "read", cell->writer);
    if (!write)
    {
        cell->read[self] = threads[self].view.clock[self];
        return;
    }
    for (i = 0; i < THREADS_MOST; ++i)
    {
        if (!knows(i, cell->read[i]))
            machine_fault("a race: a write of what thread %u reads", i);
    }
    cell->writer = (uint8_t)self;
    cell->written = threads[self].view.clock[self];
}

void machine_plain(const void *address, size_t size, bool write)
{
    uintptr_t offset = (uintptr_t)address - (uintptr_t)arenas;
    struct block *block;
    size_t cell, last;

    /* Stacks and constants are nobody else's. */
    if (offset >= sizeof(arenas))
        return;
    if (!(block = block_of((uintptr_t)address)))
        machine_fault("an access outside of what is allocated");
    if (!knows(block->thread, block->clock))
        machine_fault("an access to memory whose allocation need not have happened");
    if (block->freed)
        machine_fault("an access to memory that is freed");
    if (size)
        ++threads[self].view.clock[self];
    block->touched[self] = threads[self].view.clock[self];
    if (!size)
        return;
    if ((uintptr_t)address + size > block->start + block->size)
        machine_fault("an access beyond what is allocated");
    last = (offset + size - 1) / CELL;
    for (cell = offset / CELL; cell <= last; ++cell)
        check_cell(&cells[cell / (ARENA_SIZE / CELL)][cell % (ARENA_SIZE / CELL)], write);
}
