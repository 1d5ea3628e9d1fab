/*
 * The capture source: a filter with one output pin, in front of a device
 *
 * The filter and its pin are one structure and live together.  The filter's lock orders what the application and the graph
 * do: connecting, and changing the state.  The streaming thread never takes it, so whoever holds it may wait for that thread.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef QUARTZALLOC_EXAMPLE_SOURCE_H
#define QUARTZALLOC_EXAMPLE_SOURCE_H

#include "streaming.h"

struct source
{
    IBaseFilter IBaseFilter_iface;
    IPin IPin_iface;
    LONG refcount; /* of both */
    CRITICAL_SECTION lock;

    FILTER_STATE state;
    IFilterGraph *graph; /* no reference, as the interface demands */
    WCHAR name[MAX_FILTER_NAME];
    IReferenceClock *clock;

    /* While the pin is connected */
    IPin *peer;
    IMemInputPin *input;
    IMemAllocator *allocator;

    struct streaming streaming;
};

/*
 * filter.c: make a filter in front of `device`, which stays the caller's and has to outlive it.  It has one reference, is
 * stopped and in no graph.  Returns S_OK or E_OUTOFMEMORY.
 */
HRESULT source_create(struct device *device, struct source **out);

/*
 * filter.c: drop the frames that are on their way, here and in all filters behind, and go on with new ones.  What an application
 * would call over an interface of the filter's own.  Any thread but the streaming one.  Returns S_OK, or VFW_E_NOT_CONNECTED.
 */
HRESULT source_flush(struct source *source);

/* pin.c: prepare the pin, part of source_create. */
void source_init_pin(struct source *source);

/*
 * negotiate.c: agree with the connected pin on an allocator, and fill in source->allocator.  Under the filter's lock.  Returns
 * S_OK, or why no allocator serves both.
 */
HRESULT source_negotiate(struct source *source);

#endif
