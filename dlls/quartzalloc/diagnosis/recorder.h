/*
 * The recorder: events as records of the trace, and now and then the state of all allocators
 *
 * The ring keeps the newest, so a reader may find the beginning of what it looks at overwritten: a buffer that went out an
 * hour ago.  So each time that a part of the ring has been filled, the ledger's state is recorded too.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef QUARTZALLOC_DIAGNOSIS_RECORDER_H
#define QUARTZALLOC_DIAGNOSIS_RECORDER_H

#include "events.h"

/* Record an event that the ledger has recorded.  No lock of the ledger may be held.  Does nothing without a trace. */
void recorder_event(const struct event *event);

#endif
