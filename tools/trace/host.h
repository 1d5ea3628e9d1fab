/*
 * What the commands ask of the system that they run on, beyond C
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef TRACE_HOST_H
#define TRACE_HOST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What a shell returns for a program that it does not find, or cannot start */
#define RUN_NOT_STARTED 126
#define RUN_NOT_FOUND   127

void host_sleep(unsigned int milliseconds);

/* Whether standard output is a terminal that a picture can be drawn on anew.  Makes it ready for that. */
bool host_draws(void);

/* Nanoseconds since 1970. */
uint64_t host_utc(void);

/* Nanoseconds on a clock that only goes forward. */
uint64_t host_clock(void);

/* Set a variable for programs that are run; where `keep`, only if it is not set. */
void host_set_variable(const char *name, const char *value, bool keep);

/* The path from the root on, of a file that need not be there.  Returns false where it does not fit. */
bool host_absolute(const char *path, char *out, size_t size);

/* Give a file another name, in place of one that may be there.  Returns false, with errno set, where that fails. */
bool host_replace(const char *from, const char *to);

/*
 * Run a program, arguments[0] with what follows up to a NULL, and wait until it ends.  Returns its exit code, 128 and the
 * signal where one ended it, or RUN_NOT_STARTED or RUN_NOT_FOUND with a complaint.  An interrupt from the terminal goes to
 * the program alone.
 */
int host_run(char **arguments);

#endif
