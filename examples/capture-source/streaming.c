/*
 * The streaming thread, which never waits for a buffer: NotifyRelease tells it when one is free
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "streaming.h"

#include "format.h"

#include <string.h>

/* A picture's number stands in its first bytes; a real device would leave the picture here. */
static void fill_sample(struct streaming *streaming, IMediaSample *sample, DWORD number, DWORD *last)
{
    IReferenceClock *clock = atomic_load(&streaming->clock);
    REFERENCE_TIME time, end;
    BYTE *data;

    IMediaSample_GetPointer(sample, &data);
    memset(data, 0, (size_t)IMediaSample_GetSize(sample));
    memcpy(data, &number, sizeof(number));
    IMediaSample_SetActualDataLength(sample, IMediaSample_GetSize(sample));
    IMediaSample_SetSyncPoint(sample, TRUE);
    /* Whoever looks at the stream has to know that something is missing before this frame. */
    IMediaSample_SetDiscontinuity(sample, number != *last + 1);
    *last = number;
    if (clock && SUCCEEDED(IReferenceClock_GetTime(clock, &time)))
    {
        time -= atomic_load(&streaming->start);
        end = time + FRAME_DURATION;
        IMediaSample_SetTime(sample, &time, &end);
    }
}

/*
 * As many of the waiting frames as there are buffers for.  A buffer is asked for only when a frame waits: one that is taken
 * and given back unused makes NotifyRelease wake this thread, which would ask again, and so on for ever.  Returns FALSE when
 * the next filter wants no more.
 */
static BOOL deliver_frames(struct streaming *streaming, DWORD *last, BOOL after_release)
{
    IMediaSample *sample;
    DWORD number;
    HRESULT hr = S_OK;

    while (hr == S_OK && streaming->running && streaming->device->waiting)
    {
        if (FAILED(IMemAllocator_GetBuffer(streaming->allocator, &sample, NULL, NULL, AM_GBF_NOWAIT)))
        {
            atomic_fetch_add(&streaming->dry, 1);
            return TRUE;
        }
        if (device_take_frame(streaming->device, &number))
        {
            fill_sample(streaming, sample, number, last);
            if ((hr = IMemInputPin_Receive(streaming->input, sample)) == S_OK)
            {
                atomic_fetch_add(&streaming->delivered, 1);
                atomic_fetch_add(&streaming->after_release, after_release ? 1 : 0);
            }
        }
        IMediaSample_Release(sample);
    }
    return hr == S_OK;
}

static DWORD WINAPI streaming_thread(void *context)
{
    struct streaming *streaming = context;
    /* Three reasons to wake: the filter stops, a buffer is free, the device has a frame. */
    HANDLE events[] = { streaming->stop, streaming->buffer_free, streaming->device->ready };
    BOOL wanted = TRUE;
    DWORD last = 0, event;

    while ((event = WaitForMultipleObjects(3, events, FALSE, INFINITE)) != WAIT_OBJECT_0)
    {
        /* S_FALSE or an error of Receive: nothing more until the filter is stopped or flushed, as the interface demands. */
        if (wanted)
            wanted = deliver_frames(streaming, &last, event == WAIT_OBJECT_0 + 1);
    }
    return 0;
}

HRESULT streaming_start(struct streaming *streaming, IMemAllocator *allocator, IMemInputPin *input)
{
    HRESULT hr = E_OUTOFMEMORY;

    streaming->allocator = allocator;
    streaming->input = input;
    streaming->running = false;
    if (!(streaming->callback = wakeup_create(&streaming->buffer_free)))
        return E_OUTOFMEMORY;
    /* An allocator without the interface is no fault: the thread then looks again with the device's next frame. */
    if (FAILED(IMemAllocator_QueryInterface(allocator, &IID_IMemAllocatorCallbackTemp, (void **)&streaming->notifier)))
        streaming->notifier = NULL;
    else if (FAILED(hr = IMemAllocatorCallbackTemp_SetNotify(streaming->notifier, streaming->callback)))
        goto failed;
    if ((streaming->stop = CreateEventW(NULL, TRUE, FALSE, NULL))
        && (streaming->thread = CreateThread(NULL, 0, streaming_thread, streaming, 0, NULL)))
        return S_OK;
    hr = E_OUTOFMEMORY;

failed:
    streaming_stop(streaming);
    return hr;
}

void streaming_run(struct streaming *streaming, BOOL running, IReferenceClock *clock, REFERENCE_TIME start)
{
    if (running && !streaming->running)
        device_discard(streaming->device); /* they are of the time before */
    atomic_store(&streaming->clock, clock);
    atomic_store(&streaming->start, start);
    atomic_store(&streaming->running, running);
}

void streaming_stop(struct streaming *streaming)
{
    if (!streaming->callback)
        return;
    streaming->running = false;
    if (streaming->thread)
    {
        SetEvent(streaming->stop);
        WaitForSingleObject(streaming->thread, INFINITE);
        CloseHandle(streaming->thread);
    }
    if (streaming->stop)
        CloseHandle(streaming->stop);
    /* Until then the allocator and the callback refer to each other. */
    if (streaming->notifier)
    {
        IMemAllocatorCallbackTemp_SetNotify(streaming->notifier, NULL);
        IMemAllocatorCallbackTemp_Release(streaming->notifier);
    }
    IMemAllocatorNotifyCallbackTemp_Release(streaming->callback);
    streaming->notifier = NULL;
    streaming->callback = NULL;
    streaming->thread = streaming->stop = NULL;
}
