/*
 * The callback: NotifyRelease sets an event, and does nothing else
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef QUARTZALLOC_EXAMPLE_WAKEUP_H
#define QUARTZALLOC_EXAMPLE_WAKEUP_H

#include "com.h"

/*
 * Make a callback with one reference.  *event receives its event, which is set when a buffer was released and resets itself
 * when a wait ends; it is closed with the callback's last reference.  Returns NULL when out of memory or events.
 */
IMemAllocatorNotifyCallbackTemp *wakeup_create(HANDLE *event);

#endif
