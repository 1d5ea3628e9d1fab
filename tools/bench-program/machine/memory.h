/*
 * How much memory the process has in use.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef QUARTZALLOC_BENCH_MEMORY_H
#define QUARTZALLOC_BENCH_MEMORY_H

/* Bytes in use on the heaps, with their headers, and private committed pages outside of them. */
double memory_in_use(void);

#endif
