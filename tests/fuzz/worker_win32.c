/*
 * Workers on Windows: the program is started again, with the handle of the shared memory
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "worker.h"

static HANDLE mapping;

static struct shared *map(void)
{
    struct shared *shared = MapViewOfFile(mapping, FILE_MAP_ALL_ACCESS, 0, 0, sizeof(*shared));

    if (!shared)
    {
        fprintf(stderr, "quartzalloc-fuzz: cannot share memory (error %u)\n", (unsigned int)GetLastError());
        exit(3);
    }
    return shared;
}

struct shared *worker_shared(void)
{
    SECURITY_ATTRIBUTES inherited = { sizeof(inherited), NULL, TRUE };

    /* Errors come back as codes, not as a box that waits for a click; workers inherit that. */
    SetErrorMode(SEM_FAILCRITICALERRORS | SEM_NOGPFAULTERRORBOX | SEM_NOOPENFILEERRORBOX);
    mapping = CreateFileMappingA(INVALID_HANDLE_VALUE, &inherited, PAGE_READWRITE, 0, sizeof(struct shared), NULL);
    return map();
}

struct shared *worker_attach(const char *argument)
{
    mapping = (HANDLE)(ULONG_PTR)strtoull(argument, NULL, 10);
    return map();
}

uint64_t worker_clock(void)
{
    return GetTickCount64();
}

/* The program's command line, each argument in quotes, with --worker. */
static void make_command_line(char *line, size_t size, char **argv)
{
    size_t length = 0;

    for (; *argv && length + strlen(*argv) + 4 < size; ++argv)
        length += (size_t)snprintf(line + length, size - length, "\"%s\" ", *argv);
    snprintf(line + length, size - length, "--worker %llu", (unsigned long long)(ULONG_PTR)mapping);
}

enum outcome worker_run(struct shared *shared, unsigned int seconds, char **argv, enum outcome (*work)(void *context),
                        void *context)
{
    uint64_t since = worker_clock(), seen = shared->sequences;
    STARTUPINFOA startup = { .cb = sizeof(startup) };
    PROCESS_INFORMATION process;
    static char line[32768];
    char program[MAX_PATH];
    DWORD exit_code = 0;
    bool hung = false;

    (void)work;
    (void)context;
    fflush(NULL);
    GetModuleFileNameA(NULL, program, sizeof(program));
    make_command_line(line, sizeof(line), argv);
    if (!CreateProcessA(program, line, NULL, NULL, TRUE, 0, NULL, NULL, &startup, &process))
    {
        fprintf(stderr, "quartzalloc-fuzz: cannot start a worker (error %u)\n", (unsigned int)GetLastError());
        exit(3);
    }
    while (WaitForSingleObject(process.hProcess, 100) == WAIT_TIMEOUT)
    {
        if (shared->sequences != seen)
        {
            seen = shared->sequences;
            since = worker_clock();
        }
        if (worker_clock() - since < seconds * UINT64_C(1000))
            continue;
        hung = true;
        TerminateProcess(process.hProcess, 1);
    }
    GetExitCodeProcess(process.hProcess, &exit_code);
    CloseHandle(process.hThread);
    CloseHandle(process.hProcess);
    if (hung)
        return OUTCOME_HUNG;
    if (exit_code >= WORKER_EXIT && exit_code < WORKER_EXIT + OUTCOME_CRASHED)
        return (enum outcome)(exit_code - WORKER_EXIT);
    shared->exit_code = exit_code;
    return OUTCOME_CRASHED;
}
