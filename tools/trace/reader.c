/*
 * Reading a trace: the file, its header, and the ring
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef _WIN32
#define _FILE_OFFSET_BITS 64
#define _POSIX_C_SOURCE   200809L
#endif

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "reader_private.h"

#ifdef _WIN32
#define seek _fseeki64
#define tell _ftelli64
#else
#define seek fseeko
#define tell ftello
#endif

/* How often a record is looked at, from one reader_refresh to the next, until it is taken for torn. */
#define LOOKS 20

/* A writer that is so far behind all others will not come back. */
#define FAR_BEHIND 100000

size_t reader_read_at(struct reader *reader, uint64_t offset, void *out, size_t size)
{
    clearerr(reader->file);
    if (seek(reader->file, (int64_t)offset, SEEK_SET))
        return 0;
    return fread(out, 1, size, reader->file);
}

static uint64_t file_size(FILE *file)
{
    int64_t size;

    if (seek(file, 0, SEEK_END) || (size = tell(file)) < 0)
        return 0;
    return (uint64_t)size;
}

static bool read_header(struct reader *reader)
{
    struct trace_header *header = &reader->header;

    if (reader_read_at(reader, 0, header, sizeof(*header)) != sizeof(*header))
        return false;
    header->program[sizeof(header->program) - 1] = 0;
    header->writer[sizeof(header->writer) - 1] = 0;
    return true;
}

/* What is not a trace, or none that can be read.  Returns NULL where all is well. */
static const char *fault_of(const struct reader *reader, size_t available)
{
    const struct trace_header *header = &reader->header;

    if (available < TRACE_MAGIC_SIZE || memcmp(header->magic, TRACE_MAGIC, TRACE_MAGIC_SIZE))
        return "is no trace: name a file that QUARTZALLOC_TRACE made, or record one with \"quartzalloc-trace run\"";
    if (available < sizeof(*header))
        return "is a trace of which nothing but the beginning is left: copy it again";
    if (header->byte_order != TRACE_BYTE_ORDER)
        return "was made on a machine with another byte order: read it there";
    if (header->version > TRACE_VERSION)
        return "was made by a newer quartzalloc than this program: read it with quartzalloc-trace of that version";
    if (header->version != TRACE_VERSION || header->header_size < sizeof(*header)
        || header->record_size != TRACE_RECORD_SIZE || !header->ring_count || !header->clock_frequency
        || header->names_offset < header->header_size || header->names_size > header->file_size
        || header->names_offset > header->file_size || header->ring_offset > header->file_size
        || header->names_offset + header->names_size > header->ring_offset
        || header->ring_count > (header->file_size - header->ring_offset) / TRACE_RECORD_SIZE
        || header->names_used > header->names_size)
        return "is damaged: its header contradicts itself";
    return NULL;
}

struct reader *reader_open(const char *path, char error[READER_ERROR_SIZE])
{
    struct reader *reader = calloc(1, sizeof(*reader));
    const char *fault = NULL;

    if (!reader || !(reader->piece = malloc(READER_PIECE * sizeof(*reader->piece))))
        fault = "out of memory";
    else if (!(reader->file = fopen(path, "rb")))
        fault = strerror(errno);
    else
    {
        reader->size = file_size(reader->file);
        memset(&reader->header, 0, sizeof(reader->header));
        fault = fault_of(reader, reader_read_at(reader, 0, &reader->header, sizeof(reader->header)));
        if (reader->size == 0)
            fault = "is empty, or no file: name one that QUARTZALLOC_TRACE made";
    }
    if (fault)
    {
        bool system = !reader || !reader->file;

        snprintf(error, READER_ERROR_SIZE, system ? "%.1000s: %s" : "\"%.1000s\" %s", path, fault);
        reader_close(reader);
        return NULL;
    }
    /* The pieces are its buffers. */
    setvbuf(reader->file, NULL, _IONBF, 0);
    read_header(reader);
    if (reader->size < reader->header.file_size)
        snprintf(reader->warning, sizeof(reader->warning),
                 "the file was cut off: %llu of %llu bytes are there; what is missing is left out",
                 (unsigned long long)reader->size, (unsigned long long)reader->header.file_size);
    if (!reader_read_names(reader))
        snprintf(reader->warning, sizeof(reader->warning),
                 "the table of names is damaged: some names and messages are left out");
    reader_rewind(reader);
    return reader;
}

void reader_close(struct reader *reader)
{
    if (!reader)
        return;
    if (reader->file)
        fclose(reader->file);
    reader_free_names(reader);
    free(reader->piece);
    free(reader);
}

const struct trace_header *reader_header(const struct reader *reader)
{
    return &reader->header;
}

const char *reader_warning(const struct reader *reader)
{
    return reader->warning[0] ? reader->warning : NULL;
}

void reader_rewind(struct reader *reader)
{
    const struct trace_header *header = &reader->header;

    reader->end = header->next;
    reader->first = header->next > header->ring_count ? header->next - header->ring_count : 0;
    reader->position = reader->first;
    reader->piece_count = 0;
    reader->torn = reader->missed = 0;
}

bool reader_refresh(struct reader *reader)
{
    uint64_t before = reader->header.next;

    reader->live = true;
    if (!read_header(reader) || memcmp(reader->header.magic, TRACE_MAGIC, TRACE_MAGIC_SIZE)
        || reader->header.next < before)
        return false;
    reader->end = reader->header.next;
    reader->piece_count = 0;
    ++reader->waited_refresh;
    return reader_read_names(reader);
}

/* Fill the piece with what lies at the position, up to the end of the ring or of what there is. */
static void read_piece(struct reader *reader)
{
    const struct trace_header *header = &reader->header;
    uint64_t place = reader->position % header->ring_count, count = reader->end - reader->position;
    size_t bytes;

    if (count > header->ring_count - place)
        count = header->ring_count - place;
    if (count > READER_PIECE)
        count = READER_PIECE;
    memset(reader->piece, 0, (size_t)count * TRACE_RECORD_SIZE);
    bytes = reader_read_at(reader, header->ring_offset + place * TRACE_RECORD_SIZE, reader->piece,
                           (size_t)count * TRACE_RECORD_SIZE);
    /* A record of which a part is missing is torn. */
    (void)bytes;
    reader->piece_first = reader->position;
    reader->piece_count = count;
}

/* Whether to wait for the record at the position. */
static bool may_come(struct reader *reader)
{
    if (!reader->live || reader->end - reader->position > FAR_BEHIND)
        return false;
    if (reader->waited_for != reader->position + 1)
    {
        reader->waited_for = reader->position + 1;
        reader->waited_refresh = 0;
    }
    return reader->waited_refresh < LOOKS;
}

bool reader_next(struct reader *reader, struct trace_record *record)
{
    while (reader->position < reader->end)
    {
        const struct trace_record *found;

        if (reader->position - reader->piece_first >= reader->piece_count)
            read_piece(reader);
        found = &reader->piece[reader->position - reader->piece_first];
        if (found->sequence == reader->position + 1 && found->checksum == trace_checksum(found))
        {
            *record = *found;
            ++reader->position;
            return true;
        }
        if (found->sequence > reader->position + 1)
            ++reader->missed;
        else if (may_come(reader))
        {
            /* It is read again then. */
            reader->piece_count = 0;
            return false;
        }
        else
            ++reader->torn;
        ++reader->position;
    }
    return false;
}

uint64_t reader_overwritten(const struct reader *reader)
{
    return reader->first;
}

uint64_t reader_torn(const struct reader *reader)
{
    return reader->torn;
}

uint64_t reader_missed(const struct reader *reader)
{
    return reader->missed;
}

int64_t reader_nanoseconds(const struct reader *reader, uint64_t time)
{
    int64_t ticks = (int64_t)(time - reader->header.start_time);

    if (reader->header.clock_frequency == 1000000000)
        return ticks;
    return (int64_t)((double)ticks * 1e9 / (double)reader->header.clock_frequency);
}

uint64_t reader_end(const struct reader *reader, uint64_t last)
{
    const struct trace_header *header = &reader->header;

    if (header->end_time > last)
        last = header->end_time;
    return header->beat > last ? header->beat : last;
}
