/*
 * The command line as wide characters, so that a path may hold any character, without linking shell32 for it.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "bench.h"

typedef struct
{
    int newmode;
} start_info;

int __cdecl __wgetmainargs(int *argc, wchar_t ***argv, wchar_t ***environment, int expand_wildcards, start_info *info);

wchar_t **command_line(int *argc)
{
    wchar_t **argv = NULL, **environment;
    start_info info = { 0 };

    __wgetmainargs(argc, &argv, &environment, 0, &info);
    return argv;
}

void wide_to_utf8(const wchar_t *wide, char *utf8, size_t size)
{
    if (!WideCharToMultiByte(CP_UTF8, 0, wide, -1, utf8, (int)size, NULL, NULL))
        utf8[0] = 0;
    utf8[size - 1] = 0;
}
