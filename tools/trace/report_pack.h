/*
 * Graphs of a report, packed for the page, and which of them there is room for
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef TRACE_REPORT_PACK_H
#define TRACE_REPORT_PACK_H

#include "report_collect.h"
#include "report_text.h"

/*
 * Choose which allocators are shown, `limit` at the most: those that messages are about and those that handed out most.
 * They come first in report->allocators then, by number.  Returns how many.
 */
uint32_t report_choose(struct report *report, uint32_t limit);

/* Make the graphs of the first `count` allocators coarser, the largest first, until all take no more than `size` bytes. */
void report_fit(struct report *report, uint32_t count, size_t size);

/* The members of an allocator's object that have its graph.  tick: nanoseconds. */
void report_pack(const struct graph *graph, double tick, struct text *text);

#endif
