/*
 * The callback: NotifyRelease sets an event, and does nothing else
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "wakeup.h"

#include <stdlib.h>

struct wakeup
{
    IMemAllocatorNotifyCallbackTemp IMemAllocatorNotifyCallbackTemp_iface;
    LONG refcount;
    HANDLE event;
};

static struct wakeup *impl_from_IMemAllocatorNotifyCallbackTemp(IMemAllocatorNotifyCallbackTemp *iface)
{
    return CONTAINING_RECORD(iface, struct wakeup, IMemAllocatorNotifyCallbackTemp_iface);
}

static HRESULT WINAPI wakeup_QueryInterface(IMemAllocatorNotifyCallbackTemp *iface, REFIID iid, void **out)
{
    static const IID *const known[] = { &IID_IUnknown, &IID_IMemAllocatorNotifyCallbackTemp, NULL };

    return com_query(iface, iid, out, known);
}

static ULONG WINAPI wakeup_AddRef(IMemAllocatorNotifyCallbackTemp *iface)
{
    return (ULONG)InterlockedIncrement(&impl_from_IMemAllocatorNotifyCallbackTemp(iface)->refcount);
}

/* A call may still be under way when SetNotify(NULL) returns.  So the event goes with the last reference, and not before. */
static ULONG WINAPI wakeup_Release(IMemAllocatorNotifyCallbackTemp *iface)
{
    struct wakeup *wakeup = impl_from_IMemAllocatorNotifyCallbackTemp(iface);
    ULONG refcount = (ULONG)InterlockedDecrement(&wakeup->refcount);

    if (!refcount)
    {
        CloseHandle(wakeup->event);
        free(wakeup);
    }
    return refcount;
}

/*
 * Somebody has released a buffer, on their thread, and may hold locks: their own and, on Windows, the allocator's.  So this
 * takes no lock, waits for nothing, and calls nobody who might.
 */
static HRESULT WINAPI wakeup_NotifyRelease(IMemAllocatorNotifyCallbackTemp *iface)
{
    SetEvent(impl_from_IMemAllocatorNotifyCallbackTemp(iface)->event);
    return S_OK;
}

static IMemAllocatorNotifyCallbackTempVtbl wakeup_vtbl = {
    wakeup_QueryInterface,
    wakeup_AddRef,
    wakeup_Release,
    wakeup_NotifyRelease,
};

IMemAllocatorNotifyCallbackTemp *wakeup_create(HANDLE *event)
{
    struct wakeup *wakeup;

    if (!(wakeup = calloc(1, sizeof(*wakeup))))
        return NULL;
    if (!(wakeup->event = CreateEventW(NULL, FALSE, FALSE, NULL)))
    {
        free(wakeup);
        return NULL;
    }
    wakeup->IMemAllocatorNotifyCallbackTemp_iface.lpVtbl = &wakeup_vtbl;
    wakeup->refcount = 1;
    *event = wakeup->event;
    return &wakeup->IMemAllocatorNotifyCallbackTemp_iface;
}
