/*
 * The end of the program: see fatal.h.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <stdarg.h>
#include <stdlib.h>
#include "machine/fatal.h"

static void (*fatal_handler)(const char *message);

void fatal_set_handler(void (*handler)(const char *message))
{
    fatal_handler = handler;
}

void fatal(const char *format, ...)
{
    char message[256];
    va_list args;

    va_start(args, format);
    vsnprintf(message, sizeof(message), format, args);
    va_end(args);
    if (fatal_handler)
        fatal_handler(message);
    fprintf(stderr, "%s\n", message);
    abort();
}

void fatal_hang(const char *what)
{
    fatal("%s: the threads hang, a wake-up was lost; nothing further can be measured in this process", what);
}
