/*
 * Sees the calls that pass through a connection of a filter graph, without a filter in between: the interface of one
 * object gets a copy of its own method table in which a few methods count, measure, and then call the original.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef QUARTZALLOC_PRIVATE_OBSERVE_H
#define QUARTZALLOC_PRIVATE_OBSERVE_H

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Interfaces of C++ objects may have further methods behind those that the interface declares, and their run-time type
 * information in front of the first. A copy that stopped at the declared methods would crash such an object. */
#define OBSERVE_MAX_METHODS 96

struct method_table
{
    void *type_information;
    void *methods[OBSERVE_MAX_METHODS];
    const void *original;
    void *owner;
};

static inline struct method_table *method_table_create(const void *original, void *owner)
{
    MEMORY_BASIC_INFORMATION info;
    struct method_table *table;
    size_t size;

    if (!VirtualQuery(original, &info, sizeof(info)))
        return NULL;
    size = (const char *)info.BaseAddress + info.RegionSize - (const char *)original;
    if (size > sizeof(table->methods))
        size = sizeof(table->methods);

    if (!(table = calloc(1, sizeof(*table))))
        return NULL;
    memcpy(table->methods, original, size);
    if (original != info.BaseAddress)
        table->type_information = ((void *const *)original)[-1];
    table->original = original;
    table->owner = owner;
    return table;
}

static inline struct method_table *method_table_of(const void *methods)
{
    return CONTAINING_RECORD(methods, struct method_table, methods);
}

static inline int64_t observe_ticks(void)
{
    LARGE_INTEGER counter;

    QueryPerformanceCounter(&counter);
    return counter.QuadPart;
}

static inline double observe_seconds(int64_t ticks)
{
    LARGE_INTEGER frequency;

    QueryPerformanceFrequency(&frequency);
    return (double)ticks / (double)frequency.QuadPart;
}

/* The file name, without folders, of the module that the address lies in. */
static inline void observe_module_name(const void *address, WCHAR *name, size_t count)
{
    WCHAR path[MAX_PATH], *base;
    HMODULE module;

    name[0] = 0;
    if (!GetModuleHandleExW(GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS | GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT,
                            (const WCHAR *)address, &module)
        || !GetModuleFileNameW(module, path, ARRAYSIZE(path)))
        return;
    base = wcsrchr(path, '\\');
    wcsncpy(name, base ? base + 1 : path, count - 1);
    name[count - 1] = 0;
}

/* Order-dependent checksum, eight bytes at a time so that it costs little beside the copying that filters do anyway. */
static inline uint64_t observe_checksum(uint64_t sum, const BYTE *data, size_t size)
{
    uint64_t word;

    for (; size >= sizeof(word); data += sizeof(word), size -= sizeof(word))
    {
        memcpy(&word, data, sizeof(word));
        sum = (sum ^ word) * 0x9e3779b97f4a7c15ull;
        sum ^= sum >> 29;
    }
    for (; size; ++data, --size)
    {
        sum = (sum ^ *data) * 0x9e3779b97f4a7c15ull;
        sum ^= sum >> 29;
    }
    return sum;
}

/* An allocator: buffers taken and given back as seen from outside, and the calls of NotifyRelease. */
struct observed_allocator
{
    IMemAllocatorNotifyCallbackTemp IMemAllocatorNotifyCallbackTemp_iface;
    LONG callback_references;

    IMemAllocator *allocator;
    IMemAllocatorCallbackTemp *callback_temp;
    struct method_table *table;
    struct method_table *sample_table;

    WCHAR module[64];
    ALLOCATOR_PROPERTIES properties;
    BOOL has_properties;

    LONG64 taken;    /* GetBuffer succeeded */
    LONG64 returned; /* a sample's Release returned 0, or with an allocator that cannot notify, ReleaseBuffer */
    LONG64 calls;    /* NotifyRelease */
    LONG64 get_ticks;
    LONG64 release_ticks;
    LONG lowest_free;     /* by GetFreeCount where there is one, else by our own count */
    LONG references_left; /* after observed_allocator_finish */
    LONG final_free;
};

static inline struct observed_allocator *impl_from_notify_callback(IMemAllocatorNotifyCallbackTemp *iface)
{
    return CONTAINING_RECORD(iface, struct observed_allocator, IMemAllocatorNotifyCallbackTemp_iface);
}

static inline HRESULT WINAPI observed_callback_QueryInterface(IMemAllocatorNotifyCallbackTemp *iface, REFIID iid,
                                                              void **out)
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

static inline ULONG WINAPI observed_callback_AddRef(IMemAllocatorNotifyCallbackTemp *iface)
{
    return InterlockedIncrement(&impl_from_notify_callback(iface)->callback_references);
}

static inline ULONG WINAPI observed_callback_Release(IMemAllocatorNotifyCallbackTemp *iface)
{
    return InterlockedDecrement(&impl_from_notify_callback(iface)->callback_references);
}

static inline HRESULT WINAPI observed_callback_NotifyRelease(IMemAllocatorNotifyCallbackTemp *iface)
{
    InterlockedIncrement64(&impl_from_notify_callback(iface)->calls);
    return S_OK;
}

static IMemAllocatorNotifyCallbackTempVtbl observed_callback_vtbl = {
    observed_callback_QueryInterface,
    observed_callback_AddRef,
    observed_callback_Release,
    observed_callback_NotifyRelease,
};

static inline ULONG WINAPI observed_sample_Release(IMediaSample *iface)
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

/* Which allocator a sample came from, so that filters which pass on the samples of another connection can be told from
 * those that copy. Entries are never removed; a table that is full forgets newcomers. */
struct observe_origin
{
    IMediaSample *sample;
    struct observed_allocator *allocator;
};

static struct observe_origin observe_origins[4096];

static inline struct observe_origin *observe_find_origin(IMediaSample *sample)
{
    size_t i = ((uintptr_t)sample >> 4) % ARRAYSIZE(observe_origins), probes;

    for (probes = 0; probes < ARRAYSIZE(observe_origins); ++probes, i = (i + 1) % ARRAYSIZE(observe_origins))
    {
        if (!observe_origins[i].sample)
            InterlockedCompareExchangePointer((void **)&observe_origins[i].sample, sample, NULL);
        if (observe_origins[i].sample == sample)
            return &observe_origins[i];
    }
    return NULL;
}

static inline struct observed_allocator *observe_allocator_of(IMediaSample *sample)
{
    struct observe_origin *origin = observe_find_origin(sample);

    return origin ? origin->allocator : NULL;
}

static inline void observe_sample(struct observed_allocator *allocator, IMediaSample *sample)
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

static inline HRESULT WINAPI observed_allocator_GetBuffer(IMemAllocator *iface, IMediaSample **sample,
                                                          REFERENCE_TIME *start_time, REFERENCE_TIME *end_time,
                                                          DWORD flags)
{
    struct method_table *table = method_table_of(iface->lpVtbl);
    struct observed_allocator *allocator = table->owner;
    int64_t start = observe_ticks();
    struct observe_origin *origin;
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

    if ((origin = observe_find_origin(*sample)))
        origin->allocator = allocator;
    if (allocator->callback_temp)
        observe_sample(allocator, *sample);
    return hr;
}

/* Wine's builtin samples go through this method of the table, and abort the process when their own table is not the one
 * that they know; so there the releases are counted here. */
static inline HRESULT WINAPI observed_allocator_ReleaseBuffer(IMemAllocator *iface, IMediaSample *sample)
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

/* Takes a reference. */
static inline struct observed_allocator *observed_allocator_create(IMemAllocator *iface)
{
    struct observed_allocator *allocator;

    if (!(allocator = calloc(1, sizeof(*allocator))))
        return NULL;
    allocator->IMemAllocatorNotifyCallbackTemp_iface.lpVtbl = &observed_callback_vtbl;
    allocator->callback_references = 1;
    allocator->allocator = iface;
    IMemAllocator_AddRef(iface);

    observe_module_name(iface->lpVtbl, allocator->module, ARRAYSIZE(allocator->module));
    allocator->has_properties = SUCCEEDED(IMemAllocator_GetProperties(iface, &allocator->properties));
    allocator->lowest_free = 0x7fffffff;

    if (SUCCEEDED(IMemAllocator_QueryInterface(iface, &IID_IMemAllocatorCallbackTemp,
                                               (void **)&allocator->callback_temp)))
        IMemAllocatorCallbackTemp_SetNotify(allocator->callback_temp,
                                            &allocator->IMemAllocatorNotifyCallbackTemp_iface);
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

/* Takes the observer off while the graph still stands, and reads what can be read only now. */
static inline void observed_allocator_detach(struct observed_allocator *allocator)
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

/* Gives our reference back once the graph is gone; ours must have been the last one. The record itself stays until the
 * process ends: a sample that leaked would still point to it. */
static inline void observed_allocator_finish(struct observed_allocator *allocator)
{
    allocator->references_left = IMemAllocator_Release(allocator->allocator);
    allocator->allocator = NULL;
}

/* An input pin: what arrives through IMemInputPin. */
struct observed_input
{
    IMemInputPin *pin;
    struct method_table *table;
    struct observed_allocator *allocator;

    DWORD delay;                       /* milliseconds by which each sample is held up */
    struct observed_allocator *source; /* that the first sample came from, if it is known */
    WCHAR source_module[64];           /* else the module that the sample belongs to */
    LONG64 samples;
    LONG64 foreign; /* samples from another allocator than that of the connection */
    LONG64 bytes;
    LONG64 receive_ticks;
    LONG64 position; /* end, else start, of the last sample that has a time */
    uint64_t checksum;
    HRESULT error; /* first failure that Receive returned */
};

static inline void observe_arrival(struct observed_input *input, IMediaSample *sample)
{
    struct observed_allocator *source;
    REFERENCE_TIME start, end;
    BYTE *data;
    LONG size;
    HRESULT hr;

    source = observe_allocator_of(sample);
    if (!input->samples)
    {
        input->source = source;
        observe_module_name(source ? source->table->original : (const void *)sample->lpVtbl, input->source_module,
                            ARRAYSIZE(input->source_module));
    }
    InterlockedIncrement64(&input->samples);
    if (!source || source != input->allocator)
        InterlockedIncrement64(&input->foreign);

    size = IMediaSample_GetActualDataLength(sample);
    if (size > 0 && SUCCEEDED(IMediaSample_GetPointer(sample, &data)))
    {
        InterlockedExchangeAdd64(&input->bytes, size);
        input->checksum = observe_checksum(input->checksum ^ (uint64_t)size, data, size);
    }
    hr = IMediaSample_GetTime(sample, &start, &end);
    if (SUCCEEDED(hr))
        InterlockedExchange64(&input->position, hr == S_OK ? end : start);
}

static inline HRESULT WINAPI observed_input_Receive(IMemInputPin *iface, IMediaSample *sample)
{
    struct method_table *table = method_table_of(iface->lpVtbl);
    struct observed_input *input = table->owner;
    int64_t start;
    HRESULT hr;

    observe_arrival(input, sample);
    if (input->delay)
        Sleep(input->delay);
    start = observe_ticks();
    hr = ((const IMemInputPinVtbl *)table->original)->Receive(iface, sample);
    InterlockedExchangeAdd64(&input->receive_ticks, observe_ticks() - start);
    if (FAILED(hr) && SUCCEEDED(input->error))
        input->error = hr;
    return hr;
}

static inline HRESULT WINAPI observed_input_ReceiveMultiple(IMemInputPin *iface, IMediaSample **samples, LONG count,
                                                            LONG *processed)
{
    struct method_table *table = method_table_of(iface->lpVtbl);
    struct observed_input *input = table->owner;
    int64_t start;
    HRESULT hr;
    LONG i;

    for (i = 0; i < count; ++i)
        observe_arrival(input, samples[i]);
    start = observe_ticks();
    hr = ((const IMemInputPinVtbl *)table->original)->ReceiveMultiple(iface, samples, count, processed);
    InterlockedExchangeAdd64(&input->receive_ticks, observe_ticks() - start);
    if (FAILED(hr) && SUCCEEDED(input->error))
        input->error = hr;
    return hr;
}

/* A filter whose ReceiveMultiple hands the samples to its own Receive through the interface would count them twice
 * here. Wine's filters call their own method directly. */
static inline BOOL observed_input_attach(struct observed_input *input, IMemInputPin *pin,
                                         struct observed_allocator *allocator)
{
    input->pin = pin;
    input->allocator = allocator;
    if (!(input->table = method_table_create(pin->lpVtbl, input)))
        return FALSE;
    ((IMemInputPinVtbl *)input->table->methods)->Receive = observed_input_Receive;
    ((IMemInputPinVtbl *)input->table->methods)->ReceiveMultiple = observed_input_ReceiveMultiple;
    pin->lpVtbl = (void *)input->table->methods;
    return TRUE;
}

static inline void observed_input_detach(struct observed_input *input)
{
    if (input->table)
        input->pin->lpVtbl = (void *)input->table->original;
    input->pin = NULL;
}

/* The reading side of a pull-mode connection. */
struct observed_reader
{
    IAsyncReader *reader;
    struct method_table *table;
    IMemAllocator *allocator; /* what RequestAllocator gave last; we hold a reference */
    LONG64 reads;
    LONG64 sample_reads; /* through samples of an allocator, not into the reader's own memory */
    LONG64 bytes;
    LONG64 read_ticks;
};

static inline HRESULT WINAPI observed_reader_RequestAllocator(IAsyncReader *iface, IMemAllocator *preferred,
                                                              ALLOCATOR_PROPERTIES *properties,
                                                              IMemAllocator **allocator)
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

static inline HRESULT WINAPI observed_reader_Request(IAsyncReader *iface, IMediaSample *sample, DWORD_PTR cookie)
{
    struct method_table *table = method_table_of(iface->lpVtbl);
    struct observed_reader *reader = table->owner;

    InterlockedIncrement64(&reader->reads);
    InterlockedIncrement64(&reader->sample_reads);
    return ((const IAsyncReaderVtbl *)table->original)->Request(iface, sample, cookie);
}

static inline HRESULT WINAPI observed_reader_SyncReadAligned(IAsyncReader *iface, IMediaSample *sample)
{
    struct method_table *table = method_table_of(iface->lpVtbl);
    struct observed_reader *reader = table->owner;

    InterlockedIncrement64(&reader->reads);
    InterlockedIncrement64(&reader->sample_reads);
    return ((const IAsyncReaderVtbl *)table->original)->SyncReadAligned(iface, sample);
}

static inline HRESULT WINAPI observed_reader_SyncRead(IAsyncReader *iface, LONGLONG position, LONG size, BYTE *buffer)
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

/* To be called before the pin is connected: the reader asks for its allocator while it connects. */
static inline BOOL observed_reader_attach(struct observed_reader *reader, IAsyncReader *iface)
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

static inline void observed_reader_detach(struct observed_reader *reader)
{
    if (reader->table && reader->reader)
        reader->reader->lpVtbl = (void *)reader->table->original;
    reader->reader = NULL;
}

#endif
