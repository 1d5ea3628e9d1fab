/*
 * `summary` of QUARTZALLOC_DEBUG: what an allocator did in its life
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef QUARTZALLOC_DIAGNOSIS_SUMMARY_H
#define QUARTZALLOC_DIAGNOSIS_SUMMARY_H

#include "ledger.h"

/*
 * Tell the summary of an allocator that ends, if it was ever committed.  SUMMARY_MOST are told in a process's life; what
 * follows is added up for summary_of_living.  Any thread; no lock of the ledger may be held.
 */
void summary_of_ended(struct ledger_allocator *allocator);

/*
 * Tell the summaries of the allocators that live, SUMMARY_MOST again, and one of all that had none of their own: at the
 * process's end, once.
 */
void summary_of_living(void);

#endif
