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
    HRESULT hr;

    hr = IMemAllocator_Decommit(allocator);
    ok(hr == S_OK, "4.1: got hr %#lx.\n", hr);
    set_properties(allocator, 1, 100, 1, 0);
    hr = IMemAllocator_Decommit(allocator);
    ok(hr == S_OK, "4.1: got hr %#lx.\n", hr);
    check_no_buffer(allocator, 0);
    check_no_buffer(allocator, AM_GBF_NOWAIT);
    hr = IMemAllocator_Commit(allocator);
    ok(hr == S_OK, "4.1: got hr %#lx.\n", hr);
    hr = IMemAllocator_Commit(allocator);
    ok(hr == S_OK, "4.1: got hr %#lx.\n", hr);
    hr = IMemAllocator_Decommit(allocator);
    ok(hr == S_OK, "4.1: got hr %#lx.\n", hr);
    /* Two commits are undone by one Decommit. */
    check_no_buffer(allocator, 0);
    hr = IMemAllocator_Decommit(allocator);
    ok(hr == S_OK, "4.1: got hr %#lx.\n", hr);
    hr = IMemAllocator_Commit(allocator);
    ok(hr == S_OK, "4.1: got hr %#lx.\n", hr);
    hr = IMemAllocator_Decommit(allocator);
    ok(hr == S_OK, "4.1: got hr %#lx.\n", hr);
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

    hr = IMemAllocator_Commit(allocator);
    todo_builtin ok(hr == VFW_E_SIZENOTSET, "4.2: got hr %#lx.\n", hr);

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
    hr = set_properties(allocator, 1, 100, 1, 0);
    ok(hr == S_OK, "4.2: got hr %#lx.\n", hr);
    hr = IMemAllocator_Commit(allocator);
    ok(hr == S_OK, "4.2: got hr %#lx.\n", hr);
    IMemAllocator_Decommit(allocator);
    IMemAllocator_Release(allocator);
}

static void test_out_of_memory(void)
{
    IMemAllocator *allocator = create_allocator();
    ALLOCATOR_PROPERTIES stored;
    IMediaSample *sample;
    unsigned int i;
    HRESULT hr;

    if (!target_survives(CRASHES_WINE))
    {
        skip("4.3: These properties would crash this allocator.\n");
        IMemAllocator_Release(allocator);
        return;
    }

    hr = set_properties(allocator, 1, 100, 1, -4);
    ok(hr == S_OK, "4.3: got hr %#lx.\n", hr);
    hr = IMemAllocator_Commit(allocator);
    ok(hr == E_OUTOFMEMORY, "4.3: got hr %#lx.\n", hr);
    check_no_buffer(allocator, AM_GBF_NOWAIT);
    hr = set_properties(allocator, 1, 100, 1, (LONG)0x80000000);
    if (hr == S_OK)
        hr = IMemAllocator_Commit(allocator);
    ok(hr == E_OUTOFMEMORY, "4.3: got hr %#lx.\n", hr);

    for (i = 0; i < 4; i++)
    {
        hr = set_properties(allocator, 0x7fffffff, 0x7fffffff, 1, 0);
        ok(hr == S_OK, "4.3: got hr %#lx.\n", hr);
        hr = IMemAllocator_Commit(allocator);
        ok(hr == E_OUTOFMEMORY, "4.3: got hr %#lx.\n", hr);
        check_no_buffer(allocator, 0);
        check_no_buffer(allocator, AM_GBF_NOWAIT);
        /* Committing again does not succeed by having been tried before. */
        hr = IMemAllocator_Commit(allocator);
        ok(hr == E_OUTOFMEMORY, "4.3: got hr %#lx.\n", hr);
        IMemAllocator_GetProperties(allocator, &stored);
        ok(stored.cBuffers == 0x7fffffff && stored.cbBuffer == 0x7fffffff, "4.3: got {%ld, %ld, ...}.\n",
           stored.cBuffers, stored.cbBuffer);

        /* Still decommitted, so new properties are taken; and they work. */
        hr = set_properties(allocator, 1, 100, 1, 0);
        ok(hr == S_OK, "4.3: got hr %#lx.\n", hr);
        hr = IMemAllocator_Commit(allocator);
        ok(hr == S_OK, "4.3: got hr %#lx.\n", hr);
        sample = get_sample(allocator);
        ok(sample != NULL, "4.3: there is no sample.\n");
        IMediaSample_Release(sample);
        IMemAllocator_Decommit(allocator);
    }
    IMemAllocator_Release(allocator);
}

static void test_decommit_pending(void)
{
    IMemAllocator *allocator;
    IMediaSample *samples[2];
    BYTE *pointers[2];
    unsigned int i;
    HRESULT hr;
    ULONG ref;

    allocator = create_committed(3, 1000, 1, 0);
    for (i = 0; i < 2; i++)
    {
        samples[i] = get_sample(allocator);
        pointers[i] = get_pointer(samples[i]);
    }

    hr = IMemAllocator_Decommit(allocator);
    ok(hr == S_OK, "4.4: got hr %#lx.\n", hr);
    check_no_buffer(allocator, 0);
    check_no_buffer(allocator, AM_GBF_NOWAIT);
    hr = IMemAllocator_Decommit(allocator);
    ok(hr == S_OK, "4.1, 4.4: got hr %#lx.\n", hr);
    for (i = 0; i < 2; i++)
    {
        ok(get_pointer(samples[i]) == pointers[i], "4.4: the pointer changed.\n");
        memset(pointers[i], 0x21 + i, 1000);
        hr = IMediaSample_SetActualDataLength(samples[i], 1000);
        ok(hr == S_OK, "4.4: got hr %#lx.\n", hr);
    }
    ok(pointers[0][999] == 0x21 && pointers[1][999] == 0x22, "4.4: the memory does not hold what was written.\n");

    hr = set_properties(allocator, 3, 1000, 1, 0);
    ok(hr == VFW_E_BUFFERS_OUTSTANDING, "4.6: got hr %#lx.\n", hr);
    ref = IMediaSample_Release(samples[0]);
    ok(!ref, "4.6: the sample has %lu references.\n", ref);
    hr = set_properties(allocator, 3, 1000, 1, 0);
    ok(hr == VFW_E_BUFFERS_OUTSTANDING, "4.6: got hr %#lx.\n", hr);
    check_no_buffer(allocator, AM_GBF_NOWAIT);
    ok(pointers[1][999] == 0x22, "4.4: the memory does not hold what was written.\n");
    ref = IMediaSample_Release(samples[1]);
    ok(!ref, "4.6: the sample has %lu references.\n", ref);
    hr = set_properties(allocator, 4, 1000, 1, 0);
    ok(hr == S_OK, "4.6: got hr %#lx.\n", hr);
    check_no_buffer(allocator, AM_GBF_NOWAIT);
    hr = IMemAllocator_Commit(allocator);
    ok(hr == S_OK, "4.6: got hr %#lx.\n", hr);
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
    HRESULT hr;

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
    hr = IMemAllocator_Commit(allocator);
    ok(hr == S_OK, "4.7: got hr %#lx.\n", hr);
    samples[0] = get_sample(allocator);
    ok(samples[0] && get_pointer(samples[0]) == other, "4.7: the free buffer is another one.\n");
    ok(other[999] == 0x52, "4.7: the free buffer lost its contents.\n");
    ok(!get_sample(allocator), "4.7: there are more samples than buffers.\n");
    ok(get_pointer(held) == pointer && pointer[999] == 0x51, "4.7: the buffer that is out changed.\n");

    /* The Decommit is cancelled for good: the samples that were out when it was called do not complete it. */
    IMediaSample_Release(held);
    IMediaSample_Release(samples[0]);
    hr = set_properties(allocator, 2, 1000, 1, 0);
    ok(hr == VFW_E_ALREADY_COMMITTED, "4.7: got hr %#lx.\n", hr);
    samples[0] = get_sample(allocator);
    samples[1] = get_sample(allocator);
    ok(samples[0] && samples[1], "4.7: a sample was lost.\n");
    ok(samples[0] != samples[1], "4.7: one sample was handed out twice.\n");
    ok(!get_sample(allocator), "4.7: there are more samples than buffers.\n");

    /* And a new one is honoured. */
    IMemAllocator_Decommit(allocator);
    IMediaSample_Release(samples[0]);
    IMediaSample_Release(samples[1]);
    hr = set_properties(allocator, 2, 1000, 1, 0);
    ok(hr == S_OK, "4.6, 4.7: got hr %#lx.\n", hr);
    IMemAllocator_Release(allocator);
}

START_TEST(commit)
{
    run_tests(test_states, test_size_not_set, test_out_of_memory, test_decommit_pending, test_commit_cancels_decommit);
}
