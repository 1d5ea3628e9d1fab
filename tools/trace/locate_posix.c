/*
 * The POSIX side of locate.h: paths of Windows, through a prefix's dosdevices
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#define _POSIX_C_SOURCE 200809L

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "locate.h"

static bool has_drives(const char *prefix)
{
    char path[LOCATE_SIZE];
    struct stat status;

    return prefix[0] == '/' && (size_t)snprintf(path, sizeof(path), "%s/dosdevices", prefix) < sizeof(path)
            && !stat(path, &status) && S_ISDIR(status.st_mode);
}

bool locate_prefix(const char *told, char prefix[LOCATE_SIZE])
{
    const char *set = getenv("WINEPREFIX");

    if (!has_drives(told))
        told = set && has_drives(set) ? set : "";
    return *told && (size_t)snprintf(prefix, LOCATE_SIZE, "%s", told) < LOCATE_SIZE;
}

/* The name that stands in the folder as `name`, in whatever case: put behind it. */
static bool find_name(char folder[LOCATE_SIZE], const char *name, size_t length)
{
    size_t used = strlen(folder);
    struct dirent *entry;
    struct stat status;
    bool found = false;
    DIR *listing;

    if (!length || used + 1 + length >= LOCATE_SIZE || (name[0] == '.' && length <= 2 && name[length - 1] == '.'))
        return false;
    folder[used] = '/';
    memcpy(folder + used + 1, name, length);
    folder[used + 1 + length] = 0;
    if (!stat(folder, &status))
        return true;
    folder[used] = 0;
    if (!(listing = opendir(folder)))
        return false;
    while (!found && (entry = readdir(listing)))
        found = strlen(entry->d_name) == length && !strncasecmp(entry->d_name, name, length);
    if (found)
    {
        folder[used] = '/';
        memcpy(folder + used + 1, entry->d_name, length);
    }
    closedir(listing);
    return found;
}

bool locate_file(const char *prefix, const char *path, char file[LOCATE_SIZE])
{
    struct stat status;
    size_t length;

    if (!strncmp(path, "\\??\\", 4))
        path += 4;
    file[0] = 0;
    if (!strncasecmp(path, "unix\\", 5))
        path += 5;
    else if (!path[0] || path[1] != ':' || path[2] != '\\'
             || (size_t)snprintf(file, LOCATE_SIZE, "%s/dosdevices", prefix) >= LOCATE_SIZE || !prefix[0]
             || !find_name(file, path, 2))
        return false;
    else
        path += 3;
    for (; *path; path += length + (path[length] == '\\'))
    {
        length = strcspn(path, "\\");
        if (!find_name(file, path, length))
            return false;
    }
    /* Nobody waits for what a pipe or a device has to say. */
    return !stat(file, &status) && S_ISREG(status.st_mode);
}

bool locate_registry(const char *prefix, const char *name, char file[LOCATE_SIZE])
{
    struct stat status;

    return (size_t)snprintf(file, LOCATE_SIZE, "%s/%s", prefix, name) < LOCATE_SIZE && !stat(file, &status)
            && S_ISREG(status.st_mode);
}
