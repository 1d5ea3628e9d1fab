/*
 * The functions that a compiler calls where it instruments for ThreadSanitizer, as far as the DLL's sources need them
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef QUARTZALLOC_SCHEDULES_ACCESS_H
#define QUARTZALLOC_SCHEDULES_ACCESS_H

#include <stdbool.h>
#include <stdint.h>

/* The place in the source of the next atomic access: memory.c. */
void schedule_at(const char *file, int line);

/* Their order arguments are those of C11. */
#define ACCESS_FUNCTIONS(bits, type) \
    type __tsan_atomic##bits##_load(const volatile type *address, int order); \
    void __tsan_atomic##bits##_store(volatile type *address, type value, int order); \
    type __tsan_atomic##bits##_fetch_add(volatile type *address, type value, int order); \
    type __tsan_atomic##bits##_fetch_sub(volatile type *address, type value, int order); \
    type __tsan_atomic##bits##_fetch_and(volatile type *address, type value, int order); \
    type __tsan_atomic##bits##_fetch_or(volatile type *address, type value, int order); \
    type __tsan_atomic##bits##_exchange(volatile type *address, type value, int order); \
    bool __tsan_atomic##bits##_compare_exchange_weak(volatile type *address, type *expected, type desired, int order, \
                                                     int failure); \
    bool __tsan_atomic##bits##_compare_exchange_strong(volatile type *address, type *expected, type desired, \
                                                       int order, int failure);

ACCESS_FUNCTIONS(8, uint8_t)
ACCESS_FUNCTIONS(32, uint32_t)
ACCESS_FUNCTIONS(64, uint64_t)

#define PLAIN_FUNCTIONS(bytes) \
    void __tsan_read##bytes(void *address); \
    void __tsan_write##bytes(void *address); \
    void __tsan_unaligned_read##bytes(void *address); \
    void __tsan_unaligned_write##bytes(void *address);

PLAIN_FUNCTIONS(1)
PLAIN_FUNCTIONS(2)
PLAIN_FUNCTIONS(4)
PLAIN_FUNCTIONS(8)
PLAIN_FUNCTIONS(16)

void __tsan_read_range(void *address, unsigned long size);
void __tsan_write_range(void *address, unsigned long size);
void __tsan_init(void);
void __tsan_func_entry(void *caller);
void __tsan_func_exit(void);

#endif
