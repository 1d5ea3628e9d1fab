/*
 * The allocator object: IMemAllocatorCallbackTemp and, for aggregation, a non-delegating IUnknown
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "allocator.h"

#include <vfwmsgs.h>

#include "allocator_state.h"
#include "module.h"
#include "pool_fast.h"
#include "properties.h"
#include "release.h"
#include "sample.h"

static struct allocator *impl_from_IMemAllocatorCallbackTemp(IMemAllocatorCallbackTemp *iface)
{
    return CONTAINING_RECORD(iface, struct allocator, IMemAllocatorCallbackTemp_iface);
}

static struct allocator *impl_from_inner(IUnknown *iface)
{
    return CONTAINING_RECORD(iface, struct allocator, IUnknown_inner);
}

/* The non-delegating IUnknown */

static HRESULT WINAPI allocator_inner_QueryInterface(IUnknown *iface, REFIID iid, void **out)
{
    static const IID *const inner[] = { &IID_IUnknown, NULL };
    static const IID *const delegating[] = { &IID_IMemAllocator, &IID_IMemAllocatorCallbackTemp, NULL };

    if (IsEqualGUID(iid, &IID_IUnknown))
        return com_query(iface, iid, out, inner);
    return com_query(&impl_from_inner(iface)->IMemAllocatorCallbackTemp_iface, iid, out, delegating);
}

static ULONG WINAPI allocator_inner_AddRef(IUnknown *iface)
{
    return com_add_reference(&impl_from_inner(iface)->refcount);
}

static ULONG WINAPI allocator_inner_Release(IUnknown *iface)
{
    struct allocator *allocator = impl_from_inner(iface);
    ULONG refcount = com_drop_reference(&allocator->refcount);

    /* Row 1.8: with samples out, the last of them ends the allocator; row 1.11: unless a thread waits for one. */
    if (!refcount && pool_close(&allocator->pool))
        release_user(allocator);
    return refcount;
}

static const IUnknownVtbl allocator_inner_vtbl = {
    allocator_inner_QueryInterface,
    allocator_inner_AddRef,
    allocator_inner_Release,
};

/* IMemAllocatorCallbackTemp */

static HRESULT WINAPI allocator_QueryInterface(IMemAllocatorCallbackTemp *iface, REFIID iid, void **out)
{
    struct allocator *allocator = impl_from_IMemAllocatorCallbackTemp(iface);

    return IUnknown_QueryInterface(allocator->outer, iid, out);
}

static ULONG WINAPI allocator_AddRef(IMemAllocatorCallbackTemp *iface)
{
    struct allocator *allocator = impl_from_IMemAllocatorCallbackTemp(iface);

    return IUnknown_AddRef(allocator->outer);
}

static ULONG WINAPI allocator_Release(IMemAllocatorCallbackTemp *iface)
{
    struct allocator *allocator = impl_from_IMemAllocatorCallbackTemp(iface);

    return IUnknown_Release(allocator->outer);
}

static HRESULT WINAPI allocator_SetProperties(IMemAllocatorCallbackTemp *iface, ALLOCATOR_PROPERTIES *request,
                                              ALLOCATOR_PROPERTIES *actual)
{
    struct allocator *allocator = impl_from_IMemAllocatorCallbackTemp(iface);
    ALLOCATOR_PROPERTIES rounded;
    HRESULT hr;

    if (!request || !actual)
        return E_POINTER;

    /* Rows 2.4 and 2.9: a failure leaves zeros in *actual, unless that is the request itself. */
    hr = properties_round(request, &rounded);
    if (actual != request)
        memset(actual, 0, sizeof(*actual));
    if (FAILED(hr))
        return hr;

    platform_lock_acquire(&allocator->lock);
    switch (pool_make_stale(&allocator->pool))
    {
        case POOL_ALREADY_COMMITTED:
            hr = VFW_E_ALREADY_COMMITTED;
            break;
        case POOL_SLOTS_OUT:
            hr = VFW_E_BUFFERS_OUTSTANDING;
            break;
        default:
            allocator->properties = rounded;
            atomic_store_explicit(&allocator->buffer_count, rounded.cBuffers, memory_order_relaxed);
    }
    platform_lock_release(&allocator->lock);

    if (SUCCEEDED(hr))
        *actual = rounded;
    return hr;
}

static HRESULT WINAPI allocator_GetProperties(IMemAllocatorCallbackTemp *iface, ALLOCATOR_PROPERTIES *properties)
{
    struct allocator *allocator = impl_from_IMemAllocatorCallbackTemp(iface);
    ALLOCATOR_PROPERTIES current;

    if (!properties)
        return E_POINTER;

    platform_lock_acquire(&allocator->lock);
    current = allocator->properties;
    platform_lock_release(&allocator->lock);
    *properties = current;
    return S_OK;
}

/* Allocate buffers and samples for the current properties (rows 3.1 to 3.5, 4.2, 4.3).  Under lock. */
static HRESULT allocator_lay_out(struct allocator *allocator)
{
    const ALLOCATOR_PROPERTIES *properties = &allocator->properties;
    struct sample *samples;
    uint32_t slot, count;
    size_t stride, size;
    HRESULT hr;

    if (FAILED(hr = properties_check(properties)))
        return hr;
    count = (uint32_t)properties->cBuffers;
    stride = properties_stride(properties, allocator->padding);

    platform_free(allocator->samples);
    allocator->samples = NULL;
    if (__builtin_mul_overflow((size_t)count, sizeof(*samples), &size) || !(samples = platform_allocate(size)))
        return E_OUTOFMEMORY;
    if (pool_allocate(&allocator->pool, count, stride) != POOL_OK)
    {
        platform_free(samples);
        return E_OUTOFMEMORY;
    }

    allocator->buffer_size = properties->cbBuffer;
    for (slot = 0; slot < count; ++slot)
        sample_init(&samples[slot], allocator, slot, allocator->pool.block + slot * stride + properties->cbPrefix);
    allocator->samples = samples;
    return S_OK;
}

static HRESULT WINAPI allocator_Commit(IMemAllocatorCallbackTemp *iface)
{
    struct allocator *allocator = impl_from_IMemAllocatorCallbackTemp(iface);
    HRESULT hr = S_OK;

    /* Row 3.4: with unchanged properties there is nothing to allocate, and no lock to take. */
    if (pool_commit(&allocator->pool, false) == POOL_OK)
        return S_OK;

    platform_lock_acquire(&allocator->lock);
    /* Another thread may have laid out the buffers before we had the lock. */
    if (pool_commit(&allocator->pool, false) != POOL_OK && SUCCEEDED(hr = allocator_lay_out(allocator)))
        pool_commit(&allocator->pool, true);
    platform_lock_release(&allocator->lock);
    return hr;
}

static HRESULT WINAPI allocator_Decommit(IMemAllocatorCallbackTemp *iface)
{
    struct allocator *allocator = impl_from_IMemAllocatorCallbackTemp(iface);

    /* The memory stays (row 3.4), so a pending decommit has nothing left to do when the last sample comes back: that the
     * pool is not committed and has nothing out *is* its completion (rows 4.4, 4.6). */
    pool_decommit(&allocator->pool);
    return S_OK;
}

/*
 * GetBuffer without a free sample (rows 4.5, 5.1).  Who waits uses the allocator, whatever becomes of its references (row
 * 1.11), and goes on doing so as the one who has its only sample out, where it got that from a closed pool.
 */
static __attribute__((noinline)) HRESULT get_buffer_slow(struct allocator *allocator, enum pool_result result,
                                                         DWORD flags, uint32_t *slot)
{
    if (result == POOL_EMPTY)
    {
        if (flags & AM_GBF_NOWAIT)
            return VFW_E_TIMEOUT;
        lifetime_join(&allocator->lifetime);
        if ((result = pool_wait(&allocator->pool, slot)) == POOL_REVIVED)
            return S_OK;
        release_user(allocator);
    }
    return result == POOL_OK ? S_OK : VFW_E_NOT_COMMITTED;
}

static HRESULT WINAPI allocator_GetBuffer(IMemAllocatorCallbackTemp *iface, IMediaSample **out, REFERENCE_TIME *start,
                                          REFERENCE_TIME *stop, DWORD flags)
{
    struct allocator *allocator = impl_from_IMemAllocatorCallbackTemp(iface);
    enum pool_result result;
    struct sample *sample;
    uint32_t slot;
    HRESULT hr;

    /* Row 5.2: times are not applied. */
    (void)start;
    (void)stop;
    if (!out)
        return E_POINTER;

    if ((result = pool_try_get(&allocator->pool, &slot)) != POOL_OK
        && FAILED(hr = get_buffer_slow(allocator, result, flags, &slot)))
    {
        *out = NULL;
        return hr;
    }

    sample = &allocator->samples[slot];
    atomic_store_explicit(&sample->refcount, 1, memory_order_relaxed);
    *out = (IMediaSample *)&sample->IMediaSample2_iface;
    return S_OK;
}

/*
 * Take the only reference from a caller of ReleaseBuffer.  Any pointer is allowed in (row 5.6), so it is compared with our
 * own samples before it is looked at.  The lock keeps the samples where they are meanwhile; once the reference is ours, the
 * sample that is out does.
 */
static struct sample *claim_sample(struct allocator *allocator, IMediaSample *iface)
{
    uintptr_t address = (uintptr_t)iface, first;
    struct sample *sample = NULL;
    LONG expected = 1;

    platform_lock_acquire(&allocator->lock);
    first = (uintptr_t)allocator->samples;
    if (first && address >= first
        && (address - first) / sizeof(*sample) < atomic_load_explicit(&allocator->pool.slot_count, memory_order_relaxed)
        && (address - first) % sizeof(*sample) == offsetof(struct sample, IMediaSample2_iface))
    {
        sample = CONTAINING_RECORD(iface, struct sample, IMediaSample2_iface);
        if (!atomic_compare_exchange_strong_explicit(&sample->refcount, &expected, 0, memory_order_acq_rel,
                                                     memory_order_relaxed))
            sample = NULL;
    }
    platform_lock_release(&allocator->lock);
    return sample;
}

static HRESULT WINAPI allocator_ReleaseBuffer(IMemAllocatorCallbackTemp *iface, IMediaSample *buffer)
{
    struct allocator *allocator = impl_from_IMemAllocatorCallbackTemp(iface);
    struct sample *sample;

    if (!buffer)
        return E_POINTER;
    if (!(sample = claim_sample(allocator, buffer)))
        return E_INVALIDARG;
    release_sample(sample);
    return S_OK;
}

static HRESULT WINAPI allocator_SetNotify(IMemAllocatorCallbackTemp *iface, IMemAllocatorNotifyCallbackTemp *callback)
{
    struct allocator *allocator = impl_from_IMemAllocatorCallbackTemp(iface);
    struct notify_target *target = NULL;

    /* Row 6.2: AddRef before the lock, Release after it. */
    if (callback && !(target = notify_target_create(&allocator->lifetime, callback)))
        return E_OUTOFMEMORY;

    /* A callback may call us when nobody refers to the allocator any more: then its own call is what keeps it, until it is
     * replaced. */
    lifetime_hold(&allocator->lifetime);
    release_set_target(allocator, target);
    return S_OK;
}

static HRESULT WINAPI allocator_GetFreeCount(IMemAllocatorCallbackTemp *iface, LONG *count)
{
    struct allocator *allocator = impl_from_IMemAllocatorCallbackTemp(iface);
    uint32_t slot_count, out;

    if (!count)
        return E_POINTER;
    /* While samples are out, the layout is that of the properties.  With none out all are free, and the properties may
     * change at any time: whatever they say now, they said so at a moment when none was out. */
    if ((out = pool_slots_out(&allocator->pool, &slot_count)))
        *count = (LONG)(slot_count - out);
    else
        *count = atomic_load_explicit(&allocator->buffer_count, memory_order_acquire);
    return S_OK;
}

static const IMemAllocatorCallbackTempVtbl allocator_vtbl = {
    allocator_QueryInterface, allocator_AddRef,    allocator_Release,      allocator_SetProperties,
    allocator_GetProperties,  allocator_Commit,    allocator_Decommit,     allocator_GetBuffer,
    allocator_ReleaseBuffer,  allocator_SetNotify, allocator_GetFreeCount,
};

/* The last hold is gone: nobody refers to the allocator, no sample is out, and no call is under way. */
static void allocator_destroy(struct lifetime *lifetime)
{
    struct allocator *allocator = CONTAINING_RECORD(lifetime, struct allocator, lifetime);

    notify_slot_destroy(&allocator->notify); /* row 1.9 */
    pool_destroy(&allocator->pool);
    platform_free(allocator->samples);
    platform_lock_destroy(&allocator->media_type_lock);
    platform_lock_destroy(&allocator->lock);
    platform_free(allocator);
    module_drop_reason();
}

HRESULT allocator_create(IUnknown *outer, IUnknown **unknown)
{
    struct allocator *allocator;

    if (!(allocator = platform_allocate(sizeof(*allocator))))
        return E_OUTOFMEMORY;

    pool_init(&allocator->pool);
    platform_lock_init(&allocator->lock);
    platform_lock_init(&allocator->media_type_lock);
    allocator->IMemAllocatorCallbackTemp_iface.lpVtbl = (IMemAllocatorCallbackTempVtbl *)&allocator_vtbl;
    allocator->IUnknown_inner.lpVtbl = (IUnknownVtbl *)&allocator_inner_vtbl;
    allocator->outer = outer ? outer : &allocator->IUnknown_inner;
    atomic_init(&allocator->refcount, 1);
    lifetime_init(&allocator->lifetime, allocator_destroy);
    notify_slot_init(&allocator->notify);
    atomic_init(&allocator->buffer_count, 0);

    module_add_reason();
    *unknown = &allocator->IUnknown_inner;
    return S_OK;
}
