/*
 * What the proxies see: a closed list of events
 *
 * A proxy tells each event once, to event_happened.  From there on it is recorded in one place (ledger.c), judged in
 * another (judge.c), and what is to be said about it is told in a third (messages.c).  Whoever wants to see events as
 * they happen adds a call in events.c and nowhere else.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef QUARTZALLOC_DIAGNOSIS_EVENTS_H
#define QUARTZALLOC_DIAGNOSIS_EVENTS_H

#include <stdint.h>

#include "system.h"

struct ledger_allocator;
struct ledger_buffer;
struct ledger_call;

/*
 * Every event has time, thread, caller and allocator; what more it has stands beside it.  `result` is an HRESULT.  Events
 * of one buffer, and those of one thread, come in the order in which they happened; others may come a little later.
 */
enum event_kind
{
    EVENT_ALLOCATOR_CREATED,
    EVENT_ALLOCATOR_RELEASED,  /* the last reference of the outside world has gone; buffers may still be out */
    EVENT_ALLOCATOR_ENDED,     /* nothing of it is left; the ledger's record goes after this event */
    EVENT_PROPERTIES_SET,      /* result, request, actual (zeros where it was refused) */
    EVENT_COMMITTED,           /* result */
    EVENT_DECOMMITTED,         /* result */
    EVENT_BUFFER_REFUSED,      /* result of a GetBuffer that failed; flags */
    EVENT_WAIT_BEGUN,          /* call: GetBuffer found no free buffer and is going to wait */
    EVENT_WAIT_ENDED,          /* call, result: it has a buffer, or was refused */
    EVENT_BUFFER_OUT,          /* key, pointer, size in; buffer out: GetBuffer hands it out with one reference */
    EVENT_BUFFER_REFERENCED,   /* buffer; count: references after AddRef */
    EVENT_BUFFER_UNREFERENCED, /* buffer; count: references that will be left after Release, 1 or more */
    EVENT_BUFFER_BACK,         /* buffer; count 0: the last reference has gone, the buffer is about to be free */
    EVENT_NOTIFY_SET,          /* result; count: 1 with a callback, 0 without */
    EVENT_NOTIFY_BEGUN,        /* call: NotifyRelease of the callback is about to be called */
    EVENT_NOTIFY_ENDED,        /* call: it has come back */
    EVENT_KIND_COUNT
};

struct event_properties
{
    int32_t count, size, align, prefix;
};

struct event
{
    enum event_kind kind;
    int32_t result;
    uint64_t time; /* clock_nanoseconds */
    uint32_t thread;
    uint32_t flags; /* of GetBuffer: AM_GBF_* */
    uint32_t order; /* among the events of the allocator's record, 1 for the first; 0 for one that it does not have */
    int32_t count;
    int32_t size;       /* bytes of the buffer */
    const void *caller; /* return address of the method that was called */
    struct ledger_allocator *allocator;
    struct ledger_buffer *buffer;
    struct ledger_call *call;
    const void *key;     /* the sample that the allocator below handed out: the same for the same buffer */
    const void *pointer; /* the buffer's first byte; with QUARTZALLOC_GUARD of the one that stays unused */
    const struct event_properties *request, *actual;
};

/* Begin an event: kind, time, thread, caller, allocator; the rest is zero. */
struct event event_make(enum event_kind kind, struct ledger_allocator *allocator, const void *caller);

/* It has happened.  Takes the ledger's locks, so none of them may be held.  Any thread. */
void event_happened(struct event *event);

/* The name of a kind as in the list, in lower case without EVENT_: "buffer_out". */
const char *event_name(enum event_kind kind);

#endif
