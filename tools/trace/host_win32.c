/*
 * The Win32 side of host.h
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <windows.h>

#include "commands.h"
#include "host.h"

/* The longest line of a command that Windows takes */
#define COMMAND_SIZE 32768

#ifndef ENABLE_VIRTUAL_TERMINAL_PROCESSING
#define ENABLE_VIRTUAL_TERMINAL_PROCESSING 0x0004
#endif

void host_sleep(unsigned int milliseconds)
{
    Sleep(milliseconds);
}

bool host_draws(void)
{
    HANDLE output = GetStdHandle(STD_OUTPUT_HANDLE);
    DWORD mode;

    return GetConsoleMode(output, &mode) && SetConsoleMode(output, mode | ENABLE_VIRTUAL_TERMINAL_PROCESSING);
}

uint64_t host_utc(void)
{
    FILETIME time;

    GetSystemTimeAsFileTime(&time);
    return (((uint64_t)time.dwHighDateTime << 32 | time.dwLowDateTime) - UINT64_C(116444736000000000)) * 100;
}

uint64_t host_clock(void)
{
    return (uint64_t)GetTickCount64() * 1000000;
}

void host_set_variable(const char *name, const char *value, bool keep)
{
    if (!keep || !GetEnvironmentVariableA(name, NULL, 0))
        SetEnvironmentVariableA(name, value);
}

bool host_absolute(const char *path, char *out, size_t size)
{
    DWORD length = GetFullPathNameA(path, (DWORD)size, out, NULL);

    return length && length < size;
}

bool host_replace(const char *from, const char *to)
{
    if (MoveFileExA(from, to, MOVEFILE_REPLACE_EXISTING))
        return true;
    errno = EACCES;
    return false;
}

/* An argument as programs take it apart again.  Returns the new length. */
static size_t append_argument(char *line, size_t used, const char *argument)
{
    size_t backslashes = 0;

    if (used + 2 * strlen(argument) + 4 > COMMAND_SIZE)
        return COMMAND_SIZE;
    if (used)
        line[used++] = ' ';
    line[used++] = '"';
    for (; *argument; ++argument)
    {
        /* Backslashes count twice in front of a quotation mark. */
        for (; *argument == '"' && backslashes; --backslashes)
            line[used++] = '\\';
        if (*argument == '"')
            line[used++] = '\\';
        backslashes = *argument == '\\' ? backslashes + 1 : 0;
        line[used++] = *argument;
    }
    for (; backslashes; --backslashes)
        line[used++] = '\\';
    line[used++] = '"';
    return used;
}

int host_run(char **arguments)
{
    STARTUPINFOA startup = { .cb = sizeof(startup) };
    static char line[COMMAND_SIZE + 1];
    PROCESS_INFORMATION process;
    DWORD code = 0, error;
    size_t used = 0;
    int i;

    for (i = 0; arguments[i] && used < COMMAND_SIZE; ++i)
        used = append_argument(line, used, arguments[i]);
    line[used] = 0;
    if (used == COMMAND_SIZE)
    {
        complain("%s cannot be started: its arguments are too long", arguments[0]);
        return RUN_NOT_STARTED;
    }
    fflush(NULL);
    if (!CreateProcessA(NULL, line, NULL, NULL, TRUE, 0, NULL, NULL, &startup, &process))
    {
        error = GetLastError();
        complain("%s cannot be started: error %lu", arguments[0], error);
        return error == ERROR_FILE_NOT_FOUND || error == ERROR_PATH_NOT_FOUND ? RUN_NOT_FOUND : RUN_NOT_STARTED;
    }
    SetConsoleCtrlHandler(NULL, TRUE);
    WaitForSingleObject(process.hProcess, INFINITE);
    GetExitCodeProcess(process.hProcess, &code);
    SetConsoleCtrlHandler(NULL, FALSE);
    CloseHandle(process.hThread);
    CloseHandle(process.hProcess);
    return (int)code;
}
