/*
 * The filter: its state, its clock and its one pin
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "source.h"

#include <stdlib.h>
#include <vfwmsgs.h>

#include "enumerator.h"

/* A filter's own; another one for each filter. */
static const CLSID CLSID_CaptureSourceExample = {
    0x5d1c8a5e, 0x7c1b, 0x4c0f, { 0x9a, 0x52, 0x1f, 0x8e, 0x3b, 0x60, 0x77, 0xd4 }
};

static struct source *impl_from_IBaseFilter(IBaseFilter *iface)
{
    return CONTAINING_RECORD(iface, struct source, IBaseFilter_iface);
}

static HRESULT WINAPI filter_QueryInterface(IBaseFilter *iface, REFIID iid, void **out)
{
    static const IID *const known[] = { &IID_IUnknown, &IID_IPersist, &IID_IMediaFilter, &IID_IBaseFilter, NULL };

    return com_query(iface, iid, out, known);
}

static ULONG WINAPI filter_AddRef(IBaseFilter *iface)
{
    return (ULONG)InterlockedIncrement(&impl_from_IBaseFilter(iface)->refcount);
}

static ULONG WINAPI filter_Release(IBaseFilter *iface)
{
    struct source *source = impl_from_IBaseFilter(iface);
    ULONG refcount = (ULONG)InterlockedDecrement(&source->refcount);

    if (!refcount)
    {
        /* The graph has stopped and disconnected it; an application without a graph may have forgotten to. */
        source->refcount = 1;
        IBaseFilter_Stop(iface);
        IPin_Disconnect(&source->IPin_iface);
        if (source->clock)
            IReferenceClock_Release(source->clock);
        DeleteCriticalSection(&source->lock);
        free(source);
    }
    return refcount;
}

static HRESULT WINAPI filter_GetClassID(IBaseFilter *iface, CLSID *clsid)
{
    (void)iface;
    if (!clsid)
        return E_POINTER;
    *clsid = CLSID_CaptureSourceExample;
    return S_OK;
}

/*
 * Under lock.  The graph stops the filters behind first, so a Receive that the thread is inside of returns.  After Decommit
 * GetBuffer fails; the buffers that others still hold come back whenever they like.
 */
static void leave_active(struct source *source)
{
    streaming_stop(&source->streaming);
    if (source->allocator && source->state != State_Stopped)
        IMemAllocator_Decommit(source->allocator);
    source->state = State_Stopped;
}

/* Under lock.  From stopped to paused: the buffers are there from now on. */
static HRESULT enter_active(struct source *source)
{
    HRESULT hr;

    if (!source->peer)
        return S_OK;
    if (FAILED(hr = IMemAllocator_Commit(source->allocator)))
        return hr;
    if (FAILED(hr = streaming_start(&source->streaming, source->allocator, source->input)))
        IMemAllocator_Decommit(source->allocator);
    return hr;
}

static HRESULT WINAPI filter_Stop(IBaseFilter *iface)
{
    struct source *source = impl_from_IBaseFilter(iface);

    EnterCriticalSection(&source->lock);
    leave_active(source);
    LeaveCriticalSection(&source->lock);
    return S_OK;
}

/* Under lock */
static HRESULT change_state(struct source *source, FILTER_STATE state, REFERENCE_TIME start)
{
    HRESULT hr = S_OK;

    if (source->state == State_Stopped)
        hr = enter_active(source);
    if (FAILED(hr))
        return hr;
    streaming_run(&source->streaming, state == State_Running, source->clock, start);
    source->state = state;
    return S_OK;
}

/* Does not wait for the thread: a renderer behind, which pauses first, keeps it inside Receive until the graph runs again. */
static HRESULT WINAPI filter_Pause(IBaseFilter *iface)
{
    struct source *source = impl_from_IBaseFilter(iface);
    HRESULT hr;

    EnterCriticalSection(&source->lock);
    hr = change_state(source, State_Paused, 0);
    LeaveCriticalSection(&source->lock);
    return hr;
}

static HRESULT WINAPI filter_Run(IBaseFilter *iface, REFERENCE_TIME start)
{
    struct source *source = impl_from_IBaseFilter(iface);
    HRESULT hr;

    EnterCriticalSection(&source->lock);
    hr = change_state(source, State_Running, start);
    LeaveCriticalSection(&source->lock);
    return hr;
}

static HRESULT WINAPI filter_GetState(IBaseFilter *iface, DWORD timeout, FILTER_STATE *state)
{
    struct source *source = impl_from_IBaseFilter(iface);

    (void)timeout;
    if (!state)
        return E_POINTER;
    EnterCriticalSection(&source->lock);
    *state = source->state;
    LeaveCriticalSection(&source->lock);
    /* A live source has nothing to show while it is paused, and says so, that the graph does not wait for it. */
    return *state == State_Paused ? VFW_S_CANT_CUE : S_OK;
}

static HRESULT WINAPI filter_SetSyncSource(IBaseFilter *iface, IReferenceClock *clock)
{
    struct source *source = impl_from_IBaseFilter(iface);
    HRESULT hr = S_OK;

    EnterCriticalSection(&source->lock);
    if (source->state != State_Stopped)
        hr = VFW_E_NOT_STOPPED; /* the thread looks at the clock */
    else
    {
        if (clock)
            IReferenceClock_AddRef(clock);
        if (source->clock)
            IReferenceClock_Release(source->clock);
        source->clock = clock;
    }
    LeaveCriticalSection(&source->lock);
    return hr;
}

static HRESULT WINAPI filter_GetSyncSource(IBaseFilter *iface, IReferenceClock **clock)
{
    struct source *source = impl_from_IBaseFilter(iface);

    if (!clock)
        return E_POINTER;
    EnterCriticalSection(&source->lock);
    if ((*clock = source->clock))
        IReferenceClock_AddRef(*clock);
    LeaveCriticalSection(&source->lock);
    return S_OK;
}

static HRESULT give_pin(IUnknown *owner, void **thing)
{
    struct source *source = impl_from_IBaseFilter((IBaseFilter *)owner);

    IPin_AddRef(&source->IPin_iface);
    *thing = &source->IPin_iface;
    return S_OK;
}

static HRESULT WINAPI filter_EnumPins(IBaseFilter *iface, IEnumPins **out)
{
    if (!out)
        return E_POINTER;
    return enumerator_create(&IID_IEnumPins, (IUnknown *)iface, give_pin, (void **)out);
}

static HRESULT WINAPI filter_FindPin(IBaseFilter *iface, const WCHAR *id, IPin **out)
{
    struct source *source = impl_from_IBaseFilter(iface);
    WCHAR *own;
    HRESULT hr;

    if (!id || !out)
        return E_POINTER;
    *out = NULL;
    if (FAILED(hr = IPin_QueryId(&source->IPin_iface, &own)))
        return hr;
    hr = lstrcmpW(own, id) ? VFW_E_NOT_FOUND : give_pin((IUnknown *)iface, (void **)out);
    CoTaskMemFree(own);
    return hr;
}

static HRESULT WINAPI filter_QueryFilterInfo(IBaseFilter *iface, FILTER_INFO *info)
{
    struct source *source = impl_from_IBaseFilter(iface);

    if (!info)
        return E_POINTER;
    EnterCriticalSection(&source->lock);
    lstrcpynW(info->achName, source->name, ARRAYSIZE(info->achName));
    if ((info->pGraph = source->graph))
        IFilterGraph_AddRef(info->pGraph);
    LeaveCriticalSection(&source->lock);
    return S_OK;
}

static HRESULT WINAPI filter_JoinFilterGraph(IBaseFilter *iface, IFilterGraph *graph, const WCHAR *name)
{
    struct source *source = impl_from_IBaseFilter(iface);

    EnterCriticalSection(&source->lock);
    source->graph = graph;
    lstrcpynW(source->name, name ? name : L"", ARRAYSIZE(source->name));
    LeaveCriticalSection(&source->lock);
    return S_OK;
}

static HRESULT WINAPI filter_QueryVendorInfo(IBaseFilter *iface, WCHAR **info)
{
    (void)iface;
    (void)info;
    return E_NOTIMPL;
}

static IBaseFilterVtbl filter_vtbl = {
    filter_QueryInterface, filter_AddRef,  filter_Release,         filter_GetClassID,      filter_Stop,
    filter_Pause,          filter_Run,     filter_GetState,        filter_SetSyncSource,   filter_GetSyncSource,
    filter_EnumPins,       filter_FindPin, filter_QueryFilterInfo, filter_JoinFilterGraph, filter_QueryVendorInfo,
};

HRESULT source_create(struct device *device, struct source **out)
{
    struct source *source;

    *out = NULL;
    if (!(source = calloc(1, sizeof(*source))))
        return E_OUTOFMEMORY;
    source->IBaseFilter_iface.lpVtbl = &filter_vtbl;
    source->refcount = 1;
    source->streaming.device = device;
    InitializeCriticalSection(&source->lock);
    source_init_pin(source);
    *out = source;
    return S_OK;
}

/*
 * BeginFlush first: it makes a Receive that waits return, and each that follows fail.  Only then can the thread's end be waited
 * for, and nothing old can come behind EndFlush.
 */
HRESULT source_flush(struct source *source)
{
    HRESULT hr = VFW_E_NOT_CONNECTED;

    EnterCriticalSection(&source->lock);
    if (source->peer)
    {
        BOOL running = source->streaming.running;
        REFERENCE_TIME start = source->streaming.start;

        IPin_BeginFlush(source->peer);
        streaming_stop(&source->streaming);
        device_discard(source->streaming.device);
        hr = IPin_EndFlush(source->peer);
        IPin_NewSegment(source->peer, 0, MAXLONGLONG, 1.0);
        if (source->state != State_Stopped
            && SUCCEEDED(hr = streaming_start(&source->streaming, source->allocator, source->input)))
            streaming_run(&source->streaming, running, source->clock, start);
    }
    LeaveCriticalSection(&source->lock);
    return hr;
}
