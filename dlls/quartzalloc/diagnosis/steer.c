/*
 * Steering: see steer.h
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "steer.h"

#include <stdatomic.h>

#include "allocator_state.h"
#include "log.h"
#include "options.h"
#include "properties.h"

/* The greatest alignment there is (row 2.2). */
#define GREATEST_ALIGN 65536

static LONG common_multiple(LONG a, LONG b)
{
    LONGLONG multiple = a;

    while (multiple % b)
        multiple += a;
    return multiple <= GREATEST_ALIGN ? (LONG)multiple : a;
}

/* What the client would have asked for, had it known.  A count that Commit refuses (row 4.2) is left to it. */
static void raise(ALLOCATOR_PROPERTIES *properties)
{
    LONG buffers = (LONG)options.min_buffers, align = (LONG)options.min_align;

    if (properties->cBuffers > 0 && properties->cBuffers < buffers)
        properties->cBuffers = buffers;
    if (align)
    {
        properties->cbAlign = common_multiple(properties->cbAlign, align);
        /* Row 3.1: it is the prefix that is aligned, but the buffer that programs look at. */
        if (properties->cbPrefix > 0 && properties->cbPrefix % align
            && properties->cbPrefix <= MAXLONG - (align - properties->cbPrefix % align))
            properties->cbPrefix += align - properties->cbPrefix % align;
    }
}

/* Whether a Commit would refuse `properties` for what they say, memory aside. */
static bool is_refused(const ALLOCATOR_PROPERTIES *properties)
{
    ALLOCATOR_PROPERTIES rounded;

    return FAILED(properties_round(properties, &rounded)) || FAILED(properties_check(&rounded));
}

static void steer_request(const ALLOCATOR_PROPERTIES *request, ALLOCATOR_PROPERTIES *steered)
{
    static _Atomic bool told;
    ALLOCATOR_PROPERTIES rounded;

    *steered = *request;
    /* Rows 2.2 and 2.7: what is refused without steering is refused with it. */
    if (FAILED(properties_round(request, &rounded)))
        return;
    raise(steered);
    if (!is_refused(steered) || is_refused(request))
        return;
    *steered = *request;
    if (!atomic_exchange_explicit(&told, true, memory_order_relaxed))
        log_line(LOG_WARN,
                 "steering would make more of {%d,%d,%d,%d} than a process can hold: here, and wherever else, "
                 "it is left at what was asked for",
                 (int)request->cBuffers, (int)request->cbBuffer, (int)request->cbAlign, (int)request->cbPrefix);
}

/* Our own allocator's methods, and the same with two others: made with the first allocator, and then constant. */
static const IMemAllocatorCallbackTempVtbl *plain_vtbl;
static IMemAllocatorCallbackTempVtbl steered_vtbl;
static struct platform_lock vtbl_lock;

static HRESULT WINAPI steered_SetProperties(IMemAllocatorCallbackTemp *iface, ALLOCATOR_PROPERTIES *request,
                                            ALLOCATOR_PROPERTIES *actual)
{
    ALLOCATOR_PROPERTIES steered;
    HRESULT hr;

    if (!request || !actual)
        return plain_vtbl->SetProperties(iface, request, actual);
    steer_request(request, &steered);
    if (actual != request)
        return plain_vtbl->SetProperties(iface, &steered, actual);

    /* Row 2.9: where both are one, a failure leaves it as it was. */
    if (SUCCEEDED(hr = plain_vtbl->SetProperties(iface, &steered, &steered)))
        *actual = steered;
    return hr;
}

/* Only a layout looks at it. */
static void set_padding(struct allocator *allocator, size_t padding)
{
    platform_lock_acquire(&allocator->lock);
    allocator->padding = padding;
    platform_lock_release(&allocator->lock);
}

/* Padding was not asked for, so a Commit does not fail for want of it (row 4.3). */
static HRESULT WINAPI steered_Commit(IMemAllocatorCallbackTemp *iface)
{
    static _Atomic bool told;
    struct allocator *allocator = CONTAINING_RECORD(iface, struct allocator, IMemAllocatorCallbackTemp_iface);
    HRESULT hr = plain_vtbl->Commit(iface);

    if (hr != E_OUTOFMEMORY || !options.padding)
        return hr;
    set_padding(allocator, 0);
    hr = plain_vtbl->Commit(iface);
    set_padding(allocator, options.padding);
    if (SUCCEEDED(hr) && !atomic_exchange_explicit(&told, true, memory_order_relaxed))
        log_line(LOG_WARN,
                 "QUARTZALLOC_PADDING: there is no room for %u bytes behind each of %u buffers: here, and wherever "
                 "else, there are none",
                 (unsigned int)options.padding, (unsigned int)allocator->pool.slot_count);
    return hr;
}

void steer_allocator(IUnknown *inner)
{
    struct allocator *allocator = CONTAINING_RECORD(inner, struct allocator, IUnknown_inner);

    allocator->padding = options.padding;
    platform_lock_acquire(&vtbl_lock);
    if (!plain_vtbl)
    {
        plain_vtbl = allocator->IMemAllocatorCallbackTemp_iface.lpVtbl;
        steered_vtbl = *plain_vtbl;
        steered_vtbl.SetProperties = steered_SetProperties;
        steered_vtbl.Commit = steered_Commit;
    }
    platform_lock_release(&vtbl_lock);
    allocator->IMemAllocatorCallbackTemp_iface.lpVtbl = &steered_vtbl;
}
