/*
 * Tallies: how often something took time, how long in all and at most; for each module that has to do with an allocator
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef QUARTZALLOC_DIAGNOSIS_TALLY_H
#define QUARTZALLOC_DIAGNOSIS_TALLY_H

#include <stddef.h>
#include <stdint.h>

/* All zero to begin with.  The unit is the caller's. */
struct tally
{
    uint64_t count, total, longest;
};

static inline void tally_add(struct tally *tally, uint64_t took)
{
    ++tally->count;
    tally->total += took;
    if (took > tally->longest)
        tally->longest = took;
}

/* What a module did with an allocator's buffers. */
struct module_tally
{
    uint16_t module;
    struct tally holds; /* of buffers, counted when it had given them up */
    struct tally waits; /* in its calls of GetBuffer */
};

/* The module's, made where it is new, among `count` of at most `limit`; NULL where it finds no place. */
static inline struct module_tally *module_tally(struct module_tally *tallies, uint32_t *count, uint32_t limit,
                                                uint16_t module)
{
    uint32_t i;

    for (i = 0; i < *count; ++i)
    {
        if (tallies[i].module == module)
            return &tallies[i];
    }
    if (i == limit)
        return NULL;
    ++*count;
    tallies[i] = (struct module_tally){ .module = module };
    return &tallies[i];
}

#endif
