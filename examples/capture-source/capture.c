/*
 * A capture filter's thread, which never waits for a buffer: NotifyRelease tells it when one is free
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "capture.h"

#include <stdlib.h>
#include <string.h>
#include <vfwmsgs.h>

struct capture
{
    IMemAllocatorNotifyCallbackTemp IMemAllocatorNotifyCallbackTemp_iface;
    LONG refcount;

    IMemAllocatorCallbackTemp *allocator;
    deliver_function deliver;
    void *context;
    DWORD interval;
    HANDLE thread, stop, buffer_free;

    /* The thread's own while it runs */
    DWORD next_frame, waiting_frames, delivered, lost;
};

static struct capture *impl_from_IMemAllocatorNotifyCallbackTemp(IMemAllocatorNotifyCallbackTemp *iface)
{
    return CONTAINING_RECORD(iface, struct capture, IMemAllocatorNotifyCallbackTemp_iface);
}

static HRESULT WINAPI capture_QueryInterface(IMemAllocatorNotifyCallbackTemp *iface, REFIID iid, void **out)
{
    if (!IsEqualGUID(iid, &IID_IUnknown) && !IsEqualGUID(iid, &IID_IMemAllocatorNotifyCallbackTemp))
    {
        *out = NULL;
        return E_NOINTERFACE;
    }
    IMemAllocatorNotifyCallbackTemp_AddRef(iface);
    *out = iface;
    return S_OK;
}

static ULONG WINAPI capture_AddRef(IMemAllocatorNotifyCallbackTemp *iface)
{
    return (ULONG)InterlockedIncrement(&impl_from_IMemAllocatorNotifyCallbackTemp(iface)->refcount);
}

static ULONG WINAPI capture_Release(IMemAllocatorNotifyCallbackTemp *iface)
{
    struct capture *capture = impl_from_IMemAllocatorNotifyCallbackTemp(iface);
    ULONG refcount = (ULONG)InterlockedDecrement(&capture->refcount);

    /* A call may still be under way when SetNotify(NULL) returns: what it uses goes with its reference. */
    if (!refcount)
    {
        CloseHandle(capture->buffer_free);
        CloseHandle(capture->stop);
        free(capture);
    }
    return refcount;
}

/*
 * Somebody has released a buffer, on their thread, and may hold locks: their own and, on Windows, the allocator's.  So this
 * takes no lock, waits for nothing, and calls nobody who might.
 */
static HRESULT WINAPI capture_NotifyRelease(IMemAllocatorNotifyCallbackTemp *iface)
{
    SetEvent(impl_from_IMemAllocatorNotifyCallbackTemp(iface)->buffer_free);
    return S_OK;
}

static IMemAllocatorNotifyCallbackTempVtbl capture_vtbl = {
    capture_QueryInterface,
    capture_AddRef,
    capture_Release,
    capture_NotifyRelease,
};

/* The device has one more frame; where nobody has fetched the last ones, the oldest is lost. */
static void device_makes_frame(struct capture *capture)
{
    ++capture->next_frame;
    if (capture->waiting_frames < DEVICE_FRAMES)
        ++capture->waiting_frames;
    else
        ++capture->lost;
}

static void fetch_frame(struct capture *capture, IMediaSample *sample)
{
    DWORD number = capture->next_frame - capture->waiting_frames;
    BYTE *data;

    --capture->waiting_frames;
    IMediaSample_GetPointer(sample, &data);
    memcpy(data, &number, sizeof(number));
    IMediaSample_SetActualDataLength(sample, sizeof(number));
}

/* As many of the waiting frames as there are buffers for. */
static void deliver_frames(struct capture *capture)
{
    IMediaSample *sample;
    HRESULT hr;

    while (capture->waiting_frames
           && SUCCEEDED(IMemAllocatorCallbackTemp_GetBuffer(capture->allocator, &sample, NULL, NULL, AM_GBF_NOWAIT)))
    {
        fetch_frame(capture, sample);
        hr = capture->deliver(capture->context, sample);
        IMediaSample_Release(sample);
        if (hr != S_OK)
            break;
        ++capture->delivered;
    }
}

static DWORD WINAPI capture_thread(void *context)
{
    struct capture *capture = context;
    HANDLE events[] = { capture->stop, capture->buffer_free };
    ULONGLONG next = GetTickCount64() + capture->interval, now;

    for (;;)
    {
        now = GetTickCount64();
        /* Three ends of the wait: the filter stops, a buffer is free, the device has a frame. */
        if (WaitForMultipleObjects(2, events, FALSE, next > now ? (DWORD)(next - now) : 0) == WAIT_OBJECT_0)
            return 0;
        for (now = GetTickCount64(); next <= now; next += capture->interval)
            device_makes_frame(capture);
        deliver_frames(capture);
    }
}

struct capture *capture_start(IMemAllocatorCallbackTemp *allocator, DWORD interval, deliver_function deliver,
                              void *context)
{
    struct capture *capture;

    if (!(capture = calloc(1, sizeof(*capture))))
        return NULL;
    capture->IMemAllocatorNotifyCallbackTemp_iface.lpVtbl = &capture_vtbl;
    capture->refcount = 1;
    capture->allocator = allocator;
    capture->deliver = deliver;
    capture->context = context;
    capture->interval = interval;
    capture->stop = CreateEventW(NULL, TRUE, FALSE, NULL);
    capture->buffer_free = CreateEventW(NULL, FALSE, FALSE, NULL);
    if (!capture->stop || !capture->buffer_free
        || FAILED(IMemAllocatorCallbackTemp_SetNotify(allocator, &capture->IMemAllocatorNotifyCallbackTemp_iface)))
    {
        IMemAllocatorNotifyCallbackTemp_Release(&capture->IMemAllocatorNotifyCallbackTemp_iface);
        return NULL;
    }
    if (!(capture->thread = CreateThread(NULL, 0, capture_thread, capture, 0, NULL)))
    {
        IMemAllocatorCallbackTemp_SetNotify(allocator, NULL);
        IMemAllocatorNotifyCallbackTemp_Release(&capture->IMemAllocatorNotifyCallbackTemp_iface);
        return NULL;
    }
    return capture;
}

void capture_stop(struct capture *capture, DWORD *delivered, DWORD *lost)
{
    SetEvent(capture->stop);
    WaitForSingleObject(capture->thread, INFINITE);
    CloseHandle(capture->thread);
    *delivered = capture->delivered;
    *lost = capture->lost;
    /* The allocator and the callback refer to each other until then. */
    IMemAllocatorCallbackTemp_SetNotify(capture->allocator, NULL);
    IMemAllocatorNotifyCallbackTemp_Release(&capture->IMemAllocatorNotifyCallbackTemp_iface);
}
