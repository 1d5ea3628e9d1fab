/*
 * Writes an invented trace: a decoder that fills buffers, a filter that keeps some, a renderer that keeps the last
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "diagnosis/record.h"

#define NAMES_SIZE 65536
#define LONGEST    256
#define START      UINT64_C(1000000000)

enum module
{
    NOBODY,
    DECODER,
    FILTER,
    RENDERER,
};

static const char *const modules[] = { "", "decoder.ax", "slow filter.ax", "</script><script>hacked=1</script>.ax" };

static struct trace_header header;
static FILE *file;
static uint64_t now = START;
static uint32_t orders[LONGEST + 1];
static uint32_t random_state = 1, out_count;

static uint32_t draw(uint32_t below)
{
    random_state = random_state * 1664525 + 1013904223;
    return (random_state >> 8) % below;
}

static void write_record(struct trace_record record, uint32_t allocator, enum module module, uint32_t thread)
{
    record.sequence = ++header.next;
    record.time = now;
    record.module = (uint16_t)module;
    record.caller = module * UINT64_C(0x10000000) + 0x1000 + record.kind;
    record.thread = thread;
    record.allocator = allocator;
    record.order = ++orders[allocator];
    record.checksum = trace_checksum(&record);
    if (fwrite(&record, sizeof(record), 1, file) != 1)
    {
        perror("invented");
        exit(1);
    }
}

static void event(enum trace_kind kind, uint32_t allocator, enum module module, int32_t result)
{
    write_record((struct trace_record){ .kind = (uint16_t)kind, .result = result }, allocator, module, module + 0x20);
}

static void buffer_event(enum trace_kind kind, uint32_t allocator, enum module module, uint32_t number,
                         int32_t references)
{
    write_record(
            (struct trace_record){ .kind = (uint16_t)kind, .buffer = { .number = number, .references = references } },
            allocator, module, module + 0x20);
}

static void properties_event(enum trace_kind kind, uint32_t allocator, int32_t count, int32_t align)
{
    write_record((struct trace_record){ .kind = (uint16_t)kind, .properties = { count, 3110400, align, 0 } }, allocator,
                 DECODER, 0x21);
}

/* The names, behind the header. */
static void add_name(uint8_t *names, enum trace_name_kind kind, uint16_t number, uint64_t value, const char *text)
{
    struct trace_name name = { .kind = (uint16_t)kind,
                               .number = number,
                               .thread = 0x21,
                               .bytes = 0x100000,
                               .length = (uint32_t)strlen(text),
                               .value = value };

    name.size = (uint32_t)(sizeof(name) + name.length + 1 + 7) / 8 * 8;
    memcpy(names + header.names_used, &name, sizeof(name));
    memcpy(names + header.names_used + sizeof(name), text, name.length);
    header.names_used += name.size;
}

static void add_names(uint8_t *names, bool stalled, uint64_t end)
{
    unsigned int i;

    for (i = 1; i < sizeof(modules) / sizeof(*modules); ++i)
        add_name(names, TRACE_NAME_MODULE, (uint16_t)i, i * UINT64_C(0x10000000), modules[i]);
    add_name(names, TRACE_NAME_THREAD, 0, START, "decoder <b>thread</b>");
    add_name(names, TRACE_NAME_MESSAGE, 3, START,
             "quartzalloc: info: version 0 looks at the allocators of player.exe\n");
    if (stalled)
        add_name(names, TRACE_NAME_MESSAGE, 1, end,
                 "quartzalloc: error: QA-STALL: no free buffer for 1.00 s, 4 of 4 of allocator 1 are out (row 5.1)\n"
                 "    waiting      thread 0021 \"decoder <b>thread</b>\"   GetBuffer called from decoder.ax+0x1009\n"
                 "    buffer 1     out 1.03 s   1 reference   slow filter.ax   (taken at slow filter.ax+0x100c)\n"
                 "    trace        C:\\secret\\place\\player.trace and /home/somebody/player.trace of unseen.dll\n"
                 "    so           slow filter.ax keeps 3 and <img src=x onerror=hacked=1> 1: GetBuffer waits\n");
}

/* Buffers that somebody holds, the oldest first */
struct queue
{
    uint32_t numbers[LONGEST];
    uint32_t count;
};

static uint32_t take_first(struct queue *queue)
{
    uint32_t number = queue->numbers[0];

    memmove(queue->numbers, queue->numbers + 1, --queue->count * sizeof(*queue->numbers));
    return number;
}

struct stream
{
    uint32_t allocator, count;
    struct queue unused, kept, shown;
};

/* A frame's way through the filters: four events and, where none was free, the two of a wait. */
static void play_frame(struct stream *stream, uint64_t frame_time, uint32_t keeps)
{
    uint32_t number;
    bool waits = false;

    while (stream->kept.count > keeps || !stream->unused.count)
    {
        if (!stream->unused.count && !waits)
        {
            waits = true;
            event(TRACE_WAIT_BEGUN, stream->allocator, DECODER, 0);
            now += frame_time / 4 + draw((uint32_t)(frame_time / 4) + 1);
        }
        if (!stream->kept.count)
            break;
        number = take_first(&stream->kept);
        buffer_event(TRACE_BUFFER_BACK, stream->allocator, FILTER, number, 0);
        stream->unused.numbers[stream->unused.count++] = number;
        now += draw((uint32_t)(frame_time / 2) + 1);
    }
    if (waits)
        event(TRACE_WAIT_ENDED, stream->allocator, DECODER, 0);
    number = take_first(&stream->unused);
    ++out_count;
    buffer_event(TRACE_BUFFER_OUT, stream->allocator, DECODER, number, 1);
    now += frame_time / 4 + draw((uint32_t)(frame_time / 4) + 1);
    buffer_event(TRACE_BUFFER_REFERENCED, stream->allocator, draw(3) ? FILTER : RENDERER, number, 2);
    buffer_event(TRACE_BUFFER_UNREFERENCED, stream->allocator, DECODER, number, 1);
    stream->kept.numbers[stream->kept.count++] = number;
    now += frame_time / 4;
}

static void begin_stream(struct stream *stream, uint32_t allocator, uint32_t count)
{
    uint32_t i;

    stream->allocator = allocator;
    stream->count = count;
    for (i = 0; i < count; ++i)
        stream->unused.numbers[i] = i + 1;
    stream->unused.count = count;
    event(TRACE_ALLOCATOR_CREATED, allocator, DECODER, 0);
    properties_event(TRACE_PROPERTIES_ASKED, allocator, (int32_t)count, 1);
    properties_event(TRACE_PROPERTIES_SET, allocator, (int32_t)count, 16);
    event(TRACE_COMMITTED, allocator, DECODER, 0);
}

int main(int argc, char **argv)
{
    uint64_t events, frame_time;
    static struct stream streams[LONGEST];
    uint32_t count, buffers, i;
    static uint8_t names[NAMES_SIZE];
    bool stalled;

    if (argc < 6)
    {
        fprintf(stderr, "Usage: invented FILE EVENTS SECONDS ALLOCATORS BUFFERS [stall]\n");
        return 2;
    }
    events = strtoull(argv[2], NULL, 10);
    count = (uint32_t)atoi(argv[4]);
    buffers = (uint32_t)atoi(argv[5]);
    stalled = argc > 6;
    if (!count || !buffers || count > LONGEST || buffers > LONGEST || events < 100 || !(file = fopen(argv[1], "wb")))
    {
        fprintf(stderr, "invented: numbers from 1 to %d, and a file that can be written\n", LONGEST);
        return 2;
    }
    frame_time = (uint64_t)(strtod(argv[3], NULL) * 1e9) * 5 / events;
    memcpy(header.magic, TRACE_MAGIC, TRACE_MAGIC_SIZE);
    header.byte_order = TRACE_BYTE_ORDER;
    header.version = TRACE_VERSION;
    header.header_size = TRACE_HEADER_SIZE;
    header.record_size = TRACE_RECORD_SIZE;
    header.pointer_size = 8;
    header.process = 32;
    header.names_offset = TRACE_HEADER_SIZE;
    header.names_size = NAMES_SIZE;
    header.ring_offset = TRACE_HEADER_SIZE + NAMES_SIZE;
    header.clock_frequency = 1000000000;
    header.start_time = START;
    header.start_utc = UINT64_C(1790000000000000000);
    strcpy(header.program, "player.exe");
    strcpy(header.writer, "0.1.0");
    fwrite(&header, sizeof(header), 1, file);
    fwrite(names, sizeof(names), 1, file);
    for (i = 0; i < count; ++i)
        begin_stream(&streams[i], i + 1, buffers);
    while (header.next < events)
    {
        struct stream *stream = &streams[draw(count)];

        play_frame(stream, frame_time, buffers * (1 + draw(4)) / 4);
        /* Now and then somebody is slow. */
        if (!draw(500))
            now += frame_time * 20;
    }
    if (stalled)
    {
        while (streams[0].unused.count)
            play_frame(&streams[0], frame_time, buffers);
        event(TRACE_WAIT_BEGUN, 1, DECODER, 0);
        now += UINT64_C(1000000000);
    }
    add_names(names, stalled, now);
    header.beat = now;
    header.end_time = stalled ? 0 : now;
    header.ring_count = header.next;
    header.file_size = header.ring_offset + header.ring_count * TRACE_RECORD_SIZE;
    rewind(file);
    fwrite(&header, sizeof(header), 1, file);
    fwrite(names, sizeof(names), 1, file);
    printf("%u buffers went out\n", (unsigned int)out_count);
    return fclose(file) ? 1 : 0;
}
