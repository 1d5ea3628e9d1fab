/*
 * Writing trace events as JSON: commas, strings, times, and how many there are
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef TRACE_JSON_WRITE_H
#define TRACE_JSON_WRITE_H

#include <stdint.h>
#include <stdio.h>

struct json
{
    FILE *file; /* NULL: events are only counted */
    uint64_t events;
    const char *between; /* what stands in front of the next member */
};

/* The text in quotation marks.  What is no UTF-8 becomes "?". */
void json_string(struct json *json, const char *text);

/* Begin an event with its kind and name; what follows are members, and json_end. */
void json_begin(struct json *json, char kind, const char *name);
void json_member(struct json *json, const char *name, const char *text);
void json_number(struct json *json, const char *name, int64_t number);

/* A number of nanoseconds as microseconds with three places */
void json_time(struct json *json, const char *name, int64_t nanoseconds);

/* A member of which the text is JSON already */
void json_raw(struct json *json, const char *name, const char *text);

/* The beginning and the end of the member "args", which has members of its own */
void json_open(struct json *json, const char *name);
void json_close(struct json *json);

void json_end(struct json *json);

#endif
