/*
 * The arithmetic of ALLOCATOR_PROPERTIES: rounding for SetProperties, the checks of Commit
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "properties.h"

#include <limits.h>

#include <vfwmsgs.h>

#include "pool.h"

/* The system's allocation granularity: buffers start at a multiple of it (row 3.1), so nothing aligns to more. */
#define GRANULARITY 65536

HRESULT properties_round(const ALLOCATOR_PROPERTIES *request, ALLOCATOR_PROPERTIES *rounded)
{
    LONGLONG total, remainder, size;

    *rounded = *request;
    /* A negative alignment that passes the mask could only shrink the buffers. */
    if (request->cbAlign <= 0 || (GRANULARITY & (request->cbAlign - 1)))
        return VFW_E_BADALIGN;

    total = (LONGLONG)request->cbBuffer + request->cbPrefix;
    if ((remainder = total % request->cbAlign))
        total += request->cbAlign - remainder;
    size = total - request->cbPrefix;
    if (size > MAXLONG)
        return E_OUTOFMEMORY;
    rounded->cbBuffer = (LONG)size;
    return S_OK;
}

HRESULT properties_check(const ALLOCATOR_PROPERTIES *properties)
{
    if (properties->cBuffers <= 0 || properties->cbBuffer <= 0)
        return VFW_E_SIZENOTSET;
    if (properties->cbPrefix < 0 || (uint32_t)properties->cBuffers > POOL_MAX_SLOTS)
        return E_OUTOFMEMORY;
    /* Where pointers have 32 bits, half of the address space is the most that one block may take. */
    if (sizeof(void *) == 4
        && ((ULONGLONG)properties->cbBuffer + (ULONGLONG)properties->cbPrefix) * (ULONGLONG)properties->cBuffers
                > LONG_MAX)
        return E_OUTOFMEMORY;
    return S_OK;
}

size_t properties_stride(const ALLOCATOR_PROPERTIES *properties, size_t padding)
{
    size_t align = (size_t)properties->cbAlign;

    return (size_t)properties->cbBuffer + (size_t)properties->cbPrefix + (padding + align - 1) / align * align;
}
