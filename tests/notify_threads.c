/*
 * The notification among threads: no lock held while the application's code runs, who is kept alive, and exact counts.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#define COBJMACROS
#include "callback.h"
#include "thread.h"

static IMemAllocator *base(IMemAllocatorCallbackTemp *allocator)
{
    return (IMemAllocator *)allocator;
}

static void destroy(IMemAllocatorCallbackTemp *allocator)
{
    IMemAllocatorCallbackTemp_SetNotify(allocator, NULL);
    IMemAllocatorCallbackTemp_Decommit(allocator);
    IMemAllocatorCallbackTemp_Release(allocator);
}

/* Another thread that uses the allocator while the first is inside application code. It ends at once, or, where the
 * allocator's lock is held, when that code has returned. */
struct probe
{
    IMemAllocatorCallbackTemp *allocator;
    struct callback *set; /* passed to SetNotify if not NULL */
    DWORD thread;         /* the thread whose calls are probed */
    DWORD limit;
    BOOL active;
    unsigned int probes, blocked;
    HANDLE threads[8];
};

static DWORD WINAPI probe_thread(void *context)
{
    struct probe *probe = context;
    ALLOCATOR_PROPERTIES properties;
    IMediaSample *sample;

    get_free_count(probe->allocator);
    IMemAllocatorCallbackTemp_GetProperties(probe->allocator, &properties);
    IMemAllocatorCallbackTemp_Commit(probe->allocator);
    if ((sample = get_sample(base(probe->allocator))))
        IMediaSample_Release(sample);
    if (probe->set)
        set_notify(probe->allocator, probe->set);
    return 0;
}

static void run_probe(struct callback *callback)
{
    struct probe *probe = callback->context;
    HANDLE thread;

    /* The probing thread itself runs callbacks too. */
    if (!probe->active || GetCurrentThreadId() != probe->thread || probe->probes == ARRAY_SIZE(probe->threads))
        return;
    probe->active = FALSE;
    thread = probe->threads[probe->probes++] = start_thread(probe_thread, probe);
    if (WaitForSingleObject(thread, probe->limit) != WAIT_OBJECT_0)
        probe->blocked++;
    probe->active = TRUE;
}

static void init_probe(struct probe *probe, IMemAllocatorCallbackTemp *allocator)
{
    memset(probe, 0, sizeof(*probe));
    probe->allocator = allocator;
    probe->thread = GetCurrentThreadId();
    /* Where the lock may be held, both outcomes are right and the wait is only lost time. */
    probe->limit = target.ours ? TIMEOUT : 300;
    probe->active = TRUE;
}

static void end_probe(struct probe *probe)
{
    unsigned int i;

    probe->active = FALSE;
    for (i = 0; i < probe->probes; i++)
        join_thread(probe->threads[i], "6.2");
}

static void test_references_outside_lock(void)
{
    struct callback first, second, third;
    IMemAllocatorCallbackTemp *allocator;
    struct probe probe;
    unsigned int i;

    allocator = create_callback_allocator(2, 100);
    check_callback_allocator(allocator, "6.2");
    if (!allocator)
        return;

    for (i = 0; i < 2; i++)
    {
        winetest_push_context(i ? "the other thread calls SetNotify" : "the other thread does not call SetNotify");
        callback_init(&first);
        callback_init(&second);
        callback_init(&third);
        init_probe(&probe, allocator);
        probe.set = i ? &third : NULL;
        first.context = second.context = &probe;

        first.on_addref = run_probe;
        set_notify(allocator, &first);
        ok(probe.probes == 1, "6.1, 6.2: AddRef was called %u times.\n", probe.probes);
        ok(!probe.blocked || windows_differs(probe.blocked), "6.2: AddRef was called inside the lock.\n");
        ok(first.refcount == 2, "6.1, 6.2: the callback has %ld references.\n", first.refcount);
        first.on_addref = NULL;
        first.on_release = run_probe;
        set_notify(allocator, &second);
        ok(probe.probes == 2, "6.1, 6.2: Release was called %u times.\n", probe.probes - 1);
        ok(!probe.blocked || windows_differs(probe.blocked), "6.2: Release was called inside the lock.\n");
        ok(first.refcount == 1, "6.1, 6.2: the earlier callback has %ld references.\n", first.refcount);
        first.on_release = NULL;
        if (!i)
        {
            ok(second.refcount == 2, "6.1, 6.2: the callback has %ld references.\n", second.refcount);
            second.on_release = run_probe;
            set_notify(allocator, NULL);
            ok(probe.probes == 3, "6.1, 6.2: Release was called %u times.\n", probe.probes - 2);
            ok(!probe.blocked || windows_differs(probe.blocked), "6.2: Release was called inside the lock.\n");
            second.on_release = NULL;
        }
        else if (!probe.blocked)
        {
            /* The other thread's SetNotify was the last, made when this thread's had taken effect. */
            ok(third.refcount == 2, "6.1, 6.2: the other thread's callback has %ld references.\n", third.refcount);
        }
        end_probe(&probe);
        set_notify(allocator, NULL);
        ok(first.refcount == 1 && second.refcount == 1 && third.refcount == 1,
           "6.1, 6.2: the callbacks have %ld, %ld, %ld references.\n", first.refcount, second.refcount, third.refcount);
        winetest_pop_context();
    }
    destroy(allocator);
}

/* NotifyRelease and the references that go with the call. */
static void test_call_outside_lock(void)
{
    IMemAllocatorCallbackTemp *allocator;
    struct callback callback;
    IMediaSample *samples[2];
    struct probe probe;

    allocator = create_callback_allocator(2, 100);
    check_callback_allocator(allocator, "6.4");
    if (!allocator)
        return;
    callback_init(&callback);
    set_notify(allocator, &callback);
    init_probe(&probe, allocator);
    callback.context = &probe;
    callback.on_notify = callback.on_addref = callback.on_release = run_probe;

    samples[0] = get_sample(base(allocator));
    samples[1] = get_sample(base(allocator));
    IMediaSample_Release(samples[0]);
    ok(probe.probes > 0, "6.3: the callback was not called.\n");
    ok(!probe.blocked, "6.4, 6.2: the callback was called inside the lock.\n");
    /* The last sample of a pending Decommit goes another way. */
    probe.probes = 0;
    IMemAllocatorCallbackTemp_Decommit(allocator);
    IMediaSample_Release(samples[1]);
    ok(probe.probes > 0, "6.3: the callback was not called.\n");
    ok(!probe.blocked, "6.4, 6.2: the callback was called inside the lock.\n");
    callback.on_notify = callback.on_addref = callback.on_release = NULL;
    set_notify(allocator, NULL);
    end_probe(&probe);
    destroy(allocator);
}

/* A callback whose first call waits until the test lets it go on. */
struct gate
{
    IMemAllocatorCallbackTemp *allocator;
    HANDLE entered, go;
    volatile LONG calls;
    LONG free_count;
    BOOL timed_out;
};

static void wait_at_gate(struct callback *callback)
{
    struct gate *gate = callback->context;

    if (InterlockedIncrement(&gate->calls) > 1)
        return;
    SetEvent(gate->entered);
    /* Longer than the test waits for anything else. */
    gate->timed_out = WaitForSingleObject(gate->go, 3 * TIMEOUT) != WAIT_OBJECT_0;
    gate->free_count = get_free_count(gate->allocator);
}

static void init_gate(struct gate *gate, struct callback *callback, IMemAllocatorCallbackTemp *allocator)
{
    memset(gate, 0, sizeof(*gate));
    gate->allocator = allocator;
    gate->entered = create_event();
    gate->go = create_event();
    callback_init(callback);
    callback->context = gate;
    callback->on_notify = wait_at_gate;
    set_notify(allocator, callback);
}

static void close_gate(struct gate *gate)
{
    ok(!gate->timed_out, "6.4: the test did not let the callback go.\n");
    CloseHandle(gate->entered);
    CloseHandle(gate->go);
}

static DWORD WINAPI release_thread(void *context)
{
    IMediaSample_Release((IMediaSample *)context);
    return 0;
}

struct everything
{
    IMemAllocatorCallbackTemp *allocator;
    struct callback *callback;
};

static DWORD WINAPI everything_thread(void *context)
{
    struct everything *everything = context;
    IMemAllocatorCallbackTemp *allocator = everything->allocator;
    ALLOCATOR_PROPERTIES properties;
    struct callback other;
    IMediaSample *sample;
    HRESULT hr;

    ok(get_free_count(allocator) == 1, "6.4, 6.8: %ld samples are free.\n", get_free_count(allocator));
    sample = get_sample(base(allocator));
    ok(sample != NULL, "6.4: there is no sample.\n");
    if (sample)
        IMediaSample_Release(sample);
    ok(everything->callback->calls == 2, "6.3, 6.4: called %ld times.\n", everything->callback->calls);
    ok(everything->callback->thread == GetCurrentThreadId(), "6.3: called on thread %#lx.\n",
       everything->callback->thread);

    callback_init(&other);
    hr = set_notify(allocator, &other);
    ok(hr == S_OK, "6.4: got hr %#lx.\n", hr);
    sample = get_sample(base(allocator));
    if (sample)
        IMediaSample_Release(sample);
    ok(other.calls == 1, "6.4, 6.6: called %ld times.\n", other.calls);
    hr = set_notify(allocator, everything->callback);
    ok(hr == S_OK, "6.4: got hr %#lx.\n", hr);
    ok(other.refcount == 1, "6.1, 6.4: the callback has %ld references.\n", other.refcount);

    hr = IMemAllocatorCallbackTemp_GetProperties(allocator, &properties);
    ok(hr == S_OK, "6.4: got hr %#lx.\n", hr);
    hr = IMemAllocatorCallbackTemp_Decommit(allocator);
    ok(hr == S_OK, "6.4: got hr %#lx.\n", hr);
    hr = set_properties(base(allocator), 1, 200, 1, 0);
    ok(hr == S_OK, "6.4: got hr %#lx.\n", hr);
    hr = IMemAllocatorCallbackTemp_Commit(allocator);
    ok(hr == S_OK, "6.4: got hr %#lx.\n", hr);
    sample = get_sample(base(allocator));
    ok(sample != NULL, "6.4: there is no sample.\n");
    if (sample)
        IMediaSample_Release(sample);
    return 0;
}

static void test_blocked_call(void)
{
    IMemAllocatorCallbackTemp *allocator;
    struct everything everything;
    struct callback callback;
    HANDLE releaser, worker;
    IMediaSample *sample;
    struct getter getter;
    struct gate gate;

    allocator = create_callback_allocator(1, 100);
    check_callback_allocator(allocator, "6.4");
    if (!allocator)
        return;

    init_gate(&gate, &callback, allocator);
    sample = get_sample(base(allocator));
    releaser = start_thread(release_thread, sample);
    wait_for(gate.entered, "6.3");
    everything.allocator = allocator;
    everything.callback = &callback;
    worker = start_thread(everything_thread, &everything);
    join_thread(worker, "6.4");
    ok(is_running(releaser), "6.3: ReleaseBuffer returned before NotifyRelease.\n");
    SetEvent(gate.go);
    join_thread(releaser, "6.4");
    set_notify(allocator, NULL);
    ok(callback.refcount == 1, "6.4, 6.6: the callback has %ld references.\n", callback.refcount);
    close_gate(&gate);

    /* A thread that waits for the sample is woken before the call, not after it. */
    init_gate(&gate, &callback, allocator);
    sample = get_sample(base(allocator));
    start_getter(&getter, base(allocator));
    let_block();
    ok(is_running(getter.thread), "5.1: GetBuffer returned %#lx with no sample free.\n", getter.hr);
    releaser = start_thread(release_thread, sample);
    wait_for(gate.entered, "6.3");
    join_thread(getter.thread, "5.4, 6.4");
    ok(getter.hr == S_OK, "5.4, 6.4: got hr %#lx.\n", getter.hr);
    ok(is_running(releaser), "6.3: ReleaseBuffer returned before NotifyRelease.\n");
    SetEvent(gate.go);
    join_thread(releaser, "6.4");
    ok(callback.calls == 1, "6.3: called %ld times.\n", callback.calls);
    if (getter.hr == S_OK)
        IMediaSample_Release(getter.sample);
    ok(callback.calls == 2, "6.3: called %ld times.\n", callback.calls);
    set_notify(allocator, NULL);
    close_gate(&gate);
    destroy(allocator);
}

/* The callback is replaced while its call is under way on another thread; only the allocator holds it. */
static void test_replaced_during_call(void)
{
    IMemAllocatorCallbackTemp *allocator;
    struct callback callback, other;
    struct gate gate;
    IMediaSample *samples[2];
    unsigned int i;
    HANDLE releaser;
    HRESULT hr;

    allocator = create_callback_allocator(2, 100);
    check_callback_allocator(allocator, "6.6");
    if (!allocator)
        return;
    for (i = 0; i < 2; i++)
    {
        winetest_push_context(i ? "removed" : "replaced");
        callback_init(&other);
        init_gate(&gate, &callback, allocator);
        IMemAllocatorNotifyCallbackTemp_Release(&callback.IMemAllocatorNotifyCallbackTemp_iface);
        samples[0] = get_sample(base(allocator));
        samples[1] = get_sample(base(allocator));
        releaser = start_thread(release_thread, samples[0]);
        wait_for(gate.entered, "6.6");

        hr = set_notify(allocator, i ? NULL : &other);
        ok(hr == S_OK, "6.6: got hr %#lx.\n", hr);
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
    struct callback callback;
    IMediaSample *sample;
    struct gate gate;
    unsigned int i;
    HANDLE releaser;
    HRESULT hr;

    allocator = create_callback_allocator(2, 100);
    check_callback_allocator(allocator, "6.7");
    if (!allocator)
        return;
    destroy(allocator);
    if (!target_survives(CRASHES_WINE | CRASHES_WINDOWS))
    {
        skip("6.7: This allocator may be freed before its callback has returned.\n");
        return;
    }
    for (i = 0; i < 2; i++)
    {
        winetest_push_context(i ? "decommitted" : "committed");
        allocator = create_callback_allocator(2, 100);
        init_gate(&gate, &callback, allocator);
        IMemAllocatorNotifyCallbackTemp_Release(&callback.IMemAllocatorNotifyCallbackTemp_iface);
        sample = get_sample(base(allocator));
        releaser = start_thread(release_thread, sample);
        wait_for(gate.entered, "6.7");
        if (i)
            IMemAllocatorCallbackTemp_Decommit(allocator);
        IMemAllocatorCallbackTemp_Release(allocator);
        ok(!callback.destroyed, "6.7: the callback was destroyed in its call.\n");
        if (target.can_unload)
        {
            hr = target.can_unload();
            ok(hr == S_FALSE, "6.7: DllCanUnloadNow returned %#lx in the call.\n", hr);
        }
        SetEvent(gate.go);
        join_thread(releaser, "6.7");
        ok(gate.free_count == 2, "6.7: %ld samples are free in the call.\n", gate.free_count);
        ok(callback.destroyed == 1, "6.7: the callback was destroyed %ld times.\n", callback.destroyed);
        if (target.can_unload)
        {
            hr = target.can_unload();
            ok(hr == S_OK, "6.7: DllCanUnloadNow returned %#lx.\n", hr);
        }
        close_gate(&gate);
        winetest_pop_context();
    }
}

#define SUSPENSIONS 400

struct suspension
{
    IMemAllocatorCallbackTemp *allocator;
    struct callback callbacks[2];
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
    struct callback *current, *next;
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

    allocator = create_callback_allocator(1, 100);
    check_callback_allocator(allocator, "6.6");
    if (!allocator)
        return;
    if (!target_survives(CRASHES_WINE | CRASHES_WINDOWS))
    {
        skip("6.6: A thread that is stopped in the middle of a release may hold this allocator's lock.\n");
        destroy(allocator);
        return;
    }
    suspension.allocator = allocator;
    callback_init(&suspension.callbacks[0]);
    callback_init(&suspension.callbacks[1]);
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
    struct callback *callbacks;
    volatile LONG releases, failures, wrong_thread, finished;
    DWORD tls;
};

/* Each call is made on the thread that releases, before Release returns: so each thread sees its own calls grow by one. */
static void count_for_thread(struct callback *callback)
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
    struct callback callbacks[2];
    struct crowd crowd;
    unsigned int i, with_setter;
    DWORD wait;

    allocator = create_callback_allocator(3, 100);
    check_callback_allocator(allocator, "6.9");
    if (!allocator)
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
            callback_init(&callbacks[i]);
            callbacks[i].context = &crowd;
            callbacks[i].on_notify = count_for_thread;
        }
        set_notify(allocator, &callbacks[0]);
        for (i = 0; i < WORKERS; i++)
            workers[i] = start_thread(crowd_worker, &crowd);
        setter = with_setter ? start_thread(crowd_setter, &crowd) : NULL;
        wait = WaitForMultipleObjects(WORKERS, workers, TRUE, TIMEOUT);
        ok(wait < WORKERS, "6.9: after %u ms %ld of %u threads have finished.\n", TIMEOUT, crowd.finished, WORKERS);
        if (wait >= WORKERS)
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
    if (!open_target())
        return;

    test_references_outside_lock();
    test_call_outside_lock();
    test_blocked_call();
    test_replaced_during_call();
    test_released_during_call();
    test_replaced_before_put();
    test_crowd();

    close_target();
}
