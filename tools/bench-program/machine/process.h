/*
 * The process that measures: its arguments, its system, its files.  All text is UTF-8.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef QUARTZALLOC_BENCH_PROCESS_H
#define QUARTZALLOC_BENCH_PROCESS_H

#include <stddef.h>
#include <stdio.h>

/* Makes the process fit for measuring, and a crash a call of fatal().  Returns the arguments. */
char **process_start(int *argc, char **argv);

/* What the process runs on, for a person. */
void process_describe(char *text, size_t size);

/* fopen. */
FILE *process_open_file(const char *path, const char *mode);

/* At once, whatever the threads do. */
void process_end(int code) __attribute__((noreturn));

#endif
