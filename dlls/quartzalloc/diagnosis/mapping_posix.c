/*
 * The POSIX side of mapping.h
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#define _POSIX_C_SOURCE 200809L

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "mapping.h"

enum mapping_result mapping_make_file(const char *path, size_t size, void **memory)
{
    struct stat status;
    int file, error;

    if ((file = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666)) < 0)
    {
        if (errno != EEXIST)
            return MAPPING_FAILED;
        return !stat(path, &status) && S_ISDIR(status.st_mode) ? MAPPING_IS_FOLDER : MAPPING_EXISTS;
    }
    error = posix_fallocate(file, 0, (off_t)size);
    *memory = error ? MAP_FAILED : mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    close(file);
    if (*memory != MAP_FAILED)
        return MAPPING_MADE;
    unlink(path);
    return MAPPING_NO_ROOM;
}

uint64_t mapping_utc(void)
{
    struct timespec now;

    clock_gettime(CLOCK_REALTIME, &now);
    return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}
