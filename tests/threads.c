/*
 * GetBuffer that blocks, and what wakes it: a release, a Decommit, and both against Commit from many threads at once.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#define COBJMACROS
#include "callback.h"
#include "thread.h"

static void test_blocks_until_release(void)
{
    IMemAllocator *allocator = create_committed(1, 100, 1, 0);
    IMediaSample *sample = get_sample(allocator);
    BYTE *pointer = get_pointer(sample);
    struct getter getter;
    ULONG ref;

    start_waiter(&getter, allocator, "5.1");
    IMediaSample_AddRef(sample);
    IMediaSample_Release(sample);
    ok(is_running(getter.thread), "5.1: GetBuffer returned %#lx with no sample free.\n", getter.hr);
    IMediaSample_Release(sample);
    join_thread(getter.thread, "5.1, 5.4");
    ok(getter.hr == S_OK, "5.1: got hr %#lx.\n", getter.hr);
    ok(is_same_sample(getter.sample, sample, pointer), "5.1, 5.4: got sample %p, not %p.\n", getter.sample, sample);
    if (getter.hr == S_OK)
    {
        ref = get_refcount(getter.sample);
        ok(ref == 1, "5.1: the sample has %lu references.\n", ref);
        IMediaSample_Release(getter.sample);
    }
    IMemAllocator_Decommit(allocator);
    IMemAllocator_Release(allocator);
}

#define GETTERS 4

/* As many samples come back as threads wait, one right after the other: each is a wake-up of its own. */
static void test_every_release_wakes(void)
{
    IMemAllocator *allocator = create_committed(GETTERS, 100, 1, 0);
    struct getter getters[GETTERS];
    IMediaSample *samples[GETTERS];
    unsigned int round, i, j;

    for (round = 0; round < 20; round++)
    {
        for (i = 0; i < GETTERS; i++)
            samples[i] = get_sample(allocator);
        /* Some rounds with threads that sleep, the others with threads that may be anywhere. */
        for (i = 0; i < GETTERS; i++)
        {
            if (round < 3)
                start_waiter(&getters[i], allocator, "5.1");
            else
                start_getter(&getters[i], allocator);
        }
        for (i = 0; i < GETTERS; i++)
            ok(is_running(getters[i].thread), "5.1: thread %u returned %#lx with no sample free.\n", i, getters[i].hr);
        for (i = 0; i < GETTERS; i++)
            IMediaSample_Release(samples[i]);
        for (i = 0; i < GETTERS; i++)
        {
            join_thread(getters[i].thread, "5.1, 5.4");
            ok(getters[i].hr == S_OK, "5.1: thread %u got hr %#lx.\n", i, getters[i].hr);
            for (j = 0; j < i; j++)
                ok(getters[i].sample != getters[j].sample, "5.1: threads %u and %u got the same sample.\n", i, j);
        }
        for (i = 0; i < GETTERS; i++)
        {
            if (getters[i].hr == S_OK)
                IMediaSample_Release(getters[i].sample);
        }
    }
    IMemAllocator_Decommit(allocator);
    IMemAllocator_Release(allocator);
}

/* A thread that has no sample to wait for is no reason for another to sleep on: one release, one thread, again and again. */
static void test_one_by_one(void)
{
    IMemAllocator *allocator = create_committed(1, 100, 1, 0);
    struct getter getters[GETTERS];
    IMediaSample *sample = get_sample(allocator);
    BYTE *pointer = get_pointer(sample);
    unsigned int i, served;
    HANDLE threads[GETTERS];
    DWORD wait;

    for (i = 0; i < GETTERS; i++)
    {
        start_waiter(&getters[i], allocator, "5.1");
        threads[i] = getters[i].thread;
    }
    for (served = 0; served < GETTERS; served++)
    {
        IMediaSample_Release(sample);
        wait = WaitForMultipleObjects(GETTERS - served, threads, FALSE, TIMEOUT);
        ok(wait < GETTERS, "5.1, 5.4: no thread was woken, result %#lx.\n", wait);
        if (wait >= GETTERS)
            break;
        for (i = 0; getters[i].thread != threads[wait]; i++)
            ;
        ok(getters[i].hr == S_OK, "5.1: got hr %#lx.\n", getters[i].hr);
        ok(is_same_sample(getters[i].sample, sample, pointer), "5.1: got sample %p.\n", getters[i].sample);
        if (getters[i].hr != S_OK)
            break;
        sample = getters[i].sample;
        threads[wait] = threads[GETTERS - served - 1];
    }
    if (served == GETTERS)
        IMediaSample_Release(sample);
    IMemAllocator_Decommit(allocator);
    for (i = 0; i < GETTERS; i++)
        join_thread(getters[i].thread, "4.5");
    IMemAllocator_Release(allocator);
}

static void test_decommit_wakes(void)
{
    IMemAllocator *allocator = create_committed(1, 100, 1, 0);
    static struct getter getters[GETTERS];
    unsigned int i, round, asleep = 0;
    IMediaSample *sample;
    HRESULT hr;

    for (round = 0; round < 2; round++)
    {
        sample = get_sample(allocator);
        for (i = 0; i < GETTERS; i++)
            start_waiter(&getters[i], allocator, "5.1");
        for (i = 0; i < GETTERS; i++)
            ok(is_running(getters[i].thread), "5.1: thread %u returned %#lx with no sample free.\n", i, getters[i].hr);
        hr = IMemAllocator_Decommit(allocator);
        ok(hr == S_OK, "4.4, 4.5: got hr %#lx.\n", hr);
        for (i = 0; i < GETTERS; i++)
        {
            /* The builtin never wakes them, so there a long wait is only lost time. */
            DWORD wait = WaitForSingleObject(getters[i].thread, target.builtin ? 200 : TIMEOUT);

            todo_builtin ok(!wait && getters[i].hr == VFW_E_NOT_COMMITTED && !getters[i].sample,
                            "4.5: thread %u: wait %#lx, hr %#lx, pointer %p.\n", i, wait, getters[i].hr,
                            getters[i].sample);
            if (wait)
                asleep++;
            CloseHandle(getters[i].thread);
        }
        /* What threads sleep in cannot be given up. */
        if (asleep)
            return;
        IMediaSample_Release(sample);
        check_hr(IMemAllocator_Commit(allocator), S_OK, "4.5");
    }
    IMemAllocator_Decommit(allocator);
    IMemAllocator_Release(allocator);
}

/* A waiter that meets Decommit and, at once, Commit may have been told or may wait on; it may not be forgotten. */
static void test_commit_cancels_decommit(void)
{
    IMemAllocator *allocator;
    struct getter getter;
    IMediaSample *sample, *again;
    unsigned int round;
    BYTE *pointer;
    HRESULT hr;

    if (!target_survives(CRASHES_WINE))
    {
        skip("4.7: A Commit while a Decommit is pending breaks this allocator.\n");
        return;
    }
    allocator = create_committed(1, 100, 1, 0);
    for (round = 0; round < 30; round++)
    {
        sample = get_sample(allocator);
        ok(sample != NULL, "4.7, 4.8: the sample was lost.\n");
        if (!sample)
            break;
        pointer = get_pointer(sample);
        if (round < 2)
            start_waiter(&getter, allocator, "5.1");
        else
            start_getter(&getter, allocator);
        check_hr(IMemAllocator_Decommit(allocator), S_OK, "4.7");
        hr = IMemAllocator_Commit(allocator);
        ok(hr == S_OK, "4.7: got hr %#lx.\n", hr);
        IMediaSample_Release(sample);
        join_thread(getter.thread, "4.7");
        /* The same number of assertions whichever way it went. */
        ok((getter.hr == S_OK && is_same_sample(getter.sample, sample, pointer))
                   || (getter.hr == VFW_E_NOT_COMMITTED && !getter.sample),
           "4.5, 4.7: got hr %#lx, sample %p, not %p.\n", getter.hr, getter.sample, sample);
        again = getter.hr == S_OK ? getter.sample : get_sample(allocator);
        ok(is_same_sample(again, sample, pointer), "4.7: got sample %p, not %p.\n", again, sample);
        ok(!get_sample(allocator), "4.7: there are more samples than buffers.\n");
        if (again)
            IMediaSample_Release(again);
    }

    /* One that starts to wait after the Commit is not troubled by the Decommit before it. */
    sample = get_sample(allocator);
    IMemAllocator_Decommit(allocator);
    IMemAllocator_Commit(allocator);
    start_waiter(&getter, allocator, "4.7");
    IMediaSample_Release(sample);
    join_thread(getter.thread, "4.7");
    ok(getter.hr == S_OK, "4.7: got hr %#lx.\n", getter.hr);
    if (getter.hr == S_OK)
        IMediaSample_Release(getter.sample);
    IMemAllocator_Decommit(allocator);
    IMemAllocator_Release(allocator);
}

#define WORKERS 4
#define BUFFERS 3
#define ROUNDS  1500

struct turmoil
{
    IMemAllocator *allocator;
    volatile LONG owned[BUFFERS];
    volatile LONG double_owned;
    volatile LONG refused;
    volatile LONG unexpected;
    volatile LONG finished;
    volatile LONG served;
    BYTE *lowest;
};

/* Takes and releases until it was served ROUNDS times; a refusal is the controller's doing, so it tries again. */
static DWORD WINAPI turmoil_worker(void *context)
{
    struct turmoil *turmoil = context;
    unsigned int served = 0, index;
    IMediaSample *sample;
    HRESULT hr;

    while (served < ROUNDS)
    {
        hr = IMemAllocator_GetBuffer(turmoil->allocator, &sample, NULL, NULL, 0);
        if (hr == VFW_E_NOT_COMMITTED)
        {
            InterlockedIncrement(&turmoil->refused);
            SwitchToThread();
            continue;
        }
        if (hr != S_OK)
        {
            InterlockedIncrement(&turmoil->unexpected);
            break;
        }
        index = (get_pointer(sample) - turmoil->lowest) / 100;
        if (index >= BUFFERS || InterlockedExchange(&turmoil->owned[index], 1))
            InterlockedIncrement(&turmoil->double_owned);
        else
            InterlockedExchange(&turmoil->owned[index], 0);
        IMediaSample_Release(sample);
        InterlockedIncrement(&turmoil->served);
        served++;
    }
    InterlockedIncrement(&turmoil->finished);
    return 0;
}

static DWORD WINAPI turmoil_controller(void *context)
{
    struct turmoil *turmoil = context;

    while (turmoil->finished < WORKERS)
    {
        if (IMemAllocator_Decommit(turmoil->allocator) != S_OK)
            InterlockedIncrement(&turmoil->unexpected);
        if (IMemAllocator_Commit(turmoil->allocator) != S_OK)
            InterlockedIncrement(&turmoil->unexpected);
        /* Room for the workers where there is one processor. */
        SwitchToThread();
    }
    return 0;
}

static void test_turmoil(void)
{
    IMediaSample *samples[BUFFERS];
    /* Not on the stack: threads that are forgotten go on. */
    static struct turmoil turmoil;
    HANDLE workers[WORKERS], controller;
    unsigned int i;
    BOOL ended;

    if (!target_survives(CRASHES_WINE))
    {
        skip("4.8: Commit against Decommit breaks this allocator.\n");
        return;
    }
    memset(&turmoil, 0, sizeof(turmoil));
    turmoil.allocator = create_committed(BUFFERS, 100, 1, 0);
    turmoil.lowest = (BYTE *)~(ULONG_PTR)0;
    for (i = 0; i < BUFFERS; i++)
    {
        samples[i] = get_sample(turmoil.allocator);
        if (get_pointer(samples[i]) < turmoil.lowest)
            turmoil.lowest = get_pointer(samples[i]);
    }
    for (i = 0; i < BUFFERS; i++)
        IMediaSample_Release(samples[i]);

    for (i = 0; i < WORKERS; i++)
        workers[i] = start_thread(turmoil_worker, &turmoil);
    controller = start_thread(turmoil_controller, &turmoil);
    ended = wait_for_all(workers, WORKERS, &turmoil.served);
    ok(ended, "4.8: for %u ms nothing moved, and %ld of %u threads have finished.\n", TIMEOUT, turmoil.finished,
       WORKERS);
    if (!ended)
    {
        /* Whoever sleeps forgotten keeps the allocator; nothing more can be said of it. */
        turmoil.finished = WORKERS;
        WaitForSingleObject(controller, TIMEOUT);
        return;
    }
    join_thread(controller, "4.8");
    for (i = 0; i < WORKERS; i++)
        CloseHandle(workers[i]);
    ok(!turmoil.double_owned, "4.8: a buffer was handed to two threads %ld times.\n", turmoil.double_owned);
    ok(!turmoil.unexpected, "4.8: there were %ld unexpected results.\n", turmoil.unexpected);

    /* All samples are back, each once. */
    for (i = 0; i < BUFFERS; i++)
    {
        samples[i] = get_sample(turmoil.allocator);
        ok(samples[i] != NULL, "4.8: sample %u was lost.\n", i);
    }
    ok(!get_sample(turmoil.allocator), "4.8: there are more samples than buffers.\n");
    for (i = 0; i < BUFFERS; i++)
    {
        if (samples[i])
            IMediaSample_Release(samples[i]);
    }
    IMemAllocator_Decommit(turmoil.allocator);
    IMemAllocator_Release(turmoil.allocator);
}

START_TEST(threads)
{
    run_tests(test_blocks_until_release, test_every_release_wakes, test_one_by_one, test_decommit_wakes,
              test_commit_cancels_decommit, test_turmoil);
}
