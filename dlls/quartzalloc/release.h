/*
 * What happens when a sample comes back, as the sample's Release and the allocator know it
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef QUARTZALLOC_RELEASE_H
#define QUARTZALLOC_RELEASE_H

#include "sample_state.h"

/*
 * Take back a sample whose last reference is gone: put it on the free list, wake a waiter, notify (rows 5.4, 6.3).
 * Any thread; no lock of the allocator is held while the callback runs.  The allocator may be gone afterwards.
 */
void release_sample(struct sample *sample);

/*
 * A user of the allocator leaves: the outside world, the samples that were out, or a thread that waited.  The last one
 * brings the end (row 1.8), which waits for calls of the callback that are under way (row 6.7).  May run the
 * application's Release of the callback: no lock.  The allocator may be gone afterwards.
 */
void release_user(struct allocator *allocator);

#endif
