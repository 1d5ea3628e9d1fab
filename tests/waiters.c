/*
 * Threads that wait in GetBuffer when the last reference goes: each is served, and then all is freed.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#define COBJMACROS
#include "callback.h"
#include "thread.h"

#define MAX_WAITERS 3

/* Nobody references the allocator any more, and it was not decommitted: Windows leaks it. */
#define check_gone(pointer, rows) \
    do \
    { \
        BOOL mapped_ = is_mapped(pointer); \
        ok(!mapped_ || windows_differs(mapped_), rows ": the memory leaked.\n"); \
    } while (0)

/* The index of the one thread that has returned from GetBuffer. */
static unsigned int wait_for_served(struct getter **getters, unsigned int count)
{
    HANDLE threads[MAX_WAITERS];
    unsigned int i;
    DWORD wait;

    for (i = 0; i < count; i++)
        threads[i] = getters[i]->thread;
    wait = WaitForMultipleObjects(count, threads, FALSE, TIMEOUT);
    ok(wait < count, "1.11: no thread was served, result %#lx.\n", wait);
    return wait < count ? wait : count;
}

static void test_served(unsigned int buffers, unsigned int waiters)
{
    IMemAllocator *allocator = create_committed(buffers, 1000, 1, 0);
    IMediaSample *samples[2], *sample;
    struct getter getters[MAX_WAITERS], *waiting[MAX_WAITERS];
    unsigned int i, served;
    BYTE *pointers[2];
    ULONG ref;

    winetest_push_context("%u buffers, %u threads", buffers, waiters);
    get_samples(allocator, samples, pointers, buffers);
    for (i = 0; i < waiters; i++)
    {
        waiting[i] = &getters[i];
        start_waiter(&getters[i], allocator, "1.11");
    }
    /* A thread in GetBuffer is no reference that shows. */
    ref = IMemAllocator_Release(allocator);
    ok(!ref || windows_differs(ref == 1), "1.8, 1.11: %lu references are left.\n", ref);
    for (i = 0; i < waiters; i++)
        ok(wait_until_asleep(getters[i].thread), "1.11: thread %u was not left waiting.\n", i);

    /* Each release serves one of them. */
    sample = samples[0];
    while (waiters)
    {
        ref = IMediaSample_Release(sample);
        ok(!ref, "1.11: the sample has %lu references.\n", ref);
        if ((served = wait_for_served(waiting, waiters)) == waiters)
            break;
        CloseHandle(waiting[served]->thread);
        ok(waiting[served]->hr == S_OK && is_same_sample(waiting[served]->sample, sample, pointers[0]),
           "1.11: got hr %#lx, sample %p, not %p.\n", waiting[served]->hr, waiting[served]->sample, sample);
        if (waiting[served]->hr != S_OK)
            break;
        sample = waiting[served]->sample;
        waiting[served] = waiting[--waiters];
        for (i = 0; i < waiters; i++)
            ok(is_running(waiting[i]->thread), "1.11: one sample served two threads.\n");
        ok(is_mapped(pointers[0]), "1.11: the memory is gone while a sample is out.\n");
        memset(pointers[0], 0x11 * (waiters + 1), 1000);
    }
    if (!waiters)
    {
        samples[0] = sample;
        for (i = 0; i < buffers; i++)
        {
            ok(is_mapped(pointers[i]), "1.11: the memory is gone while a sample is out.\n");
            ref = IMediaSample_Release(samples[i]);
            ok(!ref, "1.11: the sample has %lu references.\n", ref);
        }
        check_gone(pointers[0], "1.8, 1.11");
    }
    winetest_pop_context();
}

static void test_waiters(void)
{
    HRESULT hr;

    if (!target_survives(CRASHES_WINE))
    {
        skip("1.11: This allocator frees the memory under its samples.\n");
        return;
    }
    test_served(1, 1);
    test_served(2, 1);
    test_served(1, MAX_WAITERS);
    test_served(2, 2);
    if (target.can_unload)
    {
        hr = can_unload_now();
        ok(hr == S_OK || windows_differs(hr == S_FALSE), "1.8, 1.11: DllCanUnloadNow returned %#lx.\n", hr);
    }
}

/* The callback is told of each release, and goes with the allocator. */
static void test_notified(void)
{
    IMemAllocatorCallbackTemp *allocator;
    struct object callback;
    struct getter getter;
    IMediaSample *sample;
    BYTE *pointer;

    if (!check_callback_allocator(&allocator, 1, 100, "1.11"))
        return;
    init_callback(&callback);
    set_notify(allocator, &callback);
    sample = get_sample(base(allocator));
    pointer = get_pointer(sample);
    start_waiter(&getter, base(allocator), "1.11");
    IMemAllocatorCallbackTemp_Release(allocator);
    ok(callback.refcount == 2, "1.9, 1.11: the callback has %ld references.\n", callback.refcount);
    IMediaSample_Release(sample);
    join_thread(getter.thread, "1.11");
    ok(getter.hr == S_OK && is_same_sample(getter.sample, sample, pointer), "1.11: got hr %#lx, sample %p.\n",
       getter.hr, getter.sample);
    ok(callback.calls == 1, "1.11, 6.3: the callback was called %ld times.\n", callback.calls);
    if (getter.hr != S_OK)
        return;
    IMediaSample_Release(getter.sample);
    ok(callback.calls == 2, "1.11, 6.3: the callback was called %ld times.\n", callback.calls);
    ok(callback.refcount == 1 || windows_differs(callback.refcount == 2),
       "1.9, 1.11: the callback has %ld references.\n", callback.refcount);
    check_gone(pointer, "1.8, 1.11");
}

/* With a Decommit the last sample frees everything on Windows too: the waiters are told, and leave before it. */
static void test_decommitted(void)
{
    IMemAllocator *allocator;
    struct getter getter;
    IMediaSample *sample;
    BYTE *pointer;

    if (!target_survives(CRASHES_WINE))
    {
        skip("1.11: This allocator frees the memory under its samples.\n");
        return;
    }
    allocator = create_committed(1, 1000, 1, 0);
    sample = get_sample(allocator);
    pointer = get_pointer(sample);
    start_waiter(&getter, allocator, "1.11");
    IMemAllocator_Decommit(allocator);
    join_thread(getter.thread, "1.11, 4.5");
    ok(getter.hr == VFW_E_NOT_COMMITTED && !getter.sample, "1.11, 4.5: got hr %#lx, sample %p.\n", getter.hr,
       getter.sample);
    IMemAllocator_Release(allocator);
    ok(is_mapped(pointer), "1.8, 1.11: the memory is gone while a sample is out.\n");
    IMediaSample_Release(sample);
    ok(!is_mapped(pointer), "1.8, 1.11: the memory leaked.\n");
}

START_TEST(waiters)
{
    run_tests(test_decommitted, test_waiters, test_notified);
}
