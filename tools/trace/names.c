/*
 * Reading a trace: the table of names, which has modules, threads and messages
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <stdlib.h>
#include <string.h>

#include "reader_private.h"
#include "room.h"

/* No message is longer. */
#define LONGEST_TEXT 65536

/* Names come from the program that was traced: what could steer a terminal is replaced. */
static void keep_name(char out[TRACE_TEXT_SIZE], const char *text)
{
    size_t i;

    for (i = 0; i < TRACE_TEXT_SIZE - 1 && text[i]; ++i)
        out[i] = (unsigned char)text[i] < ' ' || text[i] == 127 ? '?' : text[i];
    out[i] = 0;
}

static void keep_thread(struct reader *reader, uint32_t thread, const char *name)
{
    size_t i;

    for (i = 0; i < reader->thread_count && reader->threads[i].thread != thread; ++i)
        ;
    if (!reader->threads && !(reader->threads = calloc(READER_THREADS, sizeof(*reader->threads))))
        return;
    if (i == READER_THREADS)
        return;
    reader->thread_count += i == reader->thread_count;
    reader->threads[i].thread = thread;
    /* The latest name is the one that counts. */
    keep_name(reader->threads[i].name, name);
}

/* "quartzalloc: error: QA-STALL: ... of allocator 4 ..." */
static void understand_headline(struct reader_message *message)
{
    const char *id = strstr(message->text, "QA-"), *number = strstr(message->text, "allocator ");
    size_t line = strcspn(message->text, "\n"), length;

    if (id && (size_t)(id - message->text) < line)
    {
        length = strspn(id + 3, "ABCDEFGHIJKLMNOPQRSTUVWXYZ-");
        snprintf(message->id, sizeof(message->id), "%.*s", (int)length, id + 3);
    }
    if (number && (size_t)(number - message->text) < line)
        message->number = (uint32_t)strtoul(number + strlen("allocator "), NULL, 10);
}

static void keep_message(struct reader *reader, const struct trace_name *name, const char *text)
{
    struct reader_message *message, *messages;
    char *c;

    if (reader->message_count == READER_MESSAGES)
        return;
    messages = room_make(reader->messages, &reader->message_room, reader->message_count + 1, sizeof(*messages), 16);
    if (!messages)
        return;
    reader->messages = messages;
    message = &reader->messages[reader->message_count];
    *message = (struct reader_message){
        .time = name->value, .thread = name->thread, .severity = name->number, .text = NULL
    };
    if (!(message->text = malloc(strlen(text) + 1)))
        return;
    strcpy(message->text, text);
    for (c = message->text; *c; ++c)
    {
        if (((unsigned char)*c < ' ' && *c != '\n') || *c == 127)
            *c = '?';
    }
    understand_headline(message);
    ++reader->message_count;
}

/* A path is for opening files, so it stays as it is. */
static void keep_path(char **path, const char *text)
{
    free(*path);
    if ((*path = malloc(strlen(text) + 1)))
        strcpy(*path, text);
}

static void keep(struct reader *reader, const struct trace_name *name, const char *text)
{
    struct reader_module *module;

    switch (name->kind)
    {
        case TRACE_NAME_MODULE:
            if (name->number >= READER_MODULES)
                break;
            module = &reader->modules[name->number];
            module->base = name->value;
            module->size = name->bytes;
            module->stamp = name->stamp;
            keep_name(module->name, text);
            break;
        case TRACE_NAME_THREAD:
            keep_thread(reader, name->thread, text);
            break;
        case TRACE_NAME_PATH:
            if (name->number < READER_MODULES)
                keep_path(&reader->modules[name->number].path, text);
            break;
        case TRACE_NAME_PREFIX:
            keep_path(&reader->prefix, text);
            break;
        case TRACE_NAME_MESSAGE:
            keep_message(reader, name, text);
            break;
        default:
            break;
    }
}

bool reader_read_names(struct reader *reader)
{
    const struct trace_header *header = &reader->header;
    struct trace_name name;
    bool good = true;
    char *text;

    if (header->names_used > header->names_size || !(text = malloc(LONGEST_TEXT + 1)))
        return false;
    while (reader->names_read + sizeof(name) <= header->names_used)
    {
        uint64_t offset = header->names_offset + reader->names_read;

        good = reader_read_at(reader, offset, &name, sizeof(name)) == sizeof(name) && name.size >= sizeof(name)
                && name.size <= header->names_used - reader->names_read && name.length <= name.size - sizeof(name)
                && name.length <= LONGEST_TEXT
                && reader_read_at(reader, offset + sizeof(name), text, name.length) == name.length;
        if (!good)
            break;
        text[name.length] = 0;
        keep(reader, &name, text);
        reader->names_read += name.size;
    }
    free(text);
    return good;
}

void reader_free_names(struct reader *reader)
{
    size_t i;

    for (i = 0; i < reader->message_count; ++i)
        free(reader->messages[i].text);
    free(reader->messages);
    for (i = 0; i < READER_MODULES; ++i)
        free(reader->modules[i].path);
    free(reader->prefix);
    free(reader->threads);
}

const struct reader_module *reader_module(const struct reader *reader, uint16_t number)
{
    static const struct reader_module unknown = { .name = "code outside modules" };

    if (number >= READER_MODULES || !reader->modules[number].name[0])
        return &unknown;
    return &reader->modules[number];
}

const char *reader_prefix(const struct reader *reader)
{
    return reader->prefix ? reader->prefix : "";
}

const char *reader_thread(const struct reader *reader, uint32_t thread)
{
    size_t i;

    for (i = 0; i < reader->thread_count; ++i)
    {
        if (reader->threads[i].thread == thread)
            return reader->threads[i].name;
    }
    return NULL;
}

const char *reader_thread_name(const struct reader *reader, size_t which, uint32_t *thread)
{
    if (which >= reader->thread_count)
        return NULL;
    *thread = reader->threads[which].thread;
    return reader->threads[which].name;
}

size_t reader_message_count(const struct reader *reader)
{
    return reader->message_count;
}

const struct reader_message *reader_message(const struct reader *reader, size_t which)
{
    return &reader->messages[which];
}

const char *reader_place(const struct reader *reader, uint64_t caller, uint16_t number, char text[READER_PLACE_SIZE])
{
    const struct reader_module *module = reader_module(reader, number);

    if (module->base)
        snprintf(text, READER_PLACE_SIZE, "%s+0x%llx", module->name, (unsigned long long)(caller - module->base));
    else
        snprintf(text, READER_PLACE_SIZE, "0x%llx", (unsigned long long)caller);
    return text;
}
