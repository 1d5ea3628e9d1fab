/*
 * Where options come from: quartzalloc.conf beside the program, the file that QUARTZALLOC_CONFIG_FILE names, the environment
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef QUARTZALLOC_DIAGNOSIS_OPTION_SOURCES_H
#define QUARTZALLOC_DIAGNOSIS_OPTION_SOURCES_H

#include <stdbool.h>

/*
 * source: "" for the environment, or file and line as in `C:\game\quartzalloc.conf, line 3`.  name_of: the name of each
 * option there is, NULL behind the last.
 */
struct option_taker
{
    const char *(*name_of)(unsigned int index);
    void (*take)(const char *source, const char *name, const char *value);
    void (*complain)(const char *source, const char *what);
};

/*
 * Give all that is set to the taker, in the order above: what comes later counts.  Empty values are left out.  Once, at the
 * start; may take the loader lock.
 */
void option_sources_read(const struct option_taker *taker);

#endif
