/*
 * The version resource of a module's file: what people call it
 *
 * Resources are a tree: of kinds, then of names, then of languages.  The version's block is a tree of its own, in which each
 * node has a length, a key in UTF-16, a value and children, each at a multiple of 4 bytes.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <stdlib.h>
#include <string.h>

#include "bytes.h"
#include "image.h"

#define KIND_VERSION  16
#define LARGEST_BLOCK 65536
#define ENTRIES       4096 /* of one folder, that are looked at */
#define IS_FOLDER     0x80000000u

/* The node of a folder of resources that has the number, or the first where it is 0. */
static bool find_entry(const struct image *image, uint32_t folder, uint32_t number, uint32_t *found)
{
    uint64_t base = (uint64_t)image->directories[IMAGE_RESOURCES].address + (folder & ~IS_FOLDER);
    uint8_t bytes[16];
    uint32_t count, i;

    if (!image_read_address(image, base, bytes, 16))
        return false;
    count = (uint32_t)bytes_16(bytes + 12) + bytes_16(bytes + 14);
    for (i = 0; i < count && i < ENTRIES; ++i)
    {
        if (!image_read_address(image, base + 16 + 8 * (uint64_t)i, bytes, 8))
            return false;
        if (number && bytes_32(bytes) != number)
            continue;
        *found = bytes_32(bytes + 4);
        return true;
    }
    return false;
}

/* The version's block, to be freed; NULL for none. */
static uint8_t *read_block(const struct image *image, size_t *size)
{
    uint32_t entry;
    uint8_t bytes[16], *block;

    if (!image->directories[IMAGE_RESOURCES].address || !find_entry(image, 0, KIND_VERSION, &entry)
        || !(entry & IS_FOLDER) || !find_entry(image, entry, 0, &entry) || !(entry & IS_FOLDER)
        || !find_entry(image, entry, 0, &entry) || (entry & IS_FOLDER)
        || !image_read_address(image, (uint64_t)image->directories[IMAGE_RESOURCES].address + entry, bytes, 16))
        return NULL;
    *size = bytes_32(bytes + 4);
    if (!*size || *size > LARGEST_BLOCK || !(block = malloc(*size)))
        return NULL;
    if (image_read_address(image, bytes_32(bytes), block, *size))
        return block;
    free(block);
    return NULL;
}

struct node
{
    const uint8_t *key, *value, *children, *end;
    size_t key_length, value_length; /* characters */
};

/* At a multiple of 4 from the block's beginning, and not beyond the end. */
static const uint8_t *align(const uint8_t *block, const uint8_t *at, const uint8_t *end)
{
    size_t offset = ((size_t)(at - block) + 3) / 4 * 4;

    return offset > (size_t)(end - block) ? end : block + offset;
}

/* The node at `at`; false where no whole one is there. */
static bool read_node(const uint8_t *block, const uint8_t *at, const uint8_t *end, struct node *node)
{
    size_t length, value;

    if (end - at < 6 || (length = bytes_16(at)) < 6 || length > (size_t)(end - at))
        return false;
    /* A text's length is in characters, and that of bytes in bytes. */
    value = (size_t)bytes_16(at + 2) * (bytes_16(at + 4) ? 2 : 1);
    node->end = at + length;
    node->key = at += 6;
    for (node->key_length = 0; node->end - at >= 2 && bytes_16(at); at += 2)
        ++node->key_length;
    if (node->end - at < 2)
        return false;
    node->value = align(block, at + 2, node->end);
    if (value > (size_t)(node->end - node->value))
        value = (size_t)(node->end - node->value);
    node->value_length = value / 2;
    node->children = align(block, node->value + value, node->end);
    return true;
}

static bool has_key(const struct node *node, const char *key)
{
    size_t i;

    if (node->key_length != strlen(key))
        return false;
    for (i = 0; i < node->key_length; ++i)
    {
        if (bytes_16(node->key + 2 * i) != (unsigned char)key[i])
            return false;
    }
    return true;
}

/* The child with the key, or the first where it is NULL. */
static bool find_child(const uint8_t *block, const struct node *parent, const char *key, struct node *child)
{
    const uint8_t *at = parent->children;

    while (read_node(block, at, parent->end, child))
    {
        if (!key || has_key(child, key))
            return true;
        at = align(block, child->end, parent->end);
    }
    return false;
}

static bool take_text(const struct node *node, char *out, size_t size)
{
    size_t used = 0, i;
    uint32_t character, low;

    out[0] = 0;
    for (i = 0; i < node->value_length && (character = bytes_16(node->value + 2 * i)); ++i)
    {
        low = character >= 0xd800 && character < 0xdc00 && i + 1 < node->value_length
                ? bytes_16(node->value + 2 * i + 2)
                : 0;
        if (low >= 0xdc00 && low < 0xe000)
        {
            character = 0x10000 + ((character - 0xd800) << 10) + (low - 0xdc00);
            ++i;
        }
        if (character != ' ' || used)
            used = bytes_put(out, size, used, character);
    }
    while (used && out[used - 1] == ' ')
        out[--used] = 0;
    return used > 0;
}

bool image_describe(const struct image *image, char *out, size_t size)
{
    struct node root, strings, table, text;
    bool found = false;
    size_t length;
    uint8_t *block = read_block(image, &length);

    if (!block)
        return false;
    if (read_node(block, block, block + length, &root) && find_child(block, &root, "StringFileInfo", &strings)
        && find_child(block, &strings, NULL, &table))
        found = (find_child(block, &table, "FileDescription", &text) && take_text(&text, out, size))
                || (find_child(block, &table, "ProductName", &text) && take_text(&text, out, size));
    free(block);
    return found;
}
