/*
 * The order in which a run goes through its rows.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef QUARTZALLOC_BENCH_RUN_H
#define QUARTZALLOC_BENCH_RUN_H

#include "core/report.h"

/*
 * Measures all primitives and cases of the report, round by round.  The caller has set what the report is about, its
 * rows that cannot be measured included; progress and failures are told on standard error.
 */
void run_rounds(struct report *report);

#endif
