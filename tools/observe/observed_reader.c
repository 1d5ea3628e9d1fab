/*
 * The reading side of a pull-mode connection, whose reads are counted.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#define COBJMACROS
#include "observed_reader.h"

#include "measure.h"
#include "method_table.h"

#include <string.h>

static HRESULT WINAPI observed_reader_RequestAllocator(IAsyncReader *iface, IMemAllocator *preferred,
                                                       ALLOCATOR_PROPERTIES *properties, IMemAllocator **allocator)
{
    struct method_table *table = method_table_of(iface->lpVtbl);
    struct observed_reader *reader = table->owner;
    HRESULT hr;

    hr = ((const IAsyncReaderVtbl *)table->original)->RequestAllocator(iface, preferred, properties, allocator);
    if (SUCCEEDED(hr) && allocator && *allocator)
    {
        IMemAllocator_AddRef(*allocator);
        if (reader->allocator)
            IMemAllocator_Release(reader->allocator);
        reader->allocator = *allocator;
    }
    return hr;
}

static HRESULT WINAPI observed_reader_Request(IAsyncReader *iface, IMediaSample *sample, DWORD_PTR cookie)
{
    struct method_table *table = method_table_of(iface->lpVtbl);
    struct observed_reader *reader = table->owner;

    InterlockedIncrement64(&reader->reads);
    InterlockedIncrement64(&reader->sample_reads);
    return ((const IAsyncReaderVtbl *)table->original)->Request(iface, sample, cookie);
}

static HRESULT WINAPI observed_reader_SyncReadAligned(IAsyncReader *iface, IMediaSample *sample)
{
    struct method_table *table = method_table_of(iface->lpVtbl);
    struct observed_reader *reader = table->owner;

    InterlockedIncrement64(&reader->reads);
    InterlockedIncrement64(&reader->sample_reads);
    return ((const IAsyncReaderVtbl *)table->original)->SyncReadAligned(iface, sample);
}

static HRESULT WINAPI observed_reader_SyncRead(IAsyncReader *iface, LONGLONG position, LONG size, BYTE *buffer)
{
    struct method_table *table = method_table_of(iface->lpVtbl);
    struct observed_reader *reader = table->owner;
    int64_t start = observe_ticks();
    HRESULT hr;

    hr = ((const IAsyncReaderVtbl *)table->original)->SyncRead(iface, position, size, buffer);
    InterlockedExchangeAdd64(&reader->read_ticks, observe_ticks() - start);
    InterlockedIncrement64(&reader->reads);
    if (hr == S_OK)
        InterlockedExchangeAdd64(&reader->bytes, size);
    return hr;
}

BOOL observed_reader_attach(struct observed_reader *reader, IAsyncReader *iface)
{
    IAsyncReaderVtbl *methods;

    memset(reader, 0, sizeof(*reader));
    if (!(reader->table = method_table_create(iface->lpVtbl, reader)))
        return FALSE;
    methods = (IAsyncReaderVtbl *)reader->table->methods;
    methods->RequestAllocator = observed_reader_RequestAllocator;
    methods->Request = observed_reader_Request;
    methods->SyncReadAligned = observed_reader_SyncReadAligned;
    methods->SyncRead = observed_reader_SyncRead;
    reader->reader = iface;
    iface->lpVtbl = (void *)methods;
    return TRUE;
}

void observed_reader_detach(struct observed_reader *reader)
{
    if (reader->table && reader->reader)
        reader->reader->lpVtbl = (void *)reader->table->original;
    reader->reader = NULL;
}
