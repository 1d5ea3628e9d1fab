/*
 * pool-bench: the pool of quartzalloc.dll against FFmpeg's and GStreamer's, natively.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "program.h"
#include "providers/native.h"
#include "scenarios/scenarios.h"

static const struct scenario scenarios[] = {
    { "cycle", "one thread takes a buffer and gives it back, pools of 1 to 65536", list_cycle, false },
    { "shared", "2, 4 and 8 threads do so on one pool of 64", list_shared, false },
    { "pipeline", "a producer waits for what a consumer gives back, pools of 1 to 16", list_pipeline, false },
    { NULL, NULL, NULL, false },
};

/* They are all there. */
static void open_pools(struct providers *providers, const char *name)
{
    (void)providers;
    (void)name;
}

const struct program program = {
    .name = "pool-bench",
    .usage = "Usage: pool-bench [OPTION]...\n"
             "Measure the pool of quartzalloc.dll natively against AVBufferPool and GstBufferPool.\n"
             "\n"
             "  --scenario NAME     measure only this scenario; may be given several times\n" USAGE_COMMON
             "Exit code: 0 all measured, 1 some rows could not be measured, 2 wrong usage, 3 a pool hung.\n",
    .scenarios = scenarios,
    .complete = native_pools_add,
    .open = open_pools,
};
