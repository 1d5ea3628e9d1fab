/*
 * The ledger: who holds what since when
 *
 * It records events and nothing else: it judges nothing, tells nothing, and changes no call.  References are kept by the
 * module that took them, by the rule of holders.h.  So counts of references are facts, and whose they are is an explanation.
 *
 * Free of Windows and of COM, so that sanitizers see the code that ships.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef QUARTZALLOC_DIAGNOSIS_LEDGER_H
#define QUARTZALLOC_DIAGNOSIS_LEDGER_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "events.h"
#include "histogram.h"
#include "holders.h"
#include "light_lock.h"
#include "tally.h"

/* Requests and modules that are kept apart for one allocator; the rest are counted together. */
#define LEDGER_REQUESTS 4
#define LEDGER_MODULES  12

/* How a holder of a buffer came by the first of its references. */
struct ledger_hold
{
    uint64_t since;
    const void *caller;
    uint32_t thread;
    uint32_t stack_depth;
    uintptr_t stack[SYSTEM_STACK_DEPTH]; /* with QUARTZALLOC_STACKS */
};

/* A buffer of an allocator, from one layout to the next. */
struct ledger_buffer
{
    const void *key;
    const void *pointer;
    int32_t size;
    uint32_t number;    /* 1 for the one that was handed out first, and so on */
    int32_t references; /* 0 while it is free */
    struct holders holders;
    struct ledger_hold holds[HOLDERS_LIMIT]; /* of each holder */
    uint64_t out_since;
    uint64_t times_out;
    /* Who gave it back last; caller is NULL before anybody has. */
    const void *returned_by;
    uint32_t returned_thread;
    uint64_t returned_at;
};

/*
 * A call that is under way, on the stack of its thread: GetBuffer that waits, in its allocator's list, or NotifyRelease, in
 * the list of all those.
 */
struct ledger_call
{
    struct ledger_call *next, **link;
    struct ledger_allocator *allocator;
    uint32_t thread;
    const void *caller; /* of GetBuffer, or of the Release that NotifyRelease is called in */
    uint64_t since;
    int32_t taken;         /* NotifyRelease: buffers that its thread has taken meanwhile, less those it gave back */
    _Atomic bool reported; /* the watch thread looks while the thread of the call works */
    unsigned int stack_depth;
    uintptr_t stack[SYSTEM_STACK_DEPTH];
};

/* One who called SetProperties. */
struct ledger_request
{
    const void *caller;
    int32_t result;
    struct event_properties asked, given;
};

struct ledger_allocator
{
    struct light_lock lock;                /* for all of the record, but `number` and the links */
    uint32_t events;                       /* that were recorded so far */
    uint32_t number;                       /* 1 for the first of the process, and so on */
    struct ledger_allocator *next, **link; /* under the list's lock */

    const void *creator;
    uint32_t created_thread;
    uint64_t created;
    bool released; /* no reference of the outside world is left */
    uint64_t released_at;
    const void *released_by;

    struct event_properties agreed;
    struct ledger_request requests[LEDGER_REQUESTS]; /* the latest of each module */
    uint32_t request_count;
    bool committed;
    uint64_t commits, decommits;
    const void *committed_by;
    bool has_callback;

    /* The buffers that have been handed out since the properties were set, found by their keys. */
    struct ledger_buffer **table; /* a power of two of places, at most half of them taken; may be NULL */
    uint32_t table_size, buffer_count;
    struct ledger_chunk *chunks;

    int32_t out, lowest_free; /* lowest_free: -1 before the first buffer goes out */
    uint64_t handed_out, refused, unrecorded;
    uint64_t last_back;    /* when a buffer came back last */
    uint64_t dry_since;    /* 0 while one is free */
    uint64_t dry;          /* nanoseconds in all, without the time since dry_since */
    uint64_t active_since; /* when it was committed last; 0 while it is not */
    uint64_t active;       /* nanoseconds committed, without those since active_since */
    uint64_t polls_since;  /* the first of the GetBuffer calls with AM_GBF_NOWAIT that all failed; 0 for none */
    uint64_t polls, refused_since_decommit;

    struct ledger_call *waiting;
    struct histogram waits; /* nanoseconds */
    struct histogram holds;
    struct module_tally modules[LEDGER_MODULES]; /* likewise */
    uint32_t module_count;
    uint64_t misuse;
    bool still_out_reported, dry_reported;
};

/* Once, before anything else here. */
void ledger_start(void);

/* Make a record and put it on the list, or return NULL when out of memory. */
struct ledger_allocator *ledger_create(void);

/* Take it off the list and free it.  No call may be under way. */
void ledger_destroy(struct ledger_allocator *allocator);

/* Record an event; the first step of event_happened.  Fills in `buffer` of EVENT_BUFFER_OUT, NULL when out of memory. */
void ledger_record(struct event *event);

/*
 * Call `look` for each allocator, with its record locked, until it returns false.  At the process's end whatever is
 * locked by a thread that was killed is left out.
 */
void ledger_each(bool (*look)(struct ledger_allocator *allocator, void *context), void *context);

/* Lock a record.  At the process's end, returns false where a thread that was killed has it. */
bool ledger_lock(struct ledger_allocator *allocator);
void ledger_unlock(struct ledger_allocator *allocator);

/*
 * Call `look` for each buffer that is out, the longest out first, with at most `limit` of them.  Returns how many are out.
 * Under lock.
 */
unsigned int ledger_buffers_out(struct ledger_allocator *allocator, struct ledger_buffer **buffers, unsigned int limit);

/*
 * The innermost call of NotifyRelease that the calling thread is inside of, of any allocator, or NULL.  The call stays for
 * as long as the thread is inside.
 */
struct ledger_call *ledger_current_notify(void);

/* Call `look` for each call of NotifyRelease that is under way, the latest first.  No lock of a record may be held. */
void ledger_each_notify(void (*look)(struct ledger_call *call, void *context), void *context);

/* How many allocators this process has made so far. */
uint32_t ledger_allocators_made(void);

#endif
