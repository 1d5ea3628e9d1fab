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
    delete_media_type(earlier);
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

/* IMediaSample, by what the methods are about: the buffer, times, flags, the type */

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

static HRESULT WINAPI sample_SetActualDataLength(IMediaSample2 *iface, LONG length)
{
    struct model_sample *sample = impl_from_iface(iface);
    bool fits = length >= 0 && length <= sample->allocator->size;

    if (fits)
        sample->actual = length;
    return fits ? S_OK : VFW_E_BUFFER_OVERFLOW;
}

static LONG WINAPI sample_GetActualDataLength(IMediaSample2 *iface)
{
    return impl_from_iface(iface)->actual;
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

static HRESULT WINAPI sample_GetTime(IMediaSample2 *iface, REFERENCE_TIME *start, REFERENCE_TIME *stop)
{
    const struct model_sample *sample = impl_from_iface(iface);
    bool stops = sample->flags & AM_SAMPLE_STOPVALID;

    if (!start || !stop)
        return E_POINTER;
    if (!stops && !(sample->flags & AM_SAMPLE_TIMEVALID))
        return VFW_E_SAMPLE_TIME_NOT_SET;
    *start = sample->start;
    *stop = stops ? sample->stop : sample->start == INT64_MAX ? INT64_MAX : sample->start + 1;
    return stops ? S_OK : VFW_S_NO_STOP_TIME;
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

static HRESULT WINAPI sample_GetMediaTime(IMediaSample2 *iface, LONGLONG *start, LONGLONG *stop)
{
    const struct model_sample *sample = impl_from_iface(iface);

    if (!start || !stop)
        return E_POINTER;
    if (!sample->media_time_valid)
        return VFW_E_MEDIA_TIME_NOT_SET;
    *start = sample->media_start;
    *stop = sample->media_stop;
    return S_OK;
}

static HRESULT has_flag(IMediaSample2 *iface, DWORD flag)
{
    return impl_from_iface(iface)->flags & flag ? S_OK : S_FALSE;
}

static HRESULT set_flag(IMediaSample2 *iface, DWORD flag, BOOL set)
{
    DWORD *flags = &impl_from_iface(iface)->flags;

    *flags = set ? *flags | flag : *flags & ~flag;
    return S_OK;
}

SAMPLE_FLAG_METHODS(SyncPoint, AM_SAMPLE_SPLICEPOINT)
SAMPLE_FLAG_METHODS(Preroll, AM_SAMPLE_PREROLL)
SAMPLE_FLAG_METHODS(Discontinuity, AM_SAMPLE_DATADISCONTINUITY)

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

/* IMediaSample2 */

/* The fields of AM_SAMPLE2_PROPERTIES that a caller may set, and where the model has each. */
static const struct field
{
    size_t offset, end; /* in the structure */
    size_t own;         /* in struct model_sample */
} fields[] = {
#define FIELD(name, own) \
    { \
        offsetof(AM_SAMPLE2_PROPERTIES, name), FIELD_END(name), offsetof(struct model_sample, own) \
    }
#define FIELD_END(name) (offsetof(AM_SAMPLE2_PROPERTIES, name) + sizeof(((AM_SAMPLE2_PROPERTIES *)0)->name))
    FIELD(dwTypeSpecificFlags, type_specific),
    FIELD(dwSampleFlags, flags),
    FIELD(lActual, actual),
    FIELD(tStart, start),
    FIELD(tStop, stop),
    FIELD(dwStreamId, stream),
#undef FIELD
};

#define FIELD_COUNT (sizeof(fields) / sizeof(*fields))

static HRESULT WINAPI sample_GetProperties(IMediaSample2 *iface, DWORD size, BYTE *out)
{
    const struct model_sample *sample = impl_from_iface(iface);
    AM_SAMPLE2_PROPERTIES properties;
    size_t i;

    if (!size)
        return S_OK;
    if (!out)
        return E_POINTER;
    memset(&properties, 0, sizeof(properties));
    for (i = 0; i < FIELD_COUNT; ++i)
        memcpy((char *)&properties + fields[i].offset, (const char *)sample + fields[i].own,
               fields[i].end - fields[i].offset);
    properties.cbData = size < sizeof(properties) ? size : sizeof(properties);
    properties.dwSampleFlags |= sample->type ? AM_SAMPLE_TYPECHANGED : 0;
    properties.pMediaType = sample->type;
    properties.pbBuffer = sample->pointer;
    properties.cbBuffer = sample->allocator->size;
    memcpy(out, &properties, properties.cbData);
    return S_OK;
}

/* Whether the first `bytes` bytes have the field, of what a caller of SetProperties gives. */
#define GIVEN(name) (bytes >= FIELD_END(name))

static HRESULT check_properties(const struct model_sample *sample, const AM_SAMPLE2_PROPERTIES *properties, DWORD bytes)
{
    if (GIVEN(dwSampleFlags))
    {
        if (properties->dwSampleFlags & ~(DWORD)KNOWN_FLAGS)
            return E_INVALIDARG;
        if ((properties->dwSampleFlags & AM_SAMPLE_TIMEVALID) && !(sample->flags & AM_SAMPLE_TIMEVALID)
            && !GIVEN(tStop))
            return E_INVALIDARG;
    }
    if (GIVEN(pbBuffer) && properties->pbBuffer && properties->pbBuffer != sample->pointer)
        return E_INVALIDARG;
    if (GIVEN(cbBuffer) && properties->cbBuffer && properties->cbBuffer != sample->allocator->size)
        return E_INVALIDARG;
    if (GIVEN(lActual) && (properties->lActual < 0 || properties->lActual > sample->allocator->size))
        return E_INVALIDARG;
    if (GIVEN(cbBuffer) && properties->lActual > properties->cbBuffer)
        return E_INVALIDARG;
    /* Row 7.39: last. */
    if (GIVEN(pMediaType) && (properties->dwSampleFlags & AM_SAMPLE_TYPECHANGED) && !properties->pMediaType)
        return E_POINTER;
    return S_OK;
}

static HRESULT WINAPI sample_SetProperties(IMediaSample2 *iface, DWORD size, const BYTE *in)
{
    struct model_sample *sample = impl_from_iface(iface);
    AM_SAMPLE2_PROPERTIES properties = { 0 };
    AM_MEDIA_TYPE *type = NULL;
    DWORD bytes;
    HRESULT hr;
    size_t i;

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

    if ((hr = check_properties(sample, &properties, bytes)) != S_OK)
        return hr;
    if (GIVEN(pMediaType) && (properties.dwSampleFlags & AM_SAMPLE_TYPECHANGED))
    {
        if ((hr = copy_type(properties.pMediaType, &type)) != S_OK)
            return hr;
        replace_type(sample, type);
    }
    properties.dwSampleFlags &= ~(DWORD)AM_SAMPLE_TYPECHANGED;
    for (i = 0; i < FIELD_COUNT; ++i)
    {
        if (bytes >= fields[i].end)
            memcpy((char *)sample + fields[i].own, (const char *)&properties + fields[i].offset,
                   fields[i].end - fields[i].offset);
    }
    return S_OK;
}

static const IMediaSample2Vtbl sample_vtbl = { SAMPLE_METHODS };

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
