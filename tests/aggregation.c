/*
 * Aggregation: the inner object's own IUnknown, and everything else delegated to the outer object.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#define COBJMACROS
#include "target.h"
#include "object.h"

static const GUID IID_outer_only = { 0x5b0f6f0e, 0x60b7, 0x4b4a, { 0x8c, 0x55, 0x3d, 0x2f, 0x9a, 0x10, 0x76, 0xe3 } };

/* References that others hold, so that its counts are no allocator's. */
#define OTHERS 100

static HRESULT WINAPI outer_QueryInterface(struct object *outer, REFIID iid, void **out)
{
    HRESULT hr = object_QueryInterface(outer, iid, out);

    if (hr == S_OK)
        return S_OK;
    /* A result that no allocator would give. */
    *out = (void *)0x1234;
    return 0x1ee7;
}

static const IUnknownVtbl outer_methods = { (void *)outer_QueryInterface, (void *)object_AddRef,
                                            (void *)object_Release };

static void init_outer(struct object *outer)
{
    init_object(outer, &outer_methods, &IID_outer_only);
    outer->refcount = OTHERS + 1;
}

static void test_delegating(IUnknown *iface, struct object *outer)
{
    LONG before = outer->refcount;
    LONG queries = outer->queries;
    IUnknown *unknown;
    HRESULT hr;
    ULONG ref;

    ref = IUnknown_AddRef(iface);
    ok(ref == (ULONG)before + 1, "1.4: AddRef returned %lu.\n", ref);
    ok(outer->refcount == before + 1, "1.4: the outer object has %ld references.\n", outer->refcount);
    ref = IUnknown_Release(iface);
    ok(ref == (ULONG)before, "1.4: Release returned %lu.\n", ref);
    ok(outer->refcount == before, "1.4: the outer object has %ld references.\n", outer->refcount);

    check_hr(IUnknown_QueryInterface(iface, &IID_IUnknown, (void **)&unknown), S_OK, "1.4");
    ok(unknown == (IUnknown *)outer, "1.4: IUnknown is %p, not the outer object's.\n", unknown);
    IUnknown_Release(unknown);
    check_hr(IUnknown_QueryInterface(iface, &IID_outer_only, (void **)&unknown), S_OK, "1.4");
    IUnknown_Release(unknown);
    hr = IUnknown_QueryInterface(iface, &IID_IMemAllocator, (void **)&unknown);
    ok(hr == 0x1ee7, "1.4: got hr %#lx.\n", hr);
    ok(unknown == (void *)0x1234, "1.4: got pointer %p.\n", unknown);
    ok(outer->queries == queries + 3, "1.4: the outer object was asked %ld times.\n", outer->queries - queries);
    ok(outer->refcount == before, "1.4: the outer object has %ld references.\n", outer->refcount);
}

static void test_aggregate(void)
{
    IMemAllocatorCallbackTemp *with_callback;
    IMemAllocator *allocator;
    IUnknown *inner, *unknown;
    struct object outer;
    IMediaSample *sample;
    ULONG ref;

    init_outer(&outer);
    inner = NULL;
    todo_builtin check_hr(create_instance((IUnknown *)&outer, &IID_IUnknown, (void **)&inner), S_OK, "1.4");
    if (!inner)
        return;
    ok(inner != (IUnknown *)&outer, "1.4: the inner IUnknown is the outer one.\n");
    ok(outer.refcount == OTHERS + 1, "1.4: the outer object has %ld references.\n", outer.refcount);
    ok(!outer.queries, "1.4: the outer object was asked for an interface.\n");

    ref = IUnknown_AddRef(inner);
    ok(ref == 2, "1.4: AddRef returned %lu.\n", ref);
    ref = IUnknown_Release(inner);
    ok(ref == 1, "1.4: Release returned %lu.\n", ref);
    ok(outer.refcount == OTHERS + 1, "1.4: the outer object has %ld references.\n", outer.refcount);
    check_hr(IUnknown_QueryInterface(inner, &IID_IUnknown, (void **)&unknown), S_OK, "1.4");
    ok(unknown == inner, "1.4: IUnknown of the inner IUnknown is %p, not %p.\n", unknown, inner);
    IUnknown_Release(unknown);
    check_interface(inner, &IID_outer_only, E_NOINTERFACE, "1.4");
    check_interface(inner, &IID_IMediaSample, E_NOINTERFACE, "1.4");

    check_hr(IUnknown_QueryInterface(inner, &IID_IMemAllocator, (void **)&allocator), S_OK, "1.4");
    ok(outer.refcount == OTHERS + 2, "1.4: the outer object has %ld references.\n", outer.refcount);
    check_hr(IUnknown_QueryInterface(inner, &IID_IMemAllocatorCallbackTemp, (void **)&with_callback), S_OK, "1.4");
    ok(outer.refcount == OTHERS + 3, "1.4: the outer object has %ld references.\n", outer.refcount);
    ok((void *)with_callback == (void *)allocator, "1.4, 1.2: the interfaces are %p and %p.\n", with_callback,
       allocator);
    test_delegating((IUnknown *)allocator, &outer);
    test_delegating((IUnknown *)with_callback, &outer);
    IMemAllocatorCallbackTemp_Release(with_callback);

    check_hr(set_properties(allocator, 1, 100, 1, 0), S_OK, "1.4");
    check_hr(IMemAllocator_Commit(allocator), S_OK, "1.4");
    sample = get_sample(allocator);
    ok(sample != NULL, "1.4: there is no sample.\n");
    ok(outer.refcount == OTHERS + 2 || windows_differs(outer.refcount == OTHERS + 3),
       "1.4, 1.8: the outer object has %ld references.\n", outer.refcount);
    ref = IMediaSample_Release(sample);
    ok(!ref, "1.4: the sample has %lu references.\n", ref);
    check_hr(IMemAllocator_Decommit(allocator), S_OK, "1.4");

    IMemAllocator_Release(allocator);
    ok(outer.refcount == OTHERS + 1, "1.4: the outer object has %ld references.\n", outer.refcount);
    ref = IUnknown_Release(inner);
    ok(!ref, "1.4: the inner object has %lu references.\n", ref);
    ok(outer.refcount == OTHERS + 1, "1.4: the outer object has %ld references.\n", outer.refcount);
}

static void test_other_interfaces(void)
{
    const GUID *iids[] = { &IID_IMemAllocator, &IID_IMemAllocatorCallbackTemp, &IID_IMediaSample, &IID_outer_only };
    struct object outer;
    IUnknown *unknown;
    unsigned int i;
    HRESULT hr;

    init_outer(&outer);
    for (i = 0; i < ARRAY_SIZE(iids); i++)
    {
        unknown = (IUnknown *)0xdeadbeef;
        hr = create_instance((IUnknown *)&outer, iids[i], (void **)&unknown);
        ok(hr == E_NOINTERFACE || windows_differs(hr == CLASS_E_NOAGGREGATION), "1.4: interface %u: got hr %#lx.\n", i,
           hr);
        ok(!unknown, "1.4: interface %u: got pointer %p.\n", i, unknown);
    }
    ok(outer.refcount == OTHERS + 1, "1.4: the outer object has %ld references.\n", outer.refcount);
}

/* The samples of a dead inner object may come back when the outer object is gone too. */
static void test_samples_outlive_outer(void)
{
    IMemAllocator *allocator;
    struct object outer;
    IMediaSample *sample;
    IUnknown *inner;
    HRESULT hr;
    ULONG ref;

    if (!target_survives(CRASHES_WINE | CRASHES_WINDOWS))
    {
        skip("1.4, 1.8: This allocator does not outlive its last reference while samples are out.\n");
        return;
    }
    init_outer(&outer);
    hr = create_instance((IUnknown *)&outer, &IID_IUnknown, (void **)&inner);
    todo_builtin ok(hr == S_OK, "1.4: got hr %#lx.\n", hr);
    if (FAILED(hr))
        return;
    IUnknown_QueryInterface(inner, &IID_IMemAllocator, (void **)&allocator);
    set_properties(allocator, 1, 100, 1, 0);
    IMemAllocator_Commit(allocator);
    sample = get_sample(allocator);
    IMemAllocator_Release(allocator);
    ref = IUnknown_Release(inner);
    ok(!ref, "1.4, 1.8: the inner object has %lu references.\n", ref);
    ok(outer.refcount == OTHERS + 1, "1.4, 1.8: the outer object has %ld references.\n", outer.refcount);
    memset(&outer, 0, sizeof(outer));
    memset(get_pointer(sample), 0x55, 100);
    check_unloadable(S_FALSE, "1.4, 1.8");
    ref = IMediaSample_Release(sample);
    ok(!ref, "1.4, 1.8: the sample has %lu references.\n", ref);
    ok(!outer.refcount, "1.4, 1.8: the dead outer object was called.\n");
}

static void test_unload(void)
{
    check_unloadable(S_OK, "1.4, 1.6");
}

START_TEST(aggregation)
{
    run_tests(test_aggregate, test_other_interfaces, test_samples_outlive_outer, test_unload);
}
