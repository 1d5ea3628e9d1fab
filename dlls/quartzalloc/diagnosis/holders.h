/*
 * Whose references to a buffer are: the rule by which they are given to modules
 *
 * A module may give up a reference that another one took, as when a queue passes a sample on; it is then taken from
 * whoever has had the buffer longest.  The ledger keeps this rule while a program runs, quartzalloc-trace when it reads
 * what was recorded.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef QUARTZALLOC_DIAGNOSIS_HOLDERS_H
#define QUARTZALLOC_DIAGNOSIS_HOLDERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Modules that are kept apart for one buffer; the rest are counted together. */
#define HOLDERS_LIMIT 6

/* The modules that hold a buffer, the earliest first.  All zero for one that is free. */
struct holders
{
    uint32_t count;
    uint16_t modules[HOLDERS_LIMIT];
    int32_t references[HOLDERS_LIMIT];
    int32_t others; /* references of modules that found no place */
};

/* The module's place, or holders->count. */
static inline uint32_t holders_find(const struct holders *holders, uint16_t module)
{
    uint32_t i;

    for (i = 0; i < holders->count && holders->modules[i] != module; ++i)
        ;
    return i;
}

/* One reference more.  Returns whether that makes the module a new holder, which is the last then. */
static inline bool holders_add(struct holders *holders, uint16_t module)
{
    uint32_t i = holders_find(holders, module);

    if (i < holders->count)
    {
        ++holders->references[i];
        return false;
    }
    if (i == HOLDERS_LIMIT)
    {
        ++holders->others;
        return false;
    }
    holders->modules[i] = module;
    holders->references[i] = 1;
    ++holders->count;
    return true;
}

/* One reference less.  Returns the place of the holder that has none left by that, or HOLDERS_LIMIT. */
static inline uint32_t holders_drop(struct holders *holders, uint16_t module)
{
    uint32_t i = holders_find(holders, module);

    if (i == holders->count)
    {
        /* Passed on: whoever has had it longest has given it away. */
        if (holders->others)
        {
            --holders->others;
            return HOLDERS_LIMIT;
        }
        i = 0;
    }
    return i < holders->count && !--holders->references[i] ? i : HOLDERS_LIMIT;
}

/* Take a holder out, and its element out of `details`, an array of elements of `size` bytes for the same holders. */
static inline void holders_remove(struct holders *holders, uint32_t which, void *details, size_t size)
{
    uint32_t behind = --holders->count - which;
    char *element = (char *)details + which * size;

    memmove(&holders->modules[which], &holders->modules[which + 1], behind * sizeof(*holders->modules));
    memmove(&holders->references[which], &holders->references[which + 1], behind * sizeof(*holders->references));
    memmove(element, element + size, behind * size);
}

#endif
