/*
 * Allocated memory: see heap.c
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef QUARTZALLOC_SCHEDULES_HEAP_H
#define QUARTZALLOC_SCHEDULES_HEAP_H

#include "machine.h"

/* Before each schedule. */
void heap_reset(void);

/* How many blocks are allocated. */
unsigned int heap_live(void);

#endif
