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

/* All that a function does whose arguments follow `format`: `call` has them as `args`. */
#define RETURN_LENGTH(call) \
    va_list args; \
    int length; \
\
    va_start(args, format); \
    length = (call); \
    va_end(args); \
    return length

int printf(const char *format, ...)
{
    RETURN_LENGTH(vfprintf(stdout, format, args));
}

int fprintf(FILE *file, const char *format, ...)
{
    RETURN_LENGTH(vfprintf(file, format, args));
}

int snprintf(char *buffer, size_t size, const char *format, ...)
{
    RETURN_LENGTH(vsnprintf(buffer, size, format, args));
}

int sprintf(char *buffer, const char *format, ...)
{
    RETURN_LENGTH(vsnprintf(buffer, (size_t)-1, format, args));
}
