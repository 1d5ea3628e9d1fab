/*
 * A callback that counts its calls. Any thread may call it.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#define COBJMACROS
#include "notify_counter.h"

static struct notify_counter *impl_from_IMemAllocatorNotifyCallbackTemp(IMemAllocatorNotifyCallbackTemp *iface)
{
    return CONTAINING_RECORD(iface, struct notify_counter, IMemAllocatorNotifyCallbackTemp_iface);
}

HRESULT WINAPI notify_counter_QueryInterface(IMemAllocatorNotifyCallbackTemp *iface, REFIID iid, void **out)
{
    if (IsEqualGUID(iid, &IID_IUnknown) || IsEqualGUID(iid, &IID_IMemAllocatorNotifyCallbackTemp))
    {
        IMemAllocatorNotifyCallbackTemp_AddRef(iface);
        *out = iface;
        return S_OK;
    }
    *out = NULL;
    return E_NOINTERFACE;
}

ULONG WINAPI notify_counter_AddRef(IMemAllocatorNotifyCallbackTemp *iface)
{
    return InterlockedIncrement(&impl_from_IMemAllocatorNotifyCallbackTemp(iface)->refcount);
}

ULONG WINAPI notify_counter_Release(IMemAllocatorNotifyCallbackTemp *iface)
{
    return InterlockedDecrement(&impl_from_IMemAllocatorNotifyCallbackTemp(iface)->refcount);
}

static HRESULT WINAPI notify_counter_NotifyRelease(IMemAllocatorNotifyCallbackTemp *iface)
{
    struct notify_counter *counter = impl_from_IMemAllocatorNotifyCallbackTemp(iface);

    InterlockedIncrement64(&counter->calls);
    if (counter->on_call)
        counter->on_call(counter);
    return S_OK;
}

static IMemAllocatorNotifyCallbackTempVtbl notify_counter_vtbl = {
    notify_counter_QueryInterface,
    notify_counter_AddRef,
    notify_counter_Release,
    notify_counter_NotifyRelease,
};

void notify_counter_init(struct notify_counter *counter, void (*on_call)(struct notify_counter *counter))
{
    counter->IMemAllocatorNotifyCallbackTemp_iface.lpVtbl = &notify_counter_vtbl;
    counter->refcount = 1;
    counter->calls = 0;
    counter->on_call = on_call;
}
