/*
 * The textbook allocator's samples
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "textbook.h"

#define FLAGS_ACCEPTED \
    (AM_SAMPLE_SPLICEPOINT | AM_SAMPLE_PREROLL | AM_SAMPLE_DATADISCONTINUITY | AM_SAMPLE_TYPECHANGED \
     | AM_SAMPLE_TIMEVALID | AM_SAMPLE_TIMEDISCONTINUITY | AM_SAMPLE_FLUSH_ON_PAUSE | AM_SAMPLE_STOPVALID)

/* The interface stands at the structure's beginning. */
#define IMPL(iface) ((struct sample *)(iface))

static AM_MEDIA_TYPE *copy_media_type(const AM_MEDIA_TYPE *type)
{
    AM_MEDIA_TYPE *copy;

    if (!(copy = CoTaskMemAlloc(sizeof(*copy))))
        return NULL;
    *copy = *type;
    copy->pbFormat = NULL;
    if (type->cbFormat && !(copy->pbFormat = CoTaskMemAlloc(type->cbFormat)))
    {
        CoTaskMemFree(copy);
        return NULL;
    }
    if (type->cbFormat)
        memcpy(copy->pbFormat, type->pbFormat, type->cbFormat);
    if (copy->pUnk)
        IUnknown_AddRef(copy->pUnk);
    return copy;
}

static HRESULT set_flag(IMediaSample2 *iface, DWORD flag, BOOL value)
{
    if (value)
        IMPL(iface)->properties.dwSampleFlags |= flag;
    else
        IMPL(iface)->properties.dwSampleFlags &= ~flag;
    return S_OK;
}

static HRESULT has_flag(IMediaSample2 *iface, DWORD flag)
{
    return IMPL(iface)->properties.dwSampleFlags & flag ? S_OK : S_FALSE;
}

/* Takes the type, which may be NULL. */
static void replace_media_type(struct sample *sample, AM_MEDIA_TYPE *type)
{
    delete_media_type(sample->properties.pMediaType);
    sample->properties.pMediaType = type;
    set_flag(&sample->IMediaSample2_iface, AM_SAMPLE_TYPECHANGED, type != NULL);
}

static ULONG WINAPI sample_AddRef(IMediaSample2 *iface)
{
    return InterlockedIncrement(&IMPL(iface)->refcount);
}

static HRESULT WINAPI sample_QueryInterface(IMediaSample2 *iface, REFIID iid, void **out)
{
    BOOL known = IsEqualGUID(iid, &IID_IUnknown) || IsEqualGUID(iid, &IID_IMediaSample)
            || IsEqualGUID(iid, &IID_IMediaSample2);

    if (!out)
        return E_POINTER;
    *out = known ? iface : NULL;
    return known ? sample_AddRef(iface), S_OK : E_NOINTERFACE;
}

static ULONG WINAPI sample_Release(IMediaSample2 *iface)
{
    struct sample *sample = IMPL(iface);
    ULONG refcount = InterlockedDecrement(&sample->refcount);

    if (!refcount)
    {
        if (sample->properties.pMediaType)
            replace_media_type(sample, NULL);
        sample->properties.dwSampleFlags = 0;
        sample->properties.dwTypeSpecificFlags = 0;
        sample->properties.dwStreamId = AM_STREAM_MEDIA;
        sample->media_time_valid = FALSE;
        allocator_ReleaseBuffer(&sample->allocator->IMemAllocatorCallbackTemp_iface, (IMediaSample *)iface);
    }
    return refcount;
}

static HRESULT WINAPI sample_GetPointer(IMediaSample2 *iface, BYTE **pointer)
{
    *pointer = IMPL(iface)->properties.pbBuffer;
    return S_OK;
}

static LONG WINAPI sample_GetSize(IMediaSample2 *iface)
{
    return IMPL(iface)->properties.cbBuffer;
}

static HRESULT WINAPI sample_GetTime(IMediaSample2 *iface, REFERENCE_TIME *start, REFERENCE_TIME *end)
{
    AM_SAMPLE2_PROPERTIES *properties = &IMPL(iface)->properties;

    if (!(properties->dwSampleFlags & (AM_SAMPLE_TIMEVALID | AM_SAMPLE_STOPVALID)))
        return VFW_E_SAMPLE_TIME_NOT_SET;
    *start = properties->tStart;
    if (properties->dwSampleFlags & AM_SAMPLE_STOPVALID)
    {
        *end = properties->tStop;
        return S_OK;
    }
    *end = properties->tStart + 1;
    return VFW_S_NO_STOP_TIME;
}

static HRESULT WINAPI sample_SetTime(IMediaSample2 *iface, REFERENCE_TIME *start, REFERENCE_TIME *end)
{
    struct sample *sample = IMPL(iface);

    set_flag(&sample->IMediaSample2_iface, AM_SAMPLE_TIMEVALID, start != NULL);
    set_flag(&sample->IMediaSample2_iface, AM_SAMPLE_STOPVALID, start && end);
    if (start)
        sample->properties.tStart = *start;
    if (start && end)
        sample->properties.tStop = *end;
    return S_OK;
}

SAMPLE_FLAG_METHODS(SyncPoint, AM_SAMPLE_SPLICEPOINT)
SAMPLE_FLAG_METHODS(Preroll, AM_SAMPLE_PREROLL)
SAMPLE_FLAG_METHODS(Discontinuity, AM_SAMPLE_DATADISCONTINUITY)

static LONG WINAPI sample_GetActualDataLength(IMediaSample2 *iface)
{
    return IMPL(iface)->properties.lActual;
}

static HRESULT WINAPI sample_SetActualDataLength(IMediaSample2 *iface, LONG length)
{
    struct sample *sample = IMPL(iface);

    if (length < 0 || length > sample->properties.cbBuffer)
        return VFW_E_BUFFER_OVERFLOW;
    sample->properties.lActual = length;
    return S_OK;
}

static HRESULT WINAPI sample_GetMediaType(IMediaSample2 *iface, AM_MEDIA_TYPE **type)
{
    struct sample *sample = IMPL(iface);

    *type = NULL;
    if (!sample->properties.pMediaType)
        return S_FALSE;
    return (*type = copy_media_type(sample->properties.pMediaType)) ? S_OK : E_OUTOFMEMORY;
}

static HRESULT WINAPI sample_SetMediaType(IMediaSample2 *iface, AM_MEDIA_TYPE *type)
{
    struct sample *sample = IMPL(iface);

    /* The earlier type goes first, even if it is the one that is to be set. */
    replace_media_type(sample, NULL);
    if (type)
        replace_media_type(sample, copy_media_type(type));
    return !type || sample->properties.pMediaType ? S_OK : E_OUTOFMEMORY;
}

static HRESULT WINAPI sample_GetMediaTime(IMediaSample2 *iface, LONGLONG *start, LONGLONG *end)
{
    struct sample *sample = IMPL(iface);

    if (!sample->media_time_valid)
        return VFW_E_MEDIA_TIME_NOT_SET;
    *start = sample->media_start;
    *end = sample->media_start + sample->media_length;
    return S_OK;
}

static HRESULT WINAPI sample_SetMediaTime(IMediaSample2 *iface, LONGLONG *start, LONGLONG *end)
{
    struct sample *sample = IMPL(iface);

    if (start && !end)
        return E_POINTER;
    sample->media_time_valid = start != NULL;
    if (start)
    {
        sample->media_start = *start;
        sample->media_length = (ULONG)*end - (ULONG)*start;
    }
    return S_OK;
}

static HRESULT WINAPI sample_GetProperties(IMediaSample2 *iface, DWORD size, BYTE *out)
{
    AM_SAMPLE2_PROPERTIES properties = IMPL(iface)->properties;

    if (!size)
        return S_OK;
    if (!out)
        return E_POINTER;
    properties.cbData = min(size, sizeof(properties));
    memcpy(out, &properties, properties.cbData);
    return S_OK;
}

/* Whether the first `end` bytes hold the whole field. */
#define GIVEN(field) (end >= FIELD_OFFSET(AM_SAMPLE2_PROPERTIES, field) + sizeof(given.field))
#define TAKE(field)  (own->field = GIVEN(field) ? given.field : own->field)

static HRESULT WINAPI sample_SetProperties(IMediaSample2 *iface, DWORD size, const BYTE *bytes)
{
    struct sample *sample = IMPL(iface);
    AM_SAMPLE2_PROPERTIES *own = &sample->properties, given = *own;
    AM_MEDIA_TYPE *type = NULL;
    DWORD end;

    if (size < sizeof(given.cbData))
        return S_OK;
    if (!bytes)
        return E_POINTER;
    end = ((const AM_SAMPLE2_PROPERTIES *)bytes)->cbData;
    if (end > sizeof(given))
        return E_INVALIDARG;
    end = min(size, end);
    memcpy(&given, bytes, end);

    if (GIVEN(dwSampleFlags)
        && ((given.dwSampleFlags & ~FLAGS_ACCEPTED)
            || (given.dwSampleFlags & ~own->dwSampleFlags & AM_SAMPLE_TIMEVALID && !GIVEN(tStop))))
        return E_INVALIDARG;
    if (GIVEN(pbBuffer) && given.pbBuffer && given.pbBuffer != own->pbBuffer)
        return E_INVALIDARG;
    if (GIVEN(cbBuffer) && ((given.cbBuffer && given.cbBuffer != own->cbBuffer) || given.lActual > given.cbBuffer))
        return E_INVALIDARG;
    if (GIVEN(pMediaType) && given.dwSampleFlags & AM_SAMPLE_TYPECHANGED)
    {
        if (!given.pMediaType)
            return E_POINTER;
        if (!(type = copy_media_type(given.pMediaType)))
            return E_OUTOFMEMORY;
        replace_media_type(sample, type);
    }

    TAKE(tStart);
    TAKE(tStop);
    TAKE(lActual);
    TAKE(dwSampleFlags);
    TAKE(dwTypeSpecificFlags);
    TAKE(dwStreamId);
    set_flag(&sample->IMediaSample2_iface, AM_SAMPLE_TYPECHANGED, own->pMediaType != NULL);
    return S_OK;
}

static const IMediaSample2Vtbl sample_vtbl = { SAMPLE_METHODS };

/* The memory is zero, but the times are garbage (row 7.12). */
void sample_init(struct sample *sample, struct allocator *allocator, BYTE *buffer)
{
    sample->IMediaSample2_iface.lpVtbl = &sample_vtbl;
    sample->allocator = allocator;
    sample->properties.cbData = sizeof(sample->properties);
    sample->properties.pbBuffer = buffer;
    sample->properties.cbBuffer = sample->properties.lActual = allocator->properties.cbBuffer;
    memset(&sample->properties.tStart, 0xcd, sizeof(REFERENCE_TIME));
    memset(&sample->properties.tStop, 0xcd, sizeof(REFERENCE_TIME));
}
