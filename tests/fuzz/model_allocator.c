/*
 * The model's allocator (sections 1 to 6 of the contract)
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "model.h"

#define GRANULARITY 65536

unsigned int model_allocators;

static struct model_allocator *impl_from_iface(IMemAllocatorCallbackTemp *iface)
{
    return CONTAINING_RECORD(iface, struct model_allocator, IMemAllocatorCallbackTemp_iface);
}

static struct model_allocator *impl_from_inner(IUnknown *iface)
{
    return CONTAINING_RECORD(iface, struct model_allocator, IUnknown_inner);
}

static LONG samples_out(const struct model_allocator *allocator)
{
    return allocator->count - allocator->free_count;
}

static void free_layout(struct model_allocator *allocator)
{
    free(allocator->samples);
    free(allocator->stack);
    free(allocator->memory);
    allocator->samples = NULL;
    allocator->stack = NULL;
    allocator->memory = NULL;
    allocator->count = allocator->free_count = 0;
}

/* Rows 1.8, 1.9, 6.7 */
static void end_if_unused(struct model_allocator *allocator)
{
    IMemAllocatorNotifyCallbackTemp *callback = allocator->callback;

    if (allocator->references || allocator->notifying || samples_out(allocator))
        return;
    free_layout(allocator);
    free(allocator);
    --model_allocators;
    if (callback)
        IMemAllocatorNotifyCallbackTemp_Release(callback);
}

static HRESULT WINAPI inner_QueryInterface(IUnknown *iface, REFIID iid, void **out)
{
    static const IID *const inner[] = { &IID_IUnknown, NULL };
    static const IID *const outward[] = { &IID_IMemAllocator, &IID_IMemAllocatorCallbackTemp, NULL };
    HRESULT hr = query(iface, iid, out, inner);

    if (hr == E_NOINTERFACE)
        hr = query(&impl_from_inner(iface)->IMemAllocatorCallbackTemp_iface, iid, out, outward);
    return hr;
}

static ULONG WINAPI inner_AddRef(IUnknown *iface)
{
    return ++impl_from_inner(iface)->references;
}

static ULONG WINAPI inner_Release(IUnknown *iface)
{
    struct model_allocator *allocator = impl_from_inner(iface);

    if (--allocator->references)
        return allocator->references;
    allocator->committed = false;
    end_if_unused(allocator);
    return 0;
}

static const IUnknownVtbl inner_vtbl = { inner_QueryInterface, inner_AddRef, inner_Release };

DELEGATE_ALLOCATOR_UNKNOWN(impl_from_iface)

/* Rows 2.2, 2.3 and 2.7 */
static HRESULT round_size(ALLOCATOR_PROPERTIES *properties)
{
    LONGLONG align = properties->cbAlign, size;

    if (align <= 0 || (GRANULARITY & (align - 1)))
        return VFW_E_BADALIGN;
    size = (LONGLONG)properties->cbBuffer + properties->cbPrefix;
    /* Negative sizes go the same way, with the remainder of C. */
    if (size % align)
        size += align - size % align;
    size -= properties->cbPrefix;
    if (size != (LONG)size)
        return E_OUTOFMEMORY;
    properties->cbBuffer = (LONG)size;
    return S_OK;
}

/* Rows 2.4 and 2.5 */
static HRESULT store_properties(struct model_allocator *allocator, const ALLOCATOR_PROPERTIES *properties)
{
    if (allocator->committed)
        return VFW_E_ALREADY_COMMITTED;
    if (samples_out(allocator))
        return VFW_E_BUFFERS_OUTSTANDING;
    allocator->properties = *properties;
    allocator->laid_out = false;
    return S_OK;
}

static HRESULT WINAPI allocator_SetProperties(IMemAllocatorCallbackTemp *iface, ALLOCATOR_PROPERTIES *request,
                                              ALLOCATOR_PROPERTIES *actual)
{
    ALLOCATOR_PROPERTIES properties;
    HRESULT hr;

    if (!request || !actual)
        return E_POINTER;
    properties = *request;
    if (actual != request)
        memset(actual, 0, sizeof(*actual));
    if ((hr = round_size(&properties)) != S_OK)
        return hr;
    if ((hr = store_properties(impl_from_iface(iface), &properties)) == S_OK)
        *actual = properties;
    return hr;
}

static HRESULT WINAPI allocator_GetProperties(IMemAllocatorCallbackTemp *iface, ALLOCATOR_PROPERTIES *properties)
{
    if (!properties)
        return E_POINTER;
    *properties = impl_from_iface(iface)->properties;
    return S_OK;
}

/* Rows 3.1 to 3.5, 4.2 and 4.3 */
static HRESULT lay_out(struct model_allocator *allocator)
{
    const ALLOCATOR_PROPERTIES *properties = &allocator->properties;
    ULONGLONG stride, most = sizeof(void *) == 4 ? INT_MAX : UINT64_C(1) << 47;
    BYTE *block;
    LONG i;

    if (properties->cBuffers <= 0 || properties->cbBuffer <= 0)
        return VFW_E_SIZENOTSET;
    stride = (ULONGLONG)properties->cbBuffer + (ULONGLONG)properties->cbPrefix;
    if (properties->cbPrefix < 0 || (ULONGLONG)properties->cBuffers > most / stride)
        return E_OUTOFMEMORY;

    free_layout(allocator);
    allocator->memory = calloc(1, (size_t)properties->cBuffers * stride + GRANULARITY);
    allocator->samples = calloc((size_t)properties->cBuffers, sizeof(*allocator->samples));
    allocator->stack = calloc((size_t)properties->cBuffers, sizeof(*allocator->stack));
    if (!allocator->memory || !allocator->samples || !allocator->stack)
    {
        free_layout(allocator);
        return E_OUTOFMEMORY;
    }

    block = (BYTE *)(((uintptr_t)allocator->memory + GRANULARITY - 1) & ~(uintptr_t)(GRANULARITY - 1));
    allocator->size = properties->cbBuffer;
    for (i = 0; i < properties->cBuffers; ++i)
    {
        model_sample_init(&allocator->samples[i], allocator, block + (size_t)i * stride + properties->cbPrefix);
        allocator->stack[i] = &allocator->samples[i];
    }
    allocator->count = allocator->free_count = properties->cBuffers;
    allocator->laid_out = true;
    return S_OK;
}

static HRESULT WINAPI allocator_Commit(IMemAllocatorCallbackTemp *iface)
{
    struct model_allocator *allocator = impl_from_iface(iface);
    HRESULT hr;

    if (!allocator->laid_out && (hr = lay_out(allocator)) != S_OK)
        return hr;
    allocator->committed = true;
    return S_OK;
}

static HRESULT WINAPI allocator_Decommit(IMemAllocatorCallbackTemp *iface)
{
    impl_from_iface(iface)->committed = false;
    return S_OK;
}

/* Row 3.3 */
static IMediaSample *hand_out(struct model_allocator *allocator)
{
    struct model_sample *sample = allocator->stack[--allocator->free_count];

    sample->references = 1;
    return (IMediaSample *)&sample->IMediaSample2_iface;
}

static HRESULT WINAPI allocator_GetBuffer(IMemAllocatorCallbackTemp *iface, IMediaSample **out, REFERENCE_TIME *start,
                                          REFERENCE_TIME *stop, DWORD flags)
{
    struct model_allocator *allocator = impl_from_iface(iface);

    (void)start;
    (void)stop;
    if (!out)
        return E_POINTER;
    *out = NULL;
    if (!allocator->committed)
        return VFW_E_NOT_COMMITTED;
    if (!allocator->free_count)
    {
        /* With one thread, nobody could bring one back. */
        if (!(flags & AM_GBF_NOWAIT))
            abort();
        return VFW_E_TIMEOUT;
    }
    *out = hand_out(allocator);
    return S_OK;
}

struct model_sample *model_allocator_find(struct model_allocator *allocator, const void *iface)
{
    LONG i;

    for (i = 0; i < allocator->count; ++i)
    {
        if ((const void *)&allocator->samples[i].IMediaSample2_iface == iface)
            return &allocator->samples[i];
    }
    return NULL;
}

/* Rows 5.4 and 6.3 to 6.7 */
void model_allocator_put_back(struct model_allocator *allocator, struct model_sample *sample)
{
    IMemAllocatorNotifyCallbackTemp *callback;

    model_sample_reset(sample);
    allocator->stack[allocator->free_count++] = sample;

    if ((callback = allocator->callback))
    {
        ++allocator->notifying;
        IMemAllocatorNotifyCallbackTemp_AddRef(callback);
        IMemAllocatorNotifyCallbackTemp_NotifyRelease(callback);
        IMemAllocatorNotifyCallbackTemp_Release(callback);
        --allocator->notifying;
    }
    end_if_unused(allocator);
}

static HRESULT WINAPI allocator_ReleaseBuffer(IMemAllocatorCallbackTemp *iface, IMediaSample *buffer)
{
    struct model_allocator *allocator = impl_from_iface(iface);
    struct model_sample *sample;

    if (!buffer)
        return E_POINTER;
    if (!(sample = model_allocator_find(allocator, buffer)) || sample->references != 1)
        return E_INVALIDARG;
    sample->references = 0;
    model_allocator_put_back(allocator, sample);
    return S_OK;
}

static HRESULT WINAPI allocator_SetNotify(IMemAllocatorCallbackTemp *iface, IMemAllocatorNotifyCallbackTemp *callback)
{
    struct model_allocator *allocator = impl_from_iface(iface);
    IMemAllocatorNotifyCallbackTemp *earlier = allocator->callback;

    if (callback)
        IMemAllocatorNotifyCallbackTemp_AddRef(callback);
    allocator->callback = callback;
    if (earlier)
        IMemAllocatorNotifyCallbackTemp_Release(earlier);
    return S_OK;
}

static HRESULT WINAPI allocator_GetFreeCount(IMemAllocatorCallbackTemp *iface, LONG *count)
{
    struct model_allocator *allocator = impl_from_iface(iface);

    if (!count)
        return E_POINTER;
    *count = allocator->properties.cBuffers - samples_out(allocator);
    return S_OK;
}

static const IMemAllocatorCallbackTempVtbl allocator_vtbl = { ALLOCATOR_METHODS };

HRESULT model_allocator_create(IUnknown *outer, IUnknown **unknown)
{
    struct model_allocator *allocator = calloc(1, sizeof(*allocator));

    if (!allocator)
        return E_OUTOFMEMORY;
    allocator->IMemAllocatorCallbackTemp_iface.lpVtbl = &allocator_vtbl;
    allocator->IUnknown_inner.lpVtbl = &inner_vtbl;
    allocator->outer = outer ? outer : &allocator->IUnknown_inner;
    allocator->references = 1;
    ++model_allocators;
    *unknown = &allocator->IUnknown_inner;
    return S_OK;
}
