/*
 * Processes of this program that keep the processors busy, as a game does.
 *
 * They end with the process that started them, however that ends: they are in a job object that goes with its last
 * handle, and each of them watches its parent.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef QUARTZALLOC_BENCH_BUSY_H
#define QUARTZALLOC_BENCH_BUSY_H

/* Starts so many, and waits until all of them run.  Returns NULL, or why that is impossible, and then none is left. */
const char *busy_start(unsigned int count);
void busy_end(void);

/* Where the arguments are those of such a process: is one, and does not return. */
void busy_be_one(int argc, char **argv);

#endif
