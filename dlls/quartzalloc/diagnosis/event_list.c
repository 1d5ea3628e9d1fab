/*
 * The list of events: their names, and how one begins
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "clock.h"
#include "events.h"

/* In the order of event_kind. */
static const char *const names[] = {
    "allocator_created", "allocator_released", "allocator_ended",   "properties_set",
    "committed",         "decommitted",        "buffer_refused",    "wait_begun",
    "wait_ended",        "buffer_out",         "buffer_referenced", "buffer_unreferenced",
    "buffer_back",       "notify_set",         "notify_begun",      "notify_ended",
};

_Static_assert(sizeof(names) / sizeof(*names) == EVENT_KIND_COUNT, "each kind has a name");

struct event event_make(enum event_kind kind, struct ledger_allocator *allocator, const void *caller)
{
    return (struct event){ .kind = kind,
                           .time = clock_nanoseconds(),
                           .thread = system_thread_id(),
                           .caller = caller,
                           .allocator = allocator };
}

const char *event_name(enum event_kind kind)
{
    return names[kind];
}
