/*
 * A trace as a picture for ui.perfetto.dev
 *
 * What happens on a thread, waits and calls of the callback, is a slice of that thread: these lie one in another, as the
 * calls did.  Buffers pass from thread to thread, so each is an asynchronous slice, and so is each holder of it.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef TRACE_PICTURE_H
#define TRACE_PICTURE_H

#include "json_write.h"
#include "labels.h"
#include "state.h"

/* Of a first pass, that finds out which events there is room for */
#define PICTURE_SLOTS 4096

/* Threads that are inside the callback at a time */
#define PICTURE_NOTIFY_LIMIT 256

struct reader;

struct notify
{
    struct place place;
    uint32_t allocator;
    uint64_t since;
};

struct picture
{
    struct json json;
    struct reader *reader;
    struct labels labels;
    int64_t from, to; /* nanoseconds since the beginning: what lies outside is left out */
    int64_t end;      /* likewise: of the trace */
    uint64_t arrows;
    struct notify notify[PICTURE_NOTIFY_LIMIT];
    unsigned int notify_count;
    uint64_t *slots; /* where events of each part of the time are counted, PICTURE_SLOTS of them, or NULL */
};

/* Draw all that the trace has between the two times.  Returns false where memory ran out, and something is missing. */
bool picture_draw(struct picture *picture);

/* The names of the process and of threads, and the messages */
void picture_write_names(struct picture *picture);
void picture_write_messages(struct picture *picture);

#endif
