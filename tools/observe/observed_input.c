/*
 * An input pin whose arrivals are counted.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#define COBJMACROS
#include "observed_input.h"

#include "measure.h"
#include "method_table.h"
#include "observed_allocator.h"
#include "sample_origin.h"

static void observe_arrival(struct observed_input *input, IMediaSample *sample)
{
    struct observed_allocator *source;
    REFERENCE_TIME start, end;
    BYTE *data;
    LONG size;
    HRESULT hr;

    source = sample_origin_get(sample);
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

static HRESULT WINAPI observed_input_Receive(IMemInputPin *iface, IMediaSample *sample)
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

static HRESULT WINAPI observed_input_ReceiveMultiple(IMemInputPin *iface, IMediaSample **samples, LONG count,
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

BOOL observed_input_attach(struct observed_input *input, IMemInputPin *pin, struct observed_allocator *allocator)
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

void observed_input_detach(struct observed_input *input)
{
    if (input->table)
        input->pin->lpVtbl = (void *)input->table->original;
    input->pin = NULL;
}
