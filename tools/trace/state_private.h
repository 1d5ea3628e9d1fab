/*
 * What state.c shares with buffers.c, that has buffers, holders and waits, and restore.c, that reads a state that is told
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef TRACE_STATE_PRIVATE_H
#define TRACE_STATE_PRIVATE_H

#include "state.h"

static inline struct place place_of(const struct trace_record *record)
{
    return (struct place){ record->caller, record->thread, record->module };
}

static inline struct properties properties_of(const struct trace_record *record)
{
    return (struct properties){ record->properties.count, record->properties.size, record->properties.align,
                                record->properties.prefix };
}

/* From one time to another; 0 where they stand in the wrong order. */
static inline uint64_t span(uint64_t since, uint64_t until)
{
    return until > since ? until - since : 0;
}

/* A change that the record has brought about; what more it has is for the caller to fill in. */
static inline struct change change_of(enum change_kind kind, struct allocator *allocator,
                                      const struct trace_record *record)
{
    return (struct change){ .kind = kind, .time = record->time, .record = record, .allocator = allocator };
}

/* Call the state's function, if there is one. */
void state_tell(struct state *state, struct change change);

/* The buffer of that number, made where `make`; NULL where it is not there, or there is no memory. */
struct buffer *state_buffer(struct state *state, struct allocator *allocator, uint32_t number, bool make);

/* No buffer is out any more, and none of the layout stays. */
void state_forget_buffers(struct allocator *allocator);
void state_free_waits(struct allocator *allocator);

/* The number of buffers that are out has changed. */
void state_count(struct allocator *allocator, uint64_t time);

void state_end_dryness(struct allocator *allocator, uint64_t time);
void state_keep_request(struct allocator *allocator, const struct request *request);
struct wait *state_add_wait(struct state *state, struct allocator *allocator, struct place place, uint64_t since);

/* Records of TRACE_WAIT_BEGUN to TRACE_BUFFER_BACK. */
void state_buffer_record(struct state *state, struct allocator *allocator, const struct trace_record *record);

/* Records of TRACE_STATE_BEGUN to TRACE_STATE_ENDED. */
void state_restore(struct state *state, struct allocator *allocator, const struct trace_record *record);

#endif
