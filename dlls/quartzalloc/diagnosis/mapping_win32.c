/*
 * The Win32 side of mapping.h
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <stdbool.h>

#include <windows.h>

#include "system.h"
#include "mapping.h"

/* What is written at a time */
#define CHUNK (UINT32_C(1) << 20)

/* From 1601 to 1970, in units of 100 ns */
#define UNIX_EPOCH UINT64_C(116444736000000000)

/*
 * Zeros to the end.  Wine makes the file longer without taking room on the disk, and a program that writes to a page of it
 * for which there is none dies: only what was written is there.
 */
static bool fill(HANDLE file, size_t size)
{
    void *zeros = VirtualAlloc(NULL, CHUNK, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE);
    DWORD written = 0;

    while (zeros && size)
    {
        DWORD chunk = size < CHUNK ? (DWORD)size : CHUNK;

        if (!WriteFile(file, zeros, chunk, &written, NULL) || written != chunk)
            break;
        size -= chunk;
    }
    if (zeros)
        VirtualFree(zeros, 0, MEM_RELEASE);
    return !size;
}

/* Nothing is left of a file that did not get its size. */
static void remove_file(HANDLE file, const WCHAR *path)
{
    CloseHandle(file);
    DeleteFileW(path);
}

enum mapping_result mapping_make_file(const char *path, size_t size, void **memory)
{
    HANDLE file, mapping = NULL;
    DWORD attributes, error;
    WCHAR wide[1100];

    if (!system_wide_path(path, wide, ARRAYSIZE(wide)))
        return MAPPING_FAILED;
    attributes = GetFileAttributesW(wide);
    if (attributes != INVALID_FILE_ATTRIBUTES && attributes & FILE_ATTRIBUTE_DIRECTORY)
        return MAPPING_IS_FOLDER;
    file = CreateFileW(wide, GENERIC_READ | GENERIC_WRITE | DELETE,
                       FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, NULL, CREATE_NEW, FILE_ATTRIBUTE_NORMAL,
                       NULL);
    if (file == INVALID_HANDLE_VALUE)
    {
        error = GetLastError();
        return error == ERROR_FILE_EXISTS || error == ERROR_ALREADY_EXISTS ? MAPPING_EXISTS : MAPPING_FAILED;
    }
    *memory = NULL;
    if (fill(file, size) && (mapping = CreateFileMappingW(file, NULL, PAGE_READWRITE, 0, 0, NULL)))
    {
        *memory = MapViewOfFile(mapping, FILE_MAP_READ | FILE_MAP_WRITE, 0, 0, size);
        CloseHandle(mapping);
    }
    if (!*memory)
    {
        remove_file(file, wide);
        return MAPPING_NO_ROOM;
    }
    CloseHandle(file);
    return MAPPING_MADE;
}

uint64_t mapping_utc(void)
{
    FILETIME time;

    GetSystemTimeAsFileTime(&time);
    return (((uint64_t)time.dwHighDateTime << 32 | time.dwLowDateTime) - UNIX_EPOCH) * 100;
}
