/*
 * Where this machine has the files that a trace names
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef TRACE_LOCATE_H
#define TRACE_LOCATE_H

#include <stdbool.h>
#include <stddef.h>

/* Paths beyond this are not looked for. */
#define LOCATE_SIZE 2048

/*
 * The prefix that a program ran in: `told`, by its trace, may be empty.  Where that is none of this machine's, it is the one
 * of WINEPREFIX.  Returns false where neither is there.
 */
bool locate_prefix(const char *told, char prefix[LOCATE_SIZE]);

/*
 * The file that a program in `prefix` (may be empty) knows as `path`: "\??\C:\windows\system32\quartz.dll", or without
 * "\??\".  Upper and lower case are one, as for Windows.  Returns false where there is no such file.
 */
bool locate_file(const char *prefix, const char *path, char file[LOCATE_SIZE]);

/* The file of the prefix that has a part of its registry: "system.reg".  Returns false where the path does not fit. */
bool locate_registry(const char *prefix, const char *name, char file[LOCATE_SIZE]);

#endif
