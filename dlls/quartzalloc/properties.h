/*
 * The arithmetic of ALLOCATOR_PROPERTIES
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef QUARTZALLOC_PROPERTIES_H
#define QUARTZALLOC_PROPERTIES_H

#include "com.h"

/*
 * What SetProperties makes of a request: cbBuffer grows until cbBuffer + cbPrefix is a multiple of cbAlign (row 2.3).
 * S_OK, VFW_E_BADALIGN (row 2.2) or E_OUTOFMEMORY where the size does not fit a LONG (row 2.7).
 */
HRESULT properties_round(const ALLOCATOR_PROPERTIES *request, ALLOCATOR_PROPERTIES *rounded);

/*
 * Whether Commit can lay out such buffers at all: S_OK, VFW_E_SIZENOTSET (row 4.2), or E_OUTOFMEMORY for a negative prefix
 * (row 4.3) and for more than any process could hold (row 3.5).
 */
HRESULT properties_check(const ALLOCATOR_PROPERTIES *properties);

/*
 * Bytes from one slot to the next: prefix and buffer (row 3.1), and `padding` bytes, to 1 M, rounded up to whole alignments.
 * Of properties that properties_round has made and properties_check allows.
 */
size_t properties_stride(const ALLOCATOR_PROPERTIES *properties, size_t padding);

#endif
