/*
 * What a trace asks of the operating system: a new file that is mapped, and the date
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef QUARTZALLOC_DIAGNOSIS_MAPPING_H
#define QUARTZALLOC_DIAGNOSIS_MAPPING_H

#include <stddef.h>
#include <stdint.h>

enum mapping_result
{
    MAPPING_MADE,
    MAPPING_EXISTS,    /* and was not touched */
    MAPPING_IS_FOLDER, /* likewise */
    MAPPING_NO_ROOM,   /* on the disk or in the address space; nothing is left of it */
    MAPPING_FAILED,
};

/*
 * Make a file of `size` bytes, all zero, and map it, shared with whoever else maps or reads it, until the process ends.
 * `path` is UTF-8, a Unix or a Windows path.  The disk has room for all of it afterwards: writing to the memory cannot
 * fail for want of it.
 */
enum mapping_result mapping_make_file(const char *path, size_t size, void **memory);

/* The time of day in nanoseconds since 1970. */
uint64_t mapping_utc(void);

#endif
