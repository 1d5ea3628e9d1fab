/*
 * The sample object, as the allocator knows it
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef QUARTZALLOC_SAMPLE_H
#define QUARTZALLOC_SAMPLE_H

#include "sample_state.h"

/*
 * Make a sample of freshly allocated, zero-filled memory (row 7.12).  slot: its number in the allocator's pool.  buffer: its
 * allocator->buffer_size bytes.
 */
void sample_init(struct sample *sample, struct allocator *allocator, uint32_t slot, BYTE *buffer);

#endif
