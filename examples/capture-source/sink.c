/*
 * What stands behind the source in the test: keeps as many frames as it is told to, as a queue or a renderer does
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "sink.h"

#include <string.h>

static struct sink *impl_from_ISampleGrabberCB(ISampleGrabberCB *iface)
{
    return CONTAINING_RECORD(iface, struct sink, ISampleGrabberCB_iface);
}

static HRESULT WINAPI sink_QueryInterface(ISampleGrabberCB *iface, REFIID iid, void **out)
{
    static const IID *const known[] = { &IID_IUnknown, &IID_ISampleGrabberCB, NULL };

    return com_query(iface, iid, out, known);
}

static ULONG WINAPI sink_AddRef(ISampleGrabberCB *iface)
{
    return (ULONG)InterlockedIncrement(&impl_from_ISampleGrabberCB(iface)->refcount);
}

static ULONG WINAPI sink_Release(ISampleGrabberCB *iface)
{
    return (ULONG)InterlockedDecrement(&impl_from_ISampleGrabberCB(iface)->refcount);
}

/* Under lock: a callback of the allocator that waited for this lock would hang. */
static void release_surplus(struct sink *sink)
{
    while (sink->kept_count > sink->keep)
    {
        IMediaSample_Release(sink->kept[0]);
        memmove(sink->kept, sink->kept + 1, --sink->kept_count * sizeof(*sink->kept));
    }
}

static HRESULT WINAPI sink_SampleCB(ISampleGrabberCB *iface, double time, IMediaSample *sample)
{
    struct sink *sink = impl_from_ISampleGrabberCB(iface);
    REFERENCE_TIME start, end;
    DWORD number;
    BYTE *data;

    (void)time;
    IMediaSample_GetPointer(sample, &data);
    memcpy(&number, data, sizeof(number));
    sink->disorder += number <= sink->last;
    sink->gaps += IMediaSample_IsDiscontinuity(sample) == S_OK;
    sink->last = number;
    sink->timed = IMediaSample_GetTime(sample, &start, &end) == S_OK;
    EnterCriticalSection(&sink->lock);
    if (sink->keep)
    {
        IMediaSample_AddRef(sample);
        sink->kept[sink->kept_count++] = sample;
    }
    release_surplus(sink);
    LeaveCriticalSection(&sink->lock);
    ++sink->received;
    return S_OK;
}

static HRESULT WINAPI sink_BufferCB(ISampleGrabberCB *iface, double time, BYTE *buffer, LONG size)
{
    (void)iface;
    (void)time;
    (void)buffer;
    (void)size;
    return E_NOTIMPL;
}

static ISampleGrabberCBVtbl sink_vtbl = {
    sink_QueryInterface, sink_AddRef, sink_Release, sink_SampleCB, sink_BufferCB,
};

void sink_init(struct sink *sink, unsigned int keep)
{
    memset(sink, 0, sizeof(*sink));
    sink->ISampleGrabberCB_iface.lpVtbl = &sink_vtbl;
    sink->refcount = 1;
    sink->keep = keep;
    InitializeCriticalSection(&sink->lock);
}

void sink_destroy(struct sink *sink)
{
    sink_keep(sink, 0);
    DeleteCriticalSection(&sink->lock);
}

void sink_keep(struct sink *sink, unsigned int keep)
{
    EnterCriticalSection(&sink->lock);
    sink->keep = min(keep, SINK_FRAMES - 1);
    release_surplus(sink);
    LeaveCriticalSection(&sink->lock);
}
