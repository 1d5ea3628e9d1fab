/*
 * What quartzalloc-bench and its native sibling pool-bench have of their own.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef QUARTZALLOC_BENCH_PROGRAM_H
#define QUARTZALLOC_BENCH_PROGRAM_H

#include "core/case.h"

/* The exit codes; the manual page explains them. */
enum exit_code
{
    EXIT_ALL_MEASURED = 0,
    EXIT_SOME_FAILED = 1,
    EXIT_USAGE = 2,
    EXIT_ABORTED = 3,
};

/* The part of --help that every program has: the options of options.c. */
#define USAGE_COMMON \
    "  --rounds N          rounds through all rows, 7 if not given\n" \
    "  --time MS           milliseconds for one measurement of a round, 100 if not given\n" \
    "  --quick             3 rounds of 20 ms\n" \
    "  --buffer-size BYTES size of the buffers instead of each scenario's own\n" \
    "  --csv FILE          write the results as comma separated values too\n" \
    "  --json FILE         write the results as JSON too, with the value of every round\n" \
    "  --list              list the scenarios\n" \
    "  --help              show this help\n" \
    "  --version           show the version\n" \
    "\n"

struct program
{
    const char *name;
    const char *usage;                /* the answer to --help */
    const struct scenario *scenarios; /* ends with one that has no name */
    bool can_be_busy;                 /* knows --busy */

    /*
     * An option that only this program knows.  Returns how many arguments it takes, itself included, 0 where it is
     * unknown; `value` is the argument that follows, or NULL.  *error is set to what is wrong with the value.
     */
    int (*option)(struct providers *providers, const char *option, const char *value, const char **error);
    /* After all options: the providers that are there without being asked for; and all are opened. */
    void (*complete)(struct providers *providers);
    void (*open)(struct providers *providers, const char *program);

    /* Runs the process as what keeps processors busy, where its arguments say so; then it does not return. */
    void (*be_busy)(int argc, char **argv);
    /* Starts so many of them; returns NULL, or why that is impossible, and then none is left. */
    const char *(*start_busy)(unsigned int count);
    void (*end_busy)(void);
};

extern const struct program program;

#endif
