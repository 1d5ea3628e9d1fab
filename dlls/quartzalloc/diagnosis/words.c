/*
 * Words: see words.h
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <stdlib.h>
#include <string.h>

#include "words.h"

/* More than any memory and any file system has: a mistake */
#define SIZE_HIGHEST 1e15

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

    /* strtod knows more than numbers: "nan", "inf". */
    if (!length || !strchr(".0123456789", *text))
        return false;
    value = strtod(text, &end);
    if (end < text + length && *end && (unit = strchr(units, *end & ~32)))
    {
        value *= (double)(UINT64_C(1) << (10 * (unit - units + 1)));
        ++end;
    }
    if (end != text + length || value > SIZE_HIGHEST)
        return false;
    *size = (uint64_t)value;
    return true;
}
