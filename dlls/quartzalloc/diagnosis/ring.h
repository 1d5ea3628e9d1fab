/*
 * Where proxy samples come from, for the files that hand them out and take them back
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef QUARTZALLOC_DIAGNOSIS_RING_H
#define QUARTZALLOC_DIAGNOSIS_RING_H

#include "proxy.h"

void ring_init(struct proxy_allocator *allocator);
void ring_destroy(struct proxy_allocator *allocator);

/* A sample that nobody has or, when there is no memory, that nobody ought to have; NULL when there is none at all. */
struct proxy_sample *ring_take(struct proxy_allocator *allocator);

/* It has become a zombie. */
void ring_put(struct proxy_sample *sample);

/* The sample of this allocator that `iface` is, out or not, or NULL.  `iface` is not dereferenced. */
struct proxy_sample *ring_find(struct proxy_allocator *allocator, const IMediaSample *iface);

#endif
