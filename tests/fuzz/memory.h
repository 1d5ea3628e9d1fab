/*
 * The memory of the allocator under test: how much of it lives, and an allocation that fails when it is told to
 *
 * memory_posix.c stands between the allocator and its platform's functions by the linker's --wrap; memory_win32.c between a
 * DLL and what it imports.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef QUARTZALLOC_FUZZ_MEMORY_H
#define QUARTZALLOC_FUZZ_MEMORY_H

#include <stdbool.h>

#include "provider.h"

/* Stand between this provider and its memory.  Returns false, after saying why, where that cannot be. */
bool memory_attach(const struct provider *provider);

/* How many of its allocations live: blocks, memory of the heap, and CoTaskMemAlloc's. */
long memory_live(void);

/* Free what the allocator has given to its caller to free with CoTaskMemFree. */
void memory_free_task(void *memory);

/* Let the allocation after the next `after` ones fail, once; memory_has_failed says whether it has come to that. */
void memory_fail(unsigned int after);
bool memory_has_failed(void);

/* Let no more allocation fail. */
void memory_heal(void);

#endif
