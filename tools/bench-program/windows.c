/*
 * quartzalloc-bench: allocators of DirectShow against each other, on Windows and under Wine.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <string.h>
#include "machine/busy.h"
#include "program.h"
#include "providers/com.h"
#include "scenarios/scenarios.h"

static const struct scenario scenarios[] = {
    { "cycle", "one thread, GetBuffer + Release, pools of 1 to 65536 samples", list_cycle, false },
    { "notify", "the same with a callback set that does nothing", list_notify, true },
    { "shared", "2, 4 and 8 threads, GetBuffer + Release on one pool of 64", list_shared, true },
    { "pipeline", "a producer waits for the samples that a consumer gives back, pools of 1 to 16", list_pipeline,
      true },
    { "capture", "a source sleeps until NotifyRelease, then gets with AM_GBF_NOWAIT", list_capture, true },
    { "recommit", "Decommit + Commit, and the memory beside the buffers", list_recommit, false },
    { "count", "Commit, GetFreeCount and SetProperties, 1 to 65536 buffers", list_count, false },
    { NULL, NULL, NULL, false },
};

static bool wants_builtin = true, builtin_placed, dll_given;

static int parse_option(struct providers *providers, const char *option, const char *value, const char **error)
{
    if (!strcmp(option, "--builtin"))
    {
        if (!builtin_placed)
            com_add_builtin(providers);
        wants_builtin = builtin_placed = true;
        return 1;
    }
    if (!strcmp(option, "--no-builtin"))
    {
        wants_builtin = false;
        return 1;
    }
    if (strcmp(option, "--dll"))
        return 0;
    if (value)
        *error = com_add_dll(providers, value);
    dll_given = true;
    return 2;
}

static void add_defaults(struct providers *providers)
{
    if (!dll_given)
        com_add_default_dll(providers);
    if (wants_builtin && !builtin_placed)
        com_add_builtin(providers);
}

const struct program program = {
    .name = "quartzalloc-bench",
    .usage = "Usage: quartzalloc-bench [OPTION]...\n"
             "Measure memory allocators of DirectShow against each other and against the machine.\n"
             "\n"
             "  --scenario NAME     measure only this scenario; may be given several times\n"
             "  --dll [NAME=]PATH   an allocator: a DLL with the class CLSID_MemoryAllocator; may be given several "
             "times\n"
             "  --builtin           the system's own allocator, at this place in the order\n"
             "  --no-builtin        without the system's own allocator\n"
             "  --busy [N]          keep N processes busy meanwhile, 1 to 256, as many as processors if not given;\n"
             "                      measure notify, shared, pipeline and capture, in 45 rounds, if not told "
             "otherwise\n" USAGE_COMMON
             "Ratios are to the first allocator.  Without --dll it is the quartzalloc.dll beside this program or in\n"
             "the system directory; the builtin one comes last.\n"
             "\n"
             "Exit code: 0 all measured, 1 some rows could not be measured, 2 wrong usage, 3 an allocator crashed\n"
             "or hung.\n",
    .scenarios = scenarios,
    .can_be_busy = true,
    .option = parse_option,
    .complete = add_defaults,
    .open = com_open,
    .be_busy = busy_be_one,
    .start_busy = busy_start,
    .end_busy = busy_end,
};
