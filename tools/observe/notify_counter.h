/*
 * A callback for IMemAllocatorCallbackTemp::SetNotify that counts its calls.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef QUARTZALLOC_NOTIFY_COUNTER_H
#define QUARTZALLOC_NOTIFY_COUNTER_H

#include <windows.h>
#include <strmif.h>

struct notify_counter
{
    IMemAllocatorNotifyCallbackTemp IMemAllocatorNotifyCallbackTemp_iface;
    LONG refcount; /* the owner's one, and those that others have not given back */
    LONG64 calls;

    /* Called in each NotifyRelease, on its thread, after the counting; may be NULL. */
    void (*on_call)(struct notify_counter *counter);
};

/* The memory stays the owner's, who gives it up when the count is 1 again: nothing is freed at 0. */
extern void notify_counter_init(struct notify_counter *counter, void (*on_call)(struct notify_counter *counter));

/* IUnknown's methods of such a callback, for one that does something else when it is called. */
extern HRESULT WINAPI notify_counter_QueryInterface(IMemAllocatorNotifyCallbackTemp *iface, REFIID iid, void **out);
extern ULONG WINAPI notify_counter_AddRef(IMemAllocatorNotifyCallbackTemp *iface);
extern ULONG WINAPI notify_counter_Release(IMemAllocatorNotifyCallbackTemp *iface);

#endif /* QUARTZALLOC_NOTIFY_COUNTER_H */
