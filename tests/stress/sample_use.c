/*
 * The stress test's samples in use: what a holder may do to one, and what must be refused
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <string.h>

#include "stress.h"

void use_sample(struct held *held, uint64_t *random)
{
    static BYTE format[24];
    REFERENCE_TIME start = 1, stop = 2;
    AM_MEDIA_TYPE type, *copy;
    IMediaSample2 *sample2;
    HRESULT hr;

    check_mark(held);
    switch (random_below(random, 6))
    {
        case 0:
            IMediaSample_SetTime(held->sample, &start, &stop);
            IMediaSample_SetSyncPoint(held->sample, TRUE);
            break;
        case 1:
            memset(&type, 0, sizeof(type));
            type.cbFormat = sizeof(format);
            type.pbFormat = format;
            hr = IMediaSample_SetMediaType(held->sample, &type);
            demand(hr == S_OK, ANSWERS_ALLOWED, "SetMediaType gave 0x%08x", (unsigned int)hr);
            hr = IMediaSample_GetMediaType(held->sample, &copy);
            demand(hr == S_OK && copy && copy->cbFormat == sizeof(format), ANSWERS_ALLOWED, "GetMediaType gave 0x%08x",
                   (unsigned int)hr);
            if (hr == S_OK)
            {
                CoTaskMemFree(copy->pbFormat);
                CoTaskMemFree(copy);
            }
            break;
        case 2:
            hr = IMediaSample_QueryInterface(held->sample, &IID_IMediaSample2, (void **)&sample2);
            demand(hr == S_OK, ANSWERS_ALLOWED, "QueryInterface of a sample gave 0x%08x", (unsigned int)hr);
            if (hr == S_OK)
                demand(IMediaSample2_Release(sample2) == 1, ANSWERS_ALLOWED, "a sample's count is wrong");
            break;
        default:
            demand(IMediaSample_AddRef(held->sample) == 2, ANSWERS_ALLOWED, "a sample's count is wrong");
            demand(IMediaSample_Release(held->sample) == 1, ANSWERS_ALLOWED, "a sample's count is wrong");
    }
}

void release_wrongly(IMemAllocatorCallbackTemp *allocator, struct held *held)
{
    HRESULT hr;

    if (held->allocator == allocator)
    {
        IMediaSample_AddRef(held->sample);
        hr = IMemAllocatorCallbackTemp_ReleaseBuffer(allocator, held->sample);
        demand(hr == E_INVALIDARG, ANSWERS_ALLOWED, "ReleaseBuffer of a shared sample gave 0x%08x", (unsigned int)hr);
        IMediaSample_Release(held->sample);
    }
    else
    {
        hr = IMemAllocatorCallbackTemp_ReleaseBuffer(allocator, held->sample);
        demand(hr == E_INVALIDARG, ANSWERS_ALLOWED, "ReleaseBuffer of another's sample gave 0x%08x", (unsigned int)hr);
    }
    check_mark(held);
}
