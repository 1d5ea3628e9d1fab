/*
 * An allocator whose calls are counted: its own GetBuffer and ReleaseBuffer, its samples' Release, and NotifyRelease.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#define COBJMACROS
#include "observed_allocator.h"

#include "measure.h"
#include "method_table.h"
#include "sample_origin.h"

#include <stdlib.h>

static ULONG WINAPI observed_sample_Release(IMediaSample *iface)
{
    /* The sample may be gone, with its allocator, once the original method returns. */
    struct method_table *table = method_table_of(iface->lpVtbl);
    struct observed_allocator *allocator = table->owner;
    int64_t start = observe_ticks();
    ULONG refcount;

    refcount = ((const IMediaSampleVtbl *)table->original)->Release(iface);
    if (!refcount)
    {
        InterlockedExchangeAdd64(&allocator->release_ticks, observe_ticks() - start);
        InterlockedIncrement64(&allocator->returned);
    }
    return refcount;
}

static void observe_sample(struct observed_allocator *allocator, IMediaSample *sample)
{
    struct method_table *table = allocator->sample_table;

    if (!table)
    {
        if (!(table = method_table_create(sample->lpVtbl, allocator)))
            return;
        ((IMediaSampleVtbl *)table->methods)->Release = observed_sample_Release;
        if (InterlockedCompareExchangePointer((void **)&allocator->sample_table, table, NULL))
        {
            free(table);
            table = allocator->sample_table;
        }
    }

    /* GetBuffer made the caller the only owner, so nobody calls the sample now. */
    if (sample->lpVtbl == table->original)
        sample->lpVtbl = (void *)table->methods;
}

static HRESULT WINAPI observed_allocator_GetBuffer(IMemAllocator *iface, IMediaSample **sample,
                                                   REFERENCE_TIME *start_time, REFERENCE_TIME *end_time, DWORD flags)
{
    struct method_table *table = method_table_of(iface->lpVtbl);
    struct observed_allocator *allocator = table->owner;
    int64_t start = observe_ticks();
    LONG free_count, lowest;
    HRESULT hr;

    hr = ((const IMemAllocatorVtbl *)table->original)->GetBuffer(iface, sample, start_time, end_time, flags);
    InterlockedExchangeAdd64(&allocator->get_ticks, observe_ticks() - start);
    if (FAILED(hr))
        return hr;

    InterlockedIncrement64(&allocator->taken);
    if (!allocator->callback_temp
        || FAILED(IMemAllocatorCallbackTemp_GetFreeCount(allocator->callback_temp, &free_count)))
        free_count = (LONG)(allocator->properties.cBuffers - (allocator->taken - allocator->returned));
    while (free_count < (lowest = allocator->lowest_free))
        InterlockedCompareExchange(&allocator->lowest_free, free_count, lowest);

    sample_origin_set(*sample, allocator);
    if (allocator->callback_temp)
        observe_sample(allocator, *sample);
    return hr;
}

/* Wine's builtin samples go through this method of the table, and abort the process when their own table is not the one
 * that they know; so there the releases are counted here. */
static HRESULT WINAPI observed_allocator_ReleaseBuffer(IMemAllocator *iface, IMediaSample *sample)
{
    struct method_table *table = method_table_of(iface->lpVtbl);
    struct observed_allocator *allocator = table->owner;
    int64_t start = observe_ticks();
    HRESULT hr;

    hr = ((const IMemAllocatorVtbl *)table->original)->ReleaseBuffer(iface, sample);
    if (SUCCEEDED(hr) && !allocator->callback_temp)
    {
        InterlockedExchangeAdd64(&allocator->release_ticks, observe_ticks() - start);
        InterlockedIncrement64(&allocator->returned);
    }
    return hr;
}

struct observed_allocator *observed_allocator_create(IMemAllocator *iface)
{
    struct observed_allocator *allocator;

    if (!(allocator = calloc(1, sizeof(*allocator))))
        return NULL;
    notify_counter_init(&allocator->callback, NULL);
    allocator->allocator = iface;
    IMemAllocator_AddRef(iface);

    observe_module_name(iface->lpVtbl, allocator->module, ARRAYSIZE(allocator->module));
    allocator->has_properties = SUCCEEDED(IMemAllocator_GetProperties(iface, &allocator->properties));
    allocator->lowest_free = 0x7fffffff;

    if (SUCCEEDED(IMemAllocator_QueryInterface(iface, &IID_IMemAllocatorCallbackTemp,
                                               (void **)&allocator->callback_temp)))
        IMemAllocatorCallbackTemp_SetNotify(allocator->callback_temp,
                                            &allocator->callback.IMemAllocatorNotifyCallbackTemp_iface);
    else
        allocator->callback_temp = NULL;

    if ((allocator->table = method_table_create(iface->lpVtbl, allocator)))
    {
        ((IMemAllocatorVtbl *)allocator->table->methods)->GetBuffer = observed_allocator_GetBuffer;
        ((IMemAllocatorVtbl *)allocator->table->methods)->ReleaseBuffer = observed_allocator_ReleaseBuffer;
        iface->lpVtbl = (void *)allocator->table->methods;
    }
    return allocator;
}

void observed_allocator_detach(struct observed_allocator *allocator)
{
    allocator->has_properties = SUCCEEDED(IMemAllocator_GetProperties(allocator->allocator, &allocator->properties));
    if (!allocator->taken)
        allocator->lowest_free = allocator->properties.cBuffers;
    allocator->final_free = -1;
    if (allocator->callback_temp)
    {
        IMemAllocatorCallbackTemp_GetFreeCount(allocator->callback_temp, &allocator->final_free);
        IMemAllocatorCallbackTemp_SetNotify(allocator->callback_temp, NULL);
        IMemAllocatorCallbackTemp_Release(allocator->callback_temp);
        allocator->callback_temp = NULL;
    }
    if (allocator->table)
        allocator->allocator->lpVtbl = (void *)allocator->table->original;
}

void observed_allocator_finish(struct observed_allocator *allocator)
{
    allocator->references_left = IMemAllocator_Release(allocator->allocator);
    allocator->allocator = NULL;
}
