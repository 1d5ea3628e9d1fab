/*
 * The streaming thread: brings the device's frames into an allocator's buffers and on to the next filter, and never waits
 * for a buffer
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef QUARTZALLOC_EXAMPLE_STREAMING_H
#define QUARTZALLOC_EXAMPLE_STREAMING_H

#include <stdatomic.h>
#include <stdbool.h>

#include "device.h"
#include "wakeup.h"

struct streaming
{
    struct device *device;

    /* From streaming_start to streaming_stop; references are the caller's. */
    IMemAllocator *allocator;
    IMemInputPin *input;
    IMemAllocatorCallbackTemp *notifier; /* the same allocator, where it has this interface */
    IMemAllocatorNotifyCallbackTemp *callback;
    HANDLE thread, stop, buffer_free;

    /* Written by streaming_run, read by the thread. */
    _Atomic bool running;
    IReferenceClock *_Atomic clock;
    _Atomic REFERENCE_TIME start;

    /* Written by the thread, read by anybody. */
    _Atomic DWORD delivered;     /* frames */
    _Atomic DWORD dry;           /* how often a frame waited and no buffer was free */
    _Atomic DWORD after_release; /* frames delivered because NotifyRelease woke the thread */
};

/*
 * Begin, paused: the thread is there and delivers nothing.  `device` was set; the allocator is committed and stays the
 * caller's, as `input`, the pin that receives.  Returns S_OK, E_OUTOFMEMORY, or what SetNotify returned.
 */
HRESULT streaming_start(struct streaming *streaming, IMemAllocator *allocator, IMemInputPin *input);

/*
 * Deliver from now on, with times by that clock (NULL: without times), `start` being the stream's beginning by it; or, with
 * running FALSE, nothing.  Waits for nothing: a frame may still be on its way to the next filter.
 */
void streaming_run(struct streaming *streaming, BOOL running, IReferenceClock *clock, REFERENCE_TIME start);

/*
 * End, once Receive of the next filter has returned: that filter has been stopped, or flushes.  Nothing of the allocator
 * belongs to the thread afterwards.  Does nothing where streaming_start was not called.
 */
void streaming_stop(struct streaming *streaming);

#endif
