/*
 * An application's callback, whose end the machine watches
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "callback.h"

#include "access.h"
#include "machine.h"

unsigned int callbacks_called, callbacks_alive;

struct callback
{
    IMemAllocatorNotifyCallbackTemp iface;
    uint32_t refcount; /* changed as applications do */
};

static HRESULT WINAPI callback_QueryInterface(IMemAllocatorNotifyCallbackTemp *iface, REFIID iid, void **object)
{
    (void)iface;
    (void)iid;
    *object = NULL;
    return E_NOINTERFACE;
}

static ULONG WINAPI callback_AddRef(IMemAllocatorNotifyCallbackTemp *iface)
{
    struct callback *callback = (struct callback *)iface;

    schedule_at(__FILE__, __LINE__);
    return __tsan_atomic32_fetch_add(&callback->refcount, 1, __ATOMIC_RELAXED) + 1;
}

static ULONG WINAPI callback_Release(IMemAllocatorNotifyCallbackTemp *iface)
{
    struct callback *callback = (struct callback *)iface;
    ULONG refcount;

    schedule_at(__FILE__, __LINE__);
    refcount = __tsan_atomic32_fetch_sub(&callback->refcount, 1, __ATOMIC_ACQ_REL) - 1;
    if (!refcount)
    {
        --callbacks_alive;
        machine_free(callback);
    }
    return refcount;
}

static HRESULT WINAPI callback_NotifyRelease(IMemAllocatorNotifyCallbackTemp *iface)
{
    struct callback *callback = (struct callback *)iface;

    /* Its memory must still be there at the end of the call. */
    machine_plain(&callback->iface, sizeof(callback->iface), false);
    ++callbacks_called;
    machine_plain(&callback->iface, sizeof(callback->iface), false);
    return S_OK;
}

static const IMemAllocatorNotifyCallbackTempVtbl callback_methods = {
    callback_QueryInterface,
    callback_AddRef,
    callback_Release,
    callback_NotifyRelease,
};

IMemAllocatorNotifyCallbackTemp *callback_create(void)
{
    struct callback *callback = machine_allocate(sizeof(*callback));

    machine_plain(callback, sizeof(callback->iface), true);
    callback->iface.lpVtbl = &callback_methods;
    callback->refcount = 1;
    ++callbacks_alive;
    return &callback->iface;
}
