/*
 * Application code among threads: none of it runs inside the allocator's lock, so no thread waits for it.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#define COBJMACROS
#include "gate.h"

/* Another thread that uses the allocator while the first is inside application code. It ends at once, or, where the
 * allocator's lock is held, when that code has returned. */
struct probe
{
    IMemAllocatorCallbackTemp *allocator;
    struct object *set; /* passed to SetNotify if not NULL */
    DWORD thread;       /* the thread whose calls are probed */
    BOOL active;
    HANDLE started;
    volatile BOOL done;
    unsigned int probes, blocked;
    HANDLE threads[8]; /* those that are not ended yet */
    unsigned int thread_count;
};

static DWORD WINAPI probe_thread(void *context)
{
    struct probe *probe = context;
    ALLOCATOR_PROPERTIES properties;
    IMediaSample *sample;

    SetEvent(probe->started);
    get_free_count(probe->allocator);
    IMemAllocatorCallbackTemp_GetProperties(probe->allocator, &properties);
    IMemAllocatorCallbackTemp_Commit(probe->allocator);
    if ((sample = get_sample(base(probe->allocator))))
        IMediaSample_Release(sample);
    if (probe->set)
        set_notify(probe->allocator, probe->set);
    probe->done = TRUE;
    return 0;
}

static void run_probe(struct object *callback)
{
    struct probe *probe = callback->context;
    HANDLE thread;

    /* The probing thread itself runs callbacks too. */
    if (!probe->active || GetCurrentThreadId() != probe->thread || probe->thread_count == ARRAY_SIZE(probe->threads))
        return;
    probe->active = probe->done = FALSE;
    probe->started = create_event();
    thread = probe->threads[probe->thread_count++] = start_thread(probe_thread, probe);
    probe->probes++;
    /* A thread also sleeps while it is made and while it ends. */
    wait_for(probe->started, "6.2");
    CloseHandle(probe->started);
    if (wait_until_asleep(thread) && !probe->done)
        probe->blocked++;
    probe->active = TRUE;
}

static void init_probe(struct probe *probe, IMemAllocatorCallbackTemp *allocator)
{
    memset(probe, 0, sizeof(*probe));
    probe->allocator = allocator;
    probe->thread = GetCurrentThreadId();
    probe->active = TRUE;
}

/* Where a probe was blocked it goes on now, and no later. */
static void join_probes(struct probe *probe)
{
    unsigned int i;

    for (i = 0; i < probe->thread_count; i++)
        join_thread(probe->threads[i], "6.2");
    probe->thread_count = 0;
}

static HRESULT set_notify_probed(struct probe *probe, struct object *callback)
{
    HRESULT hr = set_notify(probe->allocator, callback);

    join_probes(probe);
    return hr;
}

#define check_probes(probe, count, method) \
    do \
    { \
        ok((probe)->probes == (count), "6.1, 6.2: up to " method " there were %u calls.\n", (probe)->probes); \
        ok(!(probe)->blocked || windows_differs((probe)->blocked), "6.2: " method " was called inside the lock.\n"); \
    } while (0)

static void test_references_outside_lock(void)
{
    struct object first, second, third;
    IMemAllocatorCallbackTemp *allocator;
    struct probe probe;
    unsigned int i;
    LONG late;

    if (!check_callback_allocator(&allocator, 2, 100, "6.2"))
        return;

    for (i = 0; i < 2; i++)
    {
        winetest_push_context(i ? "the other thread calls SetNotify" : "the other thread does not call SetNotify");
        init_callback(&first);
        init_callback(&second);
        init_callback(&third);
        init_probe(&probe, allocator);
        probe.set = i ? &third : NULL;
        first.context = second.context = &probe;

        /* Outside the lock, the other thread's SetNotify is made before this one's takes effect; inside, after it. */
        first.on_addref = run_probe;
        set_notify_probed(&probe, &first);
        check_probes(&probe, 1, "AddRef");
        late = i && probe.blocked;
        ok(first.refcount == 2 - late && third.refcount == 1 + late,
           "6.1, 6.2: the callback has %ld references, the other thread's %ld.\n", first.refcount, third.refcount);
        first.on_addref = NULL;
        if (late)
            set_notify(allocator, &first);

        /* In either case the other thread's is the last when Release is called. */
        first.on_release = run_probe;
        set_notify_probed(&probe, &second);
        check_probes(&probe, 2, "Release");
        ok(first.refcount == 1, "6.1, 6.2: the earlier callback has %ld references.\n", first.refcount);
        ok(second.refcount == (i ? 1 : 2) && third.refcount == (i ? 2 : 1),
           "6.1, 6.2: the callback has %ld references, the other thread's %ld.\n", second.refcount, third.refcount);
        first.on_release = NULL;
        if (!i)
        {
            second.on_release = run_probe;
            set_notify_probed(&probe, NULL);
            check_probes(&probe, 3, "Release");
            second.on_release = NULL;
        }
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
    struct object callback;
    IMediaSample *samples[2];
    struct probe probe;

    if (!check_callback_allocator(&allocator, 2, 100, "6.4"))
        return;
    init_callback(&callback);
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
    join_probes(&probe);
    set_notify(allocator, NULL);
    destroy(allocator);
}

struct everything
{
    IMemAllocatorCallbackTemp *allocator;
    struct object *callback;
};

static DWORD WINAPI everything_thread(void *context)
{
    struct everything *everything = context;
    IMemAllocatorCallbackTemp *allocator = everything->allocator;
    ALLOCATOR_PROPERTIES properties;
    struct object other;
    IMediaSample *sample;

    ok(get_free_count(allocator) == 1, "6.4, 6.8: %ld samples are free.\n", get_free_count(allocator));
    sample = get_sample(base(allocator));
    ok(sample != NULL, "6.4: there is no sample.\n");
    if (sample)
        IMediaSample_Release(sample);
    ok(everything->callback->calls == 2, "6.3, 6.4: called %ld times.\n", everything->callback->calls);
    ok(everything->callback->thread == GetCurrentThreadId(), "6.3: called on thread %#lx.\n",
       everything->callback->thread);

    init_callback(&other);
    check_hr(set_notify(allocator, &other), S_OK, "6.4");
    sample = get_sample(base(allocator));
    if (sample)
        IMediaSample_Release(sample);
    ok(other.calls == 1, "6.4, 6.6: called %ld times.\n", other.calls);
    check_hr(set_notify(allocator, everything->callback), S_OK, "6.4");
    ok(other.refcount == 1, "6.1, 6.4: the callback has %ld references.\n", other.refcount);

    check_hr(IMemAllocatorCallbackTemp_GetProperties(allocator, &properties), S_OK, "6.4");
    check_hr(IMemAllocatorCallbackTemp_Decommit(allocator), S_OK, "6.4");
    check_hr(set_properties(base(allocator), 1, 200, 1, 0), S_OK, "6.4");
    check_hr(IMemAllocatorCallbackTemp_Commit(allocator), S_OK, "6.4");
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
    struct object callback;
    HANDLE releaser, worker;
    IMediaSample *sample;
    struct getter getter;
    struct gate gate;

    if (!check_callback_allocator(&allocator, 1, 100, "6.4"))
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
    start_waiter(&getter, base(allocator), "5.1");
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

START_TEST(notify_lock)
{
    run_tests(test_references_outside_lock, test_call_outside_lock, test_blocked_call);
}
