/*
 * The Win32 side of system_file.h
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <windows.h>

#include "system_file.h"

bool system_program_folder(char *folder, size_t size)
{
    WCHAR path[1024];
    DWORD length = GetModuleFileNameW(NULL, path, ARRAYSIZE(path));
    int written;

    if (length >= ARRAYSIZE(path))
        return false;
    while (length && path[length - 1] != '\\' && path[length - 1] != '/')
        --length;
    if (!length
        || (written = WideCharToMultiByte(CP_UTF8, 0, path, (int)length, folder, (int)size - 1, NULL, NULL)) <= 0)
        return false;
    folder[written] = 0;
    return true;
}

long system_file_read(const char *path, char *text, size_t size)
{
    WCHAR wide[1024] = L"\\\\?\\unix";
    /* Wine opens a Unix path behind this prefix; on Windows no path begins with a slash. */
    int prefix = path[0] == '/' && GetProcAddress(GetModuleHandleW(L"ntdll.dll"), "wine_get_version") ? 8 : 0;
    HANDLE file;
    DWORD error, got = 0;
    long total = 0;

    if (!MultiByteToWideChar(CP_UTF8, 0, path, -1, wide + prefix, ARRAYSIZE(wide) - prefix))
        return SYSTEM_NO_FILE;
    file = CreateFileW(wide, GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, NULL, OPEN_EXISTING,
                       FILE_ATTRIBUTE_NORMAL, NULL);
    if (file == INVALID_HANDLE_VALUE)
    {
        error = GetLastError();
        return error == ERROR_FILE_NOT_FOUND || error == ERROR_PATH_NOT_FOUND || error == ERROR_INVALID_NAME
                ? SYSTEM_NO_FILE
                : SYSTEM_FILE_SHUT;
    }
    while ((size_t)total < size && ReadFile(file, text + total, (DWORD)(size - (size_t)total), &got, NULL) && got)
        total += (long)got;
    CloseHandle(file);
    return total;
}
