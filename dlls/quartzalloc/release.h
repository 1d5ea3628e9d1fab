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

/*
 * Make `next`, or nobody when NULL, the one whom samples that come back from now on tell (row 6.1).  Gives up a hold on the
 * allocator that the caller has taken; it goes with the last call of the earlier callback.  May run the application's
 * Release of that: no lock.  Any thread.
 */
void release_set_target(struct allocator *allocator, struct notify_target *next);

#endif
