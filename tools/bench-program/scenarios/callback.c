/*
 * The callback that the scenarios set: see callback.h.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <string.h>
#include "scenarios/callback.h"

static struct callback *impl_from_interface(IMemAllocatorNotifyCallbackTemp *iface)
{
    return CONTAINING_RECORD(iface, struct callback, IMemAllocatorNotifyCallbackTemp_iface);
}

static HRESULT WINAPI callback_QueryInterface(IMemAllocatorNotifyCallbackTemp *iface, REFIID iid, void **out)
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

static ULONG WINAPI callback_AddRef(IMemAllocatorNotifyCallbackTemp *iface)
{
    return InterlockedIncrement(&impl_from_interface(iface)->refcount);
}

/* The scenario owns the memory and outlives the allocator. */
static ULONG WINAPI callback_Release(IMemAllocatorNotifyCallbackTemp *iface)
{
    return InterlockedDecrement(&impl_from_interface(iface)->refcount);
}

static HRESULT WINAPI silent_NotifyRelease(IMemAllocatorNotifyCallbackTemp *iface)
{
    (void)iface;
    return S_OK;
}

static HRESULT WINAPI event_NotifyRelease(IMemAllocatorNotifyCallbackTemp *iface)
{
    struct callback *callback = impl_from_interface(iface);

    InterlockedIncrement(&callback->calls);
    SetEvent(callback->event);
    return S_OK;
}

static const IMemAllocatorNotifyCallbackTempVtbl silent_vtbl = {
    callback_QueryInterface,
    callback_AddRef,
    callback_Release,
    silent_NotifyRelease,
};

static const IMemAllocatorNotifyCallbackTempVtbl event_vtbl = {
    callback_QueryInterface,
    callback_AddRef,
    callback_Release,
    event_NotifyRelease,
};

/* COBJMACROS want a vtable that is not const. */
static void callback_init(struct callback *callback, const IMemAllocatorNotifyCallbackTempVtbl *vtbl, HANDLE event)
{
    memset(callback, 0, sizeof(*callback));
    callback->IMemAllocatorNotifyCallbackTemp_iface.lpVtbl = (IMemAllocatorNotifyCallbackTempVtbl *)vtbl;
    callback->refcount = 1;
    callback->event = event;
}

void callback_init_silent(struct callback *callback)
{
    callback_init(callback, &silent_vtbl, NULL);
}

bool callback_init_event(struct callback *callback)
{
    callback_init(callback, &event_vtbl, CreateEventW(NULL, FALSE, FALSE, NULL));
    return callback->event != NULL;
}

IMemAllocatorCallbackTemp *callback_set(const struct target *target, struct callback *callback,
                                        struct measurement *measurement)
{
    IMemAllocatorCallbackTemp *allocator_callback;
    HRESULT hr;

    if (FAILED(IMemAllocator_QueryInterface(target->allocator, &IID_IMemAllocatorCallbackTemp,
                                            (void **)&allocator_callback)))
    {
        measurement_unsupported(measurement, "has no IMemAllocatorCallbackTemp");
        return NULL;
    }
    hr = IMemAllocatorCallbackTemp_SetNotify(allocator_callback, &callback->IMemAllocatorNotifyCallbackTemp_iface);
    if (SUCCEEDED(hr))
        return allocator_callback;
    measurement_fail(measurement, "SetNotify failed (%#lx)", hr);
    IMemAllocatorCallbackTemp_Release(allocator_callback);
    return NULL;
}

void callback_reset(IMemAllocatorCallbackTemp *allocator_callback)
{
    IMemAllocatorCallbackTemp_SetNotify(allocator_callback, NULL);
    IMemAllocatorCallbackTemp_Release(allocator_callback);
}
