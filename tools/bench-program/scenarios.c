/*
 * The list of all scenarios.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "bench.h"

const struct scenario scenarios[] = {
    { "cycle", "one thread, GetBuffer + Release, pools of 1 to 65536 samples", list_cycle },
    { "notify", "the same with a callback set that does nothing", list_notify },
    { "shared", "2, 4 and 8 threads, GetBuffer + Release on one pool of 64", list_shared },
    { "pipeline", "a producer waits for the samples that a consumer gives back, pools of 1 to 16", list_pipeline },
    { "capture", "a source sleeps until NotifyRelease, then gets with AM_GBF_NOWAIT", list_capture },
    { "recommit", "Decommit + Commit, and the memory beside the buffers", list_recommit },
};

const unsigned int scenario_count = ARRAY_LENGTH(scenarios);

const struct scenario *scenario_find(const char *name)
{
    unsigned int i;

    for (i = 0; i < scenario_count; ++i)
    {
        if (!strcmp(scenarios[i].name, name))
            return &scenarios[i];
    }
    return NULL;
}
