/*
 * The callback that the scenarios set: see notify.h.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "notify.h"

static struct notify *impl_from_interface(IMemAllocatorNotifyCallbackTemp *iface)
{
    return CONTAINING_RECORD(iface, struct notify, IMemAllocatorNotifyCallbackTemp_iface);
}

static HRESULT WINAPI notify_QueryInterface(IMemAllocatorNotifyCallbackTemp *iface, REFIID iid, void **out)
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

static ULONG WINAPI notify_AddRef(IMemAllocatorNotifyCallbackTemp *iface)
{
    return InterlockedIncrement(&impl_from_interface(iface)->refcount);
}

/* The scenario owns the memory and outlives the allocator. */
static ULONG WINAPI notify_Release(IMemAllocatorNotifyCallbackTemp *iface)
{
    return InterlockedDecrement(&impl_from_interface(iface)->refcount);
}

static HRESULT WINAPI notify_silent_NotifyRelease(IMemAllocatorNotifyCallbackTemp *iface)
{
    (void)iface;
    return S_OK;
}

static HRESULT WINAPI notify_event_NotifyRelease(IMemAllocatorNotifyCallbackTemp *iface)
{
    struct notify *notify = impl_from_interface(iface);

    InterlockedIncrement(&notify->calls);
    SetEvent(notify->event);
    return S_OK;
}

static const IMemAllocatorNotifyCallbackTempVtbl notify_silent_vtbl = {
    notify_QueryInterface,
    notify_AddRef,
    notify_Release,
    notify_silent_NotifyRelease,
};

static const IMemAllocatorNotifyCallbackTempVtbl notify_event_vtbl = {
    notify_QueryInterface,
    notify_AddRef,
    notify_Release,
    notify_event_NotifyRelease,
};

/* COBJMACROS want a vtable that is not const. */
static void notify_init(struct notify *notify, const IMemAllocatorNotifyCallbackTempVtbl *vtbl, HANDLE event)
{
    memset(notify, 0, sizeof(*notify));
    notify->IMemAllocatorNotifyCallbackTemp_iface.lpVtbl = (IMemAllocatorNotifyCallbackTempVtbl *)vtbl;
    notify->refcount = 1;
    notify->event = event;
}

void notify_init_silent(struct notify *notify)
{
    notify_init(notify, &notify_silent_vtbl, NULL);
}

void notify_init_event(struct notify *notify, HANDLE event)
{
    notify_init(notify, &notify_event_vtbl, event);
}

IMemAllocatorCallbackTemp *notify_set(IMemAllocator *allocator, struct notify *notify, struct measurement *measurement)
{
    IMemAllocatorCallbackTemp *callback;
    HRESULT hr;

    if (FAILED(hr = IMemAllocator_QueryInterface(allocator, &IID_IMemAllocatorCallbackTemp, (void **)&callback)))
    {
        measurement_unsupported(measurement, "has no IMemAllocatorCallbackTemp");
        return NULL;
    }
    if (FAILED(hr = IMemAllocatorCallbackTemp_SetNotify(callback, &notify->IMemAllocatorNotifyCallbackTemp_iface)))
    {
        measurement_fail(measurement, "SetNotify failed (%#lx)", hr);
        IMemAllocatorCallbackTemp_Release(callback);
        return NULL;
    }
    return callback;
}
