/*
 * The model's sample (section 7 of the contract)
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <string.h>

#include "model.h"

#define KNOWN_FLAGS 0x1df /* row 7.32 */

static struct model_sample *impl_from_iface(IMediaSample2 *iface)
{
    return CONTAINING_RECORD(iface, struct model_sample, IMediaSample2_iface);
}

/* Media types */

static void free_type(AM_MEDIA_TYPE *type)
{
    if (!type)
        return;
    if (type->pUnk)
        IUnknown_Release(type->pUnk);
    CoTaskMemFree(type->pbFormat);
    CoTaskMemFree(type);
}

static HRESULT copy_type(const AM_MEDIA_TYPE *source, AM_MEDIA_TYPE **out)
{
    AM_MEDIA_TYPE *copy;

    *out = NULL;
    if (source->cbFormat && !source->pbFormat)
        return E_INVALIDARG;
    if (!(copy = CoTaskMemAlloc(sizeof(*copy))))
        return E_OUTOFMEMORY;
    *copy = *source;
    copy->pbFormat = NULL;
    if (source->cbFormat)
    {
        if (!(copy->pbFormat = CoTaskMemAlloc(source->cbFormat)))
        {
            CoTaskMemFree(copy);
            return E_OUTOFMEMORY;
        }
        memcpy(copy->pbFormat, source->pbFormat, source->cbFormat);
    }
    if (copy->pUnk)
        IUnknown_AddRef(copy->pUnk);
    *out = copy;
    return S_OK;
}

static void replace_type(struct model_sample *sample, AM_MEDIA_TYPE *type)
{
    AM_MEDIA_TYPE *earlier = sample->type;

    sample->type = type;
    free_type(earlier);
}

/* IUnknown */

static HRESULT WINAPI sample_QueryInterface(IMediaSample2 *iface, REFIID iid, void **out)
{
    static const IID *const known[] = { &IID_IUnknown, &IID_IMediaSample, &IID_IMediaSample2, NULL };

    return query(iface, iid, out, known);
}

static ULONG WINAPI sample_AddRef(IMediaSample2 *iface)
{
    return ++impl_from_iface(iface)->references;
}

static ULONG WINAPI sample_Release(IMediaSample2 *iface)
{
    struct model_sample *sample = impl_from_iface(iface);
    ULONG references = --sample->references;

    if (!references)
        model_allocator_put_back(sample->allocator, sample);
    return references;
}

/* IMediaSample */

static HRESULT WINAPI sample_GetPointer(IMediaSample2 *iface, BYTE **out)
{
    if (!out)
        return E_POINTER;
    *out = impl_from_iface(iface)->pointer;
    return S_OK;
}

static LONG WINAPI sample_GetSize(IMediaSample2 *iface)
{
    return impl_from_iface(iface)->allocator->size;
}

static HRESULT WINAPI sample_GetTime(IMediaSample2 *iface, REFERENCE_TIME *start, REFERENCE_TIME *stop)
{
    struct model_sample *sample = impl_from_iface(iface);

    if (!start || !stop)
        return E_POINTER;
    if (!(sample->flags & (AM_SAMPLE_TIMEVALID | AM_SAMPLE_STOPVALID)))
        return VFW_E_SAMPLE_TIME_NOT_SET;
    *start = sample->start;
    if (sample->flags & AM_SAMPLE_STOPVALID)
    {
        *stop = sample->stop;
        return S_OK;
    }
    *stop = sample->start == INT64_MAX ? INT64_MAX : sample->start + 1;
    return VFW_S_NO_STOP_TIME;
}

static HRESULT WINAPI sample_SetTime(IMediaSample2 *iface, REFERENCE_TIME *start, REFERENCE_TIME *stop)
{
    struct model_sample *sample = impl_from_iface(iface);

    sample->flags &= ~(DWORD)(AM_SAMPLE_TIMEVALID | AM_SAMPLE_STOPVALID);
    if (!start)
        return S_OK;
    sample->start = *start;
    sample->flags |= AM_SAMPLE_TIMEVALID;
    if (stop)
    {
        sample->stop = *stop;
        sample->flags |= AM_SAMPLE_STOPVALID;
    }
    return S_OK;
}

static HRESULT get_flag(IMediaSample2 *iface, DWORD flag)
{
    return impl_from_iface(iface)->flags & flag ? S_OK : S_FALSE;
}

static HRESULT set_flag(IMediaSample2 *iface, DWORD flag, BOOL set)
{
    DWORD *flags = &impl_from_iface(iface)->flags;

    *flags = set ? *flags | flag : *flags & ~flag;
    return S_OK;
}

static HRESULT WINAPI sample_IsSyncPoint(IMediaSample2 *iface)
{
    return get_flag(iface, AM_SAMPLE_SPLICEPOINT);
}

static HRESULT WINAPI sample_SetSyncPoint(IMediaSample2 *iface, BOOL set)
{
    return set_flag(iface, AM_SAMPLE_SPLICEPOINT, set);
}

static HRESULT WINAPI sample_IsPreroll(IMediaSample2 *iface)
{
    return get_flag(iface, AM_SAMPLE_PREROLL);
}

static HRESULT WINAPI sample_SetPreroll(IMediaSample2 *iface, BOOL set)
{
    return set_flag(iface, AM_SAMPLE_PREROLL, set);
}

static LONG WINAPI sample_GetActualDataLength(IMediaSample2 *iface)
{
    return impl_from_iface(iface)->actual;
}

static HRESULT WINAPI sample_SetActualDataLength(IMediaSample2 *iface, LONG length)
{
    struct model_sample *sample = impl_from_iface(iface);

    if (length < 0 || length > sample->allocator->size)
        return VFW_E_BUFFER_OVERFLOW;
    sample->actual = length;
    return S_OK;
}

static HRESULT WINAPI sample_GetMediaType(IMediaSample2 *iface, AM_MEDIA_TYPE **out)
{
    struct model_sample *sample = impl_from_iface(iface);

    if (!out)
        return E_POINTER;
    *out = NULL;
    return sample->type ? copy_type(sample->type, out) : S_FALSE;
}

static HRESULT WINAPI sample_SetMediaType(IMediaSample2 *iface, AM_MEDIA_TYPE *type)
{
    AM_MEDIA_TYPE *copy = NULL;
    HRESULT hr = S_OK;

    if (type)
        hr = copy_type(type, &copy);
    if (hr != E_INVALIDARG)
        replace_type(impl_from_iface(iface), copy);
    return hr;
}

static HRESULT WINAPI sample_IsDiscontinuity(IMediaSample2 *iface)
{
    return get_flag(iface, AM_SAMPLE_DATADISCONTINUITY);
}

static HRESULT WINAPI sample_SetDiscontinuity(IMediaSample2 *iface, BOOL set)
{
    return set_flag(iface, AM_SAMPLE_DATADISCONTINUITY, set);
}

static HRESULT WINAPI sample_GetMediaTime(IMediaSample2 *iface, LONGLONG *start, LONGLONG *stop)
{
    struct model_sample *sample = impl_from_iface(iface);

    if (!start || !stop)
        return E_POINTER;
    if (!sample->media_time_valid)
        return VFW_E_MEDIA_TIME_NOT_SET;
    *start = sample->media_start;
    *stop = sample->media_stop;
    return S_OK;
}

static HRESULT WINAPI sample_SetMediaTime(IMediaSample2 *iface, LONGLONG *start, LONGLONG *stop)
{
    struct model_sample *sample = impl_from_iface(iface);

    if (start && !stop)
        return E_POINTER;
    if ((sample->media_time_valid = start != NULL))
    {
        sample->media_start = *start;
        sample->media_stop = *stop;
    }
    return S_OK;
}

/* IMediaSample2 */

static HRESULT WINAPI sample_GetProperties(IMediaSample2 *iface, DWORD size, BYTE *out)
{
    struct model_sample *sample = impl_from_iface(iface);
    AM_SAMPLE2_PROPERTIES properties;

    if (!size)
        return S_OK;
    if (!out)
        return E_POINTER;
    memset(&properties, 0, sizeof(properties));
    properties.cbData = size < sizeof(properties) ? size : sizeof(properties);
    properties.dwTypeSpecificFlags = sample->type_specific;
    properties.dwSampleFlags = sample->flags | (sample->type ? AM_SAMPLE_TYPECHANGED : 0);
    properties.lActual = sample->actual;
    properties.tStart = sample->start;
    properties.tStop = sample->stop;
    properties.dwStreamId = sample->stream;
    properties.pMediaType = sample->type;
    properties.pbBuffer = sample->pointer;
    properties.cbBuffer = sample->allocator->size;
    memcpy(out, &properties, properties.cbData);
    return S_OK;
}

/* Which fields a caller of SetProperties has given. */
struct given
{
    bool type_specific, flags, actual, start, stop, stream, type, pointer, size;
};

static HRESULT check_properties(const struct model_sample *sample, const AM_SAMPLE2_PROPERTIES *properties,
                                const struct given *given)
{
    if (given->flags)
    {
        if (properties->dwSampleFlags & ~(DWORD)KNOWN_FLAGS)
            return E_INVALIDARG;
        if ((properties->dwSampleFlags & AM_SAMPLE_TIMEVALID) && !(sample->flags & AM_SAMPLE_TIMEVALID) && !given->stop)
            return E_INVALIDARG;
    }
    if (given->pointer && properties->pbBuffer && properties->pbBuffer != sample->pointer)
        return E_INVALIDARG;
    if (given->size && properties->cbBuffer && properties->cbBuffer != sample->allocator->size)
        return E_INVALIDARG;
    if (given->actual && (properties->lActual < 0 || properties->lActual > sample->allocator->size))
        return E_INVALIDARG;
    if (given->actual && given->size && properties->lActual > properties->cbBuffer)
        return E_INVALIDARG;
    /* Row 7.39: last. */
    if (given->type && (properties->dwSampleFlags & AM_SAMPLE_TYPECHANGED) && !properties->pMediaType)
        return E_POINTER;
    return S_OK;
}

static HRESULT WINAPI sample_SetProperties(IMediaSample2 *iface, DWORD size, const BYTE *in)
{
    struct model_sample *sample = impl_from_iface(iface);
    AM_SAMPLE2_PROPERTIES properties = { 0 };
    AM_MEDIA_TYPE *type = NULL;
    struct given given;
    DWORD bytes;
    HRESULT hr;

    if (size < sizeof(properties.cbData))
        return S_OK;
    if (!in)
        return E_POINTER;
    memcpy(&bytes, in, sizeof(bytes));
    if (bytes > sizeof(properties))
        return E_INVALIDARG;
    if (size < bytes)
        bytes = size;
    memcpy(&properties, in, bytes);

#define GIVEN(field) (bytes >= offsetof(AM_SAMPLE2_PROPERTIES, field) + sizeof(properties.field))
    given.type_specific = GIVEN(dwTypeSpecificFlags);
    given.flags = GIVEN(dwSampleFlags);
    given.actual = GIVEN(lActual);
    given.start = GIVEN(tStart);
    given.stop = GIVEN(tStop);
    given.stream = GIVEN(dwStreamId);
    given.type = GIVEN(pMediaType);
    given.pointer = GIVEN(pbBuffer);
    given.size = GIVEN(cbBuffer);
#undef GIVEN

    if ((hr = check_properties(sample, &properties, &given)) != S_OK)
        return hr;
    if (given.type && (properties.dwSampleFlags & AM_SAMPLE_TYPECHANGED))
    {
        if ((hr = copy_type(properties.pMediaType, &type)) != S_OK)
            return hr;
        replace_type(sample, type);
    }
    if (given.type_specific)
        sample->type_specific = properties.dwTypeSpecificFlags;
    if (given.flags)
        sample->flags = properties.dwSampleFlags & ~(DWORD)AM_SAMPLE_TYPECHANGED;
    if (given.actual)
        sample->actual = properties.lActual;
    if (given.start)
        sample->start = properties.tStart;
    if (given.stop)
        sample->stop = properties.tStop;
    if (given.stream)
        sample->stream = properties.dwStreamId;
    return S_OK;
}

static const IMediaSample2Vtbl sample_vtbl = {
    .QueryInterface = sample_QueryInterface,
    .AddRef = sample_AddRef,
    .Release = sample_Release,
    .GetPointer = sample_GetPointer,
    .GetSize = sample_GetSize,
    .GetTime = sample_GetTime,
    .SetTime = sample_SetTime,
    .IsSyncPoint = sample_IsSyncPoint,
    .SetSyncPoint = sample_SetSyncPoint,
    .IsPreroll = sample_IsPreroll,
    .SetPreroll = sample_SetPreroll,
    .GetActualDataLength = sample_GetActualDataLength,
    .SetActualDataLength = sample_SetActualDataLength,
    .GetMediaType = sample_GetMediaType,
    .SetMediaType = sample_SetMediaType,
    .IsDiscontinuity = sample_IsDiscontinuity,
    .SetDiscontinuity = sample_SetDiscontinuity,
    .GetMediaTime = sample_GetMediaTime,
    .SetMediaTime = sample_SetMediaTime,
    .GetProperties = sample_GetProperties,
    .SetProperties = sample_SetProperties,
};

void model_sample_init(struct model_sample *sample, struct model_allocator *allocator, BYTE *pointer)
{
    sample->IMediaSample2_iface.lpVtbl = &sample_vtbl;
    sample->allocator = allocator;
    sample->pointer = pointer;
    sample->actual = allocator->size;
}

void model_sample_reset(struct model_sample *sample)
{
    sample->flags = 0;
    sample->media_time_valid = false;
    sample->stream = 0;
    sample->type_specific = 0;
    replace_type(sample, NULL);
}
