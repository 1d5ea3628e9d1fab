/*
 * A fuzz input: any bytes, read from front to end as choices and numbers
 *
 * Every input means something: past its end it reads as zeros, and whoever plays it stops there.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef QUARTZALLOC_FUZZ_BYTES_H
#define QUARTZALLOC_FUZZ_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct bytes
{
    const uint8_t *at, *end;
};

static inline bool bytes_are_left(const struct bytes *bytes)
{
    return bytes->at < bytes->end;
}

static inline uint8_t next_byte(struct bytes *bytes)
{
    return bytes_are_left(bytes) ? *bytes->at++ : 0;
}

/* A number below `count`, which is 256 at most. */
static inline unsigned int next_choice(struct bytes *bytes, unsigned int count)
{
    return next_byte(bytes) % count;
}

static inline uint64_t next_bytes(struct bytes *bytes, unsigned int count)
{
    uint64_t value = 0;

    while (count--)
        value = value << 8 | next_byte(bytes);
    return value;
}

#define COUNT_OF(array) (sizeof(array) / sizeof(*(array)))

/* One of the array's elements. */
#define NEXT_OF(bytes, array) ((array)[next_choice(bytes, COUNT_OF(array))])

#endif
