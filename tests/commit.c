/*
 * Commit and Decommit on one thread: states, refusals, and a Decommit that waits for its samples.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#define COBJMACROS
#include "target.h"

static void check_no_buffer_(unsigned int line, IMemAllocator *allocator, DWORD flags)
{
    IMediaSample *sample = (IMediaSample *)0xdeadbeef;
    HRESULT hr;

    hr = IMemAllocator_GetBuffer(allocator, &sample, NULL, NULL, flags);
    ok_(__FILE__, line)(hr == VFW_E_NOT_COMMITTED, "4.4: got hr %#lx.\n", hr);
    if (hr == S_OK)
        IMediaSample_Release(sample);
    else
        ok_(__FILE__, line)(!sample, "4.5: got pointer %p.\n", sample);
}
#define check_no_buffer(allocator, flags) check_no_buffer_(__LINE__, allocator, flags)

static void test_states(void)
{
    IMemAllocator *allocator = create_allocator();

    check_hr(IMemAllocator_Decommit(allocator), S_OK, "4.1");
    set_properties(allocator, 1, 100, 1, 0);
    check_hr(IMemAllocator_Decommit(allocator), S_OK, "4.1");
    check_no_buffer(allocator, 0);
    check_no_buffer(allocator, AM_GBF_NOWAIT);
    check_hr(IMemAllocator_Commit(allocator), S_OK, "4.1");
    check_hr(IMemAllocator_Commit(allocator), S_OK, "4.1");
    check_hr(IMemAllocator_Decommit(allocator), S_OK, "4.1");
    /* Two commits are undone by one Decommit. */
    check_no_buffer(allocator, 0);
    check_hr(IMemAllocator_Decommit(allocator), S_OK, "4.1");
    check_hr(IMemAllocator_Commit(allocator), S_OK, "4.1");
    check_hr(IMemAllocator_Decommit(allocator), S_OK, "4.1");
    IMemAllocator_Release(allocator);
}

static void test_size_not_set(void)
{
    static struct
    {
        ALLOCATOR_PROPERTIES properties;
        BOOL todo;
    } tests[] = {
        { { 1, 0, 1, 0 }, FALSE },
        { { 1, 0, 16, 0 }, FALSE },
        { { 0, 0, 1, 0 }, FALSE },
        { { 0, 100, 1, 0 }, TRUE },
        { { -1, 100, 1, 0 }, TRUE },
        { { 1, -1, 1, 0 }, TRUE },
        { { (LONG)0x80000000, (LONG)0x80000000, 1, 0 }, TRUE },
    };
    IMemAllocator *allocator = create_allocator();
    ALLOCATOR_PROPERTIES actual;
    unsigned int i;
    HRESULT hr;

    todo_builtin check_hr(IMemAllocator_Commit(allocator), VFW_E_SIZENOTSET, "4.2");

    for (i = 0; i < ARRAY_SIZE(tests); i++)
    {
        winetest_push_context("test %u", i);
        IMemAllocator_SetProperties(allocator, &tests[i].properties, &actual);
        if (target_survives(CRASHES_WINE) || (tests[i].properties.cBuffers >= 0 && tests[i].properties.cbBuffer >= 0))
        {
            hr = IMemAllocator_Commit(allocator);
            todo_builtin_if(tests[i].todo) ok(hr == VFW_E_SIZENOTSET, "4.2: got hr %#lx.\n", hr);
            check_no_buffer(allocator, AM_GBF_NOWAIT);
        }
        else
        {
            skip("4.2: These properties would crash this allocator.\n");
        }
        winetest_pop_context();
    }

    /* It is as good as new. */
    check_works(allocator, "4.2");
    IMemAllocator_Release(allocator);
}

static void test_out_of_memory(void)
{
    static const LONG prefixes[] = { -1, -4, -99 };
    IMemAllocator *allocator = create_allocator();
    ALLOCATOR_PROPERTIES stored;
    unsigned int i;
    HRESULT hr;

    if (!target_survives(CRASHES_WINE))
    {
        skip("4.3: These properties would crash this allocator.\n");
        IMemAllocator_Release(allocator);
        return;
    }

    for (i = 0; i < ARRAY_SIZE(prefixes); i++)
    {
        winetest_push_context("prefix %ld", prefixes[i]);
        check_hr(set_properties(allocator, 1, 100, 1, prefixes[i]), S_OK, "4.3");
        check_hr(IMemAllocator_Commit(allocator), E_OUTOFMEMORY, "4.3");
        check_no_buffer(allocator, AM_GBF_NOWAIT);
        winetest_pop_context();
    }
    /* One whose sum with the size fits no LONG may be refused at once. */
    hr = set_properties(allocator, 1, 100, 1, (LONG)0x80000000);
    if (hr == S_OK)
        hr = IMemAllocator_Commit(allocator);
    ok(hr == E_OUTOFMEMORY, "4.3: got hr %#lx.\n", hr);

    for (i = 0; i < 4; i++)
    {
        check_hr(set_properties(allocator, 0x7fffffff, 0x7fffffff, 1, 0), S_OK, "4.3");
        check_hr(IMemAllocator_Commit(allocator), E_OUTOFMEMORY, "4.3");
        check_no_buffer(allocator, 0);
        check_no_buffer(allocator, AM_GBF_NOWAIT);
        /* Committing again does not succeed by having been tried before. */
        check_hr(IMemAllocator_Commit(allocator), E_OUTOFMEMORY, "4.3");
        IMemAllocator_GetProperties(allocator, &stored);
        ok(stored.cBuffers == 0x7fffffff && stored.cbBuffer == 0x7fffffff, "4.3: got {%ld, %ld, ...}.\n",
           stored.cBuffers, stored.cbBuffer);

        /* Still decommitted, so new properties are taken; and they work. */
        check_works(allocator, "4.3");
    }
    IMemAllocator_Release(allocator);
}

static void test_decommit_pending(void)
{
    IMemAllocator *allocator = create_committed(3, 1000, 1, 0);
    IMediaSample *samples[2];
    BYTE *pointers[2];
    unsigned int i;
    ULONG ref;

    get_samples(allocator, samples, pointers, 2);

    check_hr(IMemAllocator_Decommit(allocator), S_OK, "4.4");
    check_no_buffer(allocator, 0);
    check_no_buffer(allocator, AM_GBF_NOWAIT);
    check_hr(IMemAllocator_Decommit(allocator), S_OK, "4.1, 4.4");
    for (i = 0; i < 2; i++)
    {
        ok(get_pointer(samples[i]) == pointers[i], "4.4: the pointer changed.\n");
        memset(pointers[i], 0x21 + i, 1000);
        check_hr(IMediaSample_SetActualDataLength(samples[i], 1000), S_OK, "4.4");
    }
    ok(pointers[0][999] == 0x21 && pointers[1][999] == 0x22, "4.4: the memory does not hold what was written.\n");

    check_hr(set_properties(allocator, 3, 1000, 1, 0), VFW_E_BUFFERS_OUTSTANDING, "4.6");
    ref = IMediaSample_Release(samples[0]);
    ok(!ref, "4.6: the sample has %lu references.\n", ref);
    check_hr(set_properties(allocator, 3, 1000, 1, 0), VFW_E_BUFFERS_OUTSTANDING, "4.6");
    check_no_buffer(allocator, AM_GBF_NOWAIT);
    ok(pointers[1][999] == 0x22, "4.4: the memory does not hold what was written.\n");
    ref = IMediaSample_Release(samples[1]);
    ok(!ref, "4.6: the sample has %lu references.\n", ref);
    check_hr(set_properties(allocator, 4, 1000, 1, 0), S_OK, "4.6");
    check_no_buffer(allocator, AM_GBF_NOWAIT);
    check_hr(IMemAllocator_Commit(allocator), S_OK, "4.6");
    for (i = 0; i < 2; i++)
    {
        samples[i] = get_sample(allocator);
        ok(samples[i] != NULL, "4.6: there is no sample.\n");
    }
    IMediaSample_Release(samples[0]);
    IMediaSample_Release(samples[1]);
    IMemAllocator_Decommit(allocator);
    ref = IMemAllocator_Release(allocator);
    ok(!ref, "4.6: the allocator has %lu references.\n", ref);
}

static void test_commit_cancels_decommit(void)
{
    IMediaSample *held, *samples[2];
    IMemAllocator *allocator;
    BYTE *pointer, *other;

    if (!target_survives(CRASHES_WINE))
    {
        skip("4.7: A Commit while a Decommit is pending breaks this allocator.\n");
        return;
    }
    allocator = create_committed(2, 1000, 1, 0);
    held = get_sample(allocator);
    samples[0] = get_sample(allocator);
    pointer = get_pointer(held);
    other = get_pointer(samples[0]);
    memset(pointer, 0x51, 1000);
    memset(other, 0x52, 1000);
    IMediaSample_Release(samples[0]);

    IMemAllocator_Decommit(allocator);
    check_hr(IMemAllocator_Commit(allocator), S_OK, "4.7");
    samples[0] = get_sample(allocator);
    ok(samples[0] && get_pointer(samples[0]) == other, "4.7: the free buffer is another one.\n");
    ok(other[999] == 0x52, "4.7: the free buffer lost its contents.\n");
    ok(!get_sample(allocator), "4.7: there are more samples than buffers.\n");
    ok(get_pointer(held) == pointer && pointer[999] == 0x51, "4.7: the buffer that is out changed.\n");

    /* The Decommit is cancelled for good: the samples that were out when it was called do not complete it. */
    IMediaSample_Release(held);
    IMediaSample_Release(samples[0]);
    check_hr(set_properties(allocator, 2, 1000, 1, 0), VFW_E_ALREADY_COMMITTED, "4.7");
    samples[0] = get_sample(allocator);
    samples[1] = get_sample(allocator);
    ok(samples[0] && samples[1], "4.7: a sample was lost.\n");
    ok(samples[0] != samples[1], "4.7: one sample was handed out twice.\n");
    ok(!get_sample(allocator), "4.7: there are more samples than buffers.\n");

    /* And a new one is honoured. */
    IMemAllocator_Decommit(allocator);
    IMediaSample_Release(samples[0]);
    IMediaSample_Release(samples[1]);
    check_hr(set_properties(allocator, 2, 1000, 1, 0), S_OK, "4.6, 4.7");
    IMemAllocator_Release(allocator);
}

START_TEST(commit)
{
    run_tests(test_states, test_size_not_set, test_out_of_memory, test_decommit_pending, test_commit_cancels_decommit);
}
