/*
 * GetBuffer and ReleaseBuffer on one thread: arguments, flags, and the refusal of what is no sample to be taken back.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#define COBJMACROS
#include "callback.h"
#include "thread.h"

static void test_get(void)
{
    IMemAllocator *allocator = create_committed(2, 100, 1, 0);
    IMediaSample *samples[2], *sample;
    BYTE *pointer;
    ULONG ref;

    samples[0] = samples[1] = NULL;
    check_hr(IMemAllocator_GetBuffer(allocator, &samples[0], NULL, NULL, 0), S_OK, "5.1");
    ref = get_refcount(samples[0]);
    ok(ref == 1, "5.1: the sample has %lu references.\n", ref);
    check_hr(IMemAllocator_GetBuffer(allocator, &samples[1], NULL, NULL, AM_GBF_NOWAIT), S_OK, "5.1");
    ref = get_refcount(samples[1]);
    ok(ref == 1, "5.1: the sample has %lu references.\n", ref);
    ok(samples[0] != samples[1], "5.1: one sample was handed out twice.\n");

    sample = (IMediaSample *)0xdeadbeef;
    check_hr(IMemAllocator_GetBuffer(allocator, &sample, NULL, NULL, AM_GBF_NOWAIT), VFW_E_TIMEOUT, "5.1");
    ok(!sample, "5.1: got pointer %p.\n", sample);
    check_hr(IMemAllocator_GetBuffer(allocator, &sample, NULL, NULL, ~0u), VFW_E_TIMEOUT, "5.1, 5.2");

    /* The sample's own count. Only the last reference gives it back. */
    pointer = get_pointer(samples[0]);
    ref = IMediaSample_AddRef(samples[0]);
    ok(ref == 2, "5.4: AddRef returned %lu.\n", ref);
    ref = IMediaSample_Release(samples[0]);
    ok(ref == 1, "5.4: Release returned %lu.\n", ref);
    ok(!get_sample(allocator), "5.4: a sample came back that is still held.\n");
    ref = IMediaSample_Release(samples[0]);
    ok(!ref, "5.4: Release returned %lu.\n", ref);
    sample = get_sample(allocator);
    ok(is_same_sample(sample, samples[0], pointer), "5.4: got sample %p, not %p.\n", sample, samples[0]);
    ref = get_refcount(sample);
    ok(ref == 1, "5.1, 5.4: the sample has %lu references.\n", ref);

    IMediaSample_Release(sample);
    IMediaSample_Release(samples[1]);
    IMemAllocator_Decommit(allocator);
    IMemAllocator_Release(allocator);
}

static void test_arguments(void)
{
    static const DWORD flags[] = {
        AM_GBF_PREVFRAMESKIPPED,
        AM_GBF_NOTASYNCPOINT,
        AM_GBF_PREVFRAMESKIPPED | AM_GBF_NOTASYNCPOINT,
        8,
        0x80000000,
        ~0u,
    };
    IMemAllocator *allocator = create_committed(1, 100, 1, 0);
    REFERENCE_TIME start = 10, end = 20;
    IMediaSample *sample;
    unsigned int i;

    check_hr(IMemAllocator_GetBuffer(allocator, &sample, &start, &end, 0), S_OK, "5.2");
    ok(start == 10 && end == 20, "5.2: the times were changed.\n");
    check_hr(IMediaSample_GetTime(sample, &start, &end), VFW_E_SAMPLE_TIME_NOT_SET, "5.2");
    check_hr(IMediaSample_GetMediaTime(sample, &start, &end), VFW_E_MEDIA_TIME_NOT_SET, "5.2");
    IMediaSample_Release(sample);

    for (i = 0; i < ARRAY_SIZE(flags); i++)
    {
        winetest_push_context("flags %#lx", flags[i]);
        check_hr(IMemAllocator_GetBuffer(allocator, &sample, &start, NULL, flags[i]), S_OK, "5.2");
        check_hr(IMediaSample_IsDiscontinuity(sample), S_FALSE, "5.2");
        check_hr(IMediaSample_IsSyncPoint(sample), S_FALSE, "5.2");
        check_hr(IMediaSample_IsPreroll(sample), S_FALSE, "5.2");
        IMediaSample_Release(sample);
        winetest_pop_context();
    }
    IMemAllocator_Decommit(allocator);
    IMemAllocator_Release(allocator);
}

static void test_null(void)
{
    IMemAllocator *allocator = create_allocator();
    HRESULT hr;

    if (target_survives(CRASHES_WINE))
    {
        check_hr(IMemAllocator_ReleaseBuffer(allocator, NULL), E_POINTER, "5.3");
    }
    else
    {
        skip("5.3: ReleaseBuffer(NULL) would crash this allocator.\n");
    }
    if (target_survives(CRASHES_WINE | CRASHES_WINDOWS))
    {
        set_properties(allocator, 1, 100, 1, 0);
        check_hr(IMemAllocator_GetBuffer(allocator, NULL, NULL, NULL, 0), E_POINTER, "5.3");
        IMemAllocator_Commit(allocator);
        check_hr(IMemAllocator_GetBuffer(allocator, NULL, NULL, NULL, 0), E_POINTER, "5.3");
        check_hr(IMemAllocator_GetBuffer(allocator, NULL, NULL, NULL, AM_GBF_NOWAIT), E_POINTER, "5.3");
        check_hr(IMemAllocator_ReleaseBuffer(allocator, NULL), E_POINTER, "5.3");
        IMemAllocator_Decommit(allocator);
        hr = set_properties(allocator, 1, 100, 1, 0);
        ok(hr == S_OK, "5.3: a sample was taken: got hr %#lx.\n", hr);
    }
    else
    {
        skip("5.3: GetBuffer(NULL) would crash this allocator.\n");
    }
    IMemAllocator_Release(allocator);
}

static void test_direct_release(void)
{
    IMemAllocator *allocator = create_committed(2, 100, 1, 0);
    IMediaSample *sample, *again;
    BYTE *pointer;
    HRESULT hr;
    ULONG ref;

    if (!target_survives(CRASHES_WINE))
    {
        skip("5.5: ReleaseBuffer called directly corrupts this allocator.\n");
        IMemAllocator_Release(allocator);
        return;
    }
    sample = get_sample(allocator);
    IMediaSample_SetPreroll(sample, TRUE);
    pointer = get_pointer(sample);
    check_hr(IMemAllocator_ReleaseBuffer(allocator, sample), S_OK, "5.5");
    again = get_sample(allocator);
    ok(is_same_sample(again, sample, pointer), "5.5: got sample %p, not %p.\n", again, sample);
    ref = get_refcount(again);
    ok(ref == 1, "5.5: the sample has %lu references.\n", ref);
    hr = IMediaSample_IsPreroll(again);
    ok(hr == S_FALSE || windows_differs(hr == S_OK), "5.5, 7.11: got hr %#lx.\n", hr);
    sample = get_sample(allocator);
    ok(sample && sample != again, "5.5: one sample was handed out twice.\n");
    ok(!get_sample(allocator), "5.5: there are more samples than buffers.\n");

    /* It completes a pending Decommit. */
    IMemAllocator_Decommit(allocator);
    check_hr(IMemAllocator_ReleaseBuffer(allocator, sample), S_OK, "5.5");
    check_hr(set_properties(allocator, 2, 100, 1, 0), VFW_E_BUFFERS_OUTSTANDING, "5.5");
    check_hr(IMemAllocator_ReleaseBuffer(allocator, again), S_OK, "5.5");
    hr = set_properties(allocator, 2, 100, 1, 0);
    ok(hr == S_OK, "5.4, 5.5: got hr %#lx.\n", hr);
    IMemAllocator_Release(allocator);
}

#define check_refused(allocator, sample) \
    do \
    { \
        HRESULT hr_ = IMemAllocator_ReleaseBuffer(allocator, sample); \
        ok(hr_ == E_INVALIDARG, "5.6: got hr %#lx.\n", hr_); \
    } while (0)

static void test_refused(void)
{
    struct object foreign, callback;
    IMediaSample *sample, *other_sample, *free_sample, *stale;
    IMemAllocator *allocator, *other;
    IMemAllocatorCallbackTemp *with_callback;
    REFERENCE_TIME one = 1;
    BYTE zeros[512] = { 0 };
    int i;
    ULONG ref;

    if (!target_survives(CRASHES_WINE | CRASHES_WINDOWS))
    {
        skip("5.6: Samples that cannot be taken back would crash this allocator.\n");
        return;
    }

    init_unknown(&foreign); /* of somebody else's making */
    allocator = create_allocator();
    check_refused(allocator, (IMediaSample *)&foreign);
    check_refused(allocator, (IMediaSample *)0xdeadbeef);
    set_properties(allocator, 3, 100, 1, 0);
    check_refused(allocator, (IMediaSample *)&foreign);
    IMemAllocator_Commit(allocator);
    other = create_committed(3, 100, 1, 0);
    init_callback(&callback);
    check_hr(IMemAllocator_QueryInterface(allocator, &IID_IMemAllocatorCallbackTemp, (void **)&with_callback), S_OK,
             "1.1, 5.6");
    set_notify(with_callback, &callback);

    sample = get_sample(allocator);
    free_sample = get_sample(allocator);
    IMediaSample_Release(free_sample);
    other_sample = get_sample(other);
    callback.calls = 0;

    winetest_push_context("free");
    check_refused(allocator, free_sample);
    check_refused(allocator, free_sample);
    winetest_pop_context();
    winetest_push_context("held by others");
    IMediaSample_AddRef(sample);
    check_refused(allocator, sample);
    ref = IMediaSample_Release(sample);
    ok(ref == 1, "5.6: the sample has %lu references.\n", ref);
    winetest_pop_context();
    winetest_push_context("another allocator's");
    check_refused(allocator, other_sample);
    check_refused(other, sample);
    winetest_pop_context();
    winetest_push_context("no sample");
    check_refused(allocator, (IMediaSample *)&foreign);
    check_refused(allocator, (IMediaSample *)zeros);
    check_refused(allocator, (IMediaSample *)allocator);
    check_refused(allocator, (IMediaSample *)get_pointer(sample));
    winetest_pop_context();
    ok(!foreign.queries && !foreign.references && foreign.refcount == 1,
       "5.6: the sample that belongs elsewhere was called.\n");
    winetest_push_context("no memory");
    check_refused(allocator, (IMediaSample *)0xdeadbeef);
    check_refused(allocator, (IMediaSample *)1);
    check_refused(allocator, (IMediaSample *)~(ULONG_PTR)0);
    winetest_pop_context();
    /* Whatever stands there: the sample's own numbers, read askew, do not make another one. */
    winetest_push_context("beside a sample");
    IMediaSample_SetTime(sample, &one, &one);
    IMediaSample_SetMediaTime(sample, &one, &one);
    IMediaSample_SetActualDataLength(sample, 1);
    for (i = -256; i < 512; i++)
    {
        if (i)
            check_refused(allocator, (IMediaSample *)((BYTE *)sample + i));
    }
    winetest_pop_context();

    /* Nothing changed: one sample is out, two are free and differ, and nobody was told. */
    ok(!callback.calls, "5.6, 6.3: the callback was called %ld times.\n", callback.calls);
    ok(get_free_count(with_callback) == 2, "5.6, 6.8: %ld samples are free.\n", get_free_count(with_callback));
    ref = get_refcount(sample);
    ok(ref == 1, "5.6: the sample has %lu references.\n", ref);
    ref = get_refcount(other_sample);
    ok(ref == 1, "5.6: the other allocator's sample has %lu references.\n", ref);
    free_sample = get_sample(allocator);
    stale = get_sample(allocator);
    ok(free_sample && stale && free_sample != stale && free_sample != sample && stale != sample,
       "5.6: the samples are %p, %p, %p.\n", sample, free_sample, stale);
    ok(!get_sample(allocator), "5.6: there are more samples than buffers.\n");

    /* Samples of a block that is no more. */
    IMediaSample_Release(free_sample);
    IMediaSample_Release(stale);
    IMediaSample_Release(sample);
    IMemAllocator_Decommit(allocator);
    winetest_push_context("decommitted");
    check_refused(allocator, stale);
    winetest_pop_context();
    set_properties(allocator, 1, 5000, 1, 0);
    IMemAllocator_Commit(allocator);
    winetest_push_context("stale");
    check_refused(allocator, stale);
    check_refused(allocator, sample);
    winetest_pop_context();
    sample = get_sample(allocator);
    ok(sample != NULL, "5.6: there is no sample.\n");
    ok(!get_sample(allocator), "5.6: there are more samples than buffers.\n");
    IMediaSample_Release(sample);

    set_notify(with_callback, NULL);
    IMemAllocatorCallbackTemp_Release(with_callback);
    IMemAllocator_Release(allocator);
    IMediaSample_Release(other_sample);
    IMemAllocator_Release(other);
}

struct releaser
{
    IMediaSample *sample;
    CRITICAL_SECTION *lock;
    ULONG ref;
};

static DWORD WINAPI releaser_thread(void *context)
{
    struct releaser *releaser = context;

    if (releaser->lock)
        EnterCriticalSection(releaser->lock);
    releaser->ref = IMediaSample_Release(releaser->sample);
    if (releaser->lock)
        LeaveCriticalSection(releaser->lock);
    return 0;
}

/* A thread that waits in GetBuffer holds none of the allocator's locks, so a release by a thread that holds the
 * application's goes through. */
static void test_release_anywhere(void)
{
    IMemAllocator *allocator = create_committed(1, 100, 1, 0);
    struct releaser releaser;
    CRITICAL_SECTION lock;
    struct getter getter;
    HANDLE thread;

    InitializeCriticalSection(&lock);
    releaser.sample = get_sample(allocator);
    releaser.lock = NULL;
    releaser.ref = ~0u;
    thread = start_thread(releaser_thread, &releaser);
    join_thread(thread, "5.7");
    ok(!releaser.ref, "5.7: Release returned %lu.\n", releaser.ref);

    releaser.sample = get_sample(allocator);
    ok(releaser.sample != NULL, "5.7: the sample did not come back.\n");
    start_waiter(&getter, allocator, "5.7");
    releaser.lock = &lock;
    releaser.ref = ~0u;
    thread = start_thread(releaser_thread, &releaser);
    join_thread(thread, "5.7");
    ok(!releaser.ref, "5.7: Release returned %lu.\n", releaser.ref);
    join_thread(getter.thread, "5.7");
    ok(getter.hr == S_OK, "5.7: got hr %#lx.\n", getter.hr);
    EnterCriticalSection(&lock);
    if (getter.hr == S_OK)
        IMediaSample_Release(getter.sample);
    LeaveCriticalSection(&lock);
    DeleteCriticalSection(&lock);

    IMemAllocator_Decommit(allocator);
    IMemAllocator_Release(allocator);
}

START_TEST(buffers)
{
    run_tests(test_get, test_arguments, test_null, test_direct_release, test_refused, test_release_anywhere);
}
