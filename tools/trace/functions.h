/*
 * The functions of a module's file: which one has an address
 *
 * From the table of symbols, which mingw leaves in what is not stripped, as Wine's own DLLs.  Where there is none, from the
 * names that the file exports: then, in 64-bit files, where the table of functions says that it is the exported one
 * that has the address; in 32-bit ones nothing says so, and there is no name rather than a wrong one.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef TRACE_FUNCTIONS_H
#define TRACE_FUNCTIONS_H

#include "image.h"

/* The longest name of a function that is told, with its terminating 0; more is cut off. */
#define FUNCTION_NAME_SIZE 64

struct functions;

/*
 * Read them from the file at `path`, which must have that timestamp and that size when it is loaded: another version has its
 * functions elsewhere.  At most `limit` of them; NULL where there are none or memory runs out.  The file stays open.
 */
struct functions *functions_read(const char *path, uint32_t stamp, uint32_t loaded, size_t limit);
void functions_free(struct functions *functions);
size_t functions_count(const struct functions *functions);

/* The function that has the byte at `address`, an offset into the module.  Returns false where that is not known. */
bool functions_find(const struct functions *functions, uint32_t address, char name[FUNCTION_NAME_SIZE]);

#endif
