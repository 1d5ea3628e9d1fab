/*
 * The memory of media types on samples: it is COM's, it is freed with the sample, and there may be none.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#define COBJMACROS
#include "media_type.h"

/* COM's own hook into its allocator, an IMallocSpy: counts what lives and fails allocations on demand. */
struct spy
{
    struct object object;
    DWORD thread; /* only this one is looked at */
    LONG live;
    LONG allocations;
    LONG fail_after; /* this many succeed, then all fail; below 0 none does */
};

static struct spy *impl_from_IMallocSpy(IMallocSpy *iface)
{
    return CONTAINING_RECORD(iface, struct spy, object);
}

static SIZE_T WINAPI spy_PreAlloc(IMallocSpy *iface, SIZE_T size)
{
    struct spy *spy = impl_from_IMallocSpy(iface);

    if (GetCurrentThreadId() != spy->thread)
        return size;
    spy->allocations++;
    /* 0 is the documented way to make the allocation fail. */
    return spy->fail_after >= 0 && spy->allocations > spy->fail_after ? 0 : size;
}

static void *WINAPI spy_PostAlloc(IMallocSpy *iface, void *block)
{
    struct spy *spy = impl_from_IMallocSpy(iface);

    if (block && GetCurrentThreadId() == spy->thread)
        spy->live++;
    return block;
}

static void *WINAPI spy_PreFree(IMallocSpy *iface, void *block, BOOL spied)
{
    struct spy *spy = impl_from_IMallocSpy(iface);

    if (block && spied && GetCurrentThreadId() == spy->thread)
        spy->live--;
    return block;
}

static void WINAPI spy_PostFree(IMallocSpy *iface, BOOL spied)
{
    (void)iface;
    (void)spied;
}

static SIZE_T WINAPI spy_PreRealloc(IMallocSpy *iface, void *block, SIZE_T size, void **new_block, BOOL spied)
{
    (void)iface;
    (void)spied;
    *new_block = block;
    return size;
}

/* PostRealloc, PreGetSize and PreDidAlloc. */
static void *WINAPI spy_pass_block(IMallocSpy *iface, void *block, BOOL spied)
{
    (void)iface;
    (void)spied;
    return block;
}

static SIZE_T WINAPI spy_PostGetSize(IMallocSpy *iface, SIZE_T size, BOOL spied)
{
    (void)iface;
    (void)spied;
    return size;
}

static int WINAPI spy_PostDidAlloc(IMallocSpy *iface, void *block, BOOL spied, int result)
{
    (void)spy_pass_block(iface, block, spied);
    return result;
}

static void WINAPI spy_HeapMinimize(IMallocSpy *iface)
{
    (void)iface;
}

static const IMallocSpyVtbl spy_methods = {
    OBJECT_METHODS,   spy_PreAlloc,     spy_PostAlloc,    spy_PreFree,     spy_PostFree,
    spy_PreRealloc,   spy_pass_block,   spy_pass_block,   spy_PostGetSize, spy_pass_block,
    spy_PostDidAlloc, spy_HeapMinimize, spy_HeapMinimize,
};

static struct spy spy = { .object = OBJECT_INIT(&spy_methods, &IID_IMallocSpy), .fail_after = -1 };

static HRESULT spy_end(HRESULT hr)
{
    spy.fail_after = -1;
    return hr;
}

/* The result of a call during which this many allocations succeed; spy.allocations is how many were asked for. */
#define with_memory_for(count, call) (spy.allocations = 0, spy.fail_after = (count), spy_end(call))

/* With the caller gone, the type lives as long as the sample is out. */
static void test_freed_on_release(void)
{
    IMemAllocator *allocator = create_committed(1, 100, 1, 0);
    AM_MEDIA_TYPE type, *copy;
    struct object holder;
    IMediaSample *sample;
    LONG live;

    init_media_type(&type, &holder);
    sample = get_sample(allocator);
    live = spy.live;
    check_hr(IMediaSample_SetMediaType(sample, &type), S_OK, "7.9");
    IMediaSample_Release(sample);
    ok(holder.refcount == 1, "7.11: pUnk has %ld references.\n", holder.refcount);
    ok(spy.live == live, "7.11: %ld blocks of memory are left.\n", spy.live - live);

    sample = get_sample(allocator);
    check_hr(IMediaSample_GetMediaType(sample, &copy), S_FALSE, "7.11");
    check_hr(IMediaSample_SetMediaType(sample, &type), S_OK, "7.9");
    IMemAllocator_Decommit(allocator);
    ok(holder.refcount == 2, "4.4, 7.9: pUnk has %ld references.\n", holder.refcount);
    IMediaSample_Release(sample);
    ok(holder.refcount == 1, "7.11: pUnk has %ld references.\n", holder.refcount);
    IMemAllocator_Release(allocator);
}

/* An allocator may keep its copies in memory that is not COM's; then nothing can be made to fail here. */
static void test_out_of_memory(IMediaSample2 *sample)
{
    AM_SAMPLE2_PROPERTIES properties, state;
    AM_MEDIA_TYPE type, *copy;
    struct object holder;
    LONG i, live;
    HRESULT hr;

    if (!target_survives(CRASHES_WINE))
    {
        skip("7.9: Out of memory would crash this allocator.\n");
        return;
    }
    init_media_type(&type, &holder);
    live = spy.live;
    for (i = 0; i < 2; i++)
    {
        winetest_push_context("allocation %ld", i);
        hr = with_memory_for(i, IMediaSample2_SetMediaType(sample, &type));
        if (spy.allocations > i)
        {
            ok(hr == E_OUTOFMEMORY, "7.9: got hr %#lx.\n", hr);
            ok(holder.refcount == 1, "7.9: pUnk has %ld references.\n", holder.refcount);
            ok(spy.live == live, "7.9: %ld blocks of memory are left.\n", spy.live - live);
            get_properties(sample, &state);
            ok(!state.dwSampleFlags && !state.pMediaType, "7.9: the flags are %#lx.\n", state.dwSampleFlags);
            copy = (AM_MEDIA_TYPE *)0xdeadbeef;
            hr = IMediaSample2_GetMediaType(sample, &copy);
            ok(hr == S_FALSE, "7.9: got hr %#lx.\n", hr);
        }
        else
        {
            ok(hr == S_OK, "7.9: got hr %#lx.\n", hr);
        }
        IMediaSample2_SetMediaType(sample, NULL);

        memset(&properties, 0, sizeof(properties));
        get_properties(sample, &properties);
        properties.dwSampleFlags = AM_SAMPLE_TYPECHANGED | AM_SAMPLE_PREROLL;
        properties.pMediaType = &type;
        hr = with_memory_for(i, set_sample_properties(sample, &properties));
        if (spy.allocations > i)
        {
            ok(hr == E_OUTOFMEMORY, "7.37: got hr %#lx.\n", hr);
            ok(holder.refcount == 1, "7.37: pUnk has %ld references.\n", holder.refcount);
            get_properties(sample, &state);
            ok(!(state.dwSampleFlags & AM_SAMPLE_TYPECHANGED) && !state.pMediaType, "7.37: the flags are %#lx.\n",
               state.dwSampleFlags);
        }
        IMediaSample2_SetMediaType(sample, NULL);
        IMediaSample2_SetPreroll(sample, FALSE);

        IMediaSample2_SetMediaType(sample, &type);
        copy = (AM_MEDIA_TYPE *)0xdeadbeef;
        hr = with_memory_for(i, IMediaSample2_GetMediaType(sample, &copy));
        ok(spy.allocations > i, "7.10: the copy was not made with CoTaskMemAlloc.\n");
        ok(FAILED(hr), "7.10: got hr %#lx without memory.\n", hr);
        ok(holder.refcount == 2, "7.10: pUnk has %ld references.\n", holder.refcount);
        IMediaSample2_SetMediaType(sample, NULL);
        ok(spy.live == live, "7.9, 7.10: %ld blocks of memory are left.\n", spy.live - live);
        winetest_pop_context();
    }
    /* A type that was there before is gone. */
    IMediaSample2_SetMediaType(sample, &type);
    hr = with_memory_for(0, IMediaSample2_SetMediaType(sample, &type));
    if (spy.allocations)
    {
        ok(hr == E_OUTOFMEMORY, "7.9: got hr %#lx.\n", hr);
        ok(holder.refcount == 1, "7.9: pUnk has %ld references.\n", holder.refcount);
        check_hr(IMediaSample2_GetMediaType(sample, &copy), S_FALSE, "7.9");
    }
    IMediaSample2_SetMediaType(sample, NULL);
    ok(spy.live == live, "7.9: %ld blocks of memory are left.\n", spy.live - live);

    if (sizeof(void *) == 4)
    {
        /* More than any 32-bit process has; nothing is read before it fails. */
        type.cbFormat = 0xfffffff0;
        check_hr(IMediaSample2_SetMediaType(sample, &type), E_OUTOFMEMORY, "7.9");
        ok(holder.refcount == 1, "7.9: pUnk has %ld references.\n", holder.refcount);
        check_hr(IMediaSample2_GetMediaType(sample, &copy), S_FALSE, "7.9");
    }
}

static void test_memory(IMediaSample2 *sample)
{
    HRESULT hr;

    spy.thread = GetCurrentThreadId();
    hr = CoRegisterMallocSpy((IMallocSpy *)&spy);
    ok(hr == S_OK, "CoRegisterMallocSpy returned %#lx.\n", hr);
    test_out_of_memory(sample);
    test_freed_on_release();
    CoRevokeMallocSpy();
}

START_TEST(media_type_memory)
{
    run_sample_tests(test_memory);
}
