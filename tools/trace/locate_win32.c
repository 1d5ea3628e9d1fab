/*
 * The Win32 side of locate.h: Windows finds its own files, and in a prefix Wine does
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "locate.h"

bool locate_prefix(const char *told, char prefix[LOCATE_SIZE])
{
    const char *set = getenv("WINEPREFIX");

    if (told[0] != '/')
        told = set ? set : "";
    return told[0] == '/' && (size_t)snprintf(prefix, LOCATE_SIZE, "%s", told) < LOCATE_SIZE;
}

bool locate_file(const char *prefix, const char *path, char file[LOCATE_SIZE])
{
    const char *root = "";

    (void)prefix;
    if (!strncmp(path, "\\??\\", 4))
        path += 4;
    /* A trace may be a stranger's: no other device, for one of them would connect to a server of his choice. */
    else if (!strncmp(path, "\\Device\\HarddiskVolume", 22))
        root = "\\\\?\\GLOBALROOT";
    if (!root[0] && (!path[0] || path[1] != ':'))
        return false;
    return (size_t)snprintf(file, LOCATE_SIZE, "%s%s", root, path) < LOCATE_SIZE;
}

bool locate_registry(const char *prefix, const char *name, char file[LOCATE_SIZE])
{
    /* As Wine opens a path of Unix. */
    return (size_t)snprintf(file, LOCATE_SIZE, "\\\\?\\unix%s/%s", prefix, name) < LOCATE_SIZE;
}
