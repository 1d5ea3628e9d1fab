/*
 * Where text goes, line by line
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef QUARTZALLOC_DIAGNOSIS_LOG_H
#define QUARTZALLOC_DIAGNOSIS_LOG_H

#include <stdbool.h>
#include <stddef.h>

enum log_level
{
    LOG_NONE,
    LOG_ERROR,
    LOG_WARN,
    LOG_INFO,
    LOG_DEBUG,
};

/* Wine's debug output takes lines below 1000 characters. */
#define LOG_LINE_SIZE 900

/*
 * Open the log; once.  `path` may be empty.  Nothing is written beyond `level`.  Returns false where the file cannot be
 * opened: another way is used then.
 */
bool log_open(const char *path, enum log_level level);

/* Replace %p by the process's number and %e by the program's name.  What does not fit is cut off. */
void log_expand_path(const char *path, char *out, size_t size);

/* The level that was given to log_open. */
enum log_level log_limit(void);

/* Write "quartzalloc: LEVEL: text" if QUARTZALLOC_LOG_LEVEL lets it through.  Any thread, under any lock. */
void log_line(enum log_level level, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Write a text of several lines, each as it is, without lines of other threads in between. */
void log_text(enum log_level level, const char *text);

#endif
