/*
 * The process under Windows: see process.h.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <stdlib.h>
#include <windows.h>
#include "machine/fatal.h"
#include "machine/process.h"

typedef struct
{
    int newmode;
} start_info;

/* The C runtime's, which main's arguments in the code page of the system come from too. */
int __cdecl __wgetmainargs(int *argc, wchar_t ***argv, wchar_t ***environment, int expand_wildcards, start_info *info);

static LONG WINAPI crashed(EXCEPTION_POINTERS *pointers)
{
    static volatile LONG once;

    if (!InterlockedExchange(&once, 1))
        fatal("crashed with exception %#lx at %p; the rows after it were not measured",
              pointers->ExceptionRecord->ExceptionCode, pointers->ExceptionRecord->ExceptionAddress);
    /* Again, while the first one was told of. */
    process_end(3);
}

static char *to_utf8(const wchar_t *wide)
{
    int size = WideCharToMultiByte(CP_UTF8, 0, wide, -1, NULL, 0, NULL, NULL);
    char *utf8;

    if (!(utf8 = malloc(size)))
        fatal("out of memory");
    WideCharToMultiByte(CP_UTF8, 0, wide, -1, utf8, size, NULL, NULL);
    return utf8;
}

char **process_start(int *argc, char **argv)
{
    wchar_t **wide_argv = NULL, **environment;
    start_info info = { 0 };
    char **utf8_argv;
    int i;

    (void)argv;
    SetErrorMode(SEM_FAILCRITICALERRORS | SEM_NOGPFAULTERRORBOX);
    SetUnhandledExceptionFilter(crashed);
    __wgetmainargs(argc, &wide_argv, &environment, 0, &info);
    if (!(utf8_argv = calloc(*argc + 1, sizeof(*utf8_argv))))
        fatal("out of memory");
    for (i = 0; i < *argc; ++i)
        utf8_argv[i] = to_utf8(wide_argv[i]);
    return utf8_argv;
}

/* Wine tells its version through ntdll, and what it runs on. */
void process_describe(char *text, size_t size)
{
    const char *(__cdecl * wine_version)(void);
    void(__cdecl * wine_host)(const char **system, const char **release);
    LONG(WINAPI * get_version)(RTL_OSVERSIONINFOW * info);
    HMODULE ntdll = GetModuleHandleW(L"ntdll.dll");
    RTL_OSVERSIONINFOW info = { .dwOSVersionInfoSize = sizeof(info) };
    const char *system = "", *release = "";

    wine_version = (void *)GetProcAddress(ntdll, "wine_get_version");
    wine_host = (void *)GetProcAddress(ntdll, "wine_get_host_version");
    get_version = (void *)GetProcAddress(ntdll, "RtlGetVersion");
    if (wine_version)
    {
        if (wine_host)
            wine_host(&system, &release);
        snprintf(text, size, "Wine %s on %s", wine_version(), system);
        return;
    }
    if (get_version)
        get_version(&info);
    snprintf(text, size, "Windows %lu.%lu.%lu", info.dwMajorVersion, info.dwMinorVersion, info.dwBuildNumber);
}

FILE *process_open_file(const char *path, const char *mode)
{
    wchar_t wide_path[MAX_PATH], wide_mode[8];

    if (!MultiByteToWideChar(CP_UTF8, 0, path, -1, wide_path, MAX_PATH)
        || !MultiByteToWideChar(CP_UTF8, 0, mode, -1, wide_mode, 8))
        return NULL;
    return _wfopen(wide_path, wide_mode);
}

void process_end(int code)
{
    TerminateProcess(GetCurrentProcess(), code);
    for (;;)
        Sleep(INFINITE);
}
