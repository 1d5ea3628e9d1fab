/*
 * The proxy around a callback: how long NotifyRelease takes, and what it does meanwhile
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "proxy.h"

struct proxy_callback
{
    IMemAllocatorNotifyCallbackTemp IMemAllocatorNotifyCallbackTemp_iface;
    _Atomic LONG references;
    IMemAllocatorNotifyCallbackTemp *callback;
    struct proxy_allocator *allocator;
};

static struct proxy_callback *impl_from_IMemAllocatorNotifyCallbackTemp(IMemAllocatorNotifyCallbackTemp *iface)
{
    return CONTAINING_RECORD(iface, struct proxy_callback, IMemAllocatorNotifyCallbackTemp_iface);
}

static HRESULT WINAPI proxy_callback_QueryInterface(IMemAllocatorNotifyCallbackTemp *iface, REFIID iid, void **out)
{
    struct proxy_callback *callback = impl_from_IMemAllocatorNotifyCallbackTemp(iface);

    if (!IsEqualGUID(iid, &IID_IUnknown) && !IsEqualGUID(iid, &IID_IMemAllocatorNotifyCallbackTemp))
        return IMemAllocatorNotifyCallbackTemp_QueryInterface(callback->callback, iid, out);
    IMemAllocatorNotifyCallbackTemp_AddRef(iface);
    *out = iface;
    return S_OK;
}

static ULONG WINAPI proxy_callback_AddRef(IMemAllocatorNotifyCallbackTemp *iface)
{
    return com_add_reference(&impl_from_IMemAllocatorNotifyCallbackTemp(iface)->references);
}

static ULONG WINAPI proxy_callback_Release(IMemAllocatorNotifyCallbackTemp *iface)
{
    struct proxy_callback *callback = impl_from_IMemAllocatorNotifyCallbackTemp(iface);
    ULONG references = com_drop_reference(&callback->references);

    if (!references)
    {
        IMemAllocatorNotifyCallbackTemp_Release(callback->callback);
        proxy_drop(callback->allocator);
        platform_free(callback);
    }
    return references;
}

struct notification
{
    struct proxy_callback *callback;
    const void *caller;
    HRESULT hr;
};

static void notify(void *context)
{
    struct notification *notification = context;
    struct proxy_callback *callback = notification->callback;
    struct ledger_allocator *ledger = callback->allocator->ledger;
    struct event event = event_make(EVENT_NOTIFY_BEGUN, ledger, notification->caller);
    struct ledger_call call = {
        .allocator = ledger, .thread = event.thread, .caller = event.caller, .since = event.time
    };

    event.call = &call;
    event_happened(&event);
    notification->hr = IMemAllocatorNotifyCallbackTemp_NotifyRelease(callback->callback);
    event = event_make(EVENT_NOTIFY_ENDED, ledger, call.caller);
    event.call = &call;
    event_happened(&event);
}

static HRESULT WINAPI proxy_callback_NotifyRelease(IMemAllocatorNotifyCallbackTemp *iface)
{
    struct proxy_callback *callback = impl_from_IMemAllocatorNotifyCallbackTemp(iface);
    struct notification notification = { callback, system_thread_value(), S_OK };

    gate_notify(&callback->allocator->gate, callback->allocator->ledger, notification.caller, notify, &notification);
    return notification.hr;
}

static const IMemAllocatorNotifyCallbackTempVtbl proxy_callback_vtbl = {
    proxy_callback_QueryInterface,
    proxy_callback_AddRef,
    proxy_callback_Release,
    proxy_callback_NotifyRelease,
};

IMemAllocatorNotifyCallbackTemp *proxy_callback_create(struct proxy_allocator *allocator,
                                                       IMemAllocatorNotifyCallbackTemp *real)
{
    struct proxy_callback *callback;

    if (!(callback = platform_allocate(sizeof(*callback))))
        return NULL;
    callback->IMemAllocatorNotifyCallbackTemp_iface.lpVtbl =
            (IMemAllocatorNotifyCallbackTempVtbl *)&proxy_callback_vtbl;
    atomic_init(&callback->references, 1);
    callback->allocator = allocator;
    proxy_hold(allocator);
    callback->callback = real;
    IMemAllocatorNotifyCallbackTemp_AddRef(real);
    return &callback->IMemAllocatorNotifyCallbackTemp_iface;
}
