/*
 * The rows of the table: see case.h.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <stdarg.h>
#include "core/case.h"

void case_add(struct case_list *list, const struct bench_case *pattern, long pool, unsigned int variant,
              const char *format, ...)
{
    struct bench_case *added = &list->cases[list->count];
    va_list args;

    if (list->count == MAX_CASES)
        return;
    ++list->count;
    *added = *pattern;
    added->pool = pool;
    added->variant = variant;
    va_start(args, format);
    vsnprintf(added->parameter, sizeof(added->parameter), format, args);
    va_end(args);
}
