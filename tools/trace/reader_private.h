/*
 * What reader.c and names.c share
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef TRACE_READER_PRIVATE_H
#define TRACE_READER_PRIVATE_H

#include <stdio.h>

#include "reader.h"

#define READER_THREADS  4096
#define READER_MESSAGES 20000
#define READER_PIECE    16384 /* records that are read at a time */

struct reader_thread_name
{
    uint32_t thread;
    char name[TRACE_TEXT_SIZE];
};

struct reader
{
    FILE *file;
    struct trace_header header;
    uint64_t size; /* of the file as it is */
    char warning[200];

    uint64_t first, position, end; /* of records: the oldest, the next, and one beyond the newest */
    struct trace_record *piece;
    uint64_t piece_first, piece_count; /* position of the first record in it */
    uint64_t torn, missed;
    bool live;                           /* reader_refresh was called */
    uint64_t waited_for, waited_refresh; /* a record that is not whole yet, and how often it was looked at */

    uint64_t names_read; /* bytes */
    struct reader_module modules[READER_MODULES];
    char *prefix; /* NULL where it is not known */
    struct reader_thread_name *threads;
    size_t thread_count;
    struct reader_message *messages;
    uint32_t message_count, message_room;
};

/* Read `size` bytes at `offset` of the file.  Returns how many there were. */
size_t reader_read_at(struct reader *reader, uint64_t offset, void *out, size_t size);

/* names.c: read what has been added to the table of names.  Returns false where it is damaged. */
bool reader_read_names(struct reader *reader);
void reader_free_names(struct reader *reader);

#endif
