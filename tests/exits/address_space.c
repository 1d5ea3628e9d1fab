/*
 * Rows 3.5 and 4.3 where the address space is full, which only a 32-bit process can bring about
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "exits.h"

#include <stdlib.h>

/* Blocks that fill the address space; each begins with the address of the next one in a table, for they are not committed. */
#define BLOCKS_MOST 65536

static void *blocks[BLOCKS_MOST];
static unsigned int block_count;

/* Reserve all that is free, in ever smaller pieces, down to one of the allocation granularity. */
static void fill(void)
{
    SIZE_T size;

    for (size = 0x40000000; size >= 0x10000; size /= 2)
    {
        void *block;

        while (block_count < BLOCKS_MOST && (block = VirtualAlloc(NULL, size, MEM_RESERVE, PAGE_NOACCESS)))
            blocks[block_count++] = block;
    }
}

static void empty(void)
{
    while (block_count)
        VirtualFree(blocks[--block_count], 0, MEM_RELEASE);
}

void case_full_address_space(void)
{
    ALLOCATOR_PROPERTIES large = { 16, 1 << 20, 1, 0 }, small = { 2, 64, 1, 0 }, now, actual;
    IMemAllocatorCallbackTemp *allocator, *used;
    IMediaSample *sample;
    unsigned int round;

    if (sizeof(void *) > 4)
        skip("an address space of 64 bits cannot be filled");

    allocator = create_allocator(2);
    used = create_allocator(2);
    sample = get_buffer(used);
    expect(IMemAllocatorCallbackTemp_Decommit(allocator), S_OK);
    for (round = 0; round < 3; ++round)
    {
        expect(IMemAllocatorCallbackTemp_SetProperties(allocator, &large, &actual), S_OK);
        fill();
        expect(IMemAllocatorCallbackTemp_Commit(allocator), E_OUTOFMEMORY);
        expect(IMemAllocatorCallbackTemp_Commit(allocator), E_OUTOFMEMORY);
        /* Still decommitted, with the properties that were set. */
        expect(IMemAllocatorCallbackTemp_GetProperties(allocator, &now), S_OK);
        if (memcmp(&now, &large, sizeof(now)))
            fail("4.3: the properties are others");
        expect(IMemAllocatorCallbackTemp_GetBuffer(allocator, (IMediaSample **)&now, NULL, NULL, 0),
               VFW_E_NOT_COMMITTED);

        /* Whoever needs no memory notices nothing. */
        IMediaSample_Release(sample);
        sample = get_buffer(used);
        expect(IMemAllocatorCallbackTemp_Decommit(used), S_OK);
        expect(IMemAllocatorCallbackTemp_Commit(used), S_OK);

        empty();
        expect(IMemAllocatorCallbackTemp_SetProperties(allocator, &small, &actual), S_OK);
        expect(IMemAllocatorCallbackTemp_Commit(allocator), S_OK);
        cycle(allocator);
        expect(IMemAllocatorCallbackTemp_Decommit(allocator), S_OK);
    }
    expect(IMemAllocatorCallbackTemp_SetProperties(allocator, &large, &actual), S_OK);
    expect(IMemAllocatorCallbackTemp_Commit(allocator), S_OK);
    cycle(allocator);
    IMemAllocatorCallbackTemp_Release(allocator);
    IMediaSample_Release(sample);
    IMemAllocatorCallbackTemp_Release(used);
    expect(target.can_unload(), S_OK);

    /* And once more: to end in a full address space. */
    allocator = create_allocator(2);
    IMemAllocatorCallbackTemp_Release(allocator);
    fill();
    ending();
}
