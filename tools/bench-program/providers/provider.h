/*
 * What is measured: allocators, however they are had.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef QUARTZALLOC_BENCH_PROVIDER_H
#define QUARTZALLOC_BENCH_PROVIDER_H

#include <stdbool.h>

#define MAX_PROVIDERS 16

struct provider
{
    char label[64];
    char origin[800];           /* the file, how the class was found, or the version; UTF-8 */
    char error[512];            /* not empty: cannot be used, and why */
    bool waits;                 /* a get waits where nothing is free */
    const void *implementation; /* what target_open needs */
};

struct providers
{
    unsigned int count;
    struct provider *list[MAX_PROVIDERS];
};

/* A new one at the end, or NULL when there are too many. */
struct provider *providers_add(struct providers *providers, const char *label);

#endif
