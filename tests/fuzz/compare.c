/*
 * Comparing and shortening: see compare.h
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "compare.h"

#include <stdio.h>
#include <string.h>

/* Too large for a stack; one comparison at a time. */
static struct transcript transcript;

bool compare(struct comparison *comparison, const uint8_t *data, size_t size, struct difference *difference,
             struct progress *progress)
{
    play(&comparison->first, &comparison->masks, data, size, &transcript, NULL, progress, false);
    comparison->calls +=
            play(&comparison->second, &comparison->masks, data, size, &transcript, difference, progress, false);
    ++comparison->sequences;
    return !difference->found;
}

static void print_answer(const char *name, const struct observation *answer)
{
    if (answer->what)
        printf("  %s: call %u, row %u.%u: %s %lld (0x%llx)\n", name, answer->step, answer->row / 100, answer->row % 100,
               answer->what, (long long)answer->value, (unsigned long long)answer->value);
    else
        printf("  %s: nothing more\n", name);
}

void compare_verbosely(struct comparison *comparison, const uint8_t *data, size_t size, struct progress *progress)
{
    struct difference difference;
    size_t i;

    printf("input of %u bytes:", (unsigned int)size);
    for (i = 0; i < size; ++i)
        printf(" %02x", data[i]);
    printf("\ncalls of %s:\n", comparison->second.name);
    fflush(stdout);
    play(&comparison->first, &comparison->masks, data, size, &transcript, NULL, progress, false);
    play(&comparison->second, &comparison->masks, data, size, &transcript, &difference, progress, true);
    if (difference.found)
    {
        printf("DIFFERENCE\n");
        print_answer(comparison->first.name, &difference.expected);
        print_answer(comparison->second.name, &difference.seen);
    }
    fflush(stdout);
}

size_t shorten(uint8_t *data, size_t size, bool (*still)(void *context, const uint8_t *data, size_t size),
               void *context)
{
    uint8_t shorter[INPUT_MOST], saved;
    size_t block, i;
    bool any = true;

    while (any)
    {
        any = false;
        for (block = size / 2; block; block /= 2)
        {
            for (i = 0; i + block <= size;)
            {
                memcpy(shorter, data, i);
                memcpy(shorter + i, data + i + block, size - i - block);
                if (!still(context, shorter, size - block))
                {
                    i += block;
                    continue;
                }
                size -= block;
                memcpy(data, shorter, size);
                any = true;
            }
        }
        for (i = 0; i < size; ++i)
        {
            if (!(saved = data[i]))
                continue;
            data[i] = 0;
            if (!still(context, data, size))
                data[i] = saved;
            else
                any = true;
        }
    }
    return size;
}
