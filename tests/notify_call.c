/*
 * Inside NotifyRelease, on one thread: what a callback may do there, and who lives until it has returned.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#define COBJMACROS
#include "callback.h"

/* What the callbacks below need to know; a callback acts only once. */
struct scene
{
    IMemAllocatorCallbackTemp *allocator;
    IMediaSample *released, *others[2];
    BYTE *released_pointer;
    struct object *other;
    HRESULT hr;
    LONG free_count;
    BOOL acted;
    BOOL drop; /* the reference */
};

static struct scene *enter_scene(struct object *callback)
{
    struct scene *scene = callback->context;

    if (scene->acted)
        return NULL;
    scene->acted = TRUE;
    return scene;
}

static void init_scene(struct scene *scene, struct object *callback, IMemAllocatorCallbackTemp *allocator,
                       void (*on_notify)(struct object *callback))
{
    set_notify(allocator, NULL);
    memset(scene, 0, sizeof(*scene));
    scene->allocator = allocator;
    init_callback(callback);
    callback->on_notify = on_notify;
    callback->context = scene;
    set_notify(allocator, callback);
}

static void take_sample_back(struct object *callback)
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
    ok(is_same_sample(sample, scene->released, scene->released_pointer), "6.4: got sample %p, not %p.\n", sample,
       scene->released);
    if (hr == S_OK)
    {
        ref = get_refcount(sample);
        ok(ref == 1, "5.1, 6.4: the sample has %lu references.\n", ref);
    }
    ok(!get_free_count(scene->allocator), "6.4, 6.8: %ld samples are free in the call.\n",
       get_free_count(scene->allocator));
    scene->others[0] = sample;
}

static void set_other(struct object *callback)
{
    struct scene *scene = enter_scene(callback);

    if (scene)
        scene->hr = set_notify(scene->allocator, scene->other);
}

static void decommit_and_commit(struct object *callback)
{
    struct scene *scene = enter_scene(callback);
    IMediaSample *sample;

    if (!scene)
        return;
    check_hr(IMemAllocatorCallbackTemp_Decommit(scene->allocator), S_OK, "6.4");
    check_hr(IMemAllocatorCallbackTemp_GetBuffer(scene->allocator, &sample, NULL, NULL, AM_GBF_NOWAIT),
             VFW_E_NOT_COMMITTED, "6.4");
    /* The sample is back, so nothing is outstanding. */
    check_hr(set_properties(base(scene->allocator), 1, 200, 1, 0), S_OK, "6.4");
    check_hr(IMemAllocatorCallbackTemp_Commit(scene->allocator), S_OK, "6.4");
    sample = get_sample(base(scene->allocator));
    ok(sample != NULL, "6.4: there is no sample.\n");
    if (sample)
        IMediaSample_Release(sample);
}

static void commit_after_last(struct object *callback)
{
    struct scene *scene = enter_scene(callback);

    if (!scene)
        return;
    /* The pending Decommit was completed before the call. */
    check_hr(set_properties(base(scene->allocator), 2, 300, 1, 0), S_OK, "5.4, 6.4");
    check_hr(IMemAllocatorCallbackTemp_Commit(scene->allocator), S_OK, "6.4");
    scene->others[0] = get_sample(base(scene->allocator));
    ok(scene->others[0] != NULL, "6.4: there is no sample.\n");
}

static void release_more(struct object *callback)
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
    struct object callback, other;
    struct scene scene;
    IMediaSample *sample;

    if (!check_callback_allocator(&allocator, 1, 100, "6.4"))
        return;

    winetest_push_context("take the sample back");
    init_scene(&scene, &callback, allocator, take_sample_back);
    scene.released = get_sample(base(allocator));
    scene.released_pointer = get_pointer(scene.released);
    IMediaSample_Release(scene.released);
    ok(callback.calls == 1, "6.3, 6.4: called %ld times.\n", callback.calls);
    ok(!get_free_count(allocator), "6.4, 6.8: %ld samples are free.\n", get_free_count(allocator));
    if (scene.others[0])
        IMediaSample_Release(scene.others[0]);
    ok(callback.calls == 2, "6.3, 6.4: called %ld times.\n", callback.calls);
    winetest_pop_context();

    winetest_push_context("set NULL");
    init_scene(&scene, &callback, allocator, set_other);
    cycle(allocator);
    ok(scene.acted && scene.hr == S_OK, "6.4: got hr %#lx.\n", scene.hr);
    ok(callback.refcount == 1, "6.4, 6.1: the callback has %ld references.\n", callback.refcount);
    cycle(allocator);
    ok(callback.calls == 1, "6.4: called %ld times.\n", callback.calls);
    winetest_pop_context();

    winetest_push_context("set other");
    init_callback(&other);
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
    init_scene(&scene, &callback, allocator, set_other);
    scene.other = &callback;
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

static void look_around(struct object *callback)
{
    struct scene *scene = enter_scene(callback);

    if (!scene)
        return;
    if (scene->drop)
        IMemAllocatorCallbackTemp_Release(scene->allocator);
    /* No reference is held now, but the call is not over. */
    scene->free_count = get_free_count(scene->allocator);
    ok(!callback->destroyed, "6.7: the callback was destroyed in its call.\n");
    if (target.can_unload)
        scene->hr = target.can_unload();
}

/* The last reference goes in the call, or before it, so that the sample is the last of an allocator that nobody references. */
static void test_alive_during_call(void)
{
    static const struct
    {
        const char *context;
        BOOL drop, decommit;
    } tests[] = {
        { "last reference in the call", TRUE, FALSE },
        { "last sample, committed", FALSE, FALSE },
        { "last sample, Decommit pending", FALSE, TRUE },
    };
    IMemAllocatorCallbackTemp *allocator;
    struct object callback;
    IMediaSample *sample;
    struct scene scene;
    unsigned int i;

    if (!check_outlives_callback("6.7"))
        return;
    for (i = 0; i < ARRAY_SIZE(tests); i++)
    {
        winetest_push_context("%s", tests[i].context);
        allocator = create_callback_allocator(2, 100);
        init_scene(&scene, &callback, allocator, look_around);
        scene.drop = tests[i].drop;
        scene.hr = S_FALSE;
        /* The callback object is held by the allocator alone. */
        object_Release(&callback);
        sample = get_sample(base(allocator));
        if (tests[i].decommit)
            IMemAllocatorCallbackTemp_Decommit(allocator);
        if (!tests[i].drop)
            IMemAllocatorCallbackTemp_Release(allocator);
        ok(!callback.destroyed, "1.8, 6.7: the callback was destroyed.\n");
        IMediaSample_Release(sample);
        ok(callback.calls == 1, "6.3, 6.7: called %ld times.\n", callback.calls);
        ok(scene.free_count == 2, "6.7: %ld samples are free in the call.\n", scene.free_count);
        ok(scene.hr == S_FALSE, "6.7: DllCanUnloadNow returned %#lx in the call.\n", scene.hr);
        ok(callback.destroyed == 1, "1.9, 6.7: the callback was destroyed %ld times.\n", callback.destroyed);
        check_unloadable(S_OK, "6.7");
        winetest_pop_context();
    }
}

static void remove_and_look(struct object *callback)
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
    struct object callback, other;
    struct scene scene;
    unsigned int i;

    if (!check_callback_allocator(&allocator, 1, 100, "6.6"))
        return;
    for (i = 0; i < 2; i++)
    {
        winetest_push_context(i ? "replaced" : "removed");
        init_scene(&scene, &callback, allocator, remove_and_look);
        init_callback(&other);
        scene.other = i ? &other : NULL;
        object_Release(&callback);
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

START_TEST(notify_call)
{
    run_tests(test_inside_call, test_callback_alive, test_alive_during_call);
}
