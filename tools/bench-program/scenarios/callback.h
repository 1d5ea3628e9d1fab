/*
 * The callback that the scenarios set: counts its calls and, where one is given, sets an event.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef QUARTZALLOC_BENCH_CALLBACK_H
#define QUARTZALLOC_BENCH_CALLBACK_H

#include "notify_counter.h"
#include "providers/target.h"

struct callback
{
    struct notify_counter counter;
    HANDLE event;
};

/* Does nothing at all, so that what is measured is the call. */
void callback_init_silent(struct callback *callback);
/* Counts, and sets an event of its own, which the caller closes; false when there is none to be had. */
bool callback_init_event(struct callback *callback);

/*
 * Sets the callback; callback_reset takes what this returns.  NULL and a failed measurement where that does not work, or
 * an unsupported one where the provider lacks the interface.
 */
IMemAllocatorCallbackTemp *callback_set(const struct target *target, struct callback *callback,
                                        struct measurement *measurement);
void callback_reset(IMemAllocatorCallbackTemp *allocator_callback);

#endif
