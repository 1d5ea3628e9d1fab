/*
 * The watch thread, which sees what shows only by time passing: it is started with the first allocator
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef QUARTZALLOC_DIAGNOSIS_WATCH_H
#define QUARTZALLOC_DIAGNOSIS_WATCH_H

/* Once. */
void watch_start(void);

#endif
