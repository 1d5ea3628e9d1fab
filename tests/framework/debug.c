/*
 * What the inline functions of wine/debug.h call, for programs that are not linked with Wine's own library.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <string.h>
#include <windows.h>

extern const char *__cdecl __wine_dbg_strdup(const char *text);

/* Texts live until enough others have followed, on any thread: long enough for one message. */
const char *__cdecl __wine_dbg_strdup(const char *text)
{
    static char texts[64][512];
    static volatile LONG count;
    char *copy = texts[(ULONG)InterlockedIncrement(&count) % (sizeof(texts) / sizeof(texts[0]))];

    strncpy(copy, text, sizeof(texts[0]) - 1);
    return copy;
}
