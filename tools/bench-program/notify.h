/*
 * The callback that the scenarios set: counts its calls and, where one is given, sets an event.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef QUARTZALLOC_BENCH_NOTIFY_H
#define QUARTZALLOC_BENCH_NOTIFY_H

#include "bench.h"

struct notify
{
    IMemAllocatorNotifyCallbackTemp IMemAllocatorNotifyCallbackTemp_iface;
    LONG refcount;
    volatile LONG calls;
    HANDLE event;
};

/* Does nothing at all, so that what is measured is the call. */
void notify_init_silent(struct notify *notify);
/* Counts, and sets the event. */
void notify_init_event(struct notify *notify, HANDLE event);

/* Fails the measurement, or marks it as unsupported where the provider lacks the interface. */
IMemAllocatorCallbackTemp *notify_set(IMemAllocator *allocator, struct notify *notify, struct measurement *measurement);

#endif
