/*
 * Callbacks that do in NotifyRelease what does not belong there
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "faulty.h"

struct callback
{
    IMemAllocatorNotifyCallbackTemp IMemAllocatorNotifyCallbackTemp_iface;
    IMemAllocatorCallbackTemp *allocator;
    const struct scene *scene;
    void (*act)(struct callback *callback);
    IMediaSample *taken;
    bool acted;
};

static HRESULT WINAPI callback_QueryInterface(IMemAllocatorNotifyCallbackTemp *iface, REFIID iid, void **out)
{
    if (!IsEqualGUID(iid, &IID_IUnknown) && !IsEqualGUID(iid, &IID_IMemAllocatorNotifyCallbackTemp))
    {
        *out = NULL;
        return E_NOINTERFACE;
    }
    *out = iface;
    return S_OK;
}

/* On the stack of the fault, which outlives the allocator's use of it. */
static ULONG WINAPI callback_AddRef(IMemAllocatorNotifyCallbackTemp *iface)
{
    (void)iface;
    return 2;
}

static ULONG WINAPI callback_Release(IMemAllocatorNotifyCallbackTemp *iface)
{
    (void)iface;
    return 1;
}

static HRESULT WINAPI callback_NotifyRelease(IMemAllocatorNotifyCallbackTemp *iface)
{
    struct callback *callback = CONTAINING_RECORD(iface, struct callback, IMemAllocatorNotifyCallbackTemp_iface);

    if (!callback->acted)
    {
        callback->acted = true;
        callback->act(callback);
    }
    return S_OK;
}

static IMemAllocatorNotifyCallbackTempVtbl callback_vtbl = {
    callback_QueryInterface,
    callback_AddRef,
    callback_Release,
    callback_NotifyRelease,
};

static void run(const struct scene *scene, LONG count, void (*act)(struct callback *callback))
{
    struct callback callback = { { &callback_vtbl }, make_committed(scene, count, 64, 16, 0), scene, act, NULL, false };
    IMediaSample *sample = take(callback.allocator);

    IMemAllocatorCallbackTemp_SetNotify(callback.allocator, &callback.IMemAllocatorNotifyCallbackTemp_iface);
    IMediaSample_Release(sample);
    if (callback.taken)
        IMediaSample_Release(callback.taken);
    IMemAllocatorCallbackTemp_SetNotify(callback.allocator, NULL);
    end_allocator(callback.allocator);
}

static void sleep_a_while(struct callback *callback)
{
    Sleep(callback->scene->stall / 2);
}

FAULT(callback_slow)
{
    run(scene, 2, sleep_a_while);
}

static DWORD WINAPI release_later(void *context)
{
    IMediaSample *sample = context;

    Sleep(100);
    IMediaSample_Release(sample);
    return 0;
}

/* Every buffer is taken, and then it waits for one more, which another thread will release. */
static void wait_for_a_buffer(struct callback *callback)
{
    IMediaSample *sample = take(callback->allocator), *next = NULL;
    HANDLE thread = CreateThread(NULL, 0, release_later, sample, 0, NULL);

    if (SUCCEEDED(IMemAllocatorCallbackTemp_GetBuffer(callback->allocator, &next, NULL, NULL, 0)))
        IMediaSample_Release(next);
    WaitForSingleObject(thread, INFINITE);
    CloseHandle(thread);
}

FAULT(callback_blocks)
{
    run(scene, 1, wait_for_a_buffer);
}

static void hang_a_while(struct callback *callback)
{
    Sleep(callback->scene->stall * 3);
}

FAULT(callback_hangs)
{
    run(scene, 2, hang_a_while);
}

static void keep_a_buffer(struct callback *callback)
{
    callback->taken = take(callback->allocator);
}

FAULT(callback_holds)
{
    run(scene, 2, keep_a_buffer);
}

static DWORD WINAPI ask_for_count(void *context)
{
    IMemAllocatorCallbackTemp *allocator = context;
    LONG count;

    IMemAllocatorCallbackTemp_GetFreeCount(allocator, &count);
    return 0;
}

/* Waits for a thread that calls the allocator: a deadlock wherever the allocator's lock is held during the call. */
static void wait_for_a_thread(struct callback *callback)
{
    HANDLE thread = CreateThread(NULL, 0, ask_for_count, callback->allocator, 0, NULL);

    WaitForSingleObject(thread, INFINITE);
    CloseHandle(thread);
}

FAULT(callback_waits_for_thread)
{
    run(scene, 2, wait_for_a_thread);
}
