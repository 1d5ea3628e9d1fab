/*
 * The device of the example: frames that come whether anybody is ready or not, as from a camera
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef QUARTZALLOC_EXAMPLE_DEVICE_H
#define QUARTZALLOC_EXAMPLE_DEVICE_H

#include <stdatomic.h>

#include "com.h"

/* Frames that the device keeps until they are fetched.  One more, and the oldest is lost. */
#define DEVICE_FRAMES 3

struct device
{
    HANDLE ready;          /* set by each frame, reset by whoever waits for it */
    CRITICAL_SECTION lock; /* for what follows to be changed; any thread may look */
    _Atomic DWORD made, waiting, lost;
};

/* Returns FALSE when out of events.  What was initialised is to be destroyed. */
BOOL device_init(struct device *device);
void device_destroy(struct device *device);

/* The hardware has made a frame.  Any thread. */
void device_make_frame(struct device *device);

/*
 * Fetch the oldest frame that waits: its number, 1 for the first that was made.  What was lost leaves a gap.  Returns FALSE
 * when none waits.  Any thread.
 */
BOOL device_take_frame(struct device *device, DWORD *number);

/* Forget the frames that wait; they count as lost.  Any thread. */
void device_discard(struct device *device);

#endif
