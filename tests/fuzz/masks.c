/*
 * The tables of known differences: see masks.h
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "masks.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct known
{
    unsigned int row;
    enum mask mask;
    const char *why;
};

/* Rows whose calls the player can leave out. */
static const struct known avoidable[] = {
    { ROW(1, 1), MASK_AVOID, "ask for IMemAllocatorCallbackTemp" },
    { ROW(1, 3), MASK_AVOID, "NULL for QueryInterface and the class object" },
    { ROW(1, 4), MASK_AVOID, "aggregation" },
    { ROW(1, 8), MASK_AVOID, "the last Release while samples are out or without Decommit" },
    { ROW(2, 1), MASK_AVOID, "NULL for SetProperties and GetProperties" },
    { ROW(2, 2), MASK_AVOID, "alignments other than 1" },
    { ROW(2, 3), MASK_AVOID, "sizes that are rounded" },
    { ROW(2, 9), MASK_AVOID, "SetProperties with one structure" },
    { ROW(3, 1), MASK_AVOID, "prefixes" },
    { ROW(4, 2), MASK_AVOID, "Commit without a size" },
    { ROW(4, 3), MASK_AVOID, "Commit without the memory for it" },
    { ROW(4, 7), MASK_AVOID, "Commit while a Decommit is pending" },
    { ROW(5, 3), MASK_AVOID, "NULL for GetBuffer and ReleaseBuffer" },
    { ROW(5, 5), MASK_AVOID, "ReleaseBuffer by the application" },
    { ROW(5, 6), MASK_AVOID, "ReleaseBuffer of what is no sample to release" },
    { ROW(6, 1), MASK_AVOID, "SetNotify and GetFreeCount" },
    { ROW(6, 2), MASK_AVOID, "calls from AddRef and Release of the application's objects" },
    { ROW(6, 8), MASK_AVOID, "NULL for GetFreeCount" },
    { ROW(7, 2), MASK_AVOID, "NULL for methods of samples" },
    { ROW(7, 6), MASK_AVOID, "SetMediaTime with a start and without an end" },
    { ROW(7, 7), MASK_AVOID, "long media times, and a start at the end of time" },
    { ROW(7, 9), MASK_AVOID, "SetMediaType" },
    { ROW(7, 20), MASK_AVOID, "NULL for a sample's GetProperties" },
    { ROW(7, 31), MASK_AVOID, "a sample's SetProperties" },
};

/* Wine's builtin quartz, 8.0 and 10.0 */
static const struct known wine_builtin[] = {
    { ROW(1, 1), MASK_AVOID, "there is no IMemAllocatorCallbackTemp" },
    { ROW(1, 3), MASK_AVOID, "crashes" },
    { ROW(1, 4), MASK_AVOID, "CLASS_E_NOAGGREGATION" },
    { ROW(1, 6), MASK_IGNORE, "other classes of the DLL have a say" },
    { ROW(1, 8), MASK_AVOID, "frees the memory under samples" },
    { ROW(2, 1), MASK_AVOID, "crashes" },
    { ROW(2, 2), MASK_AVOID, "the mask is not applied" },
    { ROW(2, 3), MASK_AVOID, "does not round" },
    { ROW(2, 4), MASK_IGNORE, "leaves the structure as it was" },
    { ROW(2, 5), MASK_IGNORE, "asks whether samples are out first" },
    { ROW(3, 1), MASK_AVOID, "prefix and alignment are wrong" },
    { ROW(3, 3), MASK_IGNORE, "addresses ascend" },
    { ROW(3, 4), MASK_IGNORE, "frees the memory in Decommit" },
    { ROW(4, 2), MASK_AVOID, "another result, or crashes" },
    { ROW(4, 3), MASK_AVOID, "crashes" },
    { ROW(4, 7), MASK_AVOID, "loses count, can crash" },
    { ROW(5, 3), MASK_AVOID, "crashes" },
    { ROW(5, 5), MASK_AVOID, "aborts where the sample's reference is still held" },
    { ROW(5, 6), MASK_AVOID, "corrupts memory" },
    { ROW(6, 1), MASK_AVOID, "there is no IMemAllocatorCallbackTemp" },
    { ROW(7, 2), MASK_AVOID, "crashes" },
    { ROW(7, 7), MASK_AVOID, "the end of a sample without one wraps" },
    { ROW(7, 9), MASK_AVOID, "keeps the media type of a sample that is released" },
    { ROW(7, 11), MASK_IGNORE, "another sample comes, as addresses ascend" },
    { ROW(7, 12), MASK_IGNORE, "another sample comes, as addresses ascend" },
    { ROW(7, 20), MASK_AVOID, "crashes" },
    { ROW(7, 21), MASK_IGNORE, "cbData is always the full size" },
    { ROW(7, 31), MASK_AVOID, "checks nothing, and frees media types twice" },
};

/* What Windows does otherwise on purpose or by accident; docs/contract.md has each with its row. */
static const struct known windows[] = {
    { ROW(1, 3), MASK_AVOID, "crashes" },
    { ROW(1, 6), MASK_IGNORE, "a class object that is held counts as alive" },
    { ROW(1, 8), MASK_AVOID, "Commit takes a reference" },
    { ROW(2, 1), MASK_AVOID, "crashes" },
    { ROW(2, 2), MASK_AVOID, "takes some negative alignments" },
    { ROW(2, 9), MASK_AVOID, "refuses" },
    { ROW(4, 3), MASK_AVOID, "refuses less than the address space in 64 bits" },
    { ROW(5, 3), MASK_AVOID, "crashes" },
    { ROW(5, 5), MASK_AVOID, "does not reset the sample" },
    { ROW(5, 6), MASK_AVOID, "corrupts memory" },
    { ROW(6, 8), MASK_AVOID, "crashes" },
    { ROW(7, 2), MASK_AVOID, "crashes" },
    { ROW(7, 7), MASK_AVOID, "keeps the length in 32 bits" },
    { ROW(7, 12), MASK_IGNORE, "times that nobody has set are whatever lay in memory" },
    { ROW(7, 31), MASK_AVOID, "stores negative lengths" },
};

static const struct table
{
    const char *name;
    const struct known *known;
    unsigned int count;
} tables[] = {
    { "wine-builtin", wine_builtin, sizeof(wine_builtin) / sizeof(*wine_builtin) },
    { "windows", windows, sizeof(windows) / sizeof(*windows) },
};

#define TABLES    (sizeof(tables) / sizeof(*tables))
#define AVOIDABLE (sizeof(avoidable) / sizeof(*avoidable))

static bool add_row(struct masks *masks, const char *name)
{
    unsigned long section, number;
    enum mask mask;
    char *end;
    size_t i;

    section = strtoul(name, &end, 10);
    if (end == name || *end != '.' || section < 1 || section > 8)
        return false;
    name = end + 1;
    number = strtoul(name, &end, 10);
    if (end == name || number < 1 || number > 99)
        return false;
    if (!*end || !strcmp(end, "=ignore"))
        mask = MASK_IGNORE;
    else if (!strcmp(end, "=avoid"))
        mask = MASK_AVOID;
    else
        return false;
    for (i = 0; mask == MASK_AVOID && avoidable[i].row != ROW(section, number);)
    {
        if (++i == AVOIDABLE)
            return false;
    }
    masks->mask[ROW(section, number)] = (unsigned char)mask;
    return true;
}

bool masks_add(struct masks *masks, const char *name)
{
    unsigned int i, j;

    for (i = 0; i < TABLES; ++i)
    {
        if (strcmp(name, tables[i].name))
            continue;
        for (j = 0; j < tables[i].count; ++j)
            masks->mask[tables[i].known[j].row] = (unsigned char)tables[i].known[j].mask;
        return true;
    }
    return add_row(masks, name);
}

static void list(const struct known *known, unsigned int count)
{
    unsigned int i;

    for (i = 0; i < count; ++i)
        printf("  %u.%-3u %-7s %s\n", known[i].row / 100, known[i].row % 100,
               known[i].mask == MASK_AVOID ? "avoid" : "ignore", known[i].why);
}

void masks_list(void)
{
    unsigned int i;

    for (i = 0; i < TABLES; ++i)
    {
        printf("%s:\n", tables[i].name);
        list(tables[i].known, tables[i].count);
    }
    printf("what can be avoided:\n");
    list(avoidable, AVOIDABLE);
}
