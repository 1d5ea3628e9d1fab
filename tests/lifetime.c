/*
 * How long an allocator, its memory and its callback live: samples that outlast the last reference, forgotten Decommit.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#define COBJMACROS
#include "callback.h"

static void test_references(void)
{
    IMemAllocator *allocator = create_allocator();
    IMediaSample *sample;
    ULONG ref;

    set_properties(allocator, 2, 100, 1, 0);
    ref = get_refcount(allocator);
    ok(ref == 1, "1.8: %lu references after SetProperties.\n", ref);
    IMemAllocator_Commit(allocator);
    ref = IMemAllocator_AddRef(allocator);
    ok(ref == 2 || windows_differs(ref == 3), "1.8: AddRef returned %lu after Commit.\n", ref);
    IMemAllocator_Release(allocator);
    sample = get_sample(allocator);
    ref = IMemAllocator_AddRef(allocator);
    ok(ref == 2 || windows_differs(ref == 3), "1.8: AddRef returned %lu after GetBuffer.\n", ref);
    IMemAllocator_Release(allocator);
    IMediaSample_Release(sample);
    IMemAllocator_Decommit(allocator);
    ref = IMemAllocator_Release(allocator);
    ok(!ref, "1.8: %lu references are left.\n", ref);
    check_unloadable(S_OK, "1.8");
}

static void test_decommit_pending(void)
{
    IMemAllocator *allocator;
    IMediaSample *samples[2];
    BYTE *pointers[2];
    unsigned int i;
    ULONG ref;

    if (!target_survives(CRASHES_WINE))
    {
        skip("1.8: This allocator frees the memory under its samples.\n");
        return;
    }
    allocator = create_committed(2, 1000, 1, 0);
    get_samples(allocator, samples, pointers, 2);
    IMemAllocator_Decommit(allocator);
    IMemAllocator_Release(allocator);
    check_unloadable(S_FALSE, "1.8");

    for (i = 0; i < 2; i++)
    {
        memset(pointers[i], 0x11 * (i + 1), 1000);
        check_hr(IMediaSample_SetActualDataLength(samples[i], 10), S_OK, "1.8");
        ref = get_refcount(samples[i]);
        ok(ref == 1, "1.8: the sample has %lu references.\n", ref);
    }
    ok(pointers[0][999] == 0x11 && pointers[1][999] == 0x22,
       "1.8: the samples' memory does not hold what was written.\n");

    ref = IMediaSample_Release(samples[0]);
    ok(!ref, "1.8: the sample has %lu references.\n", ref);
    check_unloadable(S_FALSE, "1.8");
    ok(is_mapped(pointers[1]), "1.8: the memory is gone while a sample is out.\n");
    ref = IMediaSample_Release(samples[1]);
    ok(!ref, "1.8: the sample has %lu references.\n", ref);
    ok(!is_mapped(pointers[0]), "1.8: the memory is still there.\n");
    check_unloadable(S_OK, "1.8");
}

static void test_committed(void)
{
    IMemAllocator *allocator;
    IMediaSample *sample;
    BYTE *pointer;
    ULONG ref;

    if (!target_survives(CRASHES_WINE | CRASHES_WINDOWS))
    {
        skip("1.8: This allocator leaks, or frees the memory under its samples.\n");
        return;
    }

    /* Decommit forgotten, nothing out: gone at once. */
    allocator = create_committed(2, 1000, 1, 0);
    sample = get_sample(allocator);
    pointer = get_pointer(sample);
    IMediaSample_Release(sample);
    ok(is_mapped(pointer), "1.8: there is no memory.\n");
    ref = IMemAllocator_Release(allocator);
    ok(!ref, "1.8: %lu references are left.\n", ref);
    ok(!is_mapped(pointer), "1.8: the memory leaked.\n");
    check_unloadable(S_OK, "1.8");

    /* A sample out: it works on, and everything goes with it. */
    allocator = create_committed(2, 1000, 1, 0);
    sample = get_sample(allocator);
    pointer = get_pointer(sample);
    ref = IMemAllocator_Release(allocator);
    ok(!ref, "1.8: %lu references are left.\n", ref);
    check_unloadable(S_FALSE, "1.8");
    memset(pointer, 0x77, 1000);
    check_hr(IMediaSample_SetSyncPoint(sample, TRUE), S_OK, "1.8");
    ref = IMediaSample_AddRef(sample);
    ok(ref == 2, "1.8: AddRef returned %lu.\n", ref);
    ref = IMediaSample_Release(sample);
    ok(ref == 1, "1.8: Release returned %lu.\n", ref);
    ok(is_mapped(pointer) && pointer[999] == 0x77, "1.8: the memory is gone while a sample is out.\n");
    ref = IMediaSample_Release(sample);
    ok(!ref, "1.8: the sample has %lu references.\n", ref);
    ok(!is_mapped(pointer), "1.8: the memory leaked.\n");
    check_unloadable(S_OK, "1.8");
}

static void test_decommitted(void)
{
    IMemAllocator *allocator = create_committed(2, 1000, 1, 0);
    IMediaSample *sample = get_sample(allocator);
    BYTE *pointer = get_pointer(sample);
    ULONG ref;

    IMediaSample_Release(sample);
    IMemAllocator_Decommit(allocator);
    ref = IMemAllocator_Release(allocator);
    ok(!ref, "1.8: %lu references are left.\n", ref);
    ok(!is_mapped(pointer), "1.8: the memory leaked.\n");
    check_unloadable(S_OK, "1.8");
}

static void test_callback_released(void)
{
    IMemAllocatorCallbackTemp *allocator;
    struct object callback;
    IMediaSample *sample;
    ULONG ref;

    if (!check_callback_allocator(&allocator, 0, 0, "1.9"))
        return;

    init_callback(&callback);
    set_notify(allocator, &callback);
    ok(callback.refcount == 2, "1.9: the callback has %ld references.\n", callback.refcount);
    ref = IMemAllocatorCallbackTemp_Release(allocator);
    ok(!ref, "1.9: the allocator has %lu references.\n", ref);
    ok(callback.refcount == 1, "1.9: the callback has %ld references.\n", callback.refcount);
    ok(!callback.calls, "1.9: the callback was called.\n");

    /* It lives as long as the allocator, also while nobody but a sample holds that. */
    allocator = create_callback_allocator(1, 100);
    set_notify(allocator, &callback);
    sample = get_sample((IMemAllocator *)allocator);
    IMemAllocatorCallbackTemp_Decommit(allocator);
    IMemAllocatorCallbackTemp_Release(allocator);
    ok(callback.refcount == 2, "1.8, 1.9: the callback has %ld references.\n", callback.refcount);
    IMediaSample_Release(sample);
    ok(callback.refcount == 1, "1.8, 1.9: the callback has %ld references.\n", callback.refcount);
    ok(callback.calls == 1, "1.8, 6.3: the callback was called %ld times.\n", callback.calls);
    check_unloadable(S_OK, "1.9");
}

START_TEST(lifetime)
{
    run_tests(test_references, test_decommit_pending, test_committed, test_decommitted, test_callback_released);
}
