/*
 * The file that is to be played: its Windows path, and whether it can be read.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "play.h"

WCHAR *windows_path(const WCHAR *path)
{
    WCHAR *(CDECL * wine_get_dos_file_name)(const char *);
    WCHAR *converted;

    wine_get_dos_file_name = (void *)GetProcAddress(GetModuleHandleW(L"kernel32.dll"), "wine_get_dos_file_name");
    if (path[0] == '/' && wine_get_dos_file_name && (converted = wine_get_dos_file_name(utf8(path))))
        return converted;
    return _wcsdup(path);
}

enum exit_code check_file(const WCHAR *path, const char *shown)
{
    LARGE_INTEGER size;
    DWORD attributes;
    HANDLE file;
    BYTE byte;
    DWORD got;

    attributes = GetFileAttributesW(path);
    if (attributes == INVALID_FILE_ATTRIBUTES)
        return fail(EXIT_CANNOT_OPEN, "%s: there is no such file; give the path of a media file", shown);
    if (attributes & FILE_ATTRIBUTE_DIRECTORY)
        return fail(EXIT_CANNOT_OPEN, "%s: this is a folder; give the path of a media file", shown);
    file = CreateFileW(path, GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, NULL, OPEN_EXISTING,
                       0, NULL);
    if (file == INVALID_HANDLE_VALUE)
        return fail(EXIT_CANNOT_OPEN, "%s: cannot be read (error %lu); check its permissions", shown, GetLastError());
    if (!GetFileSizeEx(file, &size) || !size.QuadPart)
    {
        CloseHandle(file);
        return fail(EXIT_CANNOT_OPEN, "%s: the file is empty; give a media file", shown);
    }
    if (!ReadFile(file, &byte, 1, &got, NULL) || got != 1)
    {
        CloseHandle(file);
        return fail(EXIT_CANNOT_OPEN, "%s: cannot be read; check the disk", shown);
    }
    CloseHandle(file);
    return EXIT_PLAYED;
}
