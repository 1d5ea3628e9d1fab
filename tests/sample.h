/*
 * A sample to try things on, and its properties, read and set.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef QUARTZALLOC_TESTS_SAMPLE_H
#define QUARTZALLOC_TESTS_SAMPLE_H

#include "target.h"

#define SIZE 100

/* The sample's buffer, asked before any test may have changed it. */
static BYTE *buffer;

/* The one sample of a committed allocator. */
static inline IMediaSample2 *create_sample(IMemAllocator **allocator)
{
    IMediaSample2 *sample2;
    IMediaSample *sample;
    HRESULT hr;

    *allocator = create_committed(1, SIZE, 1, 0);
    sample = get_sample(*allocator);
    hr = IMediaSample_QueryInterface(sample, &IID_IMediaSample2, (void **)&sample2);
    ok(hr == S_OK, "7.1: got hr %#lx.\n", hr);
    IMediaSample_Release(sample);
    buffer = get_pointer(sample);
    return sample2;
}

/* The whole body of a subtest whose tests share that sample. */
#define run_sample_tests(...) run_sample_tests_((void (*const[])(IMediaSample2 *)){ __VA_ARGS__, NULL })
static inline void run_sample_tests_(void (*const *tests)(IMediaSample2 *sample))
{
    IMemAllocator *allocator;
    IMediaSample2 *sample;

    if (!open_target())
        return;
    sample = create_sample(&allocator);
    while (*tests)
        (*tests++)(sample);
    IMediaSample2_Release(sample);
    IMemAllocator_Decommit(allocator);
    IMemAllocator_Release(allocator);
    close_target();
}

#define END_OF(field) (FIELD_OFFSET(AM_SAMPLE2_PROPERTIES, field) + sizeof(((AM_SAMPLE2_PROPERTIES *)0)->field))

/* Of an IMediaSample or an IMediaSample2. */
#define get_properties(sample, properties) get_properties_((IUnknown *)(sample), properties)
static inline HRESULT get_properties_(IUnknown *sample, AM_SAMPLE2_PROPERTIES *properties)
{
    IMediaSample2 *sample2;
    HRESULT hr;

    memset(properties, 0xcc, sizeof(*properties));
    IUnknown_QueryInterface(sample, &IID_IMediaSample2, (void **)&sample2);
    hr = IMediaSample2_GetProperties(sample2, sizeof(*properties), (BYTE *)properties);
    IMediaSample2_Release(sample2);
    return hr;
}

#define set_first_bytes(sample, properties, size) set_first_bytes_((IUnknown *)(sample), properties, size)
static inline HRESULT set_first_bytes_(IUnknown *sample, const AM_SAMPLE2_PROPERTIES *properties, DWORD size)
{
    IMediaSample2 *sample2;
    HRESULT hr;

    IUnknown_QueryInterface(sample, &IID_IMediaSample2, (void **)&sample2);
    hr = IMediaSample2_SetProperties(sample2, size, (const BYTE *)properties);
    IMediaSample2_Release(sample2);
    return hr;
}

#define set_sample_properties(sample, properties) set_first_bytes(sample, properties, sizeof(AM_SAMPLE2_PROPERTIES))

/* What a fresh sample has, with nothing set. */
static inline void init_properties(AM_SAMPLE2_PROPERTIES *properties)
{
    memset(properties, 0, sizeof(*properties));
    properties->cbData = sizeof(*properties);
    properties->lActual = SIZE;
    properties->pbBuffer = buffer;
    properties->cbBuffer = SIZE;
}

/* Padding is nobody's, so the structures are compared by field. */
static inline BOOL same_properties(const AM_SAMPLE2_PROPERTIES *first, const AM_SAMPLE2_PROPERTIES *second)
{
    return first->cbData == second->cbData && first->dwTypeSpecificFlags == second->dwTypeSpecificFlags
            && first->dwSampleFlags == second->dwSampleFlags && first->lActual == second->lActual
            && first->tStart == second->tStart && first->tStop == second->tStop
            && first->dwStreamId == second->dwStreamId && first->pMediaType == second->pMediaType
            && first->pbBuffer == second->pbBuffer && first->cbBuffer == second->cbBuffer;
}

#endif /* QUARTZALLOC_TESTS_SAMPLE_H */
