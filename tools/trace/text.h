/*
 * How numbers are written for people
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef TRACE_TEXT_H
#define TRACE_TEXT_H

#include <stdint.h>

/* A duration as in "1.03 s", "12.5 ms", "480 us", "2 h 05 min".  Returns `text`. */
#define TEXT_DURATION_SIZE 32
const char *text_duration(uint64_t nanoseconds, char text[TEXT_DURATION_SIZE]);

/* What an HRESULT is called: "VFW_E_BUFFERS_OUTSTANDING", or "0x80004005".  Returns `text` or a constant. */
#define TEXT_RESULT_SIZE 16
const char *text_result(int32_t result, char text[TEXT_RESULT_SIZE]);

/* "s" where a count is not one. */
const char *text_plural(uint64_t count);

#endif
