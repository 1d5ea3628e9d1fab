/*
 * Names as people know them: see labels.h
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bytes.h"
#include "labels.h"
#include "locate.h"
#include "registry.h"
#include "report_text.h"

/* Functions, and files that are open for their names, of all modules together */
#define FUNCTIONS_KEPT 262144
#define FILES_OPEN     64

/* The longest description of a file, with its terminating 0 */
#define DESCRIPTION_SIZE 100

/* Room behind a name that stands for several: " and 12 more" */
#define MORE_SIZE 16

/* Modules that are looked for at once: the rest is the next time's. */
#define MODULES_AT_ONCE 256

/* Filters that are told by name */
#define FILTERS_TOLD 3

/* Cut off behind at most `size` - 1 bytes of UTF-8, between characters, with a mark that it was. */
static void shorten(const char *text, char *out, size_t size)
{
    size_t length = strlen(text);

    if (length < size)
    {
        memcpy(out, text, length + 1);
        return;
    }
    for (length = size - 4; length && (text[length] & 0xc0) == 0x80; --length)
        ;
    memcpy(out, text, length);
    strcpy(out + length, "...");
}

static char *copy(const char *text)
{
    char *out = malloc(strlen(text) + 1);

    return out ? strcpy(out, text) : NULL;
}

/* The file's name without its folder */
static const char *file_of(const char *path)
{
    const char *name = path;

    for (; *path; ++path)
    {
        if (*path == '\\' || *path == '/')
            name = path + 1;
    }
    return name;
}

static void look_for_file(struct label *label, const struct reader_module *module, const char *prefix,
                          char description[DESCRIPTION_SIZE])
{
    char file[LOCATE_SIZE];
    struct image image;

    description[0] = 0;
    if (!module->path || !locate_file(prefix, module->path, file) || !image_open(&image, file))
        return;
    /* Another version of it may have come in its place, and says nothing of this one. */
    if (image.stamp == module->stamp && image.loaded == module->size)
    {
        label->file = copy(file);
        if (!image_describe(&image, description, DESCRIPTION_SIZE))
            description[0] = 0;
    }
    image_close(&image);
}

/* "Example Decoders: Audio Decoder, Video Decoder, Splitter and 2 more"; one filter's name says it all. */
static void compose(struct label *label, const char *name, const char *description, const struct registry_module *found)
{
    uint32_t told = found->count < FILTERS_TOLD ? found->count : FILTERS_TOLD, i;
    const char *text = found->count == 1 || !description[0] ? found->filters[0] : description;
    char whole[LABEL_WHOLE_SIZE], brief[LABEL_SIZE];
    size_t used;

    if (!text[0] || !strcmp(text, name))
        return;
    shorten(text, brief, sizeof(brief) - MORE_SIZE);
    if (found->count > 1 && !description[0])
        snprintf(brief + strlen(brief), MORE_SIZE, " and %u more",
                 (unsigned int)(found->count - 1 < 1000 ? found->count - 1 : 999));
    snprintf(label->name, sizeof(label->name), "%.*s (%s)", TRACE_TEXT_SIZE - 1, name, brief);
    used = (size_t)snprintf(whole, sizeof(whole), "%s", description);
    for (i = 0; i < told && used < sizeof(whole); ++i)
        used += (size_t)snprintf(whole + used, sizeof(whole) - used, "%s%s",
                                 i              ? ", "
                                         : used ? ": "
                                                : "",
                                 found->filters[i]);
    if (found->count > told && used < sizeof(whole))
        snprintf(whole + used, sizeof(whole) - used, " and %u more", (unsigned int)(found->count - told));
    label->whole = copy(whole);
}

/* What was found for the first of the modules that have one file is the others' as well, which were loaded elsewhere. */
static void share(struct registry_module *found, uint32_t count)
{
    uint32_t i, j;

    for (i = 1; i < count; ++i)
    {
        for (j = 0; j < i && !bytes_same(found[i].file, found[j].file); ++j)
            ;
        if (j < i)
            found[i] = found[j];
    }
}

/* The registry is read once for all of the modules. */
static void look_for_filters(const struct labels *labels, const char *prefix, struct registry_module *found,
                             uint32_t count)
{
    bool is_32 = reader_header(labels->reader)->pointer_size == 4;
    char file[LOCATE_SIZE];

    if (prefix[0] && locate_registry(prefix, "system.reg", file))
        registry_read(file, is_32, found, count);
    if (prefix[0] && locate_registry(prefix, "user.reg", file))
        registry_read(file, is_32, found, count);
    share(found, count);
}

static void look_for(struct labels *labels, const uint16_t *numbers, uint32_t count)
{
    struct registry_module *found = calloc(count, sizeof(*found));
    char(*descriptions)[DESCRIPTION_SIZE] = calloc(count, sizeof(*descriptions)), prefix[LOCATE_SIZE];
    uint32_t i;

    if (!found || !descriptions)
        count = 0;
    if (!locate_prefix(reader_prefix(labels->reader), prefix))
        prefix[0] = 0;
    for (i = 0; i < count; ++i)
    {
        const struct reader_module *module = reader_module(labels->reader, numbers[i]);

        look_for_file(&labels->modules[numbers[i]], module, prefix, descriptions[i]);
        found[i].file = module->path ? file_of(module->path) : "";
    }
    if (count)
        look_for_filters(labels, prefix, found, count);
    for (i = 0; i < count; ++i)
        compose(&labels->modules[numbers[i]], reader_module(labels->reader, numbers[i])->name, descriptions[i],
                &found[i]);
    free(descriptions);
    free(found);
}

void labels_update(struct labels *labels)
{
    uint16_t numbers[MODULES_AT_ONCE];
    uint32_t count = 0, i;

    for (i = 1; i < labels->room && count < sizeof(numbers) / sizeof(*numbers); ++i)
    {
        if (labels->modules[i].looked_for || !reader_module(labels->reader, (uint16_t)i)->base)
            continue;
        labels->modules[i].looked_for = true;
        numbers[count++] = (uint16_t)i;
    }
    if (count)
        look_for(labels, numbers, count);
}

void labels_init(struct labels *labels, const struct reader *reader, bool look)
{
    memset(labels, 0, sizeof(*labels));
    labels->reader = reader;
    if (!look || !(labels->modules = calloc(READER_MODULES, sizeof(*labels->modules))))
        return;
    labels->room = READER_MODULES;
    labels_update(labels);
}

void labels_free(struct labels *labels)
{
    uint32_t i;

    for (i = 0; i < labels->room; ++i)
    {
        free(labels->modules[i].whole);
        free(labels->modules[i].file);
        functions_free(labels->modules[i].functions);
    }
    free(labels->modules);
}

const char *labels_module(const struct labels *labels, uint16_t number)
{
    if (number < labels->room && labels->modules[number].name[0])
        return labels->modules[number].name;
    return reader_module(labels->reader, number)->name;
}

const char *labels_whole(const struct labels *labels, uint16_t number)
{
    return number < labels->room ? labels->modules[number].whole : NULL;
}

static const struct functions *functions_of(struct labels *labels, uint16_t number)
{
    const struct reader_module *module = reader_module(labels->reader, number);
    struct label *label;

    if (number >= labels->room)
        return NULL;
    label = &labels->modules[number];
    if (label->functions_looked_for || !label->file || labels->files == FILES_OPEN)
        return label->functions;
    label->functions_looked_for = true;
    label->functions =
            functions_read(label->file, module->stamp, module->size, FUNCTIONS_KEPT - labels->function_count);
    if (label->functions)
    {
        labels->function_count += functions_count(label->functions);
        ++labels->files;
    }
    return label->functions;
}

/* The function that made the call which returns to `offset`; empty where it is not known. */
static void find_function(struct labels *labels, uint64_t offset, uint16_t number, char name[FUNCTION_NAME_SIZE])
{
    const struct functions *functions = functions_of(labels, number);

    /* The call may be the last of its function. */
    if (!functions || !offset || offset > UINT32_MAX || !functions_find(functions, (uint32_t)(offset - 1), name))
        name[0] = 0;
}

const char *labels_place(struct labels *labels, uint64_t caller, uint16_t number, char text[LABEL_PLACE_SIZE])
{
    uint64_t base = reader_module(labels->reader, number)->base;
    size_t slot = (size_t)(caller ^ caller >> 8 ^ number) % LABEL_PLACES;

    reader_place(labels->reader, caller, number, text);
    if (!base || number >= labels->room)
        return text;
    if (labels->places[slot].caller != caller || labels->places[slot].module != number)
    {
        labels->places[slot].caller = caller;
        labels->places[slot].module = number;
        find_function(labels, caller - base, number, labels->places[slot].function);
    }
    if (labels->places[slot].function[0])
        snprintf(text + strlen(text), FUNCTION_NAME_SIZE + 4, " (%s)", labels->places[slot].function);
    return text;
}

/* The module that `length` bytes name, and whose functions are known; 0 for none. */
static uint16_t find_module(struct labels *labels, const char *name, size_t length)
{
    uint32_t i;

    for (i = 1; i < labels->room; ++i)
    {
        const char *known = reader_module(labels->reader, (uint16_t)i)->name;

        if (labels->modules[i].file && strlen(known) == length && !memcmp(known, name, length)
            && functions_of(labels, (uint16_t)i))
            return (uint16_t)i;
    }
    return 0;
}

char *labels_text(struct labels *labels, const char *message)
{
    const char *at, *begin, *from = message;
    char name[FUNCTION_NAME_SIZE], *end;
    struct text out = { 0 };
    uint16_t number;

    for (at = message; labels->room && (at = strstr(at, "+0x")); at = end)
    {
        unsigned long long offset = strtoull(at + 1, &end, 16);

        for (begin = at; begin > message && !strchr(" \t\n,;()<>=\"'", begin[-1]); --begin)
            ;
        if (end <= at + 3)
        {
            end = (char *)(uintptr_t)at + 3;
            continue;
        }
        if (!(number = find_module(labels, begin, (size_t)(at - begin))))
            continue;
        find_function(labels, offset, number, name);
        if (!name[0])
            continue;
        text_bytes(&out, from, (size_t)(end - from));
        text_bytes(&out, " (", 2);
        text_bytes(&out, name, strlen(name));
        text_bytes(&out, ")", 1);
        from = end;
    }
    text_bytes(&out, from, strlen(from) + 1);
    if (!out.failed)
        return out.bytes;
    free(out.bytes);
    return NULL;
}
