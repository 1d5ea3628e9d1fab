/*
 * What is told: the table on standard output, and files for other programs.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef QUARTZALLOC_BENCH_OUTPUT_H
#define QUARTZALLOC_BENCH_OUTPUT_H

#include "core/report.h"

void output_table(const struct report *report, FILE *file);

/* Return false where the file cannot be written, after saying so on standard error. */
bool output_csv(const struct report *report, const char *path);
bool output_json(const struct report *report, const char *path);

/* Whether the file can be written: better known before than after the measurement.  It is made where it is missing. */
bool output_check(const char *program, const char *path);

/* For the files above: as fopen and fclose, with a message where they fail. */
FILE *output_open(const struct report *report, const char *path);
bool output_close(const struct report *report, const char *path, FILE *file);

#endif
