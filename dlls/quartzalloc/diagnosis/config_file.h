/*
 * The text of a quartzalloc.conf: lines "NAME = value", sections by program
 *
 * Free of Windows and of COM.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef QUARTZALLOC_DIAGNOSIS_CONFIG_FILE_H
#define QUARTZALLOC_DIAGNOSIS_CONFIG_FILE_H

#include <stddef.h>

/* The largest file that is read, and the longest line of it that counts. */
#define CONFIG_FILE_SIZE 65536
#define CONFIG_LINE_SIZE 1024

/* Who is told what stands in the file.  Lines count from 1; no pointer outlives the call. */
struct config_reader
{
    void (*take)(unsigned int line, const char *name, const char *value);
    void (*complain)(unsigned int line, const char *what);
};

/*
 * Read `text`, of `length` bytes with a 0 behind them; it is written to.  Lines before the first section, "[program.exe]", are
 * for every program; those of a section for `program` alone, whatever the case, and other sections are not looked into.
 * Lines that begin with # or ; say nothing.  A value may stand in double quotes.  What cannot be understood is told to
 * `complain`, and the rest counts; of a file that is no text at all, nothing does.
 */
void config_file_read(char *text, size_t length, const char *program, const struct config_reader *reader);

#endif
