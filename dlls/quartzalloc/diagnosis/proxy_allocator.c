/*
 * The proxy around an allocator
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "module.h"
#include "proxy.h"
#include "proxy_guard.h"
#include "ring.h"

#include <vfwmsgs.h>

static struct proxy_allocator *impl_from_IMemAllocatorCallbackTemp(IMemAllocatorCallbackTemp *iface)
{
    return CONTAINING_RECORD(iface, struct proxy_allocator, IMemAllocatorCallbackTemp_iface);
}

static struct proxy_allocator *impl_from_inner(IUnknown *iface)
{
    return CONTAINING_RECORD(iface, struct proxy_allocator, IUnknown_inner);
}

/* The non-delegating IUnknown */

static HRESULT WINAPI proxy_inner_QueryInterface(IUnknown *iface, REFIID iid, void **out)
{
    struct proxy_allocator *allocator = impl_from_inner(iface);

    if (out && IsEqualGUID(iid, &IID_IUnknown))
        *out = iface;
    else if (out
             && (IsEqualGUID(iid, &IID_IMemAllocator)
                 || (IsEqualGUID(iid, &IID_IMemAllocatorCallbackTemp) && allocator->real_callback)))
        *out = &allocator->IMemAllocatorCallbackTemp_iface;
    else
        return IMemAllocator_QueryInterface(allocator->real, iid, out);

    IUnknown_AddRef((IUnknown *)*out);
    return S_OK;
}

static ULONG WINAPI proxy_inner_AddRef(IUnknown *iface)
{
    struct proxy_allocator *allocator = impl_from_inner(iface);

    proxy_hold(allocator);
    com_add_reference(&allocator->references);
    return IMemAllocator_AddRef(allocator->real);
}

/* Each of our references has one of the real allocator, so that its counts are what callers see. */
static ULONG release(struct proxy_allocator *allocator, const void *caller)
{
    struct event event;
    ULONG references;

    if (!com_drop_reference(&allocator->references))
    {
        event = event_make(EVENT_ALLOCATOR_RELEASED, allocator->ledger, caller);
        event_happened(&event);
    }
    references = IMemAllocator_Release(allocator->real);
    proxy_drop(allocator);
    return references;
}

static ULONG WINAPI proxy_inner_Release(IUnknown *iface)
{
    return release(impl_from_inner(iface), CALLER());
}

static const IUnknownVtbl proxy_inner_vtbl = {
    proxy_inner_QueryInterface,
    proxy_inner_AddRef,
    proxy_inner_Release,
};

/* IMemAllocatorCallbackTemp */

static void leave(struct proxy_allocator *allocator, bool entered)
{
    if (entered)
        gate_leave(&allocator->gate);
}

static HRESULT WINAPI proxy_QueryInterface(IMemAllocatorCallbackTemp *iface, REFIID iid, void **out)
{
    return IUnknown_QueryInterface(impl_from_IMemAllocatorCallbackTemp(iface)->outer, iid, out);
}

static ULONG WINAPI proxy_AddRef(IMemAllocatorCallbackTemp *iface)
{
    return IUnknown_AddRef(impl_from_IMemAllocatorCallbackTemp(iface)->outer);
}

static ULONG WINAPI proxy_Release(IMemAllocatorCallbackTemp *iface)
{
    struct proxy_allocator *allocator = impl_from_IMemAllocatorCallbackTemp(iface);

    if (allocator->outer == &allocator->IUnknown_inner)
        return release(allocator, CALLER());
    return IUnknown_Release(allocator->outer);
}

static struct event_properties event_properties(const ALLOCATOR_PROPERTIES *properties)
{
    return (struct event_properties){ properties->cBuffers, properties->cbBuffer, properties->cbAlign,
                                      properties->cbPrefix };
}

static HRESULT WINAPI proxy_SetProperties(IMemAllocatorCallbackTemp *iface, ALLOCATOR_PROPERTIES *request,
                                          ALLOCATOR_PROPERTIES *actual)
{
    struct proxy_allocator *allocator = impl_from_IMemAllocatorCallbackTemp(iface);
    struct event_properties asked = { 0 }, given = { 0 };
    const void *caller = CALLER();
    struct event event;
    bool entered;
    HRESULT hr;

    if (!request || !actual)
        return IMemAllocator_SetProperties(allocator->real, request, actual);

    /* The two may be one. */
    asked = event_properties(request);
    entered = gate_enter(&allocator->gate, allocator->ledger, caller);
    hr = IMemAllocator_SetProperties(allocator->real, request, actual);
    leave(allocator, entered);
    if (SUCCEEDED(hr))
    {
        given = event_properties(actual);
        proxy_guard_renew(allocator);
    }
    event = event_make(EVENT_PROPERTIES_SET, allocator->ledger, caller);
    event.result = hr;
    event.request = &asked;
    event.actual = &given;
    event_happened(&event);
    return hr;
}

static HRESULT WINAPI proxy_GetProperties(IMemAllocatorCallbackTemp *iface, ALLOCATOR_PROPERTIES *properties)
{
    return IMemAllocator_GetProperties(impl_from_IMemAllocatorCallbackTemp(iface)->real, properties);
}

/* Commit or Decommit, `method` of the real allocator, and the event that tells of it. */
static HRESULT call_and_tell(struct proxy_allocator *allocator, HRESULT(WINAPI *method)(IMemAllocator *iface),
                             enum event_kind kind, const void *caller)
{
    struct event event;
    bool entered;
    HRESULT hr;

    entered = gate_enter(&allocator->gate, allocator->ledger, caller);
    hr = method(allocator->real);
    leave(allocator, entered);
    event = event_make(kind, allocator->ledger, caller);
    event.result = hr;
    event_happened(&event);
    return hr;
}

static HRESULT WINAPI proxy_Commit(IMemAllocatorCallbackTemp *iface)
{
    struct proxy_allocator *allocator = impl_from_IMemAllocatorCallbackTemp(iface);

    return call_and_tell(allocator, allocator->real->lpVtbl->Commit, EVENT_COMMITTED, CALLER());
}

static HRESULT WINAPI proxy_Decommit(IMemAllocatorCallbackTemp *iface)
{
    struct proxy_allocator *allocator = impl_from_IMemAllocatorCallbackTemp(iface);

    return call_and_tell(allocator, allocator->real->lpVtbl->Decommit, EVENT_DECOMMITTED, CALLER());
}

/* GetBuffer while no sample is free.  Leaves a hold to the caller. */
static HRESULT wait_for_buffer(struct proxy_allocator *allocator, IMediaSample **sample, REFERENCE_TIME *start,
                               REFERENCE_TIME *stop, DWORD flags, const void *caller)
{
    struct event event = event_make(EVENT_WAIT_BEGUN, allocator->ledger, caller);
    struct ledger_call call = {
        .allocator = allocator->ledger, .thread = event.thread, .caller = caller, .since = event.time
    };
    HRESULT hr;

    /* Row 1.11: the last reference may go meanwhile. */
    proxy_hold(allocator);
    call.stack_depth = system_stack(call.stack, SYSTEM_STACK_DEPTH);
    event.call = &call;
    event_happened(&event);
    hr = IMemAllocator_GetBuffer(allocator->real, sample, start, stop, flags);
    event = event_make(EVENT_WAIT_ENDED, allocator->ledger, caller);
    event.call = &call;
    event.result = hr;
    event_happened(&event);
    return hr;
}

static void tell_refusal(struct proxy_allocator *allocator, HRESULT hr, DWORD flags, const void *caller)
{
    struct event event = event_make(EVENT_BUFFER_REFUSED, allocator->ledger, caller);

    event.result = hr;
    event.flags = flags;
    event_happened(&event);
}

static HRESULT WINAPI proxy_GetBuffer(IMemAllocatorCallbackTemp *iface, IMediaSample **out, REFERENCE_TIME *start,
                                      REFERENCE_TIME *stop, DWORD flags)
{
    struct proxy_allocator *allocator = impl_from_IMemAllocatorCallbackTemp(iface);
    const void *caller = CALLER();
    IMediaSample *sample = NULL;
    bool waited = false, entered;
    HRESULT hr;

    if (!out)
        return IMemAllocator_GetBuffer(allocator->real, NULL, start, stop, flags);

    /* Whether it would wait is seen by asking. */
    entered = gate_enter(&allocator->gate, allocator->ledger, caller);
    hr = IMemAllocator_GetBuffer(allocator->real, &sample, start, stop, flags | AM_GBF_NOWAIT);
    leave(allocator, entered);
    if (hr == VFW_E_TIMEOUT && !(flags & AM_GBF_NOWAIT))
    {
        waited = true;
        hr = wait_for_buffer(allocator, &sample, start, stop, flags, caller);
    }
    if (SUCCEEDED(hr))
        *out = proxy_sample_create(allocator, sample, caller);
    else
    {
        *out = sample;
        tell_refusal(allocator, hr, flags, caller);
    }
    if (waited)
        proxy_drop(allocator);
    return hr;
}

static HRESULT WINAPI proxy_ReleaseBuffer(IMemAllocatorCallbackTemp *iface, IMediaSample *buffer)
{
    struct proxy_allocator *allocator = impl_from_IMemAllocatorCallbackTemp(iface);
    struct proxy_sample *sample;

    if (buffer && (sample = ring_find(allocator, buffer)))
        return proxy_sample_release_buffer(sample, CALLER());
    return IMemAllocator_ReleaseBuffer(allocator->real, buffer);
}

static HRESULT WINAPI proxy_SetNotify(IMemAllocatorCallbackTemp *iface, IMemAllocatorNotifyCallbackTemp *callback)
{
    struct proxy_allocator *allocator = impl_from_IMemAllocatorCallbackTemp(iface);
    IMemAllocatorNotifyCallbackTemp *proxy = NULL;
    const void *caller = CALLER();
    struct event event;
    bool entered;
    HRESULT hr;

    if (callback && !(proxy = proxy_callback_create(allocator, callback)))
        return E_OUTOFMEMORY;
    entered = gate_enter(&allocator->gate, allocator->ledger, caller);
    hr = IMemAllocatorCallbackTemp_SetNotify(allocator->real_callback, proxy);
    leave(allocator, entered);
    event = event_make(EVENT_NOTIFY_SET, allocator->ledger, caller);
    event.result = hr;
    event.count = callback != NULL;
    event_happened(&event);
    if (proxy)
        IMemAllocatorNotifyCallbackTemp_Release(proxy);
    return hr;
}

static HRESULT WINAPI proxy_GetFreeCount(IMemAllocatorCallbackTemp *iface, LONG *count)
{
    struct proxy_allocator *allocator = impl_from_IMemAllocatorCallbackTemp(iface);
    bool entered = gate_enter(&allocator->gate, allocator->ledger, CALLER());
    HRESULT hr;

    hr = IMemAllocatorCallbackTemp_GetFreeCount(allocator->real_callback, count);
    leave(allocator, entered);
    return hr;
}

static const IMemAllocatorCallbackTempVtbl proxy_allocator_vtbl = {
    proxy_QueryInterface, proxy_AddRef,    proxy_Release,       proxy_SetProperties, proxy_GetProperties, proxy_Commit,
    proxy_Decommit,       proxy_GetBuffer, proxy_ReleaseBuffer, proxy_SetNotify,     proxy_GetFreeCount,
};

bool proxy_allocator_create(IUnknown *outer, IMemAllocator *real, const void *caller, IUnknown **unknown)
{
    struct proxy_allocator *allocator;
    struct event event;

    if (!(allocator = platform_allocate(sizeof(*allocator))))
        return false;
    if (!(allocator->ledger = ledger_create()))
    {
        platform_free(allocator);
        return false;
    }
    allocator->IMemAllocatorCallbackTemp_iface.lpVtbl = (IMemAllocatorCallbackTempVtbl *)&proxy_allocator_vtbl;
    allocator->IUnknown_inner.lpVtbl = (IUnknownVtbl *)&proxy_inner_vtbl;
    allocator->outer = outer ? outer : &allocator->IUnknown_inner;
    allocator->real = real;
    atomic_init(&allocator->references, 1);
    atomic_init(&allocator->holds, 1);
    ring_init(allocator);
    gate_init(&allocator->gate);
    platform_lock_init(&allocator->guard_lock);
    atomic_init(&allocator->guard, NULL);
    atomic_init(&allocator->guard_is_stale, true);

    /* One object has both, so one reference is enough. */
    if (SUCCEEDED(
                IMemAllocator_QueryInterface(real, &IID_IMemAllocatorCallbackTemp, (void **)&allocator->real_callback)))
        IMemAllocatorCallbackTemp_Release(allocator->real_callback);
    else
        allocator->real_callback = NULL;

    module_add_reason();
    event = event_make(EVENT_ALLOCATOR_CREATED, allocator->ledger, caller);
    event_happened(&event);
    *unknown = &allocator->IUnknown_inner;
    return true;
}
