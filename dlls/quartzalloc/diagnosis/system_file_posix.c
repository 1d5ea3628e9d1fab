/*
 * The POSIX side of system_file.h
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#define _GNU_SOURCE

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "system_file.h"

bool system_program_folder(char *folder, size_t size)
{
    ssize_t length = readlink("/proc/self/exe", folder, size);

    if (length <= 0 || (size_t)length >= size)
        return false;
    while (length && folder[length - 1] != '/')
        --length;
    folder[length] = 0;
    return length > 0;
}

long system_file_read(const char *path, char *text, size_t size)
{
    int file = open(path, O_RDONLY | O_CLOEXEC);
    long total = 0;
    ssize_t got;

    if (file < 0)
        return errno == ENOENT || errno == ENOTDIR ? SYSTEM_NO_FILE : SYSTEM_FILE_SHUT;
    while ((size_t)total < size && (got = read(file, text + total, size - (size_t)total)))
    {
        if (got > 0)
            total += got;
        else if (errno != EINTR)
        {
            total = total ? total : SYSTEM_FILE_SHUT;
            break;
        }
    }
    close(file);
    return total;
}
