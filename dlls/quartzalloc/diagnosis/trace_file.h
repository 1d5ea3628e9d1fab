/*
 * The trace: a mapped file with a ring of records, that a reader may look at while it is written (record.h)
 *
 * Knows nothing of ledgers or of events: recorder.c turns those into records.  Free of Windows and of COM.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef QUARTZALLOC_DIAGNOSIS_TRACE_FILE_H
#define QUARTZALLOC_DIAGNOSIS_TRACE_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "log.h"
#include "record.h"

/*
 * Make the file and map it; once, before any other thread records.  `path` as QUARTZALLOC_TRACE has it, with %p and %e;
 * `size` in bytes, TRACE_SMALLEST to TRACE_LARGEST, is rounded down to whole pages.  A file that is there is never touched:
 * the trace has ".2", ".3" and so on behind its name then.  One log line says where the trace is, or why there is none.
 * Returns whether there is one.  May take the time of writing `size` bytes.
 */
bool trace_open(const char *path, uint64_t size);

/* Whether there is a trace to record to.  Any thread. */
bool trace_is_on(void);

/*
 * Record: everything but sequence and checksum is given.  Returns the record's position.  No locks; any thread, also while
 * the process ends.  There must be a trace.
 */
uint64_t trace_put(const struct trace_record *record);

/* How many records the ring keeps. */
uint64_t trace_capacity(void);

/*
 * The number of the module that has `address`, for a record's `module`.  Its name is in the table of names from then on,
 * if there is room.  `address` must be code that runs now.  Any thread.
 */
uint16_t trace_module(const void *address);

/* A thread has recorded something: now and then, note the name that it has.  For the calling thread. */
void trace_thread(uint32_t thread);

/* Keep a message's text, told at `time`.  Does nothing without a trace.  Any thread, under any lock. */
void trace_message(enum log_level severity, uint32_t thread, uint64_t time, const char *text);

/* A sign of life, some times in a second.  Does nothing without a trace. */
void trace_beat(uint64_t time);

/* The process ends.  Records may still follow.  Does nothing without a trace. */
void trace_end(uint64_t time);

#endif
