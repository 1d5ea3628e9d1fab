/*
 * An IMemAllocatorNotifyCallbackTemp that counts its references and calls, and lets a test act at the moment of each.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef QUARTZALLOC_TESTS_CALLBACK_H
#define QUARTZALLOC_TESTS_CALLBACK_H

#include "target.h"

struct callback
{
    IMemAllocatorNotifyCallbackTemp IMemAllocatorNotifyCallbackTemp_iface;
    volatile LONG refcount;
    volatile LONG references; /* how often AddRef was called */
    volatile LONG destroyed;  /* how often the count reached 0 */
    volatile LONG calls;      /* how often NotifyRelease was called */
    volatile LONG running;    /* calls of NotifyRelease that have not returned */
    volatile DWORD thread;    /* the thread that called NotifyRelease last */
    HRESULT result;

    /* Set by the test; each may be NULL. */
    void (*on_notify)(struct callback *callback);
    void (*on_addref)(struct callback *callback);
    void (*on_release)(struct callback *callback);
    void *context;
};

static inline struct callback *impl_from_IMemAllocatorNotifyCallbackTemp(IMemAllocatorNotifyCallbackTemp *iface)
{
    return CONTAINING_RECORD(iface, struct callback, IMemAllocatorNotifyCallbackTemp_iface);
}

static HRESULT WINAPI callback_QueryInterface(IMemAllocatorNotifyCallbackTemp *iface, REFIID iid, void **out)
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

static ULONG WINAPI callback_AddRef(IMemAllocatorNotifyCallbackTemp *iface)
{
    struct callback *callback = impl_from_IMemAllocatorNotifyCallbackTemp(iface);
    ULONG refcount = InterlockedIncrement(&callback->refcount);

    InterlockedIncrement(&callback->references);
    if (callback->on_addref)
        callback->on_addref(callback);
    return refcount;
}

static ULONG WINAPI callback_Release(IMemAllocatorNotifyCallbackTemp *iface)
{
    struct callback *callback = impl_from_IMemAllocatorNotifyCallbackTemp(iface);
    ULONG refcount = InterlockedDecrement(&callback->refcount);

    if (callback->on_release)
        callback->on_release(callback);
    if (!refcount)
        InterlockedIncrement(&callback->destroyed);
    return refcount;
}

static HRESULT WINAPI callback_NotifyRelease(IMemAllocatorNotifyCallbackTemp *iface)
{
    struct callback *callback = impl_from_IMemAllocatorNotifyCallbackTemp(iface);

    callback->thread = GetCurrentThreadId();
    InterlockedIncrement(&callback->running);
    InterlockedIncrement(&callback->calls);
    if (callback->on_notify)
        callback->on_notify(callback);
    InterlockedDecrement(&callback->running);
    return callback->result;
}

static const IMemAllocatorNotifyCallbackTempVtbl callback_vtbl = {
    callback_QueryInterface,
    callback_AddRef,
    callback_Release,
    callback_NotifyRelease,
};

/* The test owns the memory and the first reference, so that counts can be looked at after the "destruction". */
static inline void callback_init(struct callback *callback)
{
    memset(callback, 0, sizeof(*callback));
    callback->IMemAllocatorNotifyCallbackTemp_iface.lpVtbl = &callback_vtbl;
    callback->refcount = 1;
}

static inline HRESULT set_notify(IMemAllocatorCallbackTemp *allocator, struct callback *callback)
{
    return IMemAllocatorCallbackTemp_SetNotify(allocator,
                                               callback ? &callback->IMemAllocatorNotifyCallbackTemp_iface : NULL);
}

static inline LONG get_free_count(IMemAllocatorCallbackTemp *allocator)
{
    LONG count = -1;

    IMemAllocatorCallbackTemp_GetFreeCount(allocator, &count);
    return count;
}

/* Committed unless count is 0; NULL where the class lacks the interface. */
static inline IMemAllocatorCallbackTemp *create_callback_allocator(LONG count, LONG size)
{
    IMemAllocatorCallbackTemp *allocator;
    HRESULT hr;

    if (FAILED(create_instance(NULL, &IID_IMemAllocatorCallbackTemp, (void **)&allocator)))
        return NULL;
    if (count)
    {
        hr = set_properties((IMemAllocator *)allocator, count, size, 1, 0);
        ok(hr == S_OK, "SetProperties returned %#lx.\n", hr);
        hr = IMemAllocatorCallbackTemp_Commit(allocator);
        ok(hr == S_OK, "Commit returned %#lx.\n", hr);
    }
    return allocator;
}

/* Fails the rows that cannot be tested without the interface. */
#define check_callback_allocator(allocator, rows) \
    do \
    { \
        todo_builtin ok((allocator) != NULL, rows ": IMemAllocatorCallbackTemp is missing.\n"); \
    } while (0)

#endif /* QUARTZALLOC_TESTS_CALLBACK_H */
