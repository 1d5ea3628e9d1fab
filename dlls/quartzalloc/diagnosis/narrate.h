/*
 * What `negotiation`, `calls` and `summary` of QUARTZALLOC_DEBUG tell: not what is wrong, but what happens
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef QUARTZALLOC_DIAGNOSIS_NARRATE_H
#define QUARTZALLOC_DIAGNOSIS_NARRATE_H

#include "events.h"

/* Tell an event that has been recorded, where a word asks for it.  No lock of the ledger may be held. */
void narrate_event(const struct event *event);

/* What is done and what is in force, at the start.  wanted: options_wanted. */
void narrate_start(unsigned int wanted);

/* The summary of the allocators that live, and the counts of messages: at the process's end. */
void narrate_end(void);

#endif
