/*
 * The one format that the source has: uncompressed pictures of 32 bits for each pixel
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef QUARTZALLOC_EXAMPLE_FORMAT_H
#define QUARTZALLOC_EXAMPLE_FORMAT_H

#include "com.h"

#define FRAME_WIDTH    16
#define FRAME_HEIGHT   16
#define FRAME_BYTES    (FRAME_WIDTH * FRAME_HEIGHT * 4)
#define FRAME_DURATION 400000 /* in units of 100 ns: 25 a second */

/* Fill in the format; it is the caller's to free with format_clear.  Returns S_OK or E_OUTOFMEMORY. */
HRESULT format_fill(AM_MEDIA_TYPE *type);

/* Free what a type refers to, not the type itself. */
void format_clear(AM_MEDIA_TYPE *type);

/* Whether `type` is the format: all of it, or what it names of it where `partial` is TRUE, GUID_NULL being anything. */
BOOL format_matches(const AM_MEDIA_TYPE *type, BOOL partial);

#endif
