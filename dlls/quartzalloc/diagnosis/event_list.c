/*
 * The list of events: their names, and how one begins
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "events.h"

static const char *const names[EVENT_KIND_COUNT] = {
    [EVENT_ALLOCATOR_CREATED] = "allocator_created",
    [EVENT_ALLOCATOR_RELEASED] = "allocator_released",
    [EVENT_ALLOCATOR_ENDED] = "allocator_ended",
    [EVENT_PROPERTIES_SET] = "properties_set",
    [EVENT_COMMITTED] = "committed",
    [EVENT_DECOMMITTED] = "decommitted",
    [EVENT_BUFFER_REFUSED] = "buffer_refused",
    [EVENT_WAIT_BEGUN] = "wait_begun",
    [EVENT_WAIT_ENDED] = "wait_ended",
    [EVENT_BUFFER_OUT] = "buffer_out",
    [EVENT_BUFFER_REFERENCED] = "buffer_referenced",
    [EVENT_BUFFER_UNREFERENCED] = "buffer_unreferenced",
    [EVENT_BUFFER_BACK] = "buffer_back",
    [EVENT_NOTIFY_SET] = "notify_set",
    [EVENT_NOTIFY_BEGUN] = "notify_begun",
    [EVENT_NOTIFY_ENDED] = "notify_ended",
};

struct event event_make(enum event_kind kind, struct ledger_allocator *allocator, const void *caller)
{
    return (struct event){ .kind = kind,
                           .time = platform_nanoseconds(),
                           .thread = system_thread_id(),
                           .caller = caller,
                           .allocator = allocator };
}

const char *event_name(enum event_kind kind)
{
    return names[kind];
}
