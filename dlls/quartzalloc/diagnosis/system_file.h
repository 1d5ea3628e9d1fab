/*
 * What diagnosis asks of the operating system about files that it reads
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef QUARTZALLOC_DIAGNOSIS_SYSTEM_FILE_H
#define QUARTZALLOC_DIAGNOSIS_SYSTEM_FILE_H

#include <stdbool.h>
#include <stddef.h>

/* Why a file was not read. */
#define SYSTEM_NO_FILE   (-1)
#define SYSTEM_FILE_SHUT (-2) /* it is there: a folder, or not for this user */

/* The folder of the program, in UTF-8, with the separator behind it.  False where it does not fit.  May take the loader lock. */
bool system_program_folder(char *folder, size_t size);

/*
 * Read the beginning of a file, `size` bytes of it at the most.  path: in UTF-8, as Windows or, under Wine, as Unix names
 * it.  Returns how many bytes were read, or one of the above.
 */
long system_file_read(const char *path, char *text, size_t size);

#endif
