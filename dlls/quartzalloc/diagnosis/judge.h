/*
 * What is wrong: judged from facts, at the event that shows it or, by the watch thread, from the time that has passed
 *
 * Errors follow from counts of references, from samples that are called after their end, and from patterns in memory;
 * never from whom the ledger takes for the holder.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef QUARTZALLOC_DIAGNOSIS_JUDGE_H
#define QUARTZALLOC_DIAGNOSIS_JUDGE_H

#include "ledger.h"

/* Look at an event that has just been recorded.  Called without locks, on the thread of the event. */
void judge_event(const struct event *event);

/* Look at all allocators: called by the watch thread now and then. */
void judge_time(uint64_t now);

/* What is still out at the process's end, when no other thread is left. */
void judge_end(void);

#endif
