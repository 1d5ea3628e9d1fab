/*
 * Rows of the contract that an allocator is known not to keep, and what a comparison does about each
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef QUARTZALLOC_FUZZ_MASKS_H
#define QUARTZALLOC_FUZZ_MASKS_H

#include <stdbool.h>

/* A row as one number: row 7.39 is ROW(7, 39). */
#define ROW(section, number) ((section)*100 + (number))
#define ROW_LIMIT            ROW(9, 0)

enum mask
{
    MASK_NONE,
    MASK_IGNORE, /* what the row says is not compared */
    MASK_AVOID,  /* nor are the calls made that it is about: they would crash, hang or lead the two apart */
};

struct masks
{
    unsigned char mask[ROW_LIMIT];
};

/*
 * Add the table of a known target, "wine-builtin" or "windows", or one row as the command line names it: "3.3", "3.3=ignore" or
 * "3.3=avoid".  Returns false where there is no such table or row, or the row cannot be avoided.
 */
bool masks_add(struct masks *masks, const char *name);

/* Print the tables and what can be avoided. */
void masks_list(void);

#endif
