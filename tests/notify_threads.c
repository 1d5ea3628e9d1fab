/*
 * The notification among threads: a callback or an allocator that goes during the call, and exact counts.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#define COBJMACROS
#include "gate.h"

/* The callback is replaced while its call is under way on another thread; only the allocator holds it. */
static void test_replaced_during_call(void)
{
    IMemAllocatorCallbackTemp *allocator;
    struct object callback, other;
    struct gate gate;
    IMediaSample *samples[2];
    unsigned int i;
    HANDLE releaser;

    if (!check_callback_allocator(&allocator, 2, 100, "6.6"))
        return;
    for (i = 0; i < 2; i++)
    {
        winetest_push_context(i ? "removed" : "replaced");
        init_callback(&other);
        init_gate(&gate, &callback, allocator);
        object_Release(&callback);
        samples[0] = get_sample(base(allocator));
        samples[1] = get_sample(base(allocator));
        releaser = start_thread(release_thread, samples[0]);
        wait_for(gate.entered, "6.6");

        check_hr(set_notify(allocator, i ? NULL : &other), S_OK, "6.6");
        ok(is_running(releaser), "6.6: the call is over.\n");
        ok(!callback.destroyed || windows_differs(callback.destroyed),
           "6.6: the callback was destroyed in its call.\n");
        IMediaSample_Release(samples[1]);
        ok(callback.calls == 1, "6.6: the callback that was replaced was called %ld times.\n", callback.calls);
        ok(other.calls == (i ? 0 : 1), "6.6: the callback that replaced it was called %ld times.\n", other.calls);
        SetEvent(gate.go);
        join_thread(releaser, "6.6");
        ok(callback.destroyed == 1, "6.6: the callback was destroyed %ld times.\n", callback.destroyed);
        set_notify(allocator, NULL);
        ok(other.refcount == 1, "6.6: the other callback has %ld references.\n", other.refcount);
        close_gate(&gate);
        winetest_pop_context();
    }
    destroy(allocator);
}

/* The last reference goes on this thread while the call is under way on another. */
static void test_released_during_call(void)
{
    IMemAllocatorCallbackTemp *allocator;
    struct object callback;
    IMediaSample *sample;
    struct gate gate;
    unsigned int i;
    HANDLE releaser;

    if (!check_outlives_callback("6.7"))
        return;
    for (i = 0; i < 2; i++)
    {
        winetest_push_context(i ? "decommitted" : "committed");
        allocator = create_callback_allocator(2, 100);
        init_gate(&gate, &callback, allocator);
        object_Release(&callback);
        sample = get_sample(base(allocator));
        releaser = start_thread(release_thread, sample);
        wait_for(gate.entered, "6.7");
        if (i)
            IMemAllocatorCallbackTemp_Decommit(allocator);
        IMemAllocatorCallbackTemp_Release(allocator);
        ok(!callback.destroyed, "6.7: the callback was destroyed in its call.\n");
        check_unloadable(S_FALSE, "6.7");
        SetEvent(gate.go);
        join_thread(releaser, "6.7");
        ok(gate.free_count == 2, "6.7: %ld samples are free in the call.\n", gate.free_count);
        ok(callback.destroyed == 1, "6.7: the callback was destroyed %ld times.\n", callback.destroyed);
        check_unloadable(S_OK, "6.7");
        close_gate(&gate);
        winetest_pop_context();
    }
}

#define SUSPENSIONS 400

struct suspension
{
    IMemAllocatorCallbackTemp *allocator;
    struct object callbacks[2];
    HANDLE releaser;
    volatile LONG stop;
    volatile LONG cycles;
    volatile LONG rounds;
    unsigned int caught, broken_promises;
};

static DWORD WINAPI suspended_thread(void *context)
{
    struct suspension *suspension = context;
    IMediaSample *sample;

    while (!suspension->stop)
    {
        if (IMemAllocatorCallbackTemp_GetBuffer(suspension->allocator, &sample, NULL, NULL, 0) == S_OK)
            IMediaSample_Release(sample);
        InterlockedIncrement(&suspension->cycles);
    }
    return 0;
}

/* Stops the releasing thread wherever it is and replaces the callback. If the sample is still out then, the one that was
 * replaced may not be called for it, nor ever. */
static DWORD WINAPI suspending_thread(void *context)
{
    struct suspension *suspension = context;
    struct object *current, *next;
    CONTEXT registers;
    LONG cycles, calls;
    unsigned int i;
    BOOL out;

    for (i = 0; i < SUSPENSIONS; i++)
    {
        current = &suspension->callbacks[i % 2];
        next = &suspension->callbacks[(i + 1) % 2];
        SuspendThread(suspension->releaser);
        /* Only this waits until the thread has really stopped. */
        registers.ContextFlags = CONTEXT_CONTROL;
        GetThreadContext(suspension->releaser, &registers);
        set_notify(suspension->allocator, next);
        out = !get_free_count(suspension->allocator);
        calls = current->calls;
        cycles = suspension->cycles;
        ResumeThread(suspension->releaser);
        while (suspension->cycles - cycles < 2)
            SwitchToThread();
        if (out)
        {
            suspension->caught++;
            if (current->calls != calls)
                suspension->broken_promises++;
        }
        suspension->rounds++;
    }
    suspension->stop = TRUE;
    return 0;
}

static void test_replaced_before_put(void)
{
    IMemAllocatorCallbackTemp *allocator;
    static struct suspension suspension;
    HANDLE suspender;
    LONG rounds;
    DWORD wait;

    if (!check_callback_allocator(&allocator, 1, 100, "6.6"))
        return;
    if (!target_survives(CRASHES_WINE | CRASHES_WINDOWS) || target.observed)
    {
        skip("6.6: A thread that is stopped in the middle of a release may hold this allocator's lock.\n");
        destroy(allocator);
        return;
    }
    suspension.allocator = allocator;
    init_callback(&suspension.callbacks[0]);
    init_callback(&suspension.callbacks[1]);
    set_notify(allocator, &suspension.callbacks[0]);
    suspension.releaser = start_thread(suspended_thread, &suspension);
    suspender = start_thread(suspending_thread, &suspension);
    /* A busy machine may need long for all rounds, but not for one. */
    do
    {
        rounds = suspension.rounds;
        wait = WaitForSingleObject(suspender, TIMEOUT);
    } while (wait && suspension.rounds != rounds);
    ok(!wait, "6.6: SetNotify waits for a thread that is in the middle of a release.\n");
    if (wait)
    {
        suspension.stop = TRUE;
        while (ResumeThread(suspension.releaser) > 1)
            ;
        return;
    }
    CloseHandle(suspender);
    join_thread(suspension.releaser, "6.6");
    set_notify(allocator, NULL);
    ok(!suspension.broken_promises,
       "6.6: %u of %u times a callback was called for a sample that was still out when it was "
       "replaced.\n",
       suspension.broken_promises, suspension.caught);
    ok(suspension.callbacks[0].refcount == 1 && suspension.callbacks[1].refcount == 1,
       "6.1, 6.6: the callbacks have %ld and %ld references.\n", suspension.callbacks[0].refcount,
       suspension.callbacks[1].refcount);
    ok(suspension.callbacks[0].calls + suspension.callbacks[1].calls == suspension.cycles,
       "6.3, 6.9: %ld and %ld calls for %ld releases.\n", suspension.callbacks[0].calls, suspension.callbacks[1].calls,
       suspension.cycles);
    if (winetest_debug > 1)
        trace("Stopped %u of %u times with the sample out.\n", suspension.caught, SUSPENSIONS);
    destroy(allocator);
}

#define WORKERS 4
#define CYCLES  2000

struct crowd
{
    IMemAllocatorCallbackTemp *allocator;
    struct object *callbacks;
    volatile LONG releases, failures, wrong_thread, finished;
    DWORD tls;
};

/* Each call is made on the thread that releases, before Release returns: so each thread sees its own calls grow by one. */
static void count_for_thread(struct object *callback)
{
    struct crowd *crowd = callback->context;

    TlsSetValue(crowd->tls, (void *)((ULONG_PTR)TlsGetValue(crowd->tls) + 1));
}

static DWORD WINAPI crowd_worker(void *context)
{
    struct crowd *crowd = context;
    IMediaSample *sample;
    unsigned int i;

    for (i = 0; i < CYCLES; i++)
    {
        if (IMemAllocatorCallbackTemp_GetBuffer(crowd->allocator, &sample, NULL, NULL, 0) != S_OK)
        {
            InterlockedIncrement(&crowd->failures);
            continue;
        }
        IMediaSample_Release(sample);
        InterlockedIncrement(&crowd->releases);
        if ((ULONG_PTR)TlsGetValue(crowd->tls) != i + 1)
            InterlockedIncrement(&crowd->wrong_thread);
    }
    InterlockedIncrement(&crowd->finished);
    return 0;
}

/* There is always a callback, so none of the calls may be missing, whoever gets it. */
static DWORD WINAPI crowd_setter(void *context)
{
    struct crowd *crowd = context;
    unsigned int i;

    for (i = 0; crowd->finished < WORKERS; i++)
    {
        set_notify(crowd->allocator, &crowd->callbacks[i % 2]);
        SwitchToThread();
    }
    return 0;
}

static void test_crowd(void)
{
    IMemAllocatorCallbackTemp *allocator;
    HANDLE workers[WORKERS], setter;
    static struct object callbacks[2];
    static struct crowd crowd;
    unsigned int i, with_setter;
    BOOL ended;

    if (!check_callback_allocator(&allocator, 3, 100, "6.9"))
        return;

    for (with_setter = 0; with_setter < 2; with_setter++)
    {
        winetest_push_context(with_setter ? "callbacks change" : "one callback");
        memset(&crowd, 0, sizeof(crowd));
        crowd.allocator = allocator;
        crowd.callbacks = callbacks;
        crowd.tls = TlsAlloc();
        for (i = 0; i < 2; i++)
        {
            init_callback(&callbacks[i]);
            callbacks[i].context = &crowd;
            callbacks[i].on_notify = count_for_thread;
        }
        set_notify(allocator, &callbacks[0]);
        for (i = 0; i < WORKERS; i++)
            workers[i] = start_thread(crowd_worker, &crowd);
        setter = with_setter ? start_thread(crowd_setter, &crowd) : NULL;
        ended = wait_for_all(workers, WORKERS, &crowd.releases);
        ok(ended, "6.9: for %u ms nothing moved, and %ld of %u threads have finished.\n", TIMEOUT, crowd.finished,
           WORKERS);
        if (!ended)
        {
            winetest_pop_context();
            return;
        }
        for (i = 0; i < WORKERS; i++)
            CloseHandle(workers[i]);
        if (setter)
            join_thread(setter, "6.9");
        set_notify(allocator, NULL);
        ok(!crowd.failures, "6.9: GetBuffer failed %ld times.\n", crowd.failures);
        ok(crowd.releases == WORKERS * CYCLES, "6.9: there were %ld releases.\n", crowd.releases);
        ok(callbacks[0].calls + callbacks[1].calls == crowd.releases, "6.9: %ld and %ld calls for %ld releases.\n",
           callbacks[0].calls, callbacks[1].calls, crowd.releases);
        ok(!crowd.wrong_thread, "6.3, 6.9: %ld calls were late or on another thread.\n", crowd.wrong_thread);
        ok(callbacks[0].refcount == 1 && callbacks[1].refcount == 1,
           "6.1, 6.6: the callbacks have %ld and %ld references.\n", callbacks[0].refcount, callbacks[1].refcount);
        ok(!callbacks[0].destroyed && !callbacks[1].destroyed, "6.6: a callback was destroyed.\n");
        ok(get_free_count(allocator) == 3, "6.8, 6.9: %ld samples are free.\n", get_free_count(allocator));
        TlsFree(crowd.tls);
        winetest_pop_context();
    }
    destroy(allocator);
}

START_TEST(notify_threads)
{
    run_tests(test_replaced_during_call, test_released_during_call, test_replaced_before_put, test_crowd);
}
