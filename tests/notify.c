/*
 * SetNotify, GetFreeCount and NotifyRelease on one thread: references, exact counts, and what a callback may do.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#define COBJMACROS
#include "callback.h"

/* The interface as IMemAllocator, which it is (1.2). */
static IMemAllocator *base(IMemAllocatorCallbackTemp *allocator)
{
    return (IMemAllocator *)allocator;
}

/* One GetBuffer and one Release. */
static void cycle(IMemAllocatorCallbackTemp *allocator)
{
    IMediaSample *sample = get_sample(base(allocator));

    if (sample)
        IMediaSample_Release(sample);
}

static void destroy(IMemAllocatorCallbackTemp *allocator)
{
    IMemAllocatorCallbackTemp_SetNotify(allocator, NULL);
    IMemAllocatorCallbackTemp_Decommit(allocator);
    IMemAllocatorCallbackTemp_Release(allocator);
}

static void test_set_notify(void)
{
    IMemAllocatorCallbackTemp *allocator;
    struct callback first, second;
    IMediaSample *sample;
    HRESULT hr;

    allocator = create_callback_allocator(1, 100);
    check_callback_allocator(allocator, "6.1");
    if (!allocator)
        return;
    callback_init(&first);
    callback_init(&second);

    hr = set_notify(allocator, NULL);
    ok(hr == S_OK, "6.1: got hr %#lx.\n", hr);
    hr = set_notify(allocator, &first);
    ok(hr == S_OK, "6.1: got hr %#lx.\n", hr);
    ok(first.refcount == 2, "6.1: the callback has %ld references.\n", first.refcount);
    hr = set_notify(allocator, &first);
    ok(hr == S_OK, "6.1: got hr %#lx.\n", hr);
    ok(first.refcount == 2, "6.1: set again, the callback has %ld references.\n", first.refcount);
    hr = set_notify(allocator, &second);
    ok(hr == S_OK, "6.1: got hr %#lx.\n", hr);
    ok(first.refcount == 1, "6.1: the earlier callback has %ld references.\n", first.refcount);
    ok(second.refcount == 2, "6.1: the callback has %ld references.\n", second.refcount);

    sample = get_sample(base(allocator));
    IMediaSample_Release(sample);
    ok(!first.calls, "6.1, 6.6: the earlier callback was called %ld times.\n", first.calls);
    ok(second.calls == 1, "6.1, 6.3: the callback was called %ld times.\n", second.calls);
    ok(second.refcount == 2, "6.6: after the call the callback has %ld references.\n", second.refcount);

    hr = set_notify(allocator, NULL);
    ok(hr == S_OK, "6.1: got hr %#lx.\n", hr);
    ok(second.refcount == 1, "6.1: the callback has %ld references.\n", second.refcount);
    hr = set_notify(allocator, NULL);
    ok(hr == S_OK, "6.1: got hr %#lx.\n", hr);
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
    HRESULT hr;

    allocator = create_callback_allocator(0, 0);
    check_callback_allocator(allocator, "6.8");
    if (!allocator)
        return;

    hr = IMemAllocatorCallbackTemp_GetFreeCount(allocator, NULL);
    ok(hr == E_POINTER, "6.8: got hr %#lx.\n", hr);
    hr = IMemAllocatorCallbackTemp_GetFreeCount(allocator, &count);
    ok(hr == S_OK, "6.8: got hr %#lx.\n", hr);
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
    struct callback callback;
    IMediaSample *samples[3];
    unsigned int i;
    HRESULT hr;

    allocator = create_callback_allocator(3, 100);
    check_callback_allocator(allocator, "6.3");
    if (!allocator)
        return;
    callback_init(&callback);
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
        hr = IMemAllocatorCallbackTemp_ReleaseBuffer(allocator, samples[1]);
        ok(hr == S_OK, "5.5, 6.3: got hr %#lx.\n", hr);
        ok(callback.calls == 2, "6.3: called %ld times after two releases.\n", callback.calls);
        samples[1] = get_sample(base(allocator));
    }
    if (target_survives(CRASHES_WINE | CRASHES_WINDOWS))
    {
        hr = IMemAllocatorCallbackTemp_ReleaseBuffer(allocator, samples[0]);
        ok(hr == E_INVALIDARG, "5.6, 6.3: got hr %#lx.\n", hr);
        hr = IMemAllocatorCallbackTemp_ReleaseBuffer(allocator, NULL);
        ok(hr == E_POINTER, "5.3, 6.3: got hr %#lx.\n", hr);
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

/* What the callbacks below need to know; a callback acts only once. */
struct scene
{
    IMemAllocatorCallbackTemp *allocator;
    IMediaSample *released, *others[2];
    struct callback *other;
    HRESULT hr;
    LONG free_count;
    BOOL acted;
};

static struct scene *enter_scene(struct callback *callback)
{
    struct scene *scene = callback->context;

    if (scene->acted)
        return NULL;
    scene->acted = TRUE;
    return scene;
}

static void init_scene(struct scene *scene, struct callback *callback, IMemAllocatorCallbackTemp *allocator,
                       void (*on_notify)(struct callback *callback))
{
    set_notify(allocator, NULL);
    memset(scene, 0, sizeof(*scene));
    scene->allocator = allocator;
    callback_init(callback);
    callback->on_notify = on_notify;
    callback->context = scene;
    set_notify(allocator, callback);
}

static void take_sample_back(struct callback *callback)
{
    struct scene *scene = enter_scene(callback);
    IMediaSample *sample = NULL;
    HRESULT hr;
    ULONG ref;

    if (!scene)
        return;
    ok(get_free_count(scene->allocator) == 1, "6.4, 6.8: %ld samples are free in the call.\n",
       get_free_count(scene->allocator));
    hr = IMemAllocatorCallbackTemp_GetBuffer(scene->allocator, &sample, NULL, NULL, AM_GBF_NOWAIT);
    ok(hr == S_OK, "6.4: got hr %#lx.\n", hr);
    ok(sample == scene->released, "6.4: got sample %p, not %p.\n", sample, scene->released);
    if (hr == S_OK)
    {
        ref = get_refcount(sample);
        ok(ref == 1, "5.1, 6.4: the sample has %lu references.\n", ref);
    }
    ok(!get_free_count(scene->allocator), "6.4, 6.8: %ld samples are free in the call.\n",
       get_free_count(scene->allocator));
    scene->others[0] = sample;
}

static void set_null(struct callback *callback)
{
    struct scene *scene = enter_scene(callback);

    if (scene)
        scene->hr = set_notify(scene->allocator, NULL);
}

static void set_other(struct callback *callback)
{
    struct scene *scene = enter_scene(callback);

    if (scene)
        scene->hr = set_notify(scene->allocator, scene->other);
}

static void set_itself(struct callback *callback)
{
    struct scene *scene = enter_scene(callback);

    if (scene)
        scene->hr = set_notify(scene->allocator, callback);
}

static void decommit_and_commit(struct callback *callback)
{
    struct scene *scene = enter_scene(callback);
    IMediaSample *sample;
    HRESULT hr;

    if (!scene)
        return;
    hr = IMemAllocatorCallbackTemp_Decommit(scene->allocator);
    ok(hr == S_OK, "6.4: got hr %#lx.\n", hr);
    hr = IMemAllocatorCallbackTemp_GetBuffer(scene->allocator, &sample, NULL, NULL, AM_GBF_NOWAIT);
    ok(hr == VFW_E_NOT_COMMITTED, "6.4: got hr %#lx.\n", hr);
    /* The sample is back, so nothing is outstanding. */
    hr = set_properties(base(scene->allocator), 1, 200, 1, 0);
    ok(hr == S_OK, "6.4: got hr %#lx.\n", hr);
    hr = IMemAllocatorCallbackTemp_Commit(scene->allocator);
    ok(hr == S_OK, "6.4: got hr %#lx.\n", hr);
    sample = get_sample(base(scene->allocator));
    ok(sample != NULL, "6.4: there is no sample.\n");
    if (sample)
        IMediaSample_Release(sample);
}

static void commit_after_last(struct callback *callback)
{
    struct scene *scene = enter_scene(callback);
    HRESULT hr;

    if (!scene)
        return;
    /* The pending Decommit was completed before the call. */
    hr = set_properties(base(scene->allocator), 2, 300, 1, 0);
    ok(hr == S_OK, "5.4, 6.4: got hr %#lx.\n", hr);
    hr = IMemAllocatorCallbackTemp_Commit(scene->allocator);
    ok(hr == S_OK, "6.4: got hr %#lx.\n", hr);
    scene->others[0] = get_sample(base(scene->allocator));
    ok(scene->others[0] != NULL, "6.4: there is no sample.\n");
}

static void release_more(struct callback *callback)
{
    struct scene *scene = callback->context;
    IMediaSample *sample = NULL;
    LONG running = callback->running;

    if (scene->others[0])
    {
        sample = scene->others[0];
        scene->others[0] = NULL;
    }
    else if (scene->others[1])
    {
        sample = scene->others[1];
        scene->others[1] = NULL;
    }
    ok(get_free_count(scene->allocator) == callback->calls, "6.4, 6.8: %ld samples are free in call %ld.\n",
       get_free_count(scene->allocator), callback->calls);
    if (sample)
        IMediaSample_Release(sample);
    ok(callback->running == running, "6.4: %ld calls are running.\n", callback->running);
}

static void test_inside_call(void)
{
    IMemAllocatorCallbackTemp *allocator;
    struct callback callback, other;
    struct scene scene;
    IMediaSample *sample;

    allocator = create_callback_allocator(1, 100);
    check_callback_allocator(allocator, "6.4");
    if (!allocator)
        return;

    winetest_push_context("take the sample back");
    init_scene(&scene, &callback, allocator, take_sample_back);
    scene.released = get_sample(base(allocator));
    IMediaSample_Release(scene.released);
    ok(callback.calls == 1, "6.3, 6.4: called %ld times.\n", callback.calls);
    ok(!get_free_count(allocator), "6.4, 6.8: %ld samples are free.\n", get_free_count(allocator));
    if (scene.others[0])
        IMediaSample_Release(scene.others[0]);
    ok(callback.calls == 2, "6.3, 6.4: called %ld times.\n", callback.calls);
    winetest_pop_context();

    winetest_push_context("set NULL");
    init_scene(&scene, &callback, allocator, set_null);
    cycle(allocator);
    ok(scene.acted && scene.hr == S_OK, "6.4: got hr %#lx.\n", scene.hr);
    ok(callback.refcount == 1, "6.4, 6.1: the callback has %ld references.\n", callback.refcount);
    cycle(allocator);
    ok(callback.calls == 1, "6.4: called %ld times.\n", callback.calls);
    winetest_pop_context();

    winetest_push_context("set other");
    callback_init(&other);
    init_scene(&scene, &callback, allocator, set_other);
    scene.other = &other;
    cycle(allocator);
    ok(scene.acted && scene.hr == S_OK, "6.4: got hr %#lx.\n", scene.hr);
    ok(callback.refcount == 1, "6.4, 6.1: the callback has %ld references.\n", callback.refcount);
    ok(other.refcount == 2, "6.4, 6.1: the other callback has %ld references.\n", other.refcount);
    ok(!other.calls, "6.3, 6.4: the other callback was called %ld times.\n", other.calls);
    cycle(allocator);
    ok(callback.calls == 1 && other.calls == 1, "6.4: called %ld and %ld times.\n", callback.calls, other.calls);
    set_notify(allocator, NULL);
    winetest_pop_context();

    winetest_push_context("set itself");
    init_scene(&scene, &callback, allocator, set_itself);
    cycle(allocator);
    ok(scene.acted && scene.hr == S_OK, "6.4: got hr %#lx.\n", scene.hr);
    ok(callback.refcount == 2, "6.1, 6.4: the callback has %ld references.\n", callback.refcount);
    winetest_pop_context();

    winetest_push_context("Decommit and Commit");
    init_scene(&scene, &callback, allocator, decommit_and_commit);
    cycle(allocator);
    ok(callback.calls == 2, "6.3, 6.4: called %ld times.\n", callback.calls);
    sample = get_sample(base(allocator));
    ok(sample && IMediaSample_GetSize(sample) == 200, "6.4: the Commit in the call is lost.\n");
    if (sample)
        IMediaSample_Release(sample);
    winetest_pop_context();

    winetest_push_context("Commit after the last sample");
    init_scene(&scene, &callback, allocator, commit_after_last);
    sample = get_sample(base(allocator));
    IMemAllocatorCallbackTemp_Decommit(allocator);
    IMediaSample_Release(sample);
    ok(callback.calls == 1, "6.3, 6.4: called %ld times.\n", callback.calls);
    ok(get_free_count(allocator) == 1, "6.4, 6.8: %ld samples are free.\n", get_free_count(allocator));
    if (scene.others[0])
        IMediaSample_Release(scene.others[0]);
    ok(callback.calls == 2, "6.3, 6.4: called %ld times.\n", callback.calls);
    winetest_pop_context();
    destroy(allocator);

    winetest_push_context("release more");
    allocator = create_callback_allocator(3, 100);
    init_scene(&scene, &callback, allocator, release_more);
    sample = get_sample(base(allocator));
    scene.others[0] = get_sample(base(allocator));
    scene.others[1] = get_sample(base(allocator));
    IMediaSample_Release(sample);
    ok(callback.calls == 3, "6.3, 6.4: called %ld times.\n", callback.calls);
    ok(get_free_count(allocator) == 3, "6.4, 6.8: %ld samples are free.\n", get_free_count(allocator));
    set_notify(allocator, NULL);
    ok(callback.refcount == 1, "6.4, 6.6: the callback has %ld references.\n", callback.refcount);
    winetest_pop_context();
    destroy(allocator);
}

static void test_return_value(void)
{
    static const HRESULT results[] = { S_FALSE, E_FAIL, E_POINTER, VFW_E_NOT_COMMITTED, E_UNEXPECTED, -1, 0x7fffffff };
    IMemAllocatorCallbackTemp *allocator;
    struct callback callback;
    IMediaSample *sample;
    unsigned int i;
    HRESULT hr;
    ULONG ref;

    allocator = create_callback_allocator(1, 100);
    check_callback_allocator(allocator, "6.5");
    if (!allocator)
        return;
    callback_init(&callback);
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

static void drop_last_reference(struct callback *callback)
{
    struct scene *scene = enter_scene(callback);

    if (!scene)
        return;
    IMemAllocatorCallbackTemp_Release(scene->allocator);
    /* No reference is held now, but the call is not over. */
    scene->free_count = get_free_count(scene->allocator);
    ok(!callback->destroyed, "6.7: the callback was destroyed in its call.\n");
    if (target.can_unload)
        scene->hr = target.can_unload();
}

static void look_around(struct callback *callback)
{
    struct scene *scene = enter_scene(callback);

    if (!scene)
        return;
    scene->free_count = get_free_count(scene->allocator);
    ok(!callback->destroyed, "6.7: the callback was destroyed in its call.\n");
    if (target.can_unload)
        scene->hr = target.can_unload();
}

static void test_alive_during_call(void)
{
    IMemAllocatorCallbackTemp *allocator;
    struct callback callback;
    IMediaSample *sample;
    struct scene scene;
    unsigned int i;
    HRESULT hr;

    allocator = create_callback_allocator(2, 100);
    check_callback_allocator(allocator, "6.7");
    if (!allocator)
        return;
    if (!target_survives(CRASHES_WINE | CRASHES_WINDOWS))
    {
        skip("6.7: This allocator may be freed before its callback has returned.\n");
        destroy(allocator);
        return;
    }

    /* The callback releases the last reference. The callback object is held by the allocator alone. */
    winetest_push_context("last reference in the call");
    init_scene(&scene, &callback, allocator, drop_last_reference);
    scene.hr = S_FALSE;
    IMemAllocatorNotifyCallbackTemp_Release(&callback.IMemAllocatorNotifyCallbackTemp_iface);
    sample = get_sample((IMemAllocator *)allocator);
    IMediaSample_Release(sample);
    ok(callback.calls == 1, "6.7: called %ld times.\n", callback.calls);
    ok(scene.free_count == 2, "6.7: %ld samples are free in the call.\n", scene.free_count);
    ok(scene.hr == S_FALSE, "6.7: DllCanUnloadNow returned %#lx in the call.\n", scene.hr);
    ok(callback.destroyed == 1, "1.9, 6.7: the callback was destroyed %ld times.\n", callback.destroyed);
    if (target.can_unload)
    {
        hr = target.can_unload();
        ok(hr == S_OK, "6.7: DllCanUnloadNow returned %#lx.\n", hr);
    }
    winetest_pop_context();

    /* The sample is the last of an allocator that nobody references: committed, and with a Decommit pending. */
    for (i = 0; i < 2; i++)
    {
        winetest_push_context(i ? "last sample, Decommit pending" : "last sample, committed");
        allocator = create_callback_allocator(2, 100);
        init_scene(&scene, &callback, allocator, look_around);
        scene.hr = S_FALSE;
        IMemAllocatorNotifyCallbackTemp_Release(&callback.IMemAllocatorNotifyCallbackTemp_iface);
        sample = get_sample((IMemAllocator *)allocator);
        if (i)
            IMemAllocatorCallbackTemp_Decommit(allocator);
        IMemAllocatorCallbackTemp_Release(allocator);
        ok(!callback.destroyed, "1.8, 6.7: the callback was destroyed.\n");
        IMediaSample_Release(sample);
        ok(callback.calls == 1, "6.3, 6.7: called %ld times.\n", callback.calls);
        ok(scene.free_count == 2, "6.7: %ld samples are free in the call.\n", scene.free_count);
        ok(scene.hr == S_FALSE, "6.7: DllCanUnloadNow returned %#lx in the call.\n", scene.hr);
        ok(callback.destroyed == 1, "1.9, 6.7: the callback was destroyed %ld times.\n", callback.destroyed);
        if (target.can_unload)
        {
            hr = target.can_unload();
            ok(hr == S_OK, "6.7: DllCanUnloadNow returned %#lx.\n", hr);
        }
        winetest_pop_context();
    }
}

static void remove_and_look(struct callback *callback)
{
    struct scene *scene = enter_scene(callback);

    if (!scene)
        return;
    set_notify(scene->allocator, scene->other);
    ok(!callback->destroyed || windows_differs(callback->destroyed), "6.6: the callback was destroyed in its call.\n");
}

/* The object has no other owner than the allocator, which lets go of it in the middle of the call. */
static void test_callback_alive(void)
{
    IMemAllocatorCallbackTemp *allocator;
    struct callback callback, other;
    struct scene scene;
    unsigned int i;

    allocator = create_callback_allocator(1, 100);
    check_callback_allocator(allocator, "6.6");
    if (!allocator)
        return;
    for (i = 0; i < 2; i++)
    {
        winetest_push_context(i ? "replaced" : "removed");
        init_scene(&scene, &callback, allocator, remove_and_look);
        callback_init(&other);
        scene.other = i ? &other : NULL;
        IMemAllocatorNotifyCallbackTemp_Release(&callback.IMemAllocatorNotifyCallbackTemp_iface);
        ok(callback.refcount == 1, "6.6: the callback has %ld references.\n", callback.refcount);
        cycle(allocator);
        ok(callback.calls == 1, "6.6: called %ld times.\n", callback.calls);
        ok(callback.destroyed == 1, "6.6: the callback was destroyed %ld times.\n", callback.destroyed);
        ok(!callback.refcount, "6.6: the callback has %ld references.\n", callback.refcount);
        set_notify(allocator, NULL);
        ok(other.refcount == 1, "6.6: the other callback has %ld references.\n", other.refcount);
        winetest_pop_context();
    }
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
    struct callback callback;
    LONG references;
    unsigned int i;

    never = create_callback_allocator(4, 100);
    check_callback_allocator(never, "6.10");
    if (!never)
        return;
    removed = create_callback_allocator(4, 100);
    callback_init(&callback);
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
    if (!open_target())
        return;

    test_set_notify();
    test_free_count();
    test_when_called();
    test_inside_call();
    test_return_value();
    test_callback_alive();
    test_alive_during_call();
    test_cost();

    close_target();
}
