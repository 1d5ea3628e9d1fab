/*
 * Words: see words.h
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <stdlib.h>
#include <string.h>

#include "words.h"

bool word_is(const char *word, size_t length, const char *text)
{
    size_t i;

    for (i = 0; i < length; ++i)
    {
        char x = word[i], y = text[i];

        if ((x >= 'A' && x <= 'Z' ? x + 32 : x) != (y >= 'A' && y <= 'Z' ? y + 32 : y))
            return false;
    }
    return !text[length];
}

const char *word_next(const char **list, size_t *length)
{
    const char *word = *list + strspn(*list, ", ");

    *length = strcspn(word, ", ");
    *list = word + *length;
    return *length ? word : NULL;
}

bool word_means(const char *list, const char *name)
{
    bool meant = true, listed = false;
    const char *word;
    size_t length;

    while ((word = word_next(&list, &length)))
    {
        if (*word == '!')
        {
            if (word_is(word + 1, length - 1, name))
                return false;
            continue;
        }
        if (!listed)
            meant = false;
        listed = true;
        meant |= word_is(word, length, name);
    }
    return meant;
}

bool word_size(const char *text, size_t length, uint64_t *size)
{
    static const char units[] = "KMG";
    const char *unit;
    char *end;
    double value;

    value = strtod(text, &end);
    if (end == text || value < 0 || value > 1e12)
        return false;
    if (end < text + length && *end && (unit = strchr(units, *end & ~32)))
    {
        value *= (double)(UINT64_C(1) << (10 * (unit - units + 1)));
        ++end;
    }
    *size = (uint64_t)value;
    return end == text + length;
}
