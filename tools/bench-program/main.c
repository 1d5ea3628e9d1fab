/*
 * quartzalloc-bench: measures memory allocators of DirectShow against each other and against the machine.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <errno.h>
#include <stdarg.h>
#include "bench.h"
#include "clock.h"

static struct report report;

/* The heap may be broken or locked for good, but what was measured so far is worth the attempt. */
void abort_run(const char *format, ...)
{
    char message[256];
    va_list args;

    va_start(args, format);
    vsnprintf(message, sizeof(message), format, args);
    va_end(args);
    fprintf(stderr, "quartzalloc-bench: %s: %s\n", report.position, message);
    output_report(&report);
    fflush(NULL);
    TerminateProcess(GetCurrentProcess(), EXIT_ABORTED);
    for (;;)
        Sleep(INFINITE);
}

static LONG WINAPI crashed(EXCEPTION_POINTERS *pointers)
{
    static volatile LONG once;

    if (InterlockedExchange(&once, 1))
        TerminateProcess(GetCurrentProcess(), EXIT_ABORTED);
    abort_run("crashed with exception %#lx at %p; the rows after it were not measured",
              pointers->ExceptionRecord->ExceptionCode, pointers->ExceptionRecord->ExceptionAddress);
}

/* Better known before than after the measurement. */
static void check_path(const wchar_t *path)
{
    char name[MAX_PATH * 3];
    FILE *file;

    if (!path)
        return;
    if ((file = _wfopen(path, L"a")))
    {
        fclose(file);
        return;
    }
    wide_to_utf8(path, name, sizeof(name));
    fprintf(stderr, "quartzalloc-bench: cannot write %s: %s\n", name, strerror(errno));
    exit(EXIT_USAGE);
}

int main(void)
{
    struct options options;
    unsigned int i;
    wchar_t **argv;
    int argc;

    argv = command_line(&argc);
    options_parse(&options, argc, argv);
    check_path(options.csv_path);
    check_path(options.json_path);
    SetErrorMode(SEM_FAILCRITICALERRORS | SEM_NOGPFAULTERRORBOX);
    SetUnhandledExceptionFilter(crashed);
    CoInitializeEx(NULL, COINIT_MULTITHREADED);
    clock_init();

    for (i = 0; i < options.provider_count; ++i)
    {
        provider_open(options.providers[i]);
        if (options.providers[i]->error[0])
            fprintf(stderr, "quartzalloc-bench: %s\n", options.providers[i]->error);
    }
    report_init(&report, &options);
    report_run(&report);
    if (!output_report(&report))
        return EXIT_SOME_FAILED;
    return report_failed(&report) ? EXIT_SOME_FAILED : EXIT_ALL_MEASURED;
}
