/*
 * Processes that keep the processors busy: see busy.h.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>
#include "machine/busy.h"

#define CHILD_OPTION     "--keep-busy" /* the parent's process handle and the semaphore follow */
#define START_TIMEOUT_MS 60000

static HANDLE job;

static DWORD WINAPI watch_parent(void *parent)
{
    WaitForSingleObject(parent, INFINITE);
    ExitProcess(0);
}

static HANDLE parse_handle(const char *text)
{
    return (HANDLE)(uintptr_t)strtoull(text, NULL, 16);
}

void busy_be_one(int argc, char **argv)
{
    volatile unsigned int turns = 0;
    HANDLE parent;

    if (argc != 4 || strcmp(argv[1], CHILD_OPTION))
        return;
    parent = parse_handle(argv[2]);
    if (!CreateThread(NULL, 0, watch_parent, parent, 0, NULL) || !ReleaseSemaphore(parse_handle(argv[3]), 1, NULL))
        ExitProcess(1);
    for (;;)
        ++turns;
}

/* The job's last handle is this process's, so that it is closed whatever ends the process. */
static bool create_job(void)
{
    JOBOBJECT_EXTENDED_LIMIT_INFORMATION limits = { 0 };

    limits.BasicLimitInformation.LimitFlags = JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE;
    return (job = CreateJobObjectW(NULL, NULL))
            && SetInformationJobObject(job, JobObjectExtendedLimitInformation, &limits, sizeof(limits));
}

static bool start_one(const wchar_t *path, wchar_t *command_line)
{
    STARTUPINFOW startup = { .cb = sizeof(startup) };
    PROCESS_INFORMATION process;
    bool success;

    if (!CreateProcessW(path, command_line, NULL, NULL, TRUE, CREATE_SUSPENDED, NULL, NULL, &startup, &process))
        return false;
    success = AssignProcessToJobObject(job, process.hProcess) && ResumeThread(process.hThread) != (DWORD)-1;
    if (!success)
        TerminateProcess(process.hProcess, 1);
    CloseHandle(process.hThread);
    CloseHandle(process.hProcess);
    return success;
}

/* The children inherit both handles. */
static const char *start_all(unsigned int count, HANDLE parent, HANDLE running)
{
    wchar_t path[MAX_PATH], command_line[MAX_PATH + 128];
    unsigned int i;
    DWORD length;

    length = GetModuleFileNameW(NULL, path, MAX_PATH);
    if (!length || length == MAX_PATH)
        return "the path of this program is too long";
    for (i = 0; i < count; ++i)
    {
        swprintf(command_line, ARRAYSIZE(command_line), L"\"%ls\" %hs %llx %llx", path, CHILD_OPTION,
                 (unsigned long long)(uintptr_t)parent, (unsigned long long)(uintptr_t)running);
        if (!start_one(path, command_line))
        {
            static char message[128];

            snprintf(message, sizeof(message), "number %u cannot be started (error %lu); try fewer", i + 1,
                     GetLastError());
            return message;
        }
    }
    for (i = 0; i < count; ++i)
    {
        if (WaitForSingleObject(running, START_TIMEOUT_MS) != WAIT_OBJECT_0)
            return "not all of them run after a minute; try fewer";
    }
    return NULL;
}

const char *busy_start(unsigned int count)
{
    SECURITY_ATTRIBUTES inherited = { .nLength = sizeof(inherited), .bInheritHandle = TRUE };
    HANDLE self = GetCurrentProcess(), parent = NULL, running = NULL;
    const char *error = "there are no more handles to be had";

    if (create_job() && (running = CreateSemaphoreW(&inherited, 0, (LONG)count, NULL))
        && DuplicateHandle(self, self, self, &parent, SYNCHRONIZE, TRUE, 0))
        error = start_all(count, parent, running);
    CloseHandle(running);
    CloseHandle(parent);
    if (error)
        busy_end();
    return error;
}

void busy_end(void)
{
    TerminateJobObject(job, 0);
    CloseHandle(job);
}
