/*
 * The command line.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef QUARTZALLOC_BENCH_OPTIONS_H
#define QUARTZALLOC_BENCH_OPTIONS_H

#include "core/case.h"
#include "program.h"

struct options
{
    struct settings settings;
    const char *csv_path; /* NULL: none is wanted */
    const char *json_path;
    unsigned int scenario_count;
    const struct scenario *scenarios[MAX_SCENARIOS];
    bool unknown_scenario;
    struct providers providers;
};

/* Ends the program where the arguments are wrong, or have been answered. */
void options_parse(struct options *options, int argc, char **argv);

#endif
