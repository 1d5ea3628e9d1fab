/*
 * The printf functions for 64-bit ARM: the universal C runtime has only what they are made of, and the library that makes
 * them of it is in no package
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <stdarg.h>
#include <stdio.h>

/* Each as the C standard has it. */

int vfprintf(FILE *file, const char *format, va_list args)
{
    return __stdio_common_vfprintf(0, file, format, NULL, args);
}

int vsnprintf(char *buffer, size_t size, const char *format, va_list args)
{
    /* The length of the whole, also where it does not fit. */
    return __stdio_common_vsprintf(_CRT_INTERNAL_PRINTF_STANDARD_SNPRINTF_BEHAVIOR, buffer, size, format, NULL, args);
}

int printf(const char *format, ...)
{
    va_list args;
    int length;

    va_start(args, format);
    length = vfprintf(stdout, format, args);
    va_end(args);
    return length;
}

int fprintf(FILE *file, const char *format, ...)
{
    va_list args;
    int length;

    va_start(args, format);
    length = vfprintf(file, format, args);
    va_end(args);
    return length;
}

int snprintf(char *buffer, size_t size, const char *format, ...)
{
    va_list args;
    int length;

    va_start(args, format);
    length = vsnprintf(buffer, size, format, args);
    va_end(args);
    return length;
}

int sprintf(char *buffer, const char *format, ...)
{
    va_list args;
    int length;

    va_start(args, format);
    length = vsnprintf(buffer, (size_t)-1, format, args);
    va_end(args);
    return length;
}
