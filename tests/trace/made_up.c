/*
 * A module's file that no linker has made: see made_up.h
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <string.h>

#include "made_up.h"

/* Offsets of the file; an address of the second section is its offset and 0x1800 more. */
#define SECTIONS  0x180
#define CODE      0x400
#define DATA      0x800
#define DATA_AT   0x2000u
#define EXPORTS   0x000u /* in the second section, as all that follow */
#define FUNCTIONS 0x200u
#define RESOURCES 0x400u
#define DATA_SIZE 0x800u
#define SYMBOLS   0x1000
#define SYMBOL    18

static void put_16(uint8_t *at, unsigned int value)
{
    at[0] = (uint8_t)value;
    at[1] = (uint8_t)(value >> 8);
}

static void put_32(uint8_t *at, uint32_t value)
{
    put_16(at, value & 0xffff);
    put_16(at + 2, value >> 16);
}

static void put_section(uint8_t *at, uint32_t address, uint32_t size, uint32_t offset, uint32_t flags)
{
    put_32(at + 8, size);
    put_32(at + 12, address);
    put_32(at + 16, size);
    put_32(at + 20, offset);
    put_32(at + 36, flags);
}

static void put_headers(uint8_t *bytes, bool is_64)
{
    uint8_t *head = bytes + 64, *optional = head + 24, *directories = optional + (is_64 ? 112 : 96);

    memcpy(bytes, "MZ", 2);
    put_32(bytes + 60, 64);
    memcpy(head, "PE\0\0", 4);
    put_16(head + 4, is_64 ? 0x8664 : 0x014c);
    put_16(head + 6, 2);
    put_32(head + 8, MADE_UP_STAMP);
    put_16(head + 20, SECTIONS - 64 - 24);
    put_16(optional, is_64 ? 0x020b : 0x010b);
    put_32(optional + 56, MADE_UP_LOADED);
    put_32(directories - 4, 16);
    put_32(directories, DATA_AT + EXPORTS);
    put_32(directories + 4, 0x100);
    put_32(directories + 16, DATA_AT + RESOURCES);
    put_32(directories + 20, 0x400);
    put_32(directories + 24, is_64 ? DATA_AT + FUNCTIONS : 0);
    put_32(directories + 28, is_64 ? 36 : 0);
    put_section(bytes + SECTIONS, 0x1000, 0x200, CODE, 0x60000020);
    put_section(bytes + SECTIONS + 40, DATA_AT, DATA_SIZE, DATA, 0x40000040);
}

static void put_exports(uint8_t *data)
{
    uint8_t *exports = data + EXPORTS;

    put_32(exports + 20, 2);
    put_32(exports + 24, 2);
    put_32(exports + 28, DATA_AT + 0x40);
    put_32(exports + 32, DATA_AT + 0x50);
    put_32(exports + 36, DATA_AT + 0x60);
    put_32(exports + 0x40, MADE_UP_RECEIVE);
    put_32(exports + 0x44, MADE_UP_DELIVER);
    /* By name, and so the other way round */
    put_32(exports + 0x50, DATA_AT + 0x80);
    put_32(exports + 0x54, DATA_AT + 0xa0);
    put_16(exports + 0x60, 1);
    put_16(exports + 0x62, 0);
    strcpy((char *)exports + 0x80, "DeliverTheSample");
    strcpy((char *)exports + 0xa0, "Receive");
}

static void put_functions(uint8_t *data)
{
    static const uint32_t bounds[][2] = { { MADE_UP_RECEIVE, MADE_UP_DELIVER },
                                          { MADE_UP_DELIVER, MADE_UP_HELPER },
                                          { MADE_UP_HELPER, MADE_UP_END } };
    unsigned int i;

    for (i = 0; i < 3; ++i)
    {
        put_32(data + FUNCTIONS + 12 * i, bounds[i][0]);
        put_32(data + FUNCTIONS + 12 * i + 4, bounds[i][1]);
    }
}

/* A node of the version's block.  Returns where its children, or what follows, begin. */
static uint8_t *put_node(uint8_t *at, const char *key, const char *text)
{
    size_t length = strlen(key), i;
    uint8_t *value = at + (6 + 2 * (length + 1) + 3) / 4 * 4;

    for (i = 0; i < length; ++i)
        at[6 + 2 * i] = (uint8_t)key[i];
    put_16(at + 4, 1);
    if (!text)
        return value;
    length = strlen(text);
    put_16(at + 2, (unsigned int)length + 1);
    for (i = 0; i < length; ++i)
        value[2 * i] = (uint8_t)text[i];
    put_16(at, (unsigned int)(value - at + 2 * (long)(length + 1)));
    return at + (value - at + 2 * (long)(length + 1) + 3) / 4 * 4;
}

static void put_folder(uint8_t *at, uint32_t number, uint32_t child)
{
    put_16(at + 14, 1);
    put_32(at + 16, number);
    put_32(at + 20, child);
}

static void put_version(uint8_t *data)
{
    uint8_t *tree = data + RESOURCES, *block = tree + 0x100, *strings, *table, *text, *end;

    put_folder(tree, 16, 0x80000020);
    put_folder(tree + 0x20, 1, 0x80000040);
    put_folder(tree + 0x40, 0x409, 0x60);
    put_32(tree + 0x60, DATA_AT + RESOURCES + 0x100);
    strings = put_node(block, "VS_VERSION_INFO", NULL);
    table = put_node(strings, "StringFileInfo", NULL);
    text = put_node(table, "040904b0", NULL);
    end = put_node(text, "CompanyName", "Nobody");
    end = put_node(end, "FileDescription", "Made-up Decoder");
    put_16(table, (unsigned int)(end - table));
    put_16(strings, (unsigned int)(end - strings));
    put_16(block, (unsigned int)(end - block));
    put_32(tree + 0x64, (uint32_t)(end - block));
}

static void put_symbol(uint8_t *at, uint32_t address, unsigned int more)
{
    put_32(at + 8, address - 0x1000);
    put_16(at + 12, 1);
    put_16(at + 14, 0x20);
    at[16] = 2;
    at[17] = (uint8_t)more;
}

/* Four, of which one belongs to the one before; and the table of strings.  Returns the file's end. */
static size_t put_symbols(uint8_t *bytes, bool is_64)
{
    uint8_t *symbols = bytes + SYMBOLS, *strings = symbols + 4 * SYMBOL;

    put_32(bytes + 64 + 12, SYMBOLS);
    put_32(bytes + 64 + 16, 4);
    put_symbol(symbols, MADE_UP_RECEIVE, 1);
    memcpy(symbols, is_64 ? "Receive" : "_Receive", is_64 ? 7 : 8);
    put_symbol(symbols + 2 * SYMBOL, MADE_UP_DELIVER, 0);
    put_32(symbols + 2 * SYMBOL + 4, 4);
    put_symbol(symbols + 3 * SYMBOL, MADE_UP_HELPER, 0);
    put_32(symbols + 3 * SYMBOL + 4, 4 + 32);
    strcpy((char *)strings + 4, is_64 ? "DeliverTheSample" : "_DeliverTheSample@8");
    strcpy((char *)strings + 4 + 32, is_64 ? "helper_of_it" : "@helper_of_it@4");
    put_32(strings, 4 + 64);
    return SYMBOLS + 4 * SYMBOL + 4 + 64;
}

size_t make_up_image(uint8_t bytes[MADE_UP_SIZE], bool is_64, bool has_symbols)
{
    memset(bytes, 0, MADE_UP_SIZE);
    put_headers(bytes, is_64);
    put_exports(bytes + DATA);
    put_functions(bytes + DATA);
    put_version(bytes + DATA);
    return has_symbols ? put_symbols(bytes, is_64) : DATA + DATA_SIZE;
}
