/*
 * The trace: how the file is made, and how records, names and texts get into it
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

#include "clock.h"
#include "config.h"
#include "modules.h"
#include "system.h"
#include "mapping.h"
#include "trace_file.h"

/* Names that are tried where files are in the way. */
#define NAMES_TRIED 99

/* The calls of a thread at which it is asked for its name: programs give it one soon after it has begun, or later. */
#define FIRST_LOOK  1
#define SECOND_LOOK 64
#define THIRD_LOOK  4096

#define THREAD_COUNT 512
#define PROBES       8

/* Longer paths of modules are left out. */
#define PATH_SIZE 1024

static struct trace_header *header;
static uint8_t *names;
static _Atomic uint64_t *ring;
static uint64_t ring_count;

/* What a thread that was killed inside it has written is not whole, and stays unread. */
static struct platform_lock names_lock;
static _Atomic bool module_is_written[MODULE_LIMIT];

/* Places of a hash that is never emptied: a thread in the upper half, in the lower how often it was seen. */
static _Atomic uint64_t threads[THREAD_COUNT];

/* What the file shares with its readers. */
static _Atomic uint64_t *shared(uint64_t *member)
{
    return (_Atomic uint64_t *)member;
}

bool trace_is_on(void)
{
    return header != NULL;
}

uint64_t trace_capacity(void)
{
    return ring_count;
}

uint64_t trace_put(const struct trace_record *record)
{
    uint64_t position = atomic_fetch_add_explicit(shared(&header->next), 1, memory_order_relaxed);
    _Atomic uint64_t *place = ring + position % ring_count * (TRACE_RECORD_SIZE / 8);
    struct trace_record copy = *record;
    uint64_t words[TRACE_RECORD_SIZE / 8];
    unsigned int i;

    copy.sequence = position + 1;
    copy.checksum = trace_checksum(&copy);
    memcpy(words, &copy, sizeof(words));
    /* Nobody takes the old sequence for that of the new body, or the new one before the body is whole: whoever sees a word of
     * the body finds the 0 that was stored before it. */
    atomic_store_explicit(place, 0, memory_order_relaxed);
    for (i = 1; i < TRACE_RECORD_SIZE / 8; ++i)
        atomic_store_explicit(place + i, words[i], memory_order_release);
    atomic_store_explicit(place, words[0], memory_order_release);
    return position;
}

/* Under names_lock.  Fills in size and length. */
static void append_name(struct trace_name name, const char *text)
{
    uint64_t used = atomic_load_explicit(shared(&header->names_used), memory_order_relaxed);

    name.length = (uint32_t)strlen(text);
    name.size = (uint32_t)(sizeof(name) + name.length + 8) / 8 * 8;
    if (name.size > header->names_size - used)
    {
        atomic_fetch_add_explicit(shared(&header->names_lost), 1, memory_order_relaxed);
        return;
    }
    memcpy(names + used, &name, sizeof(name));
    memcpy(names + used + sizeof(name), text, name.length);
    atomic_store_explicit(shared(&header->names_used), used + name.size, memory_order_release);
}

static void write_module(uint16_t number)
{
    const struct system_module *module = module_get(number);
    char path[PATH_SIZE];

    if (!module->base || !system_module_path(module->base, path, sizeof(path)))
        path[0] = 0;
    if (!system_lock(&names_lock))
        return;
    if (!atomic_load_explicit(&module_is_written[number], memory_order_relaxed))
    {
        /* Before the module, so that whoever finds that has all of it. */
        if (path[0])
            append_name((struct trace_name){ .kind = TRACE_NAME_PATH, .number = number }, path);
        append_name((struct trace_name){ .kind = TRACE_NAME_MODULE,
                                         .number = number,
                                         .bytes = module->size,
                                         .stamp = module->timestamp,
                                         .value = module->base },
                    module->name);
        atomic_store_explicit(&module_is_written[number], true, memory_order_release);
    }
    system_unlock(&names_lock);
}

uint16_t trace_module(const void *address)
{
    uint16_t number = module_of(address);

    if (!atomic_load_explicit(&module_is_written[number], memory_order_acquire))
        write_module(number);
    return number;
}

static void write_thread(uint32_t thread)
{
    char name[SYSTEM_NAME_SIZE];

    system_thread_name(thread, name);
    if (!name[0] || !system_lock(&names_lock))
        return;
    append_name((struct trace_name){ .kind = TRACE_NAME_THREAD, .thread = thread, .value = clock_nanoseconds() }, name);
    system_unlock(&names_lock);
}

void trace_thread(uint32_t thread)
{
    uint64_t entry, wanted = (uint64_t)thread << 32;
    unsigned int i;

    for (i = 0; i < PROBES; ++i)
    {
        _Atomic uint64_t *place = &threads[(thread / 4 + i) % THREAD_COUNT];

        entry = atomic_load_explicit(place, memory_order_relaxed);
        if (!entry && atomic_compare_exchange_strong(place, &entry, wanted))
            entry = wanted;
        if (entry >> 32 != thread)
            continue;
        /* Nobody else counts here, and what overflows has long been named. */
        entry = (uint32_t)entry < THIRD_LOOK ? entry + 1 : entry | UINT32_MAX;
        atomic_store_explicit(place, entry, memory_order_relaxed);
        if ((uint32_t)entry == FIRST_LOOK || (uint32_t)entry == SECOND_LOOK || (uint32_t)entry == THIRD_LOOK)
            write_thread(thread);
        return;
    }
}

/* A message's stack has modules that never called the allocator. */
static void write_modules(void)
{
    uint16_t number;

    for (number = 1; module_get(number)->base; ++number)
    {
        if (!atomic_load_explicit(&module_is_written[number], memory_order_acquire))
            write_module(number);
    }
}

void trace_message(enum log_level severity, uint32_t thread, uint64_t time, const char *text)
{
    if (!header)
        return;
    write_modules();
    if (!system_lock(&names_lock))
        return;
    append_name(
            (struct trace_name){
                    .kind = TRACE_NAME_MESSAGE, .number = (uint16_t)severity, .thread = thread, .value = time },
            text);
    system_unlock(&names_lock);
}

void trace_beat(uint64_t time)
{
    if (header)
        atomic_store_explicit(shared(&header->beat), time, memory_order_relaxed);
}

void trace_end(uint64_t time)
{
    if (header)
        atomic_store_explicit(shared(&header->end_time), time, memory_order_release);
}

/* The layout of `memory`, which is all zero. */
static void lay_out(void *memory, uint64_t size)
{
    struct trace_header *fresh = memory;
    uint64_t names_size = size / 8 / TRACE_HEADER_SIZE * TRACE_HEADER_SIZE;
    uint64_t ring_offset = TRACE_HEADER_SIZE + names_size, magic;

    fresh->byte_order = TRACE_BYTE_ORDER;
    fresh->version = TRACE_VERSION;
    fresh->header_size = TRACE_HEADER_SIZE;
    fresh->record_size = TRACE_RECORD_SIZE;
    fresh->pointer_size = sizeof(void *);
    fresh->process = system_process_id();
    fresh->file_size = size;
    fresh->names_offset = TRACE_HEADER_SIZE;
    fresh->names_size = names_size;
    fresh->ring_offset = ring_offset;
    fresh->ring_count = (size - ring_offset) / TRACE_RECORD_SIZE;
    fresh->clock_frequency = 1000000000;
    fresh->start_time = fresh->beat = clock_nanoseconds();
    fresh->start_utc = mapping_utc();
    system_program_name(fresh->program);
    snprintf(fresh->writer, sizeof(fresh->writer), "%s", PACKAGE_VERSION);

    platform_lock_init(&names_lock);
    names = (uint8_t *)memory + fresh->names_offset;
    ring = (_Atomic uint64_t *)(void *)((uint8_t *)memory + ring_offset);
    ring_count = fresh->ring_count;
    /* Whoever finds the magic finds the rest. */
    memcpy(&magic, TRACE_MAGIC, sizeof(magic));
    atomic_store_explicit(shared((uint64_t *)(void *)fresh->magic), magic, memory_order_release);
    header = fresh;
}

static void write_prefix(void)
{
    char path[PATH_SIZE];

    if (!system_prefix(path, sizeof(path)))
        return;
    platform_lock_acquire(&names_lock);
    append_name((struct trace_name){ .kind = TRACE_NAME_PREFIX }, path);
    platform_lock_release(&names_lock);
}

bool trace_open(const char *path, uint64_t size)
{
    enum mapping_result result = MAPPING_EXISTS;
    char expanded[1024], name[1040];
    unsigned int tried;
    void *memory;

    log_expand_path(path, expanded, sizeof(expanded));
    size = size / TRACE_HEADER_SIZE * TRACE_HEADER_SIZE;
    for (tried = 1; tried <= NAMES_TRIED && result == MAPPING_EXISTS; ++tried)
    {
        snprintf(name, sizeof(name), tried == 1 ? "%s" : "%s.%u", expanded, tried);
        result = mapping_make_file(name, (size_t)size, &memory);
    }
    switch (result)
    {
        case MAPPING_MADE:
            lay_out(memory, size);
            write_prefix();
            if (strcmp(name, expanded))
                log_line(LOG_WARN, "QUARTZALLOC_TRACE: \"%.300s\" is there and stays as it is: the trace is %.300s",
                         expanded, name);
            else
                log_line(LOG_INFO, "the trace is %.300s: \"quartzalloc-trace summary\" reads it", name);
            return true;
        case MAPPING_EXISTS:
            log_line(LOG_WARN,
                     "QUARTZALLOC_TRACE: \"%.300s\" and %u like it are there, and nothing is recorded: remove some, or "
                     "put %%p in the name for the process's number",
                     expanded, NAMES_TRIED - 1);
            return false;
        case MAPPING_IS_FOLDER:
            log_line(LOG_WARN,
                     "QUARTZALLOC_TRACE: \"%.300s\" is a folder, and nothing is recorded: name a file in it, as in "
                     "%%e-%%p.trace",
                     name);
            return false;
        case MAPPING_NO_ROOM:
            log_line(LOG_WARN,
                     "QUARTZALLOC_TRACE: there is no room for %llu MB at \"%.300s\", and nothing is recorded: name "
                     "another disk, or a smaller QUARTZALLOC_TRACE_SIZE",
                     (unsigned long long)(size >> 20), name);
            return false;
        case MAPPING_FAILED:
            log_line(LOG_WARN,
                     "QUARTZALLOC_TRACE: \"%.300s\" cannot be made, and nothing is recorded: name a file in a folder "
                     "that exists and that this user may write to",
                     name);
            return false;
    }
    return false;
}
