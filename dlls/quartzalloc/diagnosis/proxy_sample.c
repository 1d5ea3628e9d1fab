/*
 * The proxy around a sample: it passes calls down, unless the sample was released already
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "proxy.h"
#include "proxy_guard.h"
#include "ring.h"

static ULONG add_reference(struct proxy_sample *sample, const void *caller)
{
    ULONG references = com_add_reference(&sample->references);
    struct event event = event_make(EVENT_BUFFER_REFERENCED, sample->allocator->ledger, caller);

    event.buffer = sample->buffer;
    event.count = (int32_t)references;
    event_happened(&event);
    return references;
}

static HRESULT WINAPI proxy_sample_QueryInterface(IMediaSample2 *iface, REFIID iid, void **out)
{
    struct proxy_sample *sample = proxy_from_IMediaSample2(iface);

    if (proxy_is_stale(sample, "QueryInterface", CALLER()))
    {
        if (out)
            *out = NULL;
        return E_UNEXPECTED;
    }
    if (!out
        || (!IsEqualGUID(iid, &IID_IUnknown) && !IsEqualGUID(iid, &IID_IMediaSample)
            && (!IsEqualGUID(iid, &IID_IMediaSample2)
                || !atomic_load_explicit(&sample->allocator->has_sample2, memory_order_relaxed))))
        return IMediaSample2_QueryInterface(sample->real, iid, out);
    add_reference(sample, CALLER());
    *out = iface;
    return S_OK;
}

static ULONG WINAPI proxy_sample_AddRef(IMediaSample2 *iface)
{
    struct proxy_sample *sample = proxy_from_IMediaSample2(iface);

    if (proxy_is_stale(sample, "AddRef", CALLER()))
        return com_add_reference(&sample->stale_references);
    return add_reference(sample, CALLER());
}

static ULONG WINAPI proxy_sample_Release(IMediaSample2 *iface)
{
    return proxy_sample_release(proxy_from_IMediaSample2(iface), CALLER());
}

/*
 * METHOD(result, name, parameters, arguments, answer): a method that gives `answer`, and says so, where its sample is a
 * zombie.  Parameters and arguments stand in parentheses, without the interface.
 */
#define UNPACK(...) __VA_ARGS__
#define METHOD(result, name, parameters, arguments, answer) \
    static result WINAPI proxy_sample_##name(IMediaSample2 *iface UNPACK parameters) \
    { \
        struct proxy_sample *sample = proxy_from_IMediaSample2(iface); \
\
        if (proxy_is_stale(sample, #name, CALLER())) \
            return answer; \
        return sample->real->lpVtbl->name(sample->real UNPACK arguments); \
    }

#define PARAMETER(...) (, __VA_ARGS__)
#define TIMES(type)    (, type * start, type * stop)
#define NONE           ()

METHOD(LONG, GetSize, NONE, NONE, 0)
METHOD(HRESULT, GetTime, TIMES(REFERENCE_TIME), (, start, stop), E_UNEXPECTED)
METHOD(HRESULT, SetTime, TIMES(REFERENCE_TIME), (, start, stop), E_UNEXPECTED)
METHOD(HRESULT, IsSyncPoint, NONE, NONE, S_FALSE)
METHOD(HRESULT, SetSyncPoint, PARAMETER(BOOL value), (, value), E_UNEXPECTED)
METHOD(HRESULT, IsPreroll, NONE, NONE, S_FALSE)
METHOD(HRESULT, SetPreroll, PARAMETER(BOOL value), (, value), E_UNEXPECTED)
METHOD(LONG, GetActualDataLength, NONE, NONE, 0)
METHOD(HRESULT, SetActualDataLength, PARAMETER(LONG length), (, length), E_UNEXPECTED)
METHOD(HRESULT, SetMediaType, PARAMETER(AM_MEDIA_TYPE *type), (, type), E_UNEXPECTED)
METHOD(HRESULT, IsDiscontinuity, NONE, NONE, S_FALSE)
METHOD(HRESULT, SetDiscontinuity, PARAMETER(BOOL value), (, value), E_UNEXPECTED)
METHOD(HRESULT, GetMediaTime, TIMES(LONGLONG), (, start, stop), E_UNEXPECTED)
METHOD(HRESULT, SetMediaTime, TIMES(LONGLONG), (, start, stop), E_UNEXPECTED)

/* Callers that do not look at the result must not find an old pointer. */

static HRESULT WINAPI proxy_sample_GetPointer(IMediaSample2 *iface, BYTE **out)
{
    struct proxy_sample *sample = proxy_from_IMediaSample2(iface);

    if (!proxy_is_stale(sample, "GetPointer", CALLER()))
    {
        if (!out || !sample->pointer)
            return IMediaSample2_GetPointer(sample->real, out);
        *out = sample->pointer;
        return S_OK;
    }
    if (out)
        *out = NULL;
    return E_UNEXPECTED;
}

static HRESULT WINAPI proxy_sample_GetMediaType(IMediaSample2 *iface, AM_MEDIA_TYPE **out)
{
    struct proxy_sample *sample = proxy_from_IMediaSample2(iface);

    if (!proxy_is_stale(sample, "GetMediaType", CALLER()))
        return IMediaSample2_GetMediaType(sample->real, out);
    if (out)
        *out = NULL;
    return E_UNEXPECTED;
}

/* Where the pointer to the buffer ends in the structure. */
#define POINTER_END (offsetof(AM_SAMPLE2_PROPERTIES, pbBuffer) + sizeof(BYTE *))

static HRESULT WINAPI proxy_sample_GetProperties(IMediaSample2 *iface, DWORD size, BYTE *buffer)
{
    struct proxy_sample *sample = proxy_from_IMediaSample2(iface);
    HRESULT hr;

    if (proxy_is_stale(sample, "GetProperties", CALLER()))
        return E_UNEXPECTED;
    hr = IMediaSample2_GetProperties(sample->real, size, buffer);
    if (SUCCEEDED(hr) && sample->pointer && size >= POINTER_END)
        memcpy(buffer + offsetof(AM_SAMPLE2_PROPERTIES, pbBuffer), &sample->pointer, sizeof(sample->pointer));
    return hr;
}

/* Row 7.34: the buffer that is given has to be the sample's own, which for the real sample is another. */
static HRESULT WINAPI proxy_sample_SetProperties(IMediaSample2 *iface, DWORD size, const BYTE *buffer)
{
    struct proxy_sample *sample = proxy_from_IMediaSample2(iface);
    AM_SAMPLE2_PROPERTIES properties;
    BYTE *real;

    if (proxy_is_stale(sample, "SetProperties", CALLER()))
        return E_UNEXPECTED;
    if (!sample->pointer || !buffer || size < POINTER_END)
        return IMediaSample2_SetProperties(sample->real, size, buffer);
    memcpy(&properties, buffer, size < sizeof(properties) ? size : sizeof(properties));
    IMediaSample2_GetPointer(sample->real, &real);
    /* The real buffer is nobody's own. */
    if (properties.pbBuffer == real)
        properties.pbBuffer = sample->pointer;
    else if (properties.pbBuffer == sample->pointer)
        properties.pbBuffer = real;
    return IMediaSample2_SetProperties(sample->real, size, (const BYTE *)&properties);
}

static const IMediaSample2Vtbl proxy_sample_vtbl = {
    proxy_sample_QueryInterface,
    proxy_sample_AddRef,
    proxy_sample_Release,
    proxy_sample_GetPointer,
    proxy_sample_GetSize,
    proxy_sample_GetTime,
    proxy_sample_SetTime,
    proxy_sample_IsSyncPoint,
    proxy_sample_SetSyncPoint,
    proxy_sample_IsPreroll,
    proxy_sample_SetPreroll,
    proxy_sample_GetActualDataLength,
    proxy_sample_SetActualDataLength,
    proxy_sample_GetMediaType,
    proxy_sample_SetMediaType,
    proxy_sample_IsDiscontinuity,
    proxy_sample_SetDiscontinuity,
    proxy_sample_GetMediaTime,
    proxy_sample_SetMediaTime,
    proxy_sample_GetProperties,
    proxy_sample_SetProperties,
};

IMediaSample *proxy_sample_create(struct proxy_allocator *allocator, IMediaSample *real, const void *caller)
{
    struct proxy_sample *sample = ring_take(allocator);
    IMediaSample2 *sample2;
    struct event event;
    BYTE *pointer;

    if (!sample)
        return real;
    if (!atomic_load_explicit(&allocator->has_sample2, memory_order_relaxed)
        && SUCCEEDED(IMediaSample_QueryInterface(real, &IID_IMediaSample2, (void **)&sample2)))
    {
        atomic_store_explicit(&allocator->has_sample2, true, memory_order_relaxed);
        IMediaSample2_Release(sample2);
    }

    event = event_make(EVENT_BUFFER_OUT, allocator->ledger, caller);
    event.key = real;
    event.pointer = SUCCEEDED(IMediaSample_GetPointer(real, &pointer)) ? pointer : NULL;
    event.size = IMediaSample_GetSize(real);
    event_happened(&event);

    proxy_hold(allocator);
    sample->IMediaSample2_iface.lpVtbl = (IMediaSample2Vtbl *)&proxy_sample_vtbl;
    sample->real = (IMediaSample2 *)real;
    sample->buffer = event.buffer;
    sample->number = event.buffer ? event.buffer->number : 0;
    proxy_guard_take(sample, caller);
    atomic_store_explicit(&sample->stale_references, 0, memory_order_relaxed);
    atomic_store_explicit(&sample->references, 1, memory_order_release);
    return (IMediaSample *)&sample->IMediaSample2_iface;
}
