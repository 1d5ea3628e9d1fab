/*
 * The functions of a module's file: see functions.h
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <stdlib.h>
#include <string.h>

#include "bytes.h"
#include "functions.h"
#include "room.h"

#define SYMBOL_SIZE  18
#define SYMBOL_PIECE 1024       /* that are read at a time */
#define SYMBOL_LIMIT (1u << 20) /* that are looked at */
#define EXPORT_LIMIT (1u << 16)

/* Of a symbol's type: it is a function. */
#define TYPE_FUNCTION 0x20

/* An entry of the table of functions: begin, end and how to unwind, 4 bytes each */
#define ENTRY_SIZE 12

struct function
{
    uint32_t address;
    uint32_t name; /* the symbol's number, or the address of an exported name */
};

struct functions
{
    struct image image;
    struct function *list; /* by address */
    uint32_t count, room;
    size_t limit;
    bool exported; /* they are exports, not symbols */
};

static bool add(struct functions *functions, uint32_t address, uint32_t name)
{
    struct function *list;

    if (functions->count >= functions->limit
        || !(list = room_make(functions->list, &functions->room, functions->count + 1, sizeof(*list), 256)))
        return false;
    functions->list = list;
    list[functions->count++] = (struct function){ address, name };
    return true;
}

static void add_symbol(struct functions *functions, const uint8_t *symbol, uint32_t number)
{
    const struct image *image = &functions->image;
    unsigned int section = bytes_16(symbol + 12);

    if ((bytes_16(symbol + 14) & 0x30) == TYPE_FUNCTION && section && section <= image->section_count
        && image->sections[section - 1].has_code && bytes_32(symbol + 8) < image->sections[section - 1].bytes)
        add(functions, image->sections[section - 1].address + bytes_32(symbol + 8), number);
}

static void read_symbols(struct functions *functions)
{
    static uint8_t piece[SYMBOL_PIECE * SYMBOL_SIZE];
    const struct image *image = &functions->image;
    uint32_t count = image->symbol_count < SYMBOL_LIMIT ? image->symbol_count : SYMBOL_LIMIT, first, i, skip = 0;

    for (first = 0; image->symbols && first < count; first += SYMBOL_PIECE)
    {
        uint32_t got = count - first < SYMBOL_PIECE ? count - first : SYMBOL_PIECE;

        if (!image_read(image, image->symbols + (uint64_t)first * SYMBOL_SIZE, piece, got * SYMBOL_SIZE))
            return;
        for (i = 0; i < got; ++i)
        {
            const uint8_t *symbol = piece + i * SYMBOL_SIZE;

            /* What follows a symbol and belongs to it is none. */
            if (skip)
            {
                --skip;
                continue;
            }
            skip = symbol[17];
            add_symbol(functions, symbol, first + i);
        }
    }
}

/* Names, and for each the place of its function in a table of addresses. */
static void read_exports(struct functions *functions)
{
    const struct image *image = &functions->image;
    uint64_t exports = image->directories[IMAGE_EXPORTS].address;
    uint8_t head[40], name[4], place[2], address[4];
    uint32_t count, i;

    functions->exported = true;
    if (!exports || !image_read_address(image, exports, head, sizeof(head)))
        return;
    count = bytes_32(head + 24);
    for (i = 0; i < count && i < EXPORT_LIMIT; ++i)
    {
        if (!image_read_address(image, bytes_32(head + 32) + 4 * (uint64_t)i, name, 4)
            || !image_read_address(image, bytes_32(head + 36) + 2 * (uint64_t)i, place, 2))
            return;
        if (bytes_16(place) < bytes_32(head + 20)
            && image_read_address(image, bytes_32(head + 28) + 4 * (uint64_t)bytes_16(place), address, 4))
            add(functions, bytes_32(address), bytes_32(name));
    }
}

static int compare(const void *a, const void *b)
{
    const struct function *first = a, *second = b;

    if (first->address != second->address)
        return first->address < second->address ? -1 : 1;
    return first->name < second->name ? -1 : first->name > second->name;
}

struct functions *functions_read(const char *path, uint32_t stamp, uint32_t loaded, size_t limit)
{
    struct functions *functions = calloc(1, sizeof(*functions));

    if (!functions)
        return NULL;
    functions->limit = limit;
    if (!image_open(&functions->image, path))
    {
        free(functions);
        return NULL;
    }
    if (functions->image.stamp == stamp && functions->image.loaded == loaded)
    {
        read_symbols(functions);
        if (!functions->count && functions->image.is_64)
            read_exports(functions);
    }
    if (functions->count)
    {
        qsort(functions->list, functions->count, sizeof(*functions->list), compare);
        return functions;
    }
    functions_free(functions);
    return NULL;
}

void functions_free(struct functions *functions)
{
    if (!functions)
        return;
    image_close(&functions->image);
    free(functions->list);
    free(functions);
}

size_t functions_count(const struct functions *functions)
{
    return functions->count;
}

/* Where the function begins that has the address, by the table of functions; 0 where that does not say. */
static uint32_t beginning(const struct image *image, uint32_t address)
{
    uint32_t low = 0, high = image->directories[IMAGE_FUNCTION_TABLE].size / ENTRY_SIZE, middle;
    uint8_t entry[ENTRY_SIZE];

    while (low < high)
    {
        middle = low + (high - low) / 2;
        if (!image_read_address(image, image->directories[IMAGE_FUNCTION_TABLE].address + (uint64_t)middle * ENTRY_SIZE,
                                entry, sizeof(entry)))
            return 0;
        if (address < bytes_32(entry))
            high = middle;
        else if (address >= bytes_32(entry + 4))
            low = middle + 1;
        else
            return bytes_32(entry);
    }
    return 0;
}

static bool read_name(const struct functions *functions, const struct function *function, char *name)
{
    const struct image *image = &functions->image;
    uint64_t symbol = image->symbols + (uint64_t)function->name * SYMBOL_SIZE;
    uint8_t bytes[8];

    if (functions->exported)
        return image_read_string_address(image, function->name, name, FUNCTION_NAME_SIZE);
    if (!image_read(image, symbol, bytes, sizeof(bytes)))
        return false;
    /* Eight characters, or zeros and the place in the table of strings, which lies behind the symbols. */
    if (bytes_32(bytes))
        return image_read_string(image, symbol, name, sizeof(bytes) + 1);
    return image_read_string(image, image->symbols + (uint64_t)image->symbol_count * SYMBOL_SIZE + bytes_32(bytes + 4),
                             name, FUNCTION_NAME_SIZE);
}

/* "_name@8" and "@name@8" are how 32-bit compilers write "name". */
static void undecorate(char *name)
{
    char *at = strrchr(name, '@');

    if (at && at > name && at[1] && !at[1 + strspn(at + 1, "0123456789")])
        *at = 0;
    if (name[0] == '_' || name[0] == '@')
        memmove(name, name + 1, strlen(name));
}

bool functions_find(const struct functions *functions, uint32_t address, char name[FUNCTION_NAME_SIZE])
{
    const struct image *image = &functions->image;
    const struct function *list = functions->list;
    uint32_t low = 0, high = functions->count, middle;

    while (low < high)
    {
        middle = low + (high - low) / 2;
        if (list[middle].address <= address)
            low = middle + 1;
        else
            high = middle;
    }
    if (!low || !image_section_of(image, address)
        || image_section_of(image, address) != image_section_of(image, list[low - 1].address))
        return false;
    if (functions->exported && beginning(image, address) != list[low - 1].address)
        return false;
    while (low > 1 && list[low - 2].address == list[low - 1].address)
        --low;
    if (!read_name(functions, &list[low - 1], name))
        return false;
    if (image->is_32)
        undecorate(name);
    return name[0] != 0;
}
