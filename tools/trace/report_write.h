/*
 * A report's data, as the page reads it
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef TRACE_REPORT_WRITE_H
#define TRACE_REPORT_WRITE_H

#include "report_collect.h"
#include "report_text.h"

/* How many bytes the data may have, so that a page can be attached to a report of a fault */
#define REPORT_SIZE 4500000

/*
 * Write all that was collected, as one object of JSON that may stand in a script element; report/data.js tells what is in
 * it.  Graphs are made coarser until it is small enough.  anonymous: without names and paths.  text->failed when out of
 * memory.
 */
void report_write(struct report *report, bool anonymous, struct text *text);

#endif
