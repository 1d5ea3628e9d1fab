/*
 * The watch thread
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "clock.h"
#include "judge.h"
#include "options.h"
#include "log.h"
#include "system.h"
#include "trace_file.h"
#include "watch.h"

#define LONGEST_NAP 250

static void watch(void *context)
{
    unsigned int nap = options.stall / 4 < LONGEST_NAP ? options.stall / 4 : LONGEST_NAP;

    (void)context;
    for (;;)
    {
        system_sleep_for(nap ? nap : 1);
        trace_beat(clock_nanoseconds());
        judge_time(clock_nanoseconds());
    }
}

void watch_start(void)
{
    static struct system_errand watching = { watch, NULL };

    if (!system_start_thread(&watching))
        log_line(LOG_WARN, "there is no thread to be had: stalls are not told");
}
