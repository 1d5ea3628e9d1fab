/*
 * The clock of diagnosis: that of platform.h, read without asking the system where the processor has a steady counter
 *
 * Wine makes a system call of QueryPerformanceCounter, which takes longer than all else that is done for a buffer.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef QUARTZALLOC_DIAGNOSIS_CLOCK_H
#define QUARTZALLOC_DIAGNOSIS_CLOCK_H

#include <stdint.h>

/*
 * Nanoseconds, within some microseconds of platform_nanoseconds, and as much may they go back now and then.  Any thread;
 * never waits.
 */
uint64_t clock_nanoseconds(void);

#endif
