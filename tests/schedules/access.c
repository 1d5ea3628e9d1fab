/*
 * Where the compiler's calls for ThreadSanitizer arrive: see include/stdatomic.h
 *
 * Only what the DLL's sources need.  Anything else does not link, so nothing goes past the machine unseen.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "access.h"

#include "machine.h"

#define PLAIN_ACCESS(name, bytes, writes) \
    void __tsan_##name##bytes(void *address) \
    { \
        machine_plain(address, bytes, writes); \
    }
#define PLAIN(bytes) \
    PLAIN_ACCESS(read, bytes, false) \
    PLAIN_ACCESS(write, bytes, true) \
    PLAIN_ACCESS(unaligned_read, bytes, false) \
    PLAIN_ACCESS(unaligned_write, bytes, true)

PLAIN(1)
PLAIN(2)
PLAIN(4)
PLAIN(8)
PLAIN(16)

void __tsan_read_range(void *address, unsigned long size)
{
    machine_plain(address, size, false);
}

void __tsan_write_range(void *address, unsigned long size)
{
    machine_plain(address, size, true);
}

void __tsan_init(void)
{
}

void __tsan_func_entry(void *caller)
{
    (void)caller;
}

void __tsan_func_exit(void)
{
}

static uint64_t simple(enum access_kind kind, volatile void *address, unsigned int size, uint64_t operand, int order)
{
    const struct access access = { kind, (void *)address, size, order, __ATOMIC_RELAXED, operand, 0 };
    bool succeeded;

    return machine_access(&access, &succeeded);
}

static bool compare(volatile void *address, unsigned int size, uint64_t *expected, uint64_t desired, int order,
                    int failure)
{
    const struct access access = { ACCESS_COMPARE, (void *)address, size, order, failure, desired, *expected };
    bool succeeded = false;
    uint64_t found = machine_access(&access, &succeeded);

    if (!succeeded)
        *expected = found;
    return succeeded;
}

#define CHANGE(name, bits, type, kind) \
    type __tsan_atomic##bits##_##name(volatile type *address, type value, int order) \
    { \
        return (type)simple(kind, address, bits / 8, (uint64_t)value, order); \
    }
#define ATOMIC(bits, type) \
    type __tsan_atomic##bits##_load(const volatile type *address, int order) \
    { \
        return (type)simple(ACCESS_LOAD, (volatile void *)address, bits / 8, 0, order); \
    } \
    void __tsan_atomic##bits##_store(volatile type *address, type value, int order) \
    { \
        simple(ACCESS_STORE, address, bits / 8, (uint64_t)value, order); \
    } \
    CHANGE(fetch_add, bits, type, ACCESS_ADD) \
    CHANGE(fetch_sub, bits, type, ACCESS_SUB) \
    CHANGE(fetch_and, bits, type, ACCESS_AND) \
    CHANGE(fetch_or, bits, type, ACCESS_OR) \
    CHANGE(exchange, bits, type, ACCESS_EXCHANGE) \
    bool __tsan_atomic##bits##_compare_exchange_weak(volatile type *address, type *expected, type desired, int order, \
                                                     int failure) \
    { \
        uint64_t found = (uint64_t)*expected; \
        bool succeeded = compare(address, bits / 8, &found, (uint64_t)desired, order, failure); \
\
        *expected = (type)found; \
        return succeeded; \
    } \
    bool __tsan_atomic##bits##_compare_exchange_strong(volatile type *address, type *expected, type desired, \
                                                       int order, int failure) \
    { \
        return __tsan_atomic##bits##_compare_exchange_weak(address, expected, desired, order, failure); \
    }

ATOMIC(8, uint8_t)
ATOMIC(32, uint32_t)
ATOMIC(64, uint64_t)
