/*
 * The heart of a capture filter: a device that delivers frames whether anybody is ready or not, and the thread that brings
 * them into an allocator's buffers and on to the next filter
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef QUARTZALLOC_EXAMPLE_CAPTURE_H
#define QUARTZALLOC_EXAMPLE_CAPTURE_H

#define COBJMACROS
#define WIN32_LEAN_AND_MEAN
#include <windows.h>
#include <objbase.h>

#include "quartzalloc.h"

/* Frames that the device keeps until they are fetched.  One more is lost. */
#define DEVICE_FRAMES 3

struct capture;

/* What is behind the filter's output pin: IMemInputPin::Receive, as a function.  It may keep a reference of its own. */
typedef HRESULT (*deliver_function)(void *context, IMediaSample *sample);

/*
 * Begin to capture: a frame each `interval` milliseconds (1 or more), its number in its first 4 bytes.  The allocator is
 * connected and committed by the caller, as a filter does in Pause, and has IMemAllocatorCallbackTemp.  Returns NULL when
 * out of memory, threads or events.
 */
struct capture *capture_start(IMemAllocatorCallbackTemp *allocator, DWORD interval, deliver_function deliver,
                              void *context);

/*
 * End it, and free it.  *delivered and *lost receive how many frames went each way.  The allocator stays committed.  Not from
 * inside `deliver`.
 */
void capture_stop(struct capture *capture, DWORD *delivered, DWORD *lost);

#endif
