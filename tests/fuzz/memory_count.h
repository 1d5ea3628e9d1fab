/*
 * What both sides of memory.h count, and when an allocation is to fail
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef QUARTZALLOC_FUZZ_MEMORY_COUNT_H
#define QUARTZALLOC_FUZZ_MEMORY_COUNT_H

#include <stdbool.h>

/* Whether the allocation that begins now is the one that fails. */
bool memory_fails(void);

/* One more that lives, unless it is NULL; returns it.  And one fewer. */
void *memory_count(void *memory);
void memory_uncount(const void *memory);

#endif
