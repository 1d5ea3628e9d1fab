/*
 * A prefix's registry, as the text that Wine keeps it in: which filters a DLL has, and what they are called
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef TRACE_REGISTRY_H
#define TRACE_REGISTRY_H

#include <stdbool.h>
#include <stdint.h>

/* Filters of a DLL that are told by name, and how long a name is at most, in UTF-8 with its terminating 0 */
#define REGISTRY_FILTERS   8
#define REGISTRY_NAME_SIZE 64

/* What one DLL has. */
struct registry_module
{
    const char *file; /* in: the DLL's file name without its folder; not looked for where it is empty */
    uint32_t count;   /* out: its filters, also those that found no room */
    char filters[REGISTRY_FILTERS][REGISTRY_NAME_SIZE]; /* the first of them, in the file's order; none twice */
};

/*
 * Look for the filters of `count` DLLs, at most 65535, in the file at `path` ("system.reg"), which may be of any size and
 * damaged in any way: classes whose InprocServer32 is the DLL and that stand in a category of filters, by the FriendlyName
 * that they have there.  is_32: what 32-bit programs see.  Adds to what `modules` has.  Returns false where the file cannot
 * be read, or memory ran out.  One thread.
 */
bool registry_read(const char *path, bool is_32, struct registry_module *modules, uint32_t count);

#endif
