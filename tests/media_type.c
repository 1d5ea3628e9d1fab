/*
 * Media types on samples: deep copies in and out, the sample's own copy in its properties, references and memory.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#define COBJMACROS
#include "target.h"

/* The object in a media type's pUnk: counts the copies that exist. */
struct holder
{
    IUnknown IUnknown_iface;
    LONG refcount;
};

static HRESULT WINAPI holder_QueryInterface(IUnknown *iface, REFIID iid, void **out)
{
    if (IsEqualGUID(iid, &IID_IUnknown))
    {
        IUnknown_AddRef(iface);
        *out = iface;
        return S_OK;
    }
    *out = NULL;
    return E_NOINTERFACE;
}

static ULONG WINAPI holder_AddRef(IUnknown *iface)
{
    return InterlockedIncrement(&CONTAINING_RECORD(iface, struct holder, IUnknown_iface)->refcount);
}

static ULONG WINAPI holder_Release(IUnknown *iface)
{
    return InterlockedDecrement(&CONTAINING_RECORD(iface, struct holder, IUnknown_iface)->refcount);
}

static const IUnknownVtbl holder_vtbl = {
    holder_QueryInterface,
    holder_AddRef,
    holder_Release,
};

/* COM's own hook into its allocator: counts what lives and fails allocations on demand. */
struct spy
{
    IMallocSpy IMallocSpy_iface;
    DWORD thread; /* only this one is looked at */
    LONG live;
    LONG allocations;
    LONG fail_after; /* this many succeed, then all fail; below 0 none does */
};

static struct spy *impl_from_IMallocSpy(IMallocSpy *iface)
{
    return CONTAINING_RECORD(iface, struct spy, IMallocSpy_iface);
}

static HRESULT WINAPI spy_QueryInterface(IMallocSpy *iface, REFIID iid, void **out)
{
    if (IsEqualGUID(iid, &IID_IUnknown) || IsEqualGUID(iid, &IID_IMallocSpy))
    {
        *out = iface;
        return S_OK;
    }
    *out = NULL;
    return E_NOINTERFACE;
}

static ULONG WINAPI spy_AddRef(IMallocSpy *iface)
{
    (void)iface;
    return 2;
}

static ULONG WINAPI spy_Release(IMallocSpy *iface)
{
    (void)iface;
    return 1;
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

static void *WINAPI spy_PostRealloc(IMallocSpy *iface, void *block, BOOL spied)
{
    (void)iface;
    (void)spied;
    return block;
}

static void *WINAPI spy_PreGetSize(IMallocSpy *iface, void *block, BOOL spied)
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

static void *WINAPI spy_PreDidAlloc(IMallocSpy *iface, void *block, BOOL spied)
{
    (void)iface;
    (void)spied;
    return block;
}

static int WINAPI spy_PostDidAlloc(IMallocSpy *iface, void *block, BOOL spied, int result)
{
    (void)iface;
    (void)block;
    (void)spied;
    return result;
}

static void WINAPI spy_HeapMinimize(IMallocSpy *iface)
{
    (void)iface;
}

static const IMallocSpyVtbl spy_vtbl = {
    spy_QueryInterface, spy_AddRef,      spy_Release,      spy_PreAlloc,     spy_PostAlloc,
    spy_PreFree,        spy_PostFree,    spy_PreRealloc,   spy_PostRealloc,  spy_PreGetSize,
    spy_PostGetSize,    spy_PreDidAlloc, spy_PostDidAlloc, spy_HeapMinimize, spy_HeapMinimize,
};

static struct spy spy = { { &spy_vtbl }, 0, 0, 0, -1 };

static BYTE format[20];

static void init_media_type(AM_MEDIA_TYPE *type, struct holder *holder)
{
    holder->IUnknown_iface.lpVtbl = &holder_vtbl;
    holder->refcount = 1;
    memset(type, 0, sizeof(*type));
    type->majortype = MEDIATYPE_Video;
    type->subtype = MEDIASUBTYPE_RGB24;
    type->bFixedSizeSamples = TRUE;
    type->lSampleSize = 0x1234;
    type->formattype = FORMAT_VideoInfo;
    type->pUnk = &holder->IUnknown_iface;
    memset(format, 0x5a, sizeof(format));
    type->cbFormat = sizeof(format);
    type->pbFormat = format;
}

static void delete_media_type(AM_MEDIA_TYPE *type)
{
    CoTaskMemFree(type->pbFormat);
    if (type->pUnk)
        IUnknown_Release(type->pUnk);
    CoTaskMemFree(type);
}

static BOOL same_media_type(const AM_MEDIA_TYPE *first, const AM_MEDIA_TYPE *second)
{
    return IsEqualGUID(&first->majortype, &second->majortype) && IsEqualGUID(&first->subtype, &second->subtype)
            && IsEqualGUID(&first->formattype, &second->formattype)
            && first->bFixedSizeSamples == second->bFixedSizeSamples
            && first->bTemporalCompression == second->bTemporalCompression && first->lSampleSize == second->lSampleSize
            && first->pUnk == second->pUnk && first->cbFormat == second->cbFormat;
}

static void get_properties(IMediaSample *sample, AM_SAMPLE2_PROPERTIES *properties)
{
    IMediaSample2 *sample2;

    memset(properties, 0xcc, sizeof(*properties));
    IMediaSample_QueryInterface(sample, &IID_IMediaSample2, (void **)&sample2);
    IMediaSample2_GetProperties(sample2, sizeof(*properties), (BYTE *)properties);
    IMediaSample2_Release(sample2);
}

static HRESULT set_sample_properties(IMediaSample *sample, AM_SAMPLE2_PROPERTIES *properties)
{
    IMediaSample2 *sample2;
    HRESULT hr;

    IMediaSample_QueryInterface(sample, &IID_IMediaSample2, (void **)&sample2);
    hr = IMediaSample2_SetProperties(sample2, sizeof(*properties), (BYTE *)properties);
    IMediaSample2_Release(sample2);
    return hr;
}

static void test_set_and_get(IMediaSample *sample)
{
    AM_MEDIA_TYPE type, *first, *second, original;
    AM_SAMPLE2_PROPERTIES properties;
    struct holder holder, other_holder;
    HRESULT hr;

    first = (AM_MEDIA_TYPE *)0xdeadbeef;
    hr = IMediaSample_GetMediaType(sample, &first);
    ok(hr == S_FALSE, "7.10: got hr %#lx.\n", hr);
    ok(!first, "7.10: got pointer %p.\n", first);
    hr = IMediaSample_SetMediaType(sample, NULL);
    ok(hr == S_OK, "7.9: got hr %#lx.\n", hr);

    init_media_type(&type, &holder);
    original = type;
    hr = IMediaSample_SetMediaType(sample, &type);
    ok(hr == S_OK, "7.9: got hr %#lx.\n", hr);
    ok(holder.refcount == 2, "7.9: pUnk has %ld references.\n", holder.refcount);
    get_properties(sample, &properties);
    ok(properties.dwSampleFlags == AM_SAMPLE_TYPECHANGED, "7.9: the flags are %#lx.\n", properties.dwSampleFlags);

    /* Deep: what becomes of the caller's structure does not matter. */
    memset(format, 0x11, sizeof(format));
    memset(&type, 0x22, sizeof(type));
    first = second = NULL;
    hr = IMediaSample_GetMediaType(sample, &first);
    ok(hr == S_OK, "7.10: got hr %#lx.\n", hr);
    hr = IMediaSample_GetMediaType(sample, &second);
    ok(hr == S_OK, "7.10: got hr %#lx.\n", hr);
    ok(first && second && first != second, "7.10: the copies are %p and %p.\n", first, second);
    ok(first->pbFormat && first->pbFormat != second->pbFormat && first->pbFormat != format,
       "7.10: the copies' formats are %p and %p.\n", first->pbFormat, second->pbFormat);
    ok(same_media_type(first, &original), "7.9, 7.10: the copy differs from what was set.\n");
    ok(same_media_type(second, &original), "7.9, 7.10: the second copy differs from what was set.\n");
    ok(first->pbFormat[0] == 0x5a && !memcmp(first->pbFormat, first->pbFormat + 1, sizeof(format) - 1),
       "7.9: the format is not the one that was set.\n");
    ok(holder.refcount == 4, "7.10: pUnk has %ld references.\n", holder.refcount);
    memset(first->pbFormat, 0x33, sizeof(format));
    delete_media_type(first);
    ok(second->pbFormat[0] == 0x5a, "7.10: the copies share a format.\n");
    delete_media_type(second);
    ok(holder.refcount == 2, "7.10: pUnk has %ld references.\n", holder.refcount);
    hr = IMediaSample_GetMediaType(sample, &first);
    ok(hr == S_OK, "7.10: got hr %#lx.\n", hr);
    ok(first->pbFormat[0] == 0x5a, "7.10: a copy shares the sample's format.\n");
    delete_media_type(first);

    /* Another type takes its place. */
    init_media_type(&type, &other_holder);
    type.cbFormat = 0;
    type.pbFormat = NULL;
    type.lSampleSize = 7;
    hr = IMediaSample_SetMediaType(sample, &type);
    ok(hr == S_OK, "7.9: got hr %#lx.\n", hr);
    ok(holder.refcount == 1, "7.9: the earlier pUnk has %ld references.\n", holder.refcount);
    ok(other_holder.refcount == 2, "7.9: pUnk has %ld references.\n", other_holder.refcount);
    hr = IMediaSample_GetMediaType(sample, &first);
    ok(hr == S_OK, "7.10: got hr %#lx.\n", hr);
    ok(same_media_type(first, &type), "7.10: the copy differs from what was set.\n");
    ok(!first->pbFormat, "7.10: the format is %p.\n", first->pbFormat);
    delete_media_type(first);

    hr = IMediaSample_SetMediaType(sample, NULL);
    ok(hr == S_OK, "7.9: got hr %#lx.\n", hr);
    ok(other_holder.refcount == 1, "7.9: pUnk has %ld references.\n", other_holder.refcount);
    hr = IMediaSample_GetMediaType(sample, &first);
    ok(hr == S_FALSE, "7.10: got hr %#lx.\n", hr);
    ok(!first, "7.10: got pointer %p.\n", first);
    get_properties(sample, &properties);
    ok(!properties.dwSampleFlags, "7.9: the flags are %#lx.\n", properties.dwSampleFlags);
}

static void test_own_pointer(IMediaSample *sample)
{
    AM_SAMPLE2_PROPERTIES properties, again;
    AM_MEDIA_TYPE type, *copy;
    struct holder holder;
    HRESULT hr;

    get_properties(sample, &properties);
    ok(!properties.pMediaType, "7.22: pMediaType is %p.\n", properties.pMediaType);

    init_media_type(&type, &holder);
    IMediaSample_SetMediaType(sample, &type);
    get_properties(sample, &properties);
    ok(properties.pMediaType != NULL, "7.22: pMediaType is NULL.\n");
    ok(properties.pMediaType != &type, "7.22: pMediaType is the caller's structure.\n");
    ok(properties.dwSampleFlags & AM_SAMPLE_TYPECHANGED, "7.22: the flags are %#lx.\n", properties.dwSampleFlags);
    if (properties.pMediaType)
    {
        ok(same_media_type(properties.pMediaType, &type), "7.22: the type differs from what was set.\n");
        ok(properties.pMediaType->pbFormat != format, "7.22: the format is the caller's.\n");
    }
    ok(holder.refcount == 2, "7.22: pUnk has %ld references.\n", holder.refcount);
    get_properties(sample, &again);
    ok(again.pMediaType == properties.pMediaType, "7.22: pMediaType is %p, then %p.\n", properties.pMediaType,
       again.pMediaType);
    IMediaSample_GetMediaType(sample, &copy);
    ok(copy != properties.pMediaType, "7.10, 7.22: the caller's copy is the sample's own.\n");
    delete_media_type(copy);

    if (target_survives(CRASHES_WINE | CRASHES_WINDOWS))
    {
        /* What GetProperties gave is what SetProperties and SetMediaType may get. */
        hr = set_sample_properties(sample, &properties);
        ok(hr == S_OK, "7.22, 7.37: got hr %#lx.\n", hr);
        ok(holder.refcount == 2, "7.22, 7.37: pUnk has %ld references.\n", holder.refcount);
        get_properties(sample, &properties);
        hr = IMediaSample_SetMediaType(sample, properties.pMediaType);
        ok(hr == S_OK, "7.9, 7.22: got hr %#lx.\n", hr);
        ok(holder.refcount == 2, "7.9, 7.22: pUnk has %ld references.\n", holder.refcount);
        copy = NULL;
        hr = IMediaSample_GetMediaType(sample, &copy);
        ok(hr == S_OK, "7.10: got hr %#lx.\n", hr);
        ok(same_media_type(copy, &type), "7.22, 7.37: the type differs from what was set.\n");
        ok(copy->pbFormat[0] == 0x5a && copy->pbFormat[19] == 0x5a, "7.22, 7.37: the format was lost.\n");
        delete_media_type(copy);
    }
    IMediaSample_SetMediaType(sample, NULL);
    ok(holder.refcount == 1, "7.9: pUnk has %ld references.\n", holder.refcount);
    get_properties(sample, &properties);
    ok(!properties.pMediaType, "7.22: pMediaType is %p.\n", properties.pMediaType);
}

static void test_set_properties(IMediaSample *sample)
{
    AM_SAMPLE2_PROPERTIES properties, state;
    AM_MEDIA_TYPE type, other, *copy;
    struct holder holder, other_holder;
    HRESULT hr;

    if (!target_survives(CRASHES_WINE))
    {
        skip("7.37: A media type set through SetProperties would be freed twice.\n");
        return;
    }

    init_media_type(&type, &holder);
    get_properties(sample, &properties);
    properties.dwSampleFlags = AM_SAMPLE_TYPECHANGED;
    properties.pMediaType = NULL;
    hr = set_sample_properties(sample, &properties);
    ok(hr == E_POINTER, "7.37: got hr %#lx.\n", hr);
    get_properties(sample, &state);
    ok(!state.dwSampleFlags && !state.pMediaType, "7.37: the flags are %#lx.\n", state.dwSampleFlags);

    properties.pMediaType = &type;
    hr = set_sample_properties(sample, &properties);
    ok(hr == S_OK, "7.37: got hr %#lx.\n", hr);
    ok(holder.refcount == 2, "7.37: pUnk has %ld references.\n", holder.refcount);
    memset(format, 0, sizeof(format));
    get_properties(sample, &state);
    ok(state.dwSampleFlags == AM_SAMPLE_TYPECHANGED, "7.37: the flags are %#lx.\n", state.dwSampleFlags);
    ok(state.pMediaType && state.pMediaType != &type, "7.37: pMediaType is %p.\n", state.pMediaType);
    copy = NULL;
    hr = IMediaSample_GetMediaType(sample, &copy);
    ok(hr == S_OK, "7.37: got hr %#lx.\n", hr);
    ok(copy->pbFormat[0] == 0x5a, "7.37: the format is the caller's.\n");
    delete_media_type(copy);

    /* A refused call does not touch the type. */
    properties.pMediaType = NULL;
    hr = set_sample_properties(sample, &properties);
    ok(hr == E_POINTER, "7.37: got hr %#lx.\n", hr);
    ok(holder.refcount == 2, "7.37: pUnk has %ld references.\n", holder.refcount);

    /* Without the flag a type is neither taken nor removed, and the flag stays with it. */
    init_media_type(&other, &other_holder);
    properties.dwSampleFlags = AM_SAMPLE_SPLICEPOINT;
    properties.pMediaType = &other;
    hr = set_sample_properties(sample, &properties);
    ok(hr == S_OK, "7.37: got hr %#lx.\n", hr);
    ok(holder.refcount == 2 && other_holder.refcount == 1, "7.37: the types have %ld and %ld references.\n",
       holder.refcount, other_holder.refcount);
    get_properties(sample, &state);
    ok(state.dwSampleFlags == (AM_SAMPLE_SPLICEPOINT | AM_SAMPLE_TYPECHANGED), "7.37: the flags are %#lx.\n",
       state.dwSampleFlags);
    properties.pMediaType = NULL;
    hr = set_sample_properties(sample, &properties);
    ok(hr == S_OK, "7.37: got hr %#lx.\n", hr);
    ok(holder.refcount == 2, "7.37: pUnk has %ld references.\n", holder.refcount);

    /* The flag without the field: as without the flag. */
    properties.cbData = FIELD_OFFSET(AM_SAMPLE2_PROPERTIES, pMediaType);
    properties.dwSampleFlags = AM_SAMPLE_TYPECHANGED;
    hr = set_sample_properties(sample, &properties);
    ok(hr == S_OK, "7.37: got hr %#lx.\n", hr);
    get_properties(sample, &state);
    ok(state.dwSampleFlags == AM_SAMPLE_TYPECHANGED, "7.37: the flags are %#lx.\n", state.dwSampleFlags);
    ok(holder.refcount == 2, "7.37: pUnk has %ld references.\n", holder.refcount);

    /* Another type takes its place. */
    properties.cbData = sizeof(properties);
    properties.pMediaType = &other;
    hr = set_sample_properties(sample, &properties);
    ok(hr == S_OK, "7.37: got hr %#lx.\n", hr);
    ok(holder.refcount == 1 && other_holder.refcount == 2, "7.37: the types have %ld and %ld references.\n",
       holder.refcount, other_holder.refcount);

    IMediaSample_SetMediaType(sample, NULL);
    ok(other_holder.refcount == 1, "7.37: pUnk has %ld references.\n", other_holder.refcount);
    properties.cbData = FIELD_OFFSET(AM_SAMPLE2_PROPERTIES, pMediaType);
    hr = set_sample_properties(sample, &properties);
    ok(hr == S_OK, "7.37: got hr %#lx.\n", hr);
    get_properties(sample, &state);
    ok(!state.dwSampleFlags, "7.37: with no type the flags are %#lx.\n", state.dwSampleFlags);
}

/* With the caller gone, the type lives as long as the sample is out. */
static void test_freed_on_release(void)
{
    IMemAllocator *allocator = create_committed(1, 100, 1, 0);
    AM_MEDIA_TYPE type, *copy;
    struct holder holder;
    IMediaSample *sample;
    LONG live;
    HRESULT hr;

    init_media_type(&type, &holder);
    sample = get_sample(allocator);
    live = spy.live;
    hr = IMediaSample_SetMediaType(sample, &type);
    ok(hr == S_OK, "7.9: got hr %#lx.\n", hr);
    IMediaSample_Release(sample);
    ok(holder.refcount == 1, "7.11: pUnk has %ld references.\n", holder.refcount);
    ok(spy.live == live, "7.11: %ld blocks of memory are left.\n", spy.live - live);

    sample = get_sample(allocator);
    hr = IMediaSample_GetMediaType(sample, &copy);
    ok(hr == S_FALSE, "7.11: got hr %#lx.\n", hr);
    hr = IMediaSample_SetMediaType(sample, &type);
    ok(hr == S_OK, "7.9: got hr %#lx.\n", hr);
    IMemAllocator_Decommit(allocator);
    ok(holder.refcount == 2, "4.4, 7.9: pUnk has %ld references.\n", holder.refcount);
    IMediaSample_Release(sample);
    ok(holder.refcount == 1, "7.11: pUnk has %ld references.\n", holder.refcount);
    IMemAllocator_Release(allocator);
}

/* An allocator may keep its copies in memory that is not COM's; then nothing can be made to fail here. */
static void test_out_of_memory(IMediaSample *sample)
{
    AM_SAMPLE2_PROPERTIES properties, state;
    AM_MEDIA_TYPE type, *copy;
    struct holder holder;
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
        spy.allocations = 0;
        spy.fail_after = i;
        hr = IMediaSample_SetMediaType(sample, &type);
        spy.fail_after = -1;
        if (spy.allocations > i)
        {
            ok(hr == E_OUTOFMEMORY, "7.9: got hr %#lx.\n", hr);
            ok(holder.refcount == 1, "7.9: pUnk has %ld references.\n", holder.refcount);
            ok(spy.live == live, "7.9: %ld blocks of memory are left.\n", spy.live - live);
            get_properties(sample, &state);
            ok(!state.dwSampleFlags && !state.pMediaType, "7.9: the flags are %#lx.\n", state.dwSampleFlags);
            copy = (AM_MEDIA_TYPE *)0xdeadbeef;
            hr = IMediaSample_GetMediaType(sample, &copy);
            ok(hr == S_FALSE, "7.9: got hr %#lx.\n", hr);
        }
        else
        {
            ok(hr == S_OK, "7.9: got hr %#lx.\n", hr);
        }
        IMediaSample_SetMediaType(sample, NULL);

        memset(&properties, 0, sizeof(properties));
        get_properties(sample, &properties);
        properties.dwSampleFlags = AM_SAMPLE_TYPECHANGED | AM_SAMPLE_PREROLL;
        properties.pMediaType = &type;
        spy.allocations = 0;
        spy.fail_after = i;
        hr = set_sample_properties(sample, &properties);
        spy.fail_after = -1;
        if (spy.allocations > i)
        {
            ok(hr == E_OUTOFMEMORY, "7.37: got hr %#lx.\n", hr);
            ok(holder.refcount == 1, "7.37: pUnk has %ld references.\n", holder.refcount);
            get_properties(sample, &state);
            ok(!(state.dwSampleFlags & AM_SAMPLE_TYPECHANGED) && !state.pMediaType, "7.37: the flags are %#lx.\n",
               state.dwSampleFlags);
        }
        IMediaSample_SetMediaType(sample, NULL);
        IMediaSample_SetPreroll(sample, FALSE);

        IMediaSample_SetMediaType(sample, &type);
        copy = (AM_MEDIA_TYPE *)0xdeadbeef;
        spy.allocations = 0;
        spy.fail_after = i;
        hr = IMediaSample_GetMediaType(sample, &copy);
        spy.fail_after = -1;
        ok(spy.allocations > i, "7.10: the copy was not made with CoTaskMemAlloc.\n");
        ok(FAILED(hr), "7.10: got hr %#lx without memory.\n", hr);
        ok(holder.refcount == 2, "7.10: pUnk has %ld references.\n", holder.refcount);
        IMediaSample_SetMediaType(sample, NULL);
        ok(spy.live == live, "7.9, 7.10: %ld blocks of memory are left.\n", spy.live - live);
        winetest_pop_context();
    }
    /* A type that was there before is gone. */
    IMediaSample_SetMediaType(sample, &type);
    spy.allocations = 0;
    spy.fail_after = 0;
    hr = IMediaSample_SetMediaType(sample, &type);
    spy.fail_after = -1;
    if (spy.allocations)
    {
        ok(hr == E_OUTOFMEMORY, "7.9: got hr %#lx.\n", hr);
        ok(holder.refcount == 1, "7.9: pUnk has %ld references.\n", holder.refcount);
        hr = IMediaSample_GetMediaType(sample, &copy);
        ok(hr == S_FALSE, "7.9: got hr %#lx.\n", hr);
    }
    IMediaSample_SetMediaType(sample, NULL);
    ok(spy.live == live, "7.9: %ld blocks of memory are left.\n", spy.live - live);

    if (sizeof(void *) == 4)
    {
        /* More than any 32-bit process has; nothing is read before it fails. */
        type.cbFormat = 0xfffffff0;
        hr = IMediaSample_SetMediaType(sample, &type);
        ok(hr == E_OUTOFMEMORY, "7.9: got hr %#lx.\n", hr);
        ok(holder.refcount == 1, "7.9: pUnk has %ld references.\n", holder.refcount);
        hr = IMediaSample_GetMediaType(sample, &copy);
        ok(hr == S_FALSE, "7.9: got hr %#lx.\n", hr);
    }
}

START_TEST(media_type)
{
    IMemAllocator *allocator;
    IMediaSample *sample;
    HRESULT hr;

    if (!open_target())
        return;

    spy.thread = GetCurrentThreadId();
    hr = CoRegisterMallocSpy(&spy.IMallocSpy_iface);
    ok(hr == S_OK, "CoRegisterMallocSpy returned %#lx.\n", hr);

    allocator = create_committed(1, 100, 1, 0);
    sample = get_sample(allocator);
    test_set_and_get(sample);
    test_own_pointer(sample);
    test_set_properties(sample);
    test_out_of_memory(sample);
    IMediaSample_Release(sample);
    IMemAllocator_Decommit(allocator);
    IMemAllocator_Release(allocator);
    test_freed_on_release();

    CoRevokeMallocSpy();
    close_target();
}
