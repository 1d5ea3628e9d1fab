/*
 * Guarded memory for the samples of a proxy allocator
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef QUARTZALLOC_DIAGNOSIS_PROXY_GUARD_H
#define QUARTZALLOC_DIAGNOSIS_PROXY_GUARD_H

#include "proxy.h"

/*
 * Give a sample that is being handed out its guarded buffer: sample->pointer, NULL where QUARTZALLOC_GUARD wants none
 * or there is no memory. sample->buffer and sample->number are set already.
 */
void proxy_guard_take(struct proxy_sample *sample, const void *caller);

/* Look at the buffer of a sample that comes back. */
void proxy_guard_give_back(struct proxy_sample *sample, const void *caller);

/* The allocator has new properties: the next buffer begins a new layout. No buffer is out. */
void proxy_guard_renew(struct proxy_allocator *allocator);

#endif
