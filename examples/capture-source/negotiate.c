/*
 * Which allocator: the next filter's, if it has one that serves, else one of our own
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "source.h"

#include <string.h>
#include <uuids.h>
#include <vfwmsgs.h>

#include "format.h"

/* One that is filled, one on its way, one that the renderer shows: with fewer, they wait for each other. */
#define FRAME_BUFFERS 3

/* What the next filter needs, or more. */
static void get_request(IMemInputPin *input, ALLOCATOR_PROPERTIES *request)
{
    ALLOCATOR_PROPERTIES needed = { 0 };

    /* Most filters answer E_NOTIMPL: they need nothing in particular. */
    if (FAILED(IMemInputPin_GetAllocatorRequirements(input, &needed)))
        memset(&needed, 0, sizeof(needed));
    request->cBuffers = max(needed.cBuffers, FRAME_BUFFERS);
    request->cbBuffer = max(needed.cbBuffer, FRAME_BYTES);
    /* Pictures are copied 16 bytes at a time, and faster where they are aligned. */
    request->cbAlign = max(needed.cbAlign, 16);
    request->cbPrefix = needed.cbPrefix;
}

/* Whether both sides can work with it: it has the buffers that were asked for, and the next filter takes it. */
static HRESULT try_allocator(struct source *source, IMemAllocator *allocator, ALLOCATOR_PROPERTIES *request)
{
    ALLOCATOR_PROPERTIES actual;
    HRESULT hr;

    if (FAILED(hr = IMemAllocator_SetProperties(allocator, request, &actual)))
        return hr;
    if (actual.cBuffers < request->cBuffers || actual.cbBuffer < FRAME_BYTES)
        return VFW_E_SIZENOTSET;
    if (FAILED(hr = IMemInputPin_NotifyAllocator(source->input, allocator, FALSE)))
        return hr;
    IMemAllocator_AddRef(allocator);
    source->allocator = allocator;
    return S_OK;
}

HRESULT source_negotiate(struct source *source)
{
    ALLOCATOR_PROPERTIES request;
    IMemAllocator *allocator;
    HRESULT hr;

    get_request(source->input, &request);
    if (SUCCEEDED(hr = IMemInputPin_GetAllocator(source->input, &allocator)))
    {
        hr = try_allocator(source, allocator, &request);
        IMemAllocator_Release(allocator);
    }
    if (SUCCEEDED(hr))
        return hr;
    if (FAILED(hr = CoCreateInstance(&CLSID_MemoryAllocator, NULL, CLSCTX_INPROC_SERVER, &IID_IMemAllocator,
                                     (void **)&allocator)))
        return hr;
    hr = try_allocator(source, allocator, &request);
    IMemAllocator_Release(allocator);
    return hr;
}
