/*
 * SetNotify, GetFreeCount and NotifyRelease on one thread: references, counts, when the callback is called, and what it costs.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#define COBJMACROS
#include "callback.h"

static void test_set_notify(void)
{
    IMemAllocatorCallbackTemp *allocator;
    struct object first, second;
    IMediaSample *sample;

    if (!check_callback_allocator(&allocator, 1, 100, "6.1"))
        return;
    init_callback(&first);
    init_callback(&second);

    check_hr(set_notify(allocator, NULL), S_OK, "6.1");
    check_hr(set_notify(allocator, &first), S_OK, "6.1");
    ok(first.refcount == 2, "6.1: the callback has %ld references.\n", first.refcount);
    check_hr(set_notify(allocator, &first), S_OK, "6.1");
    ok(first.refcount == 2, "6.1: set again, the callback has %ld references.\n", first.refcount);
    check_hr(set_notify(allocator, &second), S_OK, "6.1");
    ok(first.refcount == 1, "6.1: the earlier callback has %ld references.\n", first.refcount);
    ok(second.refcount == 2, "6.1: the callback has %ld references.\n", second.refcount);

    sample = get_sample(base(allocator));
    IMediaSample_Release(sample);
    ok(!first.calls, "6.1, 6.6: the earlier callback was called %ld times.\n", first.calls);
    ok(second.calls == 1, "6.1, 6.3: the callback was called %ld times.\n", second.calls);
    ok(second.refcount == 2, "6.6: after the call the callback has %ld references.\n", second.refcount);

    check_hr(set_notify(allocator, NULL), S_OK, "6.1");
    ok(second.refcount == 1, "6.1: the callback has %ld references.\n", second.refcount);
    check_hr(set_notify(allocator, NULL), S_OK, "6.1");
    sample = get_sample(base(allocator));
    IMediaSample_Release(sample);
    ok(second.calls == 1, "6.1: the removed callback was called %ld times.\n", second.calls);
    ok(!first.destroyed && !second.destroyed, "6.1: a callback was destroyed.\n");
    destroy(allocator);
}

static void test_free_count(void)
{
    IMemAllocatorCallbackTemp *allocator;
    IMediaSample *samples[3];
    ALLOCATOR_PROPERTIES request = { 9, 100, 0, 0 }, actual;
    LONG count = -1;
    unsigned int i;

    if (!check_callback_allocator(&allocator, 0, 0, "6.8"))
        return;

    if (target_survives(CRASHES_WINE | CRASHES_WINDOWS))
        check_hr(IMemAllocatorCallbackTemp_GetFreeCount(allocator, NULL), E_POINTER, "6.8");
    else
        skip("6.8: GetFreeCount(NULL) would crash this allocator.\n");
    check_hr(IMemAllocatorCallbackTemp_GetFreeCount(allocator, &count), S_OK, "6.8");
    ok(!count, "6.8: %ld samples are free in a fresh allocator.\n", count);

    set_properties(base(allocator), 3, 100, 1, 0);
    ok(get_free_count(allocator) == 3, "6.8: %ld samples are free before Commit.\n", get_free_count(allocator));
    IMemAllocatorCallbackTemp_SetProperties(allocator, &request, &actual);
    ok(get_free_count(allocator) == 3, "6.8: %ld samples are free after a refusal.\n", get_free_count(allocator));
    IMemAllocatorCallbackTemp_Commit(allocator);
    ok(get_free_count(allocator) == 3, "6.8: %ld samples are free after Commit.\n", get_free_count(allocator));
    for (i = 0; i < 3; i++)
    {
        samples[i] = get_sample(base(allocator));
        ok(get_free_count(allocator) == 2 - (LONG)i, "6.8: %ld samples are free.\n", get_free_count(allocator));
    }
    get_sample(base(allocator));
    ok(!get_free_count(allocator), "6.8: %ld samples are free.\n", get_free_count(allocator));
    IMediaSample_AddRef(samples[0]);
    IMediaSample_Release(samples[0]);
    ok(!get_free_count(allocator), "6.8: %ld samples are free.\n", get_free_count(allocator));
    IMediaSample_Release(samples[0]);
    ok(get_free_count(allocator) == 1, "6.8: %ld samples are free.\n", get_free_count(allocator));
    IMemAllocatorCallbackTemp_Decommit(allocator);
    ok(get_free_count(allocator) == 1, "6.8: %ld samples are free after Decommit.\n", get_free_count(allocator));
    IMemAllocatorCallbackTemp_Commit(allocator);
    ok(get_free_count(allocator) == 1, "6.8: %ld samples are free after the cancelled Decommit.\n",
       get_free_count(allocator));
    IMemAllocatorCallbackTemp_Decommit(allocator);
    IMediaSample_Release(samples[1]);
    ok(get_free_count(allocator) == 2, "6.8: %ld samples are free.\n", get_free_count(allocator));
    IMediaSample_Release(samples[2]);
    ok(get_free_count(allocator) == 3, "6.8: %ld samples are free.\n", get_free_count(allocator));
    set_properties(base(allocator), 5, 100, 1, 0);
    ok(get_free_count(allocator) == 5, "6.8: %ld samples are free.\n", get_free_count(allocator));
    destroy(allocator);
}

static void test_when_called(void)
{
    IMemAllocatorCallbackTemp *allocator;
    struct object callback;
    IMediaSample *samples[3];
    unsigned int i;

    if (!check_callback_allocator(&allocator, 3, 100, "6.3"))
        return;
    init_callback(&callback);
    set_notify(allocator, &callback);

    for (i = 0; i < 3; i++)
        samples[i] = get_sample(base(allocator));
    ok(!callback.calls, "6.3: called %ld times before any release.\n", callback.calls);
    IMediaSample_AddRef(samples[0]);
    IMediaSample_Release(samples[0]);
    ok(!callback.calls, "6.3: called %ld times while a reference was left.\n", callback.calls);
    callback.thread = 0;
    IMediaSample_Release(samples[0]);
    ok(callback.calls == 1, "6.3: called %ld times after one release.\n", callback.calls);
    ok(callback.thread == GetCurrentThreadId(), "6.3: called on thread %#lx.\n", callback.thread);

    /* A direct ReleaseBuffer is no different. */
    if (target_survives(CRASHES_WINE))
    {
        check_hr(IMemAllocatorCallbackTemp_ReleaseBuffer(allocator, samples[1]), S_OK, "5.5, 6.3");
        ok(callback.calls == 2, "6.3: called %ld times after two releases.\n", callback.calls);
        samples[1] = get_sample(base(allocator));
    }
    if (target_survives(CRASHES_WINE | CRASHES_WINDOWS))
    {
        check_hr(IMemAllocatorCallbackTemp_ReleaseBuffer(allocator, samples[0]), E_INVALIDARG, "5.6, 6.3");
        check_hr(IMemAllocatorCallbackTemp_ReleaseBuffer(allocator, NULL), E_POINTER, "5.3, 6.3");
        ok(callback.calls == 2, "6.3: called %ld times after a refused release.\n", callback.calls);
    }
    callback.calls = 0;

    /* Decommit pending; the last sample of it; decommitted; cancelled. */
    IMemAllocatorCallbackTemp_Decommit(allocator);
    ok(!callback.calls, "6.3: called %ld times by Decommit.\n", callback.calls);
    IMediaSample_Release(samples[1]);
    ok(callback.calls == 1, "6.3: called %ld times while Decommit was pending.\n", callback.calls);
    IMediaSample_Release(samples[2]);
    ok(callback.calls == 2, "6.3: called %ld times after the last sample of a pending Decommit.\n", callback.calls);
    IMemAllocatorCallbackTemp_Commit(allocator);
    IMemAllocatorCallbackTemp_Commit(allocator);
    IMemAllocatorCallbackTemp_Decommit(allocator);
    IMemAllocatorCallbackTemp_Decommit(allocator);
    set_properties(base(allocator), 1, 100, 1, 0);
    IMemAllocatorCallbackTemp_Commit(allocator);
    ok(callback.calls == 2, "6.3: called %ld times after Commit and Decommit.\n", callback.calls);
    samples[0] = get_sample(base(allocator));
    IMemAllocatorCallbackTemp_Decommit(allocator);
    IMemAllocatorCallbackTemp_Commit(allocator);
    IMediaSample_Release(samples[0]);
    ok(callback.calls == 3, "6.3: called %ld times after a cancelled Decommit.\n", callback.calls);

    set_notify(allocator, NULL);
    ok(callback.refcount == 1, "6.6: the callback has %ld references.\n", callback.refcount);
    destroy(allocator);
}

static void test_return_value(void)
{
    static const HRESULT results[] = { S_FALSE, E_FAIL, E_POINTER, VFW_E_NOT_COMMITTED, E_UNEXPECTED, -1, 0x7fffffff };
    IMemAllocatorCallbackTemp *allocator;
    struct object callback;
    IMediaSample *sample;
    unsigned int i;
    HRESULT hr;
    ULONG ref;

    if (!check_callback_allocator(&allocator, 1, 100, "6.5"))
        return;
    init_callback(&callback);
    set_notify(allocator, &callback);
    for (i = 0; i < ARRAY_SIZE(results); i++)
    {
        winetest_push_context("result %#lx", results[i]);
        callback.result = results[i];
        sample = get_sample(base(allocator));
        ok(sample != NULL, "6.5: there is no sample.\n");
        ref = IMediaSample_Release(sample);
        ok(!ref, "6.5: Release returned %lu.\n", ref);
        ok(get_free_count(allocator) == 1, "6.5: %ld samples are free.\n", get_free_count(allocator));
        if (target_survives(CRASHES_WINE))
        {
            hr = IMemAllocatorCallbackTemp_ReleaseBuffer(allocator, get_sample(base(allocator)));
            ok(hr == S_OK, "6.5: ReleaseBuffer returned %#lx.\n", hr);
        }
        winetest_pop_context();
    }
    ok(callback.calls == 2 * ARRAY_SIZE(results), "6.5: called %ld times.\n", callback.calls);
    destroy(allocator);
}

static LONGLONG time_cycles(IMemAllocatorCallbackTemp *allocator, unsigned int cycles)
{
    LARGE_INTEGER start, end;
    IMediaSample *sample;

    QueryPerformanceCounter(&start);
    while (cycles--)
    {
        IMemAllocatorCallbackTemp_GetBuffer(allocator, &sample, NULL, NULL, 0);
        IMediaSample_Release(sample);
    }
    QueryPerformanceCounter(&end);
    return end.QuadPart - start.QuadPart;
}

/* The shortest of many short runs is not disturbed by what else the machine does. */
static void test_cost(void)
{
    IMemAllocatorCallbackTemp *never, *removed;
    LONGLONG never_time = 0x7fffffffffffffffll, removed_time = never_time, time;
    struct object callback;
    LONG references;
    unsigned int i;

    if (!check_callback_allocator(&never, 4, 100, "6.10"))
        return;
    removed = create_callback_allocator(4, 100);
    init_callback(&callback);
    set_notify(removed, &callback);
    set_notify(removed, NULL);
    references = callback.references;

    for (i = 0; i < 200; i++)
    {
        if ((time = time_cycles(never, 500)) < never_time)
            never_time = time;
        if ((time = time_cycles(removed, 500)) < removed_time)
            removed_time = time;
    }
    ok(!callback.calls && callback.references == references, "6.10: the removed callback was touched.\n");
    ok(removed_time < 2 * never_time + 100, "6.10: %s ticks with a removed callback, %s without any.\n",
       wine_dbgstr_longlong(removed_time), wine_dbgstr_longlong(never_time));
    destroy(never);
    destroy(removed);
}

START_TEST(notify)
{
    run_tests(test_set_notify, test_free_count, test_when_called, test_return_value, test_cost);
}
