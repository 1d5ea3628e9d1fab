/*
 * The state of a traced program's allocators, record after record: who holds what since when, who waits
 *
 * Feed it every record of a reader in order; whoever wants to see what changes gives a function that is called for each
 * change, when the state has it already.  Memory grows with allocators and their buffers, never with records.
 *
 * References are given to the module that took them, by the ledger's rule (diagnosis/holders.h).
 *
 * A trace of which the beginning was overwritten tells the state now and then: until it has done so, an allocator is not
 * `complete`, and what went out before is not known.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef TRACE_STATE_H
#define TRACE_STATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "diagnosis/histogram.h"
#include "diagnosis/holders.h"
#include "diagnosis/record.h"
#include "diagnosis/tally.h"

#define STATE_REQUESTS 8
#define STATE_MODULES  16

/* Allocators that have come to their end are kept, up to this many; then the oldest are forgotten. */
#define STATE_ENDED_LIMIT 4096

/* Buffers of an allocator beyond this are counted and not followed. */
#define STATE_BUFFER_LIMIT 1000000

/* Who did something: a place in code, and the thread */
struct place
{
    uint64_t caller;
    uint32_t thread;
    uint16_t module;
};

/* How a holder of a buffer came by the first of its references */
struct hold
{
    struct place place;
    uint64_t since;
};

struct buffer
{
    uint32_t number;
    int32_t references; /* 0 while it is free */
    uint64_t out_since;
    uint64_t times_out;
    struct holders holders;
    struct hold holds[HOLDERS_LIMIT]; /* of each holder */
    /* Who gave it back last; module, caller and time are 0 before anybody has. */
    struct place returned;
    uint64_t returned_at;
};

/* A thread inside GetBuffer of an allocator that has no buffer for it */
struct wait
{
    struct wait *next;
    struct place place;
    uint64_t since;
    uint64_t until; /* when it ended, and its buffer is about to go out to the thread; 0 while it waits */
};

struct properties
{
    int32_t count, size, align, prefix;
};

/* One call of SetProperties: the latest of each place in code */
struct request
{
    struct place place;
    uint64_t time;
    int32_t result;
    struct properties asked, given;
};

struct allocator
{
    uint32_t number;
    bool complete; /* all that is out is known */
    bool ended;    /* nothing is left of it */
    bool released; /* nobody refers to it */
    bool committed, has_callback;
    uint64_t first_seen, last_seen, created; /* created: 0 where it is not known */
    struct place creator;

    struct properties agreed; /* zero where it is not known */
    struct properties asked;  /* of the call of SetProperties that is being told */
    struct request requests[STATE_REQUESTS];
    uint32_t request_count;
    uint64_t commits, decommits, refused, refused_requests;

    struct buffer **buffers; /* by number - 1; NULL for those that were never out */
    uint32_t buffer_room, buffer_count;
    int32_t out, lowest_free; /* lowest_free: -1 while it is not known */
    uint64_t handed_out;
    /* Ticks without a free buffer, and committed; `..._since` is 0 while it is not so. */
    uint64_t dry, dry_since, active, active_since;

    struct wait *waits;
    struct histogram wait_times, hold_times;    /* ticks */
    struct module_tally modules[STATE_MODULES]; /* ticks */
    uint32_t module_count;

    uint32_t state_order, state_records; /* of the state that is being told or was told last */
    bool in_state;
};

/* What a change is; beside it, what the change has in it.  `record` is always the one that brought it about. */
enum change_kind
{
    CHANGE_ALLOCATOR,   /* created, properties, commit, decommit, released, ended, callback: record->kind */
    CHANGE_STATE,       /* the allocator is complete from here on; CHANGE_HOLD_BEGUN of all that is out went before */
    CHANGE_BUFFER_OUT,  /* buffer; wait: the one that it ended, or NULL.  buffer->returned still has who ended it. */
    CHANGE_BUFFER_BACK, /* buffer: out_since until now */
    CHANGE_HOLD_BEGUN,  /* buffer, hold */
    CHANGE_HOLD_ENDED,  /* buffer, hold: since until now */
    CHANGE_BUFFER_REFUSED, /* record->result, record->buffer.value: flags */
    CHANGE_WAIT_BEGUN,     /* wait */
    CHANGE_WAIT_ENDED,     /* wait: since until now; record->result */
    CHANGE_NOTIFY_BEGUN,   /* record: thread, caller */
    CHANGE_NOTIFY_ENDED,   /* likewise */
};

struct change
{
    enum change_kind kind;
    uint64_t time; /* on the trace's clock */
    const struct trace_record *record;
    struct allocator *allocator;
    const struct buffer *buffer;
    const struct hold *hold;
    const struct wait *wait;
};

struct state
{
    struct allocator **allocators; /* by number - 1; NULL for those that were not seen or are forgotten */
    uint32_t allocator_room, allocator_count, live_count;
    uint32_t forgotten; /* allocators that came to their end and are not kept */
    uint32_t oldest_ended;
    uint32_t ended_count;
    uint64_t records;
    uint64_t first_time, last_time; /* of the records */
    bool out_of_memory;

    void (*changed)(void *context, const struct change *change); /* may be NULL */
    void *context;
};

/* All of `state` but changed and context is zeroed. */
void state_init(struct state *state);
void state_free(struct state *state);

/* A record has come.  Of a kind that is not known: nothing happens. */
void state_record(struct state *state, const struct trace_record *record);

/* Records are missing between the last one and the next, so that allocators are not complete until they are told anew. */
void state_gap(struct state *state);

/* The next allocator beyond `number`, 0 for the first, in the order of creation; NULL at the end. */
struct allocator *state_next(const struct state *state, uint32_t number);

/* The next buffer that is out, beyond `number`, 0 for the first; NULL at the end. */
struct buffer *allocator_next_out(const struct allocator *allocator, uint32_t number);

/* Ticks committed and without a free buffer, up to `now`. */
uint64_t allocator_active(const struct allocator *allocator, uint64_t now);
uint64_t allocator_dry(const struct allocator *allocator, uint64_t now);

#endif
