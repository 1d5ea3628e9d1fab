/*
 * The textbook allocator itself
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "textbook.h"

/* The interface stands at the structure's beginning. */
#define IMPL(iface)       ((struct allocator *)(iface))
/* The inner IUnknown does not. */
#define IMPL_INNER(iface) CONTAINING_RECORD(iface, struct allocator, IUnknown_iface)

static HRESULT WINAPI inner_QueryInterface(IUnknown *iface, REFIID iid, void **out)
{
    BOOL known = IsEqualGUID(iid, &IID_IMemAllocator) || IsEqualGUID(iid, &IID_IMemAllocatorCallbackTemp);

    *out = IsEqualGUID(iid, &IID_IUnknown) ? (void *)iface : known ? IMPL_INNER(iface) : NULL;
    if (*out)
        IUnknown_AddRef((IUnknown *)*out);
    return *out ? S_OK : E_NOINTERFACE;
}

static ULONG WINAPI inner_AddRef(IUnknown *iface)
{
    return InterlockedIncrement(&IMPL_INNER(iface)->refcount);
}

static void free_buffers(struct allocator *allocator)
{
    VirtualFree(allocator->block, 0, MEM_RELEASE);
    free(allocator->samples);
    allocator->block = NULL;
    allocator->samples = allocator->free = NULL;
}

static ULONG WINAPI inner_Release(IUnknown *iface)
{
    struct allocator *allocator = IMPL_INNER(iface);
    ULONG refcount = InterlockedDecrement(&allocator->refcount);

    if (!refcount)
    {
        if (allocator->callback)
            IMemAllocatorNotifyCallbackTemp_Release(allocator->callback);
        free_buffers(allocator);
        CloseHandle(allocator->semaphore);
        DeleteCriticalSection(&allocator->lock);
        free(allocator);
        InterlockedDecrement(&module_references);
    }
    return refcount;
}

static const IUnknownVtbl inner_vtbl = { inner_QueryInterface, inner_AddRef, inner_Release };

DELEGATE_ALLOCATOR_UNKNOWN(IMPL)

/* Unsigned, so that what is too large wraps to a negative size (row 2.7); a negative alignment rounds as any other (2.2). */
static LONG round_size(const ALLOCATOR_PROPERTIES *request)
{
    LONG stride = (ULONG)request->cbBuffer + request->cbPrefix, rest = stride % request->cbAlign;

    return (ULONG)request->cbBuffer + (rest ? request->cbAlign - rest : 0);
}

/* Neither a NULL request nor one that is *actual is looked for (rows 2.1, 2.9). */
static HRESULT WINAPI allocator_SetProperties(IMemAllocatorCallbackTemp *iface, ALLOCATOR_PROPERTIES *request,
                                              ALLOCATOR_PROPERTIES *actual)
{
    struct allocator *allocator = IMPL(iface);
    SYSTEM_INFO system;
    HRESULT hr = S_OK;

    if (!actual)
        return E_POINTER;
    memset(actual, 0, sizeof(*actual));
    GetSystemInfo(&system);
    if (!request->cbAlign || (system.dwAllocationGranularity & (request->cbAlign - 1u)))
        return VFW_E_BADALIGN;

    EnterCriticalSection(&allocator->lock);
    if (allocator->committed)
    {
        hr = VFW_E_ALREADY_COMMITTED;
    }
    else if (allocator->out)
    {
        hr = VFW_E_BUFFERS_OUTSTANDING;
    }
    else
    {
        allocator->properties = *request;
        allocator->properties.cbBuffer = round_size(request);
        allocator->changed = TRUE;
        *actual = allocator->properties;
    }
    LeaveCriticalSection(&allocator->lock);
    return hr;
}

static HRESULT WINAPI allocator_GetProperties(IMemAllocatorCallbackTemp *iface, ALLOCATOR_PROPERTIES *properties)
{
    struct allocator *allocator = IMPL(iface);

    if (!properties)
        return E_POINTER;
    EnterCriticalSection(&allocator->lock);
    *properties = allocator->properties;
    LeaveCriticalSection(&allocator->lock);
    return S_OK;
}

static HRESULT make_buffers(struct allocator *allocator)
{
    LONGLONG stride = (LONGLONG)allocator->properties.cbBuffer + allocator->properties.cbPrefix;
    LONG count = allocator->properties.cBuffers, i;

    if (count <= 0 || allocator->properties.cbBuffer <= 0)
        return VFW_E_SIZENOTSET;
    if (!allocator->changed)
        return S_OK;
    free_buffers(allocator);
    if (allocator->properties.cbPrefix < 0 || stride > MAXLONG / count)
        return E_OUTOFMEMORY;
    allocator->block = VirtualAlloc(NULL, stride * count, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE);
    allocator->samples = calloc(count, sizeof(*allocator->samples));
    if (!allocator->block || !allocator->samples)
    {
        free_buffers(allocator);
        return E_OUTOFMEMORY;
    }
    /* The last one put in is the first one out: the highest (row 3.3). */
    for (i = 0; i < count; i++)
    {
        sample_init(&allocator->samples[i], allocator, allocator->block + stride * i + allocator->properties.cbPrefix);
        allocator->samples[i].next = allocator->free;
        allocator->free = &allocator->samples[i];
    }
    allocator->changed = FALSE;
    return S_OK;
}

static HRESULT WINAPI allocator_Commit(IMemAllocatorCallbackTemp *iface)
{
    struct allocator *allocator = IMPL(iface);
    HRESULT hr = S_OK;

    EnterCriticalSection(&allocator->lock);
    if (!allocator->committed && (allocator->pending || SUCCEEDED(hr = make_buffers(allocator))))
    {
        if (!allocator->pending)
            IMemAllocatorCallbackTemp_AddRef(iface);
        allocator->committed = TRUE;
        allocator->pending = FALSE;
    }
    LeaveCriticalSection(&allocator->lock);
    return hr;
}

static void wake(struct allocator *allocator, LONG count)
{
    if (!count)
        return;
    allocator->waiting -= count;
    ReleaseSemaphore(allocator->semaphore, count, NULL);
}

static HRESULT WINAPI allocator_Decommit(IMemAllocatorCallbackTemp *iface)
{
    struct allocator *allocator = IMPL(iface);
    BOOL complete = FALSE;

    EnterCriticalSection(&allocator->lock);
    if (allocator->committed)
    {
        allocator->committed = FALSE;
        allocator->pending = allocator->out;
        complete = !allocator->out;
        wake(allocator, allocator->waiting);
    }
    LeaveCriticalSection(&allocator->lock);
    if (complete)
        IMemAllocatorCallbackTemp_Release(iface);
    return S_OK;
}

static HRESULT WINAPI allocator_GetBuffer(IMemAllocatorCallbackTemp *iface, IMediaSample **out, REFERENCE_TIME *start,
                                          REFERENCE_TIME *end, DWORD flags)
{
    struct allocator *allocator = IMPL(iface);
    struct sample *sample;

    (void)start;
    (void)end;
    *out = NULL;
    for (;;)
    {
        EnterCriticalSection(&allocator->lock);
        if (!allocator->committed)
        {
            LeaveCriticalSection(&allocator->lock);
            return VFW_E_NOT_COMMITTED;
        }
        if ((sample = allocator->free))
        {
            allocator->free = sample->next;
            allocator->out++;
            LeaveCriticalSection(&allocator->lock);
            sample->refcount = 1;
            *out = (IMediaSample *)&sample->IMediaSample2_iface;
            return S_OK;
        }
        if (flags & AM_GBF_NOWAIT)
        {
            LeaveCriticalSection(&allocator->lock);
            return VFW_E_TIMEOUT;
        }
        allocator->waiting++;
        LeaveCriticalSection(&allocator->lock);
        WaitForSingleObject(allocator->semaphore, INFINITE);
    }
}

/* Whatever it is, it is taken (row 5.6), and as it is (5.5). */
HRESULT WINAPI allocator_ReleaseBuffer(IMemAllocatorCallbackTemp *iface, IMediaSample *sample_iface)
{
    struct allocator *allocator = IMPL(iface);
    struct sample *sample = CONTAINING_RECORD(sample_iface, struct sample, IMediaSample2_iface);
    IMemAllocatorNotifyCallbackTemp *callback;
    BOOL complete;

    if (!sample_iface)
        return E_POINTER;
    EnterCriticalSection(&allocator->lock);
    sample->next = allocator->free;
    allocator->free = sample;
    allocator->out--;
    wake(allocator, allocator->waiting ? 1 : 0);
    if ((complete = allocator->pending && !allocator->out))
        allocator->pending = FALSE;
    callback = allocator->callback;
    LeaveCriticalSection(&allocator->lock);

    /* Without a reference for the call (row 6.6). */
    if (callback)
        IMemAllocatorNotifyCallbackTemp_NotifyRelease(callback);
    if (complete)
        IMemAllocatorCallbackTemp_Release(iface);
    return S_OK;
}

static HRESULT WINAPI allocator_SetNotify(IMemAllocatorCallbackTemp *iface, IMemAllocatorNotifyCallbackTemp *callback)
{
    struct allocator *allocator = IMPL(iface);

    /* Both calls inside the lock (row 6.2). */
    EnterCriticalSection(&allocator->lock);
    if (callback)
        IMemAllocatorNotifyCallbackTemp_AddRef(callback);
    if (allocator->callback)
        IMemAllocatorNotifyCallbackTemp_Release(allocator->callback);
    allocator->callback = callback;
    LeaveCriticalSection(&allocator->lock);
    return S_OK;
}

static HRESULT WINAPI allocator_GetFreeCount(IMemAllocatorCallbackTemp *iface, LONG *count)
{
    struct allocator *allocator = IMPL(iface);

    EnterCriticalSection(&allocator->lock);
    *count = allocator->properties.cBuffers - allocator->out;
    LeaveCriticalSection(&allocator->lock);
    return S_OK;
}

static const IMemAllocatorCallbackTempVtbl allocator_vtbl = { ALLOCATOR_METHODS };

HRESULT allocator_create(IUnknown *outer, REFIID iid, void **out)
{
    struct allocator *allocator;
    HRESULT hr;

    *out = NULL;
    if (outer && !IsEqualGUID(iid, &IID_IUnknown))
        return E_NOINTERFACE;
    if (!(allocator = calloc(1, sizeof(*allocator))))
        return E_OUTOFMEMORY;
    allocator->IMemAllocatorCallbackTemp_iface.lpVtbl = &allocator_vtbl;
    allocator->IUnknown_iface.lpVtbl = &inner_vtbl;
    allocator->outer = outer ? outer : &allocator->IUnknown_iface;
    allocator->refcount = 1;
    InitializeCriticalSection(&allocator->lock);
    allocator->semaphore = CreateSemaphoreW(NULL, 0, MAXLONG, NULL);
    InterlockedIncrement(&module_references);
    hr = IUnknown_QueryInterface(&allocator->IUnknown_iface, iid, out);
    IUnknown_Release(&allocator->IUnknown_iface);
    return hr;
}
