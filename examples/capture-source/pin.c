/*
 * The output pin: connects to the next filter's input, and offers one format
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "source.h"

#include <string.h>
#include <vfwmsgs.h>

#include "enumerator.h"
#include "format.h"

static const WCHAR pin_name[] = L"Capture";

static struct source *impl_from_IPin(IPin *iface)
{
    return CONTAINING_RECORD(iface, struct source, IPin_iface);
}

static HRESULT WINAPI pin_QueryInterface(IPin *iface, REFIID iid, void **out)
{
    static const IID *const known[] = { &IID_IUnknown, &IID_IPin, NULL };

    return com_query(iface, iid, out, known);
}

/* A pin lives as long as its filter. */
static ULONG WINAPI pin_AddRef(IPin *iface)
{
    return IBaseFilter_AddRef(&impl_from_IPin(iface)->IBaseFilter_iface);
}

static ULONG WINAPI pin_Release(IPin *iface)
{
    return IBaseFilter_Release(&impl_from_IPin(iface)->IBaseFilter_iface);
}

static void forget_peer(struct source *source)
{
    if (source->allocator)
        IMemAllocator_Release(source->allocator);
    if (source->input)
        IMemInputPin_Release(source->input);
    if (source->peer)
        IPin_Release(source->peer);
    source->allocator = NULL;
    source->input = NULL;
    source->peer = NULL;
}

/* Under lock.  The order is the documentation's: the other pin agrees to the format, then both agree on an allocator. */
static HRESULT connect_to(struct source *source, IPin *peer)
{
    AM_MEDIA_TYPE type;
    HRESULT hr;

    if (FAILED(IPin_QueryInterface(peer, &IID_IMemInputPin, (void **)&source->input)))
        return VFW_E_NO_TRANSPORT;
    IPin_AddRef(peer);
    source->peer = peer;
    if (SUCCEEDED(hr = format_fill(&type)))
    {
        if (SUCCEEDED(hr = IPin_ReceiveConnection(peer, &source->IPin_iface, &type))
            && FAILED(hr = source_negotiate(source)))
            IPin_Disconnect(peer);
        format_clear(&type);
    }
    if (FAILED(hr))
        forget_peer(source);
    return hr;
}

static HRESULT WINAPI pin_Connect(IPin *iface, IPin *peer, const AM_MEDIA_TYPE *type)
{
    struct source *source = impl_from_IPin(iface);
    HRESULT hr;

    if (!peer)
        return E_POINTER;
    EnterCriticalSection(&source->lock);
    if (source->peer)
        hr = VFW_E_ALREADY_CONNECTED;
    else if (source->state != State_Stopped)
        hr = VFW_E_NOT_STOPPED;
    else if (type && !format_matches(type, TRUE))
        hr = VFW_E_TYPE_NOT_ACCEPTED;
    else
        hr = connect_to(source, peer);
    LeaveCriticalSection(&source->lock);
    return hr;
}

static HRESULT WINAPI pin_ReceiveConnection(IPin *iface, IPin *peer, const AM_MEDIA_TYPE *type)
{
    (void)iface;
    (void)peer;
    (void)type;
    return E_UNEXPECTED;
}

static HRESULT WINAPI pin_Disconnect(IPin *iface)
{
    struct source *source = impl_from_IPin(iface);
    HRESULT hr = S_OK;

    EnterCriticalSection(&source->lock);
    if (source->state != State_Stopped)
        hr = VFW_E_NOT_STOPPED;
    else if (!source->peer)
        hr = S_FALSE;
    else
        forget_peer(source);
    LeaveCriticalSection(&source->lock);
    return hr;
}

static HRESULT WINAPI pin_ConnectedTo(IPin *iface, IPin **peer)
{
    struct source *source = impl_from_IPin(iface);

    if (!peer)
        return E_POINTER;
    EnterCriticalSection(&source->lock);
    if ((*peer = source->peer))
        IPin_AddRef(*peer);
    LeaveCriticalSection(&source->lock);
    return *peer ? S_OK : VFW_E_NOT_CONNECTED;
}

static HRESULT WINAPI pin_ConnectionMediaType(IPin *iface, AM_MEDIA_TYPE *type)
{
    struct source *source = impl_from_IPin(iface);
    HRESULT hr = VFW_E_NOT_CONNECTED;

    if (!type)
        return E_POINTER;
    memset(type, 0, sizeof(*type));
    EnterCriticalSection(&source->lock);
    if (source->peer)
        hr = format_fill(type);
    LeaveCriticalSection(&source->lock);
    return hr;
}

static HRESULT WINAPI pin_QueryPinInfo(IPin *iface, PIN_INFO *info)
{
    struct source *source = impl_from_IPin(iface);

    if (!info)
        return E_POINTER;
    info->pFilter = &source->IBaseFilter_iface;
    IBaseFilter_AddRef(info->pFilter);
    info->dir = PINDIR_OUTPUT;
    lstrcpynW(info->achName, pin_name, ARRAYSIZE(info->achName));
    return S_OK;
}

static HRESULT WINAPI pin_QueryDirection(IPin *iface, PIN_DIRECTION *direction)
{
    (void)iface;
    if (!direction)
        return E_POINTER;
    *direction = PINDIR_OUTPUT;
    return S_OK;
}

static HRESULT WINAPI pin_QueryId(IPin *iface, WCHAR **id)
{
    (void)iface;
    if (!id)
        return E_POINTER;
    if (!(*id = CoTaskMemAlloc(sizeof(pin_name))))
        return E_OUTOFMEMORY;
    memcpy(*id, pin_name, sizeof(pin_name));
    return S_OK;
}

static HRESULT WINAPI pin_QueryAccept(IPin *iface, const AM_MEDIA_TYPE *type)
{
    (void)iface;
    if (!type)
        return E_POINTER;
    return format_matches(type, FALSE) ? S_OK : S_FALSE;
}

static HRESULT give_media_type(IUnknown *owner, void **thing)
{
    HRESULT hr;

    (void)owner;
    if (!(*thing = CoTaskMemAlloc(sizeof(AM_MEDIA_TYPE))))
        return E_OUTOFMEMORY;
    if (FAILED(hr = format_fill(*thing)))
        CoTaskMemFree(*thing);
    return hr;
}

static HRESULT WINAPI pin_EnumMediaTypes(IPin *iface, IEnumMediaTypes **out)
{
    if (!out)
        return E_POINTER;
    return enumerator_create(&IID_IEnumMediaTypes, (IUnknown *)iface, give_media_type, (void **)out);
}

/* For filters with inputs and outputs. */
static HRESULT WINAPI pin_QueryInternalConnections(IPin *iface, IPin **pins, ULONG *count)
{
    (void)iface;
    (void)pins;
    (void)count;
    return E_NOTIMPL;
}

/* An output pin calls these three of the pin behind it; nobody calls them of an output pin. */
static HRESULT WINAPI pin_of_inputs_only(IPin *iface)
{
    (void)iface;
    return E_UNEXPECTED;
}

static HRESULT WINAPI pin_NewSegment(IPin *iface, REFERENCE_TIME start, REFERENCE_TIME stop, double rate)
{
    (void)iface;
    (void)start;
    (void)stop;
    (void)rate;
    return S_OK;
}

static IPinVtbl pin_vtbl = {
    pin_QueryInterface,    pin_AddRef,
    pin_Release,           pin_Connect,
    pin_ReceiveConnection, pin_Disconnect,
    pin_ConnectedTo,       pin_ConnectionMediaType,
    pin_QueryPinInfo,      pin_QueryDirection,
    pin_QueryId,           pin_QueryAccept,
    pin_EnumMediaTypes,    pin_QueryInternalConnections,
    pin_of_inputs_only,    pin_of_inputs_only,
    pin_of_inputs_only,    pin_NewSegment,
};

void source_init_pin(struct source *source)
{
    source->IPin_iface.lpVtbl = &pin_vtbl;
}
