/*
 * Where programs for 64-bit ARM begin: what a C library's start files would do, which no package has
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <process.h>
#include <stdlib.h>

extern int main(int argc, char **argv);

/* Of the universal C runtime, as its other functions are. */
_CRTIMP int __cdecl _configure_narrow_argv(int mode);
_CRTIMP int __cdecl _configure_wide_argv(int mode);
_CRTIMP int __cdecl _initialize_wide_environment(void);

/* How arguments are to be read: as they are, or with file names in place of wildcards. */
#define ARGUMENTS_AS_THEY_ARE 1
#define ARGUMENTS_EXPANDED    2

/* Compilers call it first in main, for the constructors of C++, of which there are none. */
extern void __main(void);

void __main(void)
{
}

/* The entry point.  Never returns. */
extern void mainCRTStartup(void);

void mainCRTStartup(void)
{
    if (_configure_narrow_argv(ARGUMENTS_AS_THEY_ARE))
        _exit(255);
    exit(main(*__p___argc(), *__p___argv()));
}

/* The arguments as msvcrt.dll gives them, where the universal C runtime has other functions.  Returns 0, or -1 without memory. */
extern int __wgetmainargs(int *argc, wchar_t ***argv, wchar_t ***environment, int expand_wildcards, void *info);

int __wgetmainargs(int *argc, wchar_t ***argv, wchar_t ***environment, int expand_wildcards, void *info)
{
    (void)info;
    if (_configure_wide_argv(expand_wildcards ? ARGUMENTS_EXPANDED : ARGUMENTS_AS_THEY_ARE)
        || _initialize_wide_environment())
        return -1;
    *argc = *__p___argc();
    *argv = *__p___wargv();
    *environment = *__p__wenviron();
    return 0;
}
