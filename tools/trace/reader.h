/*
 * Reading a trace: the header, the names, and record after record, also while a program writes them
 *
 * Memory is bounded whatever the file's size: records are read in pieces, and of the names those are kept that there is a
 * use for.  What is given out was whole when it was read: torn records are counted, and never given out.  One thread.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef TRACE_READER_H
#define TRACE_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "diagnosis/record.h"

/* Modules beyond this are not kept; the writer has no more. */
#define READER_MODULES 1024

/* The longest text of reader_open's errors, with its terminating 0 */
#define READER_ERROR_SIZE 1400

/* A module of the program that was traced, as it was when it was seen first */
struct reader_module
{
    uint64_t base; /* 0 for what belongs to no module */
    uint32_t size;
    uint32_t stamp; /* the linker's timestamp */
    char name[TRACE_TEXT_SIZE];
    char *path; /* where its file lay, as its system names it; NULL where that is not known */
};

/* What diagnosis said, all of its lines */
struct reader_message
{
    uint64_t time; /* on the trace's clock */
    uint32_t thread;
    uint16_t severity; /* 1 error, 2 warning, 3 information */
    char id[32];       /* "STALL"; empty where the text has none */
    uint32_t number;   /* of the allocator that its headline names; 0 where it names none */
    char *text;
};

struct reader;

/*
 * Open the trace at `path`.  Returns NULL where it cannot be read, and `error` says why and what to do, in one line
 * without an end.  The reader stands before the oldest record that is there.
 */
struct reader *reader_open(const char *path, char error[READER_ERROR_SIZE]);
void reader_close(struct reader *reader);

/* The header as it was at the last reader_open or reader_refresh. */
const struct trace_header *reader_header(const struct reader *reader);

/* A line of warning about the file, as that it was cut off; NULL where there is none. */
const char *reader_warning(const struct reader *reader);

/*
 * The next record, in the order of the ring, which for one buffer and for one thread is that of time.  Returns false where
 * there is none, for now: after reader_refresh there may be.
 */
bool reader_next(struct reader *reader, struct trace_record *record);

/*
 * Look whether there is more: the header and the names are read again.  Records that a thread is still about to write are
 * waited for, over some calls of this; without it they are torn.  Returns false where the file cannot be read any more.
 */
bool reader_refresh(struct reader *reader);

/* Back to the oldest record that is there. */
void reader_rewind(struct reader *reader);

/* How many records there were before the oldest that is there: overwritten, since the ring keeps the newest. */
uint64_t reader_overwritten(const struct reader *reader);

/* Records that were torn, and records that were overwritten before they could be read, since the last rewind. */
uint64_t reader_torn(const struct reader *reader);
uint64_t reader_missed(const struct reader *reader);

/* A module by a record's number; never NULL. */
const struct reader_module *reader_module(const struct reader *reader, uint16_t number);

/* The prefix of Wine's that the program ran in, as a path of Unix; empty where it is not known. */
const char *reader_prefix(const struct reader *reader);

/* The name that the program gave a thread; NULL for none. */
const char *reader_thread(const struct reader *reader, uint32_t thread);

/* The names of threads, one after another, from 0 on; NULL at the end. */
const char *reader_thread_name(const struct reader *reader, size_t which, uint32_t *thread);

/* The messages, in the order in which they were told. */
size_t reader_message_count(const struct reader *reader);
const struct reader_message *reader_message(const struct reader *reader, size_t which);

/* A place in code as messages write it: "filter.ax+0x2f1c0", or "0x..." outside modules.  Returns `text`. */
#define READER_PLACE_SIZE (TRACE_TEXT_SIZE + 24)
const char *reader_place(const struct reader *reader, uint64_t caller, uint16_t module, char text[READER_PLACE_SIZE]);

/* Nanoseconds since the recording began; negative for what was before. */
int64_t reader_nanoseconds(const struct reader *reader, uint64_t time);

/* When the trace ends, on its clock: the program's end, its last sign of life, or `last`, whichever is the latest. */
uint64_t reader_end(const struct reader *reader, uint64_t last);

#endif
