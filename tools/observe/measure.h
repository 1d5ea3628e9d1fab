/*
 * What the observers measure with: a clock, the module of an address, a checksum. Any thread may call these.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef QUARTZALLOC_MEASURE_H
#define QUARTZALLOC_MEASURE_H

#include <stdint.h>
#include <windows.h>

/* The performance counter, and a difference of two of its readings in seconds. */
extern int64_t observe_ticks(void);
extern double observe_seconds(int64_t ticks);

/* The file name, without folders, of the module that the address lies in; empty if it lies in none. "count" is the room
 * in "name", with the end, in characters; a longer name is cut. */
extern void observe_module_name(const void *address, WCHAR *name, size_t count);

/* The checksum "sum" (0 to begin with) carried on over "size" bytes. It depends on their order. */
extern uint64_t observe_checksum(uint64_t sum, const BYTE *data, size_t size);

#endif /* QUARTZALLOC_MEASURE_H */
