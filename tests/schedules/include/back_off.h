/*
 * Included before every source: a thread that has lost a compare-and-swap tells the scheduler instead of pausing
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef QUARTZALLOC_SCHEDULES_BACK_OFF_H
#define QUARTZALLOC_SCHEDULES_BACK_OFF_H

#include "platform.h"

void schedule_backed_off(void);

#define platform_back_off(pauses) ((void)(pauses), schedule_backed_off())

#endif
