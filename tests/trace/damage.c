/*
 * Damaged traces: a reader may say so or find less, and nothing else
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "reader.h"
#include "state.h"
#include "trace_test.h"

/* Read everything that the file has, as the commands do. */
static uint64_t read_all(const char *path)
{
    char error[READER_ERROR_SIZE], place[READER_PLACE_SIZE];
    struct reader *reader = reader_open(path, error);
    struct trace_record record;
    struct state state = { 0 };
    const struct allocator *allocator;
    uint64_t records = 0;
    uint32_t number;

    if (!reader)
        return 0;
    state_init(&state);
    while (reader_next(reader, &record))
    {
        state_record(&state, &record);
        reader_place(reader, record.caller, record.module, place);
        ++records;
    }
    for (number = 0; (allocator = state_next(&state, number)); number = allocator->number)
        records += allocator_dry(allocator, state.last_time) == 1;
    state_free(&state);
    reader_close(reader);
    return records;
}

/* Damage that checksums do not see: the record is made anew around it, as by a writer with a fault. */
static void lie(unsigned char *bytes, uint64_t *random)
{
    const struct trace_header *header = (const struct trace_header *)(const void *)bytes;
    uint64_t count = header->next < header->ring_count ? header->next : header->ring_count;
    unsigned char *place = bytes + header->ring_offset + next_random(random) % count * TRACE_RECORD_SIZE;
    struct trace_record record;

    memcpy(&record, place, sizeof(record));
    ((unsigned char *)&record)[8 + next_random(random) % (TRACE_RECORD_SIZE - 8)] = (unsigned char)next_random(random);
    record.checksum = trace_checksum(&record);
    memcpy(place, &record, sizeof(record));
}

static void damage(unsigned char *bytes, size_t *size, uint64_t *random)
{
    const struct trace_header *header = (const struct trace_header *)(const void *)bytes;
    size_t names = (size_t)header->names_offset, used = (size_t)header->names_used + 1;
    unsigned int i;

    switch (next_random(random) % 4)
    {
        case 0:
            *size = next_random(random) % *size;
            break;
        case 1: /* the header */
            for (i = 0; i < 3; ++i)
                bytes[8 + next_random(random) % 352] = (unsigned char)next_random(random);
            break;
        case 2: /* the names */
            for (i = 0; i < 3; ++i)
                bytes[names + next_random(random) % used] = (unsigned char)next_random(random);
            break;
        default: /* the records */
            for (i = 0; i < 1000; ++i)
                lie(bytes, random);
            break;
    }
}

int test_damage(int count, char **arguments)
{
    unsigned int copies = (unsigned int)strtoul(arguments[1], NULL, 10), i;
    FILE *file = fopen(arguments[0], "rb");
    unsigned char *whole = NULL, *copy = NULL;
    char path[1000];
    uint64_t random = 2;
    size_t size = 0, left;
    int result = 0;
    long end;

    (void)count;
    if (!file || fseek(file, 0, SEEK_END) || (end = ftell(file)) <= TRACE_HEADER_SIZE)
        return fault("%s is no trace", arguments[0]);
    size = (size_t)end;
    rewind(file);
    if (!(whole = malloc(size)) || !(copy = malloc(size)) || fread(whole, 1, size, file) != size)
        return fault("%s cannot be read", arguments[0]);
    fclose(file);
    snprintf(path, sizeof(path), "%s.damaged", arguments[0]);
    for (i = 0; i < copies && !result; ++i)
    {
        memcpy(copy, whole, size);
        left = size;
        damage(copy, &left, &random);
        if (!(result = write_file(path, copy, left)))
            read_all(path);
    }
    remove(path);
    free(whole);
    free(copy);
    printf("%u damaged copies were read\n", i);
    return result;
}
