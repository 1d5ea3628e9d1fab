/*
 * The stress test's callbacks: each knows whether it still lives
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <stdlib.h>

#include "stress.h"

#define ALIVE 0x600dca11
#define DEAD  0xdeadca11

static _Atomic int alive;

static struct callback *impl_from_IMemAllocatorNotifyCallbackTemp(IMemAllocatorNotifyCallbackTemp *iface)
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
    struct callback *callback = impl_from_IMemAllocatorNotifyCallbackTemp(iface);

    demand(atomic_load(&callback->life) == ALIVE, CALLBACKS_CURRENT, "AddRef of a freed callback");
    return (ULONG)atomic_fetch_add(&callback->refcount, 1) + 1;
}

static ULONG WINAPI callback_Release(IMemAllocatorNotifyCallbackTemp *iface)
{
    struct callback *callback = impl_from_IMemAllocatorNotifyCallbackTemp(iface);
    LONG refcount;

    demand(atomic_load(&callback->life) == ALIVE, CALLBACKS_CURRENT, "Release of a freed callback");
    refcount = atomic_fetch_sub(&callback->refcount, 1) - 1;
    demand(refcount >= 0, CALLBACKS_RELEASED, "a callback was released once too often");
    if (!refcount)
    {
        atomic_store(&callback->life, DEAD);
        atomic_fetch_sub(&alive, 1);
        free(callback);
    }
    return (ULONG)refcount;
}

static HRESULT WINAPI callback_NotifyRelease(IMemAllocatorNotifyCallbackTemp *iface)
{
    struct callback *callback = impl_from_IMemAllocatorNotifyCallbackTemp(iface);
    struct worker *worker = current_worker();

    demand(atomic_load(&callback->life) == ALIVE, CALLBACKS_CURRENT, "NotifyRelease of a freed callback");
    atomic_fetch_add(&callback->calls, 1);
    if (callback->on_notify)
    {
        if (worker)
            ++worker->depth;
        callback->on_notify(callback);
        if (worker)
            --worker->depth;
    }
    demand(atomic_load(&callback->life) == ALIVE, CALLBACKS_CURRENT, "a callback was freed during its NotifyRelease");
    return S_OK;
}

static const IMemAllocatorNotifyCallbackTempVtbl callback_vtbl = {
    callback_QueryInterface,
    callback_AddRef,
    callback_Release,
    callback_NotifyRelease,
};

struct callback *create_callback(IMemAllocatorCallbackTemp *allocator, void (*on_notify)(struct callback *callback))
{
    struct callback *callback = calloc(1, sizeof(*callback));

    callback->IMemAllocatorNotifyCallbackTemp_iface.lpVtbl = (IMemAllocatorNotifyCallbackTempVtbl *)&callback_vtbl;
    atomic_init(&callback->refcount, 1);
    atomic_init(&callback->life, ALIVE);
    callback->allocator = allocator;
    callback->on_notify = on_notify;
    atomic_fetch_add(&alive, 1);
    return callback;
}

void release_callback(struct callback *callback)
{
    IMemAllocatorNotifyCallbackTemp_Release(&callback->IMemAllocatorNotifyCallbackTemp_iface);
}

HRESULT set_notify(IMemAllocatorCallbackTemp *allocator, struct callback *callback)
{
    HRESULT hr = IMemAllocatorCallbackTemp_SetNotify(
            allocator, callback ? &callback->IMemAllocatorNotifyCallbackTemp_iface : NULL);

    demand(hr == S_OK, ANSWERS_ALLOWED, "SetNotify gave 0x%08x", (unsigned int)hr);
    return hr;
}

int callbacks_alive(void)
{
    return atomic_load(&alive);
}
