/*
 * A module's file, an EXE or a DLL: what it says of itself, and where its functions are
 *
 * These files are whatever lies in a prefix, so nothing in them is trusted: each read is checked against the file's size,
 * each count has a limit, and what does not fit is as if it were not there.  One thread.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef TRACE_IMAGE_H
#define TRACE_IMAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* Sections and directories of a file that are looked at */
#define IMAGE_SECTIONS    96
#define IMAGE_DIRECTORIES 16

enum image_directory
{
    IMAGE_EXPORTS = 0,
    IMAGE_RESOURCES = 2,
    IMAGE_FUNCTION_TABLE = 3, /* where each function begins and ends; 64-bit files alone */
};

/* `address` is an offset into the module as it is loaded; `offset` one into the file. */
struct image_section
{
    uint32_t address, size, offset, bytes; /* bytes: of it that are in the file */
    bool has_code;
};

struct image
{
    FILE *file;
    uint64_t size;    /* of the file */
    uint32_t loaded;  /* bytes that it takes in memory */
    uint32_t stamp;   /* the linker's timestamp */
    uint64_t symbols; /* offset of the table of symbols; 0 for none */
    uint32_t symbol_count;
    bool is_64; /* for x86-64 */
    bool is_32; /* for i386 */
    unsigned int section_count;
    struct image_section sections[IMAGE_SECTIONS];
    struct
    {
        uint32_t address, size;
    } directories[IMAGE_DIRECTORIES];
};

/* Open the file at `path`.  Returns false where it cannot be read or is none; then there is nothing to close. */
bool image_open(struct image *image, const char *path);
void image_close(struct image *image);

/* Read `size` bytes at an offset of the file, or at an address.  Returns false, and *out is undefined, if not all are there. */
bool image_read(const struct image *image, uint64_t offset, void *out, size_t size);
bool image_read_address(const struct image *image, uint64_t address, void *out, size_t size);

/* The section that has the address; NULL for none. */
const struct image_section *image_section_of(const struct image *image, uint64_t address);

/*
 * A string of ASCII at an offset of the file: up to its 0, or as much as fits; what is no printable character becomes a
 * question mark.  Returns false where there is none.
 */
bool image_read_string(const struct image *image, uint64_t offset, char *out, size_t size);

/* The same at an address. */
bool image_read_string_address(const struct image *image, uint64_t address, char *out, size_t size);

/*
 * image_version.c: what the version resource calls the file, in UTF-8 without characters that steer a terminal:
 * its description, or else the product's name.  Returns false where it has neither.
 */
bool image_describe(const struct image *image, char *out, size_t size);

#endif
