/*
 * The sample: lifetime and the methods of IMediaSample
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "sample.h"

#include <vfwmsgs.h>

#include "release.h"
#include "sample_properties.h"

static HRESULT WINAPI sample_QueryInterface(IMediaSample2 *iface, REFIID iid, void **out)
{
    static const IID *const known[] = { &IID_IUnknown, &IID_IMediaSample, &IID_IMediaSample2, NULL };

    return com_query(iface, iid, out, known);
}

static ULONG WINAPI sample_AddRef(IMediaSample2 *iface)
{
    return com_add_reference(&impl_from_IMediaSample2(iface)->refcount);
}

static ULONG WINAPI sample_Release(IMediaSample2 *iface)
{
    struct sample *sample = impl_from_IMediaSample2(iface);
    LONG refcount = atomic_load_explicit(&sample->refcount, memory_order_acquire);

    /* Who holds the only reference is alone with the sample, so the usual case needs no locked operation here. */
    if (refcount == 1)
        atomic_store_explicit(&sample->refcount, 0, memory_order_relaxed);
    else if (refcount < 1)
        return 0; /* One Release too many: the sample is free already. */
    else if ((refcount = (LONG)com_drop_reference(&sample->refcount)))
        return (ULONG)refcount;

    release_sample(sample);
    return 0;
}

static HRESULT WINAPI sample_GetPointer(IMediaSample2 *iface, BYTE **out)
{
    struct sample *sample = impl_from_IMediaSample2(iface);

    if (!out)
        return E_POINTER;
    *out = sample->buffer;
    return S_OK;
}

static LONG WINAPI sample_GetSize(IMediaSample2 *iface)
{
    return impl_from_IMediaSample2(iface)->allocator->buffer_size;
}

static HRESULT WINAPI sample_GetTime(IMediaSample2 *iface, REFERENCE_TIME *start, REFERENCE_TIME *stop)
{
    struct sample *sample = impl_from_IMediaSample2(iface);
    DWORD flags;

    if (!start || !stop)
        return E_POINTER;

    flags = atomic_load_explicit(&sample->flags, memory_order_relaxed);
    if (!(flags & (AM_SAMPLE_TIMEVALID | AM_SAMPLE_STOPVALID)))
        return VFW_E_SAMPLE_TIME_NOT_SET;
    *start = sample->start;
    if (!(flags & AM_SAMPLE_STOPVALID))
    {
        *stop = sample->start == MAXLONGLONG ? MAXLONGLONG : sample->start + 1;
        return VFW_S_NO_STOP_TIME;
    }
    *stop = sample->stop;
    return S_OK;
}

static HRESULT WINAPI sample_SetTime(IMediaSample2 *iface, REFERENCE_TIME *start, REFERENCE_TIME *stop)
{
    struct sample *sample = impl_from_IMediaSample2(iface);
    DWORD set = 0;

    if (start)
    {
        set = AM_SAMPLE_TIMEVALID;
        sample->start = *start;
        if (stop)
        {
            set |= AM_SAMPLE_STOPVALID;
            sample->stop = *stop;
        }
    }
    sample_change_flags(sample, AM_SAMPLE_TIMEVALID | AM_SAMPLE_STOPVALID, set);
    return S_OK;
}

static HRESULT has_flag(IMediaSample2 *iface, DWORD flag)
{
    struct sample *sample = impl_from_IMediaSample2(iface);

    return atomic_load_explicit(&sample->flags, memory_order_relaxed) & flag ? S_OK : S_FALSE;
}

static HRESULT set_flag(IMediaSample2 *iface, DWORD flag, BOOL value)
{
    sample_change_flags(impl_from_IMediaSample2(iface), flag, value ? flag : 0);
    return S_OK;
}

static HRESULT WINAPI sample_IsSyncPoint(IMediaSample2 *iface)
{
    return has_flag(iface, AM_SAMPLE_SPLICEPOINT);
}

static HRESULT WINAPI sample_SetSyncPoint(IMediaSample2 *iface, BOOL sync_point)
{
    return set_flag(iface, AM_SAMPLE_SPLICEPOINT, sync_point);
}

static HRESULT WINAPI sample_IsPreroll(IMediaSample2 *iface)
{
    return has_flag(iface, AM_SAMPLE_PREROLL);
}

static HRESULT WINAPI sample_SetPreroll(IMediaSample2 *iface, BOOL preroll)
{
    return set_flag(iface, AM_SAMPLE_PREROLL, preroll);
}

static LONG WINAPI sample_GetActualDataLength(IMediaSample2 *iface)
{
    return impl_from_IMediaSample2(iface)->actual;
}

static HRESULT WINAPI sample_SetActualDataLength(IMediaSample2 *iface, LONG length)
{
    struct sample *sample = impl_from_IMediaSample2(iface);

    if (length < 0 || length > sample->allocator->buffer_size)
        return VFW_E_BUFFER_OVERFLOW;
    sample->actual = length;
    return S_OK;
}

static HRESULT WINAPI sample_GetMediaType(IMediaSample2 *iface, AM_MEDIA_TYPE **out)
{
    struct sample *sample = impl_from_IMediaSample2(iface);
    struct platform_lock *lock = &sample->allocator->media_type_lock;
    struct shared_media_type *shared;
    HRESULT hr;

    if (!out)
        return E_POINTER;
    *out = NULL;
    if (!(atomic_load_explicit(&sample->flags, memory_order_relaxed) & AM_SAMPLE_TYPECHANGED))
        return S_FALSE;

    platform_lock_acquire(lock);
    if ((shared = sample->media_type))
        com_add_reference(&shared->refcount);
    platform_lock_release(lock);
    if (!shared)
        return S_FALSE;

    hr = media_type_duplicate(&shared->type, out);
    shared_media_type_release(shared);
    return hr;
}

static HRESULT WINAPI sample_SetMediaType(IMediaSample2 *iface, AM_MEDIA_TYPE *type)
{
    struct sample *sample = impl_from_IMediaSample2(iface);
    struct shared_media_type *shared = NULL;
    HRESULT hr = S_OK;

    if (type)
        hr = shared_media_type_create(type, &shared);
    /* Row 7.9: without memory for the new type there is none. */
    if (hr != E_INVALIDARG)
        sample_replace_media_type(sample, shared);
    return hr;
}

static HRESULT WINAPI sample_IsDiscontinuity(IMediaSample2 *iface)
{
    return has_flag(iface, AM_SAMPLE_DATADISCONTINUITY);
}

static HRESULT WINAPI sample_SetDiscontinuity(IMediaSample2 *iface, BOOL discontinuity)
{
    return set_flag(iface, AM_SAMPLE_DATADISCONTINUITY, discontinuity);
}

static HRESULT WINAPI sample_GetMediaTime(IMediaSample2 *iface, LONGLONG *start, LONGLONG *stop)
{
    struct sample *sample = impl_from_IMediaSample2(iface);

    if (!start || !stop)
        return E_POINTER;
    if (!(atomic_load_explicit(&sample->flags, memory_order_relaxed) & SAMPLE_MEDIA_TIME_VALID))
        return VFW_E_MEDIA_TIME_NOT_SET;
    *start = sample->media_start;
    *stop = sample->media_stop;
    return S_OK;
}

static HRESULT WINAPI sample_SetMediaTime(IMediaSample2 *iface, LONGLONG *start, LONGLONG *stop)
{
    struct sample *sample = impl_from_IMediaSample2(iface);

    if (!start)
    {
        sample_change_flags(sample, SAMPLE_MEDIA_TIME_VALID, 0);
        return S_OK;
    }
    if (!stop)
        return E_POINTER;
    sample->media_start = *start;
    sample->media_stop = *stop;
    sample_change_flags(sample, 0, SAMPLE_MEDIA_TIME_VALID);
    return S_OK;
}

static const IMediaSample2Vtbl sample_vtbl = {
    sample_QueryInterface,
    sample_AddRef,
    sample_Release,
    sample_GetPointer,
    sample_GetSize,
    sample_GetTime,
    sample_SetTime,
    sample_IsSyncPoint,
    sample_SetSyncPoint,
    sample_IsPreroll,
    sample_SetPreroll,
    sample_GetActualDataLength,
    sample_SetActualDataLength,
    sample_GetMediaType,
    sample_SetMediaType,
    sample_IsDiscontinuity,
    sample_SetDiscontinuity,
    sample_GetMediaTime,
    sample_SetMediaTime,
    sample_GetProperties,
    sample_SetProperties,
};

void sample_init(struct sample *sample, struct allocator *allocator, uint32_t slot, BYTE *buffer)
{
    sample->IMediaSample2_iface.lpVtbl = (IMediaSample2Vtbl *)&sample_vtbl;
    sample->allocator = allocator;
    sample->slot = slot;
    sample->buffer = buffer;
    sample->actual = allocator->buffer_size;
}
