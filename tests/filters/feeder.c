/*
 * An output pin with nothing behind it, for a filter that takes only what no filter of Wine pushes: the file writer
 * wants a byte stream.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "filters.h"
#include "../object.h"

static HRESULT WINAPI feeder_Connect(IPin *iface, IPin *peer, const AM_MEDIA_TYPE *type)
{
    (void)iface;
    (void)peer;
    (void)type;
    return E_NOTIMPL;
}

static HRESULT WINAPI feeder_nothing(IPin *iface)
{
    (void)iface;
    return S_OK;
}

static HRESULT WINAPI feeder_ConnectedTo(IPin *iface, IPin **peer)
{
    (void)iface;
    *peer = NULL;
    return VFW_E_NOT_CONNECTED;
}

static HRESULT WINAPI feeder_ConnectionMediaType(IPin *iface, AM_MEDIA_TYPE *type)
{
    (void)iface;
    memset(type, 0, sizeof(*type));
    return VFW_E_NOT_CONNECTED;
}

static HRESULT WINAPI feeder_QueryPinInfo(IPin *iface, PIN_INFO *info)
{
    (void)iface;
    info->pFilter = NULL;
    info->dir = PINDIR_OUTPUT;
    lstrcpyW(info->achName, L"Feeder");
    return S_OK;
}

static HRESULT WINAPI feeder_QueryDirection(IPin *iface, PIN_DIRECTION *direction)
{
    (void)iface;
    *direction = PINDIR_OUTPUT;
    return S_OK;
}

static HRESULT WINAPI feeder_QueryId(IPin *iface, WCHAR **id)
{
    (void)iface;
    *id = NULL;
    return E_NOTIMPL;
}

static HRESULT WINAPI feeder_QueryAccept(IPin *iface, const AM_MEDIA_TYPE *type)
{
    (void)iface;
    (void)type;
    return S_OK;
}

static HRESULT WINAPI feeder_EnumMediaTypes(IPin *iface, IEnumMediaTypes **out)
{
    (void)iface;
    *out = NULL;
    return E_NOTIMPL;
}

static HRESULT WINAPI feeder_QueryInternalConnections(IPin *iface, IPin **pins, ULONG *count)
{
    (void)iface;
    (void)pins;
    (void)count;
    return E_NOTIMPL;
}

static HRESULT WINAPI feeder_NewSegment(IPin *iface, REFERENCE_TIME start, REFERENCE_TIME stop, double rate)
{
    (void)iface;
    (void)start;
    (void)stop;
    (void)rate;
    return S_OK;
}

static const IPinVtbl feeder_methods = {
    OBJECT_METHODS,      feeder_Connect,        feeder_Connect,
    feeder_nothing,      feeder_ConnectedTo,    feeder_ConnectionMediaType,
    feeder_QueryPinInfo, feeder_QueryDirection, feeder_QueryId,
    feeder_QueryAccept,  feeder_EnumMediaTypes, feeder_QueryInternalConnections,
    feeder_nothing,      feeder_nothing,        feeder_nothing,
    feeder_NewSegment,
};

static struct object feeder = OBJECT_INIT(&feeder_methods, &IID_IPin);

/* Sends the file in the order of its bytes, each sample's times being its place, as a mux does. */
static HRESULT feed_file(IMemInputPin *input, IMemAllocator *allocator, FILE *file)
{
    REFERENCE_TIME position = 0, end;
    IMediaSample *sample;
    HRESULT hr = S_OK;
    BYTE *data;
    LONG size;

    while (SUCCEEDED(hr) && !feof(file))
    {
        if (FAILED(hr = IMemAllocator_GetBuffer(allocator, &sample, NULL, NULL, 0)))
            break;
        IMediaSample_GetPointer(sample, &data);
        size = (LONG)fread(data, 1, IMediaSample_GetSize(sample), file);
        IMediaSample_SetActualDataLength(sample, size);
        end = position + size;
        IMediaSample_SetTime(sample, &position, &end);
        position = end;
        if (size)
            hr = IMemInputPin_Receive(input, sample);
        IMediaSample_Release(sample);
    }
    return hr;
}

BOOL feed_filter(struct graph *graph, IBaseFilter *filter, const WCHAR *path)
{
    AM_MEDIA_TYPE type = {
        .majortype = MEDIATYPE_Stream, .subtype = MEDIASUBTYPE_Avi, .bFixedSizeSamples = TRUE, .lSampleSize = 1
    };
    ALLOCATOR_PROPERTIES properties = { 3, 5000, 1, 0 }, actual;
    IMemAllocator *allocator = NULL;
    IMemInputPin *input = NULL;
    FILE *file = NULL;
    HRESULT hr;
    IPin *pin;

    if (!(pin = filter_pin(filter, PINDIR_INPUT, 0)))
        return FALSE;
    graph->names[graph->connection_count] = "feeder";
    graph->inputs[graph->connection_count++] = pin;
    IPin_QueryInterface(pin, &IID_IMemInputPin, (void **)&input);

    if (FAILED(hr = IPin_ReceiveConnection(pin, (IPin *)&feeder, &type)))
    {
        failed("the pin does not take a byte stream, error %#lx", hr);
    }
    else if ((FAILED(IMemInputPin_GetAllocator(input, &allocator))
              && FAILED(hr = CoCreateInstance(&CLSID_MemoryAllocator, NULL, CLSCTX_INPROC_SERVER, &IID_IMemAllocator,
                                              (void **)&allocator)))
             || FAILED(hr = IMemAllocator_SetProperties(allocator, &properties, &actual))
             || FAILED(hr = IMemInputPin_NotifyAllocator(input, allocator, FALSE))
             || FAILED(hr = IMemAllocator_Commit(allocator)))
    {
        failed("no allocator for the pin, error %#lx", hr);
    }
    else if (!(file = _wfopen(path, L"rb")))
    {
        failed("the file to feed cannot be read");
    }
    else
    {
        graph_observe(graph);
        if (FAILED(hr = IBaseFilter_Pause(filter)) || FAILED(hr = IBaseFilter_Run(filter, 0)))
            failed("the filter does not run, error %#lx", hr);
        else if (FAILED(hr = feed_file(input, allocator, file)))
            failed("feeding stops with error %#lx", hr);
        IPin_EndOfStream(pin);
        IBaseFilter_Stop(filter);
    }
    IPin_Disconnect(pin);
    if (file)
        fclose(file);
    /* Without Decommit: nothing may be left all the same. */
    if (allocator)
        IMemAllocator_Release(allocator);
    IMemInputPin_Release(input);
    return SUCCEEDED(hr);
}
