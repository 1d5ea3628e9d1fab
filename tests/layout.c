/*
 * Where the buffers lie: one block, stride, prefix, alignment, the order of the free list, and how long the memory lives.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#define COBJMACROS
#include "target.h"

#define MAX_SAMPLES 8

static void release_samples(IMediaSample **samples, unsigned int count)
{
    while (count--)
        IMediaSample_Release(samples[count]);
}

static BOOL is_zero(const BYTE *bytes, SIZE_T count)
{
    while (count--)
    {
        if (*bytes++)
            return FALSE;
    }
    return TRUE;
}

static void test_block(LONG count, LONG size, LONG align, LONG prefix)
{
    LONG rounded = (size + prefix + align - 1) / align * align - prefix, stride = rounded + prefix;
    BYTE *pointers[MAX_SAMPLES], *lowest, *highest, *block;
    IMediaSample *samples[MAX_SAMPLES];
    MEMORY_BASIC_INFORMATION info;
    IMemAllocator *allocator;
    HRESULT hr;
    LONG i, j;

    winetest_push_context("{%ld, %ld, %ld, %ld}", count, size, align, prefix);
    allocator = create_allocator();
    check_hr(set_properties(allocator, count, size, align, prefix), S_OK, "2.2, 3.1");
    hr = IMemAllocator_Commit(allocator);
    /* The builtin refuses what a page is not aligned to. */
    todo_builtin_if(align > 4096 || (align & (align - 1))) ok(hr == S_OK, "2.2, 3.1: got hr %#lx.\n", hr);
    if (FAILED(hr))
    {
        IMemAllocator_Release(allocator);
        winetest_pop_context();
        return;
    }
    get_samples(allocator, samples, pointers, count);

    lowest = highest = pointers[0];
    for (i = 0; i < count; i++)
    {
        todo_builtin_if(rounded != size)
                ok(IMediaSample_GetSize(samples[i]) == rounded, "3.2: the size is %ld, not %ld.\n",
                   IMediaSample_GetSize(samples[i]), rounded);
        if (pointers[i] < lowest)
            lowest = pointers[i];
        if (pointers[i] > highest)
            highest = pointers[i];
        /* The builtin packs the buffers as they come. */
        todo_builtin_if(i * (size + prefix) % align)
                ok(!(((ULONG_PTR)pointers[i] - prefix) % align) || (align & (align - 1)),
                   "3.1: pointer %p, prefix %ld: the prefix is not aligned to %ld.\n", pointers[i], prefix, align);
    }
    for (i = 0; i < count; i++)
    {
        /* The last allocated slot is handed out first. */
        todo_builtin_if(count > 1)
                ok(pointers[i] == lowest + (count - 1 - i) * stride,
                   "3.1, 3.3: pointer %ld is %p, %Id bytes above the lowest.\n", i, pointers[i], pointers[i] - lowest);
    }
    todo_builtin_if(rounded != size && count > 1)
            ok(highest - lowest == (count - 1) * stride, "3.1: the pointers span %Id bytes.\n", highest - lowest);

    block = lowest - prefix;
    ok(!((ULONG_PTR)block % 65536), "3.1: the block begins at %p.\n", block);
    ok(VirtualQuery(lowest, &info, sizeof(info)) == sizeof(info), "3.1: VirtualQuery failed.\n");
    ok(info.AllocationBase == block, "3.1: the allocation begins at %p, the block at %p.\n", info.AllocationBase,
       block);
    ok(info.State == MEM_COMMIT, "3.1: the memory's state is %#lx.\n", info.State);
    ok(info.Protect == PAGE_READWRITE, "3.1: the memory's protection is %#lx.\n", info.Protect);
    ok(info.Type == MEM_PRIVATE, "3.1: the memory's type is %#lx.\n", info.Type);

    for (i = 0; i < count; i++)
        ok(is_zero(pointers[i] - prefix, prefix + IMediaSample_GetSize(samples[i])),
           "3.1: buffer %ld is not filled with zeros.\n", i);
    /* No two share a byte, and every byte of prefix and buffer may be written. */
    for (i = 0; i < count; i++)
        memset(pointers[i] - prefix, i + 1, prefix + IMediaSample_GetSize(samples[i]));
    for (i = 0; i < count; i++)
    {
        LONG end = IMediaSample_GetSize(samples[i]);

        for (j = -prefix; j < end && pointers[i][j] == i + 1; j++)
            ;
        ok(j == end, "3.1: byte %ld of buffer %ld is %#x.\n", j, i, j < end ? pointers[i][j] : 0);
    }

    release_samples(samples, count);
    IMemAllocator_Decommit(allocator);
    IMemAllocator_Release(allocator);
    winetest_pop_context();
}

static void test_order(void)
{
    IMemAllocator *allocator = create_committed(3, 100, 16, 0);
    IMediaSample *samples[3], *first, *second;
    BYTE *pointers[3];

    get_samples(allocator, samples, pointers, 3);
    todo_builtin ok(pointers[0] - pointers[1] == 112, "3.3: the second pointer lies %Id bytes below the first.\n",
                    pointers[0] - pointers[1]);
    todo_builtin ok(pointers[1] - pointers[2] == 112, "3.3: the third pointer lies %Id bytes below the second.\n",
                    pointers[1] - pointers[2]);

    /* Released 1, 2, 0: comes back 0, 2, 1. */
    IMediaSample_Release(samples[1]);
    IMediaSample_Release(samples[2]);
    IMediaSample_Release(samples[0]);
    first = get_sample(allocator);
    ok(is_same_sample(first, samples[0], pointers[0]), "3.3: got another sample than the one released last.\n");
    second = get_sample(allocator);
    ok(is_same_sample(second, samples[2], pointers[2]),
       "3.3: got another sample than the one released last but one.\n");
    IMediaSample_Release(first);
    first = get_sample(allocator);
    ok(is_same_sample(first, samples[0], pointers[0]), "3.3: got another sample than the one just released.\n");
    samples[0] = get_sample(allocator);
    ok(is_same_sample(samples[0], samples[1], pointers[1]), "3.3: got another sample than the one released first.\n");

    IMediaSample_Release(first);
    IMediaSample_Release(second);
    IMediaSample_Release(samples[0]);
    IMemAllocator_Decommit(allocator);
    IMemAllocator_Release(allocator);
}

static void test_memory_survives_decommit(void)
{
    IMemAllocator *allocator = create_committed(2, 1000, 1, 0);
    BYTE *pointers[2], *again[2];
    IMediaSample *samples[2];
    unsigned int i, round;

    get_samples(allocator, samples, pointers, 2);
    for (i = 0; i < 2; i++)
        memset(pointers[i], 0x41 + i, 1000);
    release_samples(samples, 2);

    for (round = 0; round < 3; round++)
    {
        check_hr(IMemAllocator_Decommit(allocator), S_OK, "3.4");
        todo_builtin ok(is_mapped(pointers[0]), "3.4: the memory is gone after Decommit.\n");
        check_hr(IMemAllocator_Commit(allocator), S_OK, "3.4");
        get_samples(allocator, samples, again, 2);
        for (i = 0; i < 2; i++)
        {
            todo_builtin ok(again[i] == pointers[i] && again[i][0] == 0x41 + i && again[i][999] == 0x41 + i,
                            "3.4: buffer %u at %p with %#x is now at %p with %#x.\n", i, pointers[i], 0x41 + i,
                            again[i], again[i][0]);
        }
        release_samples(samples, 2);
    }

    /* New properties give it up when they are committed. */
    IMemAllocator_Decommit(allocator);
    check_hr(set_properties(allocator, 3, 70000, 1, 0), S_OK, "3.4");
    check_hr(IMemAllocator_Commit(allocator), S_OK, "3.4");
    get_samples(allocator, samples, again, 2);
    ok(is_zero(again[0], 70000) && is_zero(again[1], 70000), "3.4: the new buffers hold old contents.\n");
    ok(IMediaSample_GetSize(samples[0]) == 70000, "3.2, 3.4: the size is %ld.\n", IMediaSample_GetSize(samples[0]));
    release_samples(samples, 2);
    IMemAllocator_Decommit(allocator);
    todo_builtin ok(is_mapped(again[0]), "3.4: the memory is gone after Decommit.\n");
    IMemAllocator_Release(allocator);
    ok(!is_mapped(again[0]), "3.4: the memory is still there after the last Release.\n");
}

static SIZE_T count_private_bytes(void)
{
    MEMORY_BASIC_INFORMATION info;
    ULONG_PTR address = 0, next;
    SIZE_T total = 0;

    while (VirtualQuery((void *)address, &info, sizeof(info)))
    {
        if (info.State == MEM_COMMIT && info.Type == MEM_PRIVATE)
            total += info.RegionSize;
        if ((next = (ULONG_PTR)info.BaseAddress + info.RegionSize) <= address)
            break;
        address = next;
    }
    return total;
}

/* A block that a Commit replaces is freed, not forgotten. */
static void test_replaced_block_is_freed(void)
{
    IMemAllocator *allocator = create_allocator();
    SIZE_T before, after;
    unsigned int i;

    for (i = 0; i < 2; i++)
    {
        set_properties(allocator, 4, 0x100000, 1, 0);
        IMemAllocator_Commit(allocator);
        IMemAllocator_Decommit(allocator);
    }
    before = count_private_bytes();
    for (i = 0; i < 8; i++)
    {
        set_properties(allocator, 4, 0x100000, 1, 0);
        IMemAllocator_Commit(allocator);
        IMemAllocator_Decommit(allocator);
    }
    after = count_private_bytes();
    ok(after < before + 0x400000, "3.4: %Iu more bytes after eight new blocks of 4 MB.\n", after - before);
    IMemAllocator_Release(allocator);
}

static void test_limits(void)
{
    IMemAllocator *allocator = create_allocator();
    IMediaSample *samples[2];
    BYTE *pointers[2];
    void *probe;
    HRESULT hr;

    /* One byte more than 2^31 - 1. */
    check_hr(set_properties(allocator, 2, 0x40000000, 1, 0), S_OK, "3.5");
    if (sizeof(void *) == 4)
    {
        check_hr(IMemAllocator_Commit(allocator), E_OUTOFMEMORY, "3.5");
        IMemAllocator_Decommit(allocator);
    }
    else if ((probe = VirtualAlloc(NULL, (SIZE_T)0x80000000, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE)))
    {
        VirtualFree(probe, 0, MEM_RELEASE);
        hr = IMemAllocator_Commit(allocator);
        todo_builtin ok(hr == S_OK || windows_differs(hr == E_OUTOFMEMORY), "3.5: got hr %#lx.\n", hr);
        if (hr == S_OK)
        {
            get_samples(allocator, samples, pointers, 2);
            ok(pointers[0] - pointers[1] == 0x40000000, "3.5: the pointers are %p and %p.\n", pointers[0], pointers[1]);
            pointers[0][0x3fffffff] = pointers[1][0x3fffffff] = 1;
            ok(IMediaSample_GetSize(samples[0]) == 0x40000000, "3.5: the size is %ld.\n",
               IMediaSample_GetSize(samples[0]));
            release_samples(samples, 2);
        }
        IMemAllocator_Decommit(allocator);
    }
    else
    {
        skip("3.5: This machine has no 2 GB of memory to commit.\n");
    }

    if (!target_survives(CRASHES_WINE))
    {
        skip("3.5: The size of the block overflows in this allocator.\n");
        IMemAllocator_Release(allocator);
        return;
    }
    /* 2^62: beyond the address space whatever its width. */
    check_hr(set_properties(allocator, 0x7fffffff, 0x7fffffff, 1, 0), S_OK, "3.5");
    check_hr(IMemAllocator_Commit(allocator), E_OUTOFMEMORY, "3.5");
    hr = set_properties(allocator, 0x7fffffff, 0x7fff0000, 65536, 65536);
    ok(hr == S_OK || hr == E_OUTOFMEMORY, "3.5: got hr %#lx.\n", hr);
    if (hr == S_OK)
    {
        check_hr(IMemAllocator_Commit(allocator), E_OUTOFMEMORY, "3.5");
    }
    if (sizeof(void *) == 4)
    {
        /* Products that are small modulo 2^32. */
        set_properties(allocator, 0x10000, 0x10000, 1, 0);
        check_hr(IMemAllocator_Commit(allocator), E_OUTOFMEMORY, "3.5");
        set_properties(allocator, 0x10001, 0x10000, 1, 0);
        check_hr(IMemAllocator_Commit(allocator), E_OUTOFMEMORY, "3.5");
        /* The sum of size and prefix. */
        hr = set_properties(allocator, 1, 0x7fffffff, 1, 1);
        if (hr == S_OK)
            hr = IMemAllocator_Commit(allocator);
        ok(hr == E_OUTOFMEMORY, "3.5: got hr %#lx.\n", hr);
        hr = set_properties(allocator, 2, 0x7fffffff, 1, 0x7fffffff);
        if (hr == S_OK)
            hr = IMemAllocator_Commit(allocator);
        ok(hr == E_OUTOFMEMORY, "3.5: got hr %#lx.\n", hr);
    }
    check_works(allocator, "3.5");
    IMemAllocator_Release(allocator);
}

START_TEST(layout)
{
    if (!open_target())
        return;

    test_block(3, 100, 16, 4);
    test_block(3, 100, 16, 0);
    test_block(5, 33, 32, 7);
    test_block(8, 100, 1, 0);
    test_block(4, 1000, 4096, 16);
    test_block(2, 100, 65536, 0);
    test_block(2, 1, 16, 16);
    test_block(3, 100, 6, 4);
    test_block(1, 70000, 1, 0);
    test_order();
    test_memory_survives_decommit();
    test_replaced_block_is_freed();
    test_limits();

    close_target();
}
