/*
 * Counting allocations: see memory.h and memory_count.h
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "memory_count.h"

#include <stddef.h>

#include "memory.h"

/* For tests with one thread. */
static long live;
static unsigned int countdown; /* 1: the next one fails; 0: none does */
static bool failed;

long memory_live(void)
{
    return live;
}

void memory_fail(unsigned int after)
{
    countdown = after + 1;
    failed = false;
}

bool memory_has_failed(void)
{
    return failed;
}

void memory_heal(void)
{
    countdown = 0;
}

bool memory_fails(void)
{
    if (!countdown || --countdown)
        return false;
    failed = true;
    return true;
}

void *memory_count(void *memory)
{
    live += memory != NULL;
    return memory;
}

void memory_uncount(const void *memory)
{
    live -= memory != NULL;
}
