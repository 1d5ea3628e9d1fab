/*
 * Numbers and characters of foreign files, byte for byte: whatever this machine's order and alignment are
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef TRACE_BYTES_H
#define TRACE_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

static inline uint16_t bytes_16(const uint8_t *bytes)
{
    return (uint16_t)(bytes[0] | bytes[1] << 8);
}

static inline uint32_t bytes_32(const uint8_t *bytes)
{
    return bytes_16(bytes) | (uint32_t)bytes_16(bytes + 2) << 16;
}

static inline char bytes_lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

/* Whether two names are the same, upper or lower case in ASCII aside. */
static inline bool bytes_same(const char *a, const char *b)
{
    for (; *a && bytes_lower(*a) == bytes_lower(*b); ++a, ++b)
        ;
    return bytes_lower(*a) == bytes_lower(*b);
}

/* Whether a character could steer a terminal, or turn around the text behind it. */
static inline bool bytes_steers(uint32_t character)
{
    return character < ' ' || (character >= 0x7f && character < 0xa0) || (character >= 0x200e && character <= 0x200f)
            || (character >= 0x2028 && character <= 0x202e) || (character >= 0x2066 && character <= 0x2069);
}

/*
 * Put a character behind `used` bytes of UTF-8 in `out`, of `size` bytes, and a 0 behind it; what steers becomes a question
 * mark, and what is none U+FFFD.  Returns how many bytes there are then: as many as before where it does not fit.
 */
static inline size_t bytes_put(char *out, size_t size, size_t used, uint32_t character)
{
    size_t length, i;

    if (bytes_steers(character))
        character = '?';
    if (character > 0x10ffff || (character >= 0xd800 && character < 0xe000))
        character = 0xfffd;
    length = character < 0x80 ? 1 : character < 0x800 ? 2 : character < 0x10000 ? 3 : 4;
    if (used + length >= size)
        return used;
    if (length == 1)
        out[used] = (char)character;
    for (i = length; length > 1 && i--; character >>= 6)
        out[used + i] = (char)(i ? 0x80 | (character & 0x3f) : (0xf00u >> length & 0xff) | character);
    out[used + length] = 0;
    return used + length;
}

#endif
