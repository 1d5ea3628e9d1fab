/*
 * The native program that writes traces as the DLL does, and checks what a reader makes of them
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef TRACE_TEST_H
#define TRACE_TEST_H

#include <stddef.h>
#include <stdint.h>

/* Each is a command: the arguments behind its name.  Returns the program's exit code: 0 all is well, 1 a fault. */
int test_generate(int count, char **arguments);
int test_hammer(int count, char **arguments);
int test_verify(int count, char **arguments);
int test_watch(int count, char **arguments);
int test_damage(int count, char **arguments);
int test_labels(int count, char **arguments);

/* A fault, in one line.  Returns 1. */
int fault(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Write a file anew.  Returns 0, or 1 after a fault. */
int write_file(const char *path, const void *bytes, size_t size);

/* Numbers that look random and are the same each time. */
static inline uint64_t next_random(uint64_t *state)
{
    uint64_t value = (*state += UINT64_C(0x9e3779b97f4a7c15));

    value = (value ^ value >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    value = (value ^ value >> 27) * UINT64_C(0x94d049bb133111eb);
    return value ^ value >> 31;
}

#endif
