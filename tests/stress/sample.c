/*
 * Samples that the stress test holds: marked, checked, put back
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <stdlib.h>
#include <string.h>

#include "stress.h"

static uint32_t next_mark(void)
{
    static _Atomic uint32_t marks;

    return atomic_fetch_add_explicit(&marks, 1, memory_order_relaxed) * UINT32_C(2654435761);
}

void hold_sample(struct held *held, IMemAllocatorCallbackTemp *allocator, IMediaSample *sample)
{
    REFERENCE_TIME start, stop;
    AM_MEDIA_TYPE *type;
    LONG offset;
    HRESULT hr;

    held->sample = sample;
    held->allocator = allocator;
    held->mark = next_mark();
    held->buffer = NULL;
    hr = IMediaSample_GetPointer(sample, &held->buffer);
    demand(hr == S_OK && held->buffer, ANSWERS_ALLOWED, "GetPointer gave 0x%08x", (unsigned int)hr);
    held->size = IMediaSample_GetSize(sample);
    demand(held->size >= (LONG)sizeof(held->mark), ANSWERS_ALLOWED, "a buffer has %d bytes", (int)held->size);

    /* Row 7.11: nothing of the last holder is left. */
    hr = IMediaSample_GetMediaType(sample, &type);
    demand(hr == S_FALSE && !type, SAMPLES_FRESH, "a sample comes with a media type (0x%08x)", (unsigned int)hr);
    hr = IMediaSample_GetTime(sample, &start, &stop);
    demand(hr == VFW_E_SAMPLE_TIME_NOT_SET, SAMPLES_FRESH, "a sample comes with a time (0x%08x)", (unsigned int)hr);
    demand(IMediaSample_IsSyncPoint(sample) == S_FALSE, SAMPLES_FRESH, "a sample comes as a sync point");

    for (offset = 0; offset + (LONG)sizeof(held->mark) <= held->size; offset += sizeof(held->mark))
        memcpy(held->buffer + offset, &held->mark, sizeof(held->mark));
}

bool take_sample(struct held *held, IMemAllocatorCallbackTemp *allocator)
{
    IMediaSample *sample = (IMediaSample *)held;
    HRESULT hr;

    hr = IMemAllocatorCallbackTemp_GetBuffer(allocator, &sample, NULL, NULL, AM_GBF_NOWAIT);
    demand(hr == S_OK || hr == VFW_E_TIMEOUT || hr == VFW_E_NOT_COMMITTED, ANSWERS_ALLOWED,
           "GetBuffer without waiting gave 0x%08x", (unsigned int)hr);
    demand(hr == S_OK || !sample, ANSWERS_ALLOWED, "GetBuffer failed and left %p", (void *)sample);
    if (hr != S_OK)
        return false;
    hold_sample(held, allocator, sample);
    return true;
}

void check_mark(const struct held *held)
{
    LONG offset;

    for (offset = 0; offset + (LONG)sizeof(held->mark) <= held->size; offset += sizeof(held->mark))
    {
        if (memcmp(held->buffer + offset, &held->mark, sizeof(held->mark)))
        {
            report_violation(BUFFERS_UNSHARED, __FILE__, __LINE__,
                             "somebody else wrote into a buffer, %d bytes from its start", (int)offset);
            return;
        }
    }
}

void put_back(struct held *held, bool directly)
{
    IMediaSample *sample = held->sample;
    struct worker *worker = current_worker();

    check_mark(held);
    held->sample = NULL;
    if (worker)
        ++worker->releases;
    if (directly)
    {
        HRESULT hr = IMemAllocatorCallbackTemp_ReleaseBuffer(held->allocator, sample);
        demand(hr == S_OK, ANSWERS_ALLOWED, "ReleaseBuffer of the only reference gave 0x%08x", (unsigned int)hr);
    }
    else
    {
        ULONG refcount = IMediaSample_Release(sample);
        demand(!refcount, ANSWERS_ALLOWED, "the only reference of a sample left %u", (unsigned int)refcount);
    }
}

void check_all_there(IMemAllocatorCallbackTemp *allocator, LONG count)
{
    struct held *held = calloc((size_t)count, sizeof(*held)), extra;
    LONG free_count = -1, i, j;

    IMemAllocatorCallbackTemp_GetFreeCount(allocator, &free_count);
    demand(free_count == count, SAMPLES_CONSERVED, "%d of %d samples are free with none out", (int)free_count,
           (int)count);
    for (i = 0; i < count && take_sample(&held[i], allocator); ++i)
    {
        for (j = 0; j < i; ++j)
        {
            demand(held[i].sample != held[j].sample && held[i].buffer != held[j].buffer, SAMPLES_CONSERVED,
                   "a sample was free twice");
        }
    }
    demand(i == count, SAMPLES_CONSERVED, "only %d of %d samples can be taken", (int)i, (int)count);
    if (i == count)
        demand(!take_sample(&extra, allocator), SAMPLES_CONSERVED, "more samples can be taken than there are");
    while (i--)
        put_back(&held[i], false);
    free(held);
}

bool await_sample(struct held *held, IMemAllocatorCallbackTemp *allocator)
{
    IMediaSample *sample = (IMediaSample *)held;
    HRESULT hr = IMemAllocatorCallbackTemp_GetBuffer(allocator, &sample, NULL, NULL, 0);

    demand(hr == S_OK || hr == VFW_E_NOT_COMMITTED, ANSWERS_ALLOWED, "GetBuffer gave 0x%08x", (unsigned int)hr);
    demand(hr == S_OK || !sample, ANSWERS_ALLOWED, "GetBuffer failed and left %p", (void *)sample);
    if (hr != S_OK)
        return false;
    hold_sample(held, allocator, sample);
    return true;
}
