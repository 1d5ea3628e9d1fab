/*
 * Text of a report, as it grows in memory: escaped, packed, and without names where those are to be left out
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef TRACE_REPORT_TEXT_H
#define TRACE_REPORT_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* All zero to begin with; free(bytes) at the end. */
struct text
{
    char *bytes;
    size_t used, room;
    bool failed; /* out of memory: nothing more is added */
};

void text_bytes(struct text *text, const void *bytes, size_t length);
void text_print(struct text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));

/*
 * A string of JSON with its quotes that may stand inside a script element: whatever means something to HTML is escaped,
 * and what is no UTF-8 becomes U+FFFD.
 */
void text_string(struct text *text, const char *string);

/* A number of 7 bits to a byte, the lowest first. */
void text_packed(struct text *text, uint64_t number);

/* A string of JSON with the bytes of `packed` in base64, which is emptied. */
void text_base64(struct text *text, struct text *packed);

/* A name that is to be left out, and what stands in its place */
struct alias
{
    char name[64];
    char alias[24];
};

/*
 * Replace in `string` all names there are an alias for, whatever the case, and then whatever may be another name: words with
 * a path's separators, the ending of a file, or in double quotes.  Returns a new string, or NULL when out of memory.
 */
char *text_anonymous(const char *string, const struct alias *aliases, size_t count);

#endif
