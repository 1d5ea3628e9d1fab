/*
 * A module's file: see image.h
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <string.h>

#include "bytes.h"
#include "image.h"

/* Files beyond this are not looked at: no module is so large. */
#define LARGEST_FILE (UINT64_C(1) << 31)

#define HEADER_SIZE   20 /* of a COFF file */
#define SECTION_SIZE  40
#define OPTIONAL_SIZE 512 /* of the optional header, that are looked at */

#define MACHINE_I386  0x014c
#define MACHINE_AMD64 0x8664
#define MAGIC_32      0x010b
#define MAGIC_64      0x020b

#define SECTION_IS_CODE 0x20000000u /* it can be executed */

bool image_read(const struct image *image, uint64_t offset, void *out, size_t size)
{
    return offset <= image->size && size <= image->size - offset && !fseek(image->file, (long)offset, SEEK_SET)
            && fread(out, 1, size, image->file) == size;
}

const struct image_section *image_section_of(const struct image *image, uint64_t address)
{
    unsigned int i;

    for (i = 0; i < image->section_count; ++i)
    {
        const struct image_section *section = &image->sections[i];
        uint32_t size = section->size > section->bytes ? section->size : section->bytes;

        if (address >= section->address && address - section->address < size)
            return section;
    }
    return NULL;
}

/* How many bytes of the section's file part lie at and behind the address, and where; 0 for none. */
static uint64_t find_address(const struct image *image, uint64_t address, uint64_t *offset)
{
    const struct image_section *section = image_section_of(image, address);

    if (!section || address - section->address >= section->bytes)
        return 0;
    *offset = section->offset + (address - section->address);
    return section->bytes - (address - section->address);
}

bool image_read_address(const struct image *image, uint64_t address, void *out, size_t size)
{
    uint64_t offset, there = find_address(image, address, &offset);

    return there >= size && there && image_read(image, offset, out, size);
}

static bool read_string(const struct image *image, uint64_t offset, uint64_t there, char *out, size_t size)
{
    size_t room = size - 1, i;

    if (offset >= image->size)
        return false;
    if (there > image->size - offset)
        there = image->size - offset;
    if (room > there)
        room = (size_t)there;
    if (!room || !image_read(image, offset, out, room))
        return false;
    for (i = 0; i < room && out[i]; ++i)
    {
        if (out[i] < ' ' || out[i] > '~')
            out[i] = '?';
    }
    out[i] = 0;
    return i > 0;
}

bool image_read_string(const struct image *image, uint64_t offset, char *out, size_t size)
{
    return read_string(image, offset, UINT64_MAX, out, size);
}

bool image_read_string_address(const struct image *image, uint64_t address, char *out, size_t size)
{
    uint64_t offset = 0, there = find_address(image, address, &offset);

    return there && read_string(image, offset, there, out, size);
}

static bool read_sections(struct image *image, uint64_t offset, unsigned int count)
{
    uint8_t bytes[SECTION_SIZE];
    unsigned int i;

    for (i = 0; i < count && i < IMAGE_SECTIONS; ++i)
    {
        struct image_section *section = &image->sections[i];

        if (!image_read(image, offset + i * SECTION_SIZE, bytes, sizeof(bytes)))
            return false;
        section->size = bytes_32(bytes + 8);
        section->address = bytes_32(bytes + 12);
        section->bytes = bytes_32(bytes + 16);
        section->offset = bytes_32(bytes + 20);
        section->has_code = bytes_32(bytes + 36) & SECTION_IS_CODE;
        ++image->section_count;
    }
    return true;
}

/* The part of the header that differs between the widths; `size` bytes of it are there. */
static bool read_optional(struct image *image, const uint8_t *bytes, size_t size)
{
    unsigned int magic = bytes_16(bytes), i;
    size_t at = magic == MAGIC_64 ? 112 : 96; /* of the directories; their number stands before */
    uint32_t count;

    if ((magic != MAGIC_32 && magic != MAGIC_64) || size < at)
        return false;
    image->loaded = bytes_32(bytes + 56);
    count = bytes_32(bytes + at - 4);
    for (i = 0; i < count && i < IMAGE_DIRECTORIES && at + 8 <= size; ++i, at += 8)
    {
        image->directories[i].address = bytes_32(bytes + at);
        image->directories[i].size = bytes_32(bytes + at + 4);
    }
    return true;
}

static bool read_headers(struct image *image)
{
    uint8_t start[64], head[4 + HEADER_SIZE], optional[OPTIONAL_SIZE] = { 0 };
    uint64_t offset;
    size_t size;

    if (!image_read(image, 0, start, sizeof(start)) || memcmp(start, "MZ", 2))
        return false;
    offset = bytes_32(start + 60);
    if (!image_read(image, offset, head, sizeof(head)) || memcmp(head, "PE\0\0", 4))
        return false;
    image->is_32 = bytes_16(head + 4) == MACHINE_I386;
    image->is_64 = bytes_16(head + 4) == MACHINE_AMD64;
    image->stamp = bytes_32(head + 8);
    image->symbols = bytes_32(head + 12);
    image->symbol_count = bytes_32(head + 16);
    size = bytes_16(head + 20);
    offset += sizeof(head);
    if (!image_read(image, offset, optional, size < sizeof(optional) ? size : sizeof(optional)))
        return false;
    return read_optional(image, optional, size < sizeof(optional) ? size : sizeof(optional))
            && read_sections(image, offset + size, bytes_16(head + 6));
}

bool image_open(struct image *image, const char *path)
{
    long end;

    memset(image, 0, sizeof(*image));
    if (!(image->file = fopen(path, "rb")))
        return false;
    if (!fseek(image->file, 0, SEEK_END) && (end = ftell(image->file)) > 0 && (uint64_t)end < LARGEST_FILE)
    {
        image->size = (uint64_t)end;
        if (read_headers(image))
            return true;
    }
    image_close(image);
    return false;
}

void image_close(struct image *image)
{
    if (image->file)
        fclose(image->file);
    image->file = NULL;
}
