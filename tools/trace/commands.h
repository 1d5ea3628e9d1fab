/*
 * The commands of quartzalloc-trace: one source each
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef TRACE_COMMANDS_H
#define TRACE_COMMANDS_H

#include "reader.h"

enum exit_code
{
    EXIT_DONE = 0,
    EXIT_UNREADABLE = 1, /* a trace cannot be read, or a file not be written */
    EXIT_USAGE = 2,
};

/*
 * Each is given what stands behind its name on the command line, and returns the program's exit code.  Errors go to
 * standard error, in lines that begin with "quartzalloc-trace: ".
 */
int command_run(int count, char **arguments);
int command_summary(int count, char **arguments);
int command_top(int count, char **arguments);
int command_explain(int count, char **arguments);
int command_report(int count, char **arguments);
int command_json(int count, char **arguments);

/* summary.c: the summary of the trace at `path` on standard output. */
int summary_print(const char *path);

/* main.c */

/* An error in one line. */
void complain(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Wrong usage: says so, and where help is.  Returns EXIT_USAGE. */
int wrong_usage(const char *format, ...) __attribute__((format(printf, 1, 2)));

/*
 * Whether `argument` is the option `name` ("--output"): *value receives what stands behind its "=", or NULL where there is
 * none.
 */
bool is_option(const char *argument, const char *name, const char **value);

/*
 * The last step of reading a command's arguments: `argument` is no option that it knows, so it names the one trace, which
 * becomes *path.  Returns EXIT_DONE, or the exit code after having said what is wrong.
 */
int take_trace(const char *command, const char *argument, const char **path);

/* Open a trace; complains and returns NULL where it cannot be read, and writes its warning to standard error. */
struct reader *open_trace(const char *path);

#endif
