/*
 * The end of the program where nothing further can be measured: a thread hangs, or the process is damaged.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef QUARTZALLOC_BENCH_FATAL_H
#define QUARTZALLOC_BENCH_FATAL_H

#include "values/measurement.h"

/* The handler saves what is left to save and ends the program; without one, a message does. */
void fatal_set_handler(void (*handler)(const char *message));

void fatal(const char *format, ...) __attribute__((noreturn)) PRINTF_LIKE(1, 2);
/* For threads that do not come back; `what` names them. */
void fatal_hang(const char *what) __attribute__((noreturn));

#endif
