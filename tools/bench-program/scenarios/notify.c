/*
 * Scenario notify: as cycle, with a callback set that does nothing.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "scenarios/callback.h"
#include "scenarios/scenarios.h"

static void run_notify(const struct bench_case *bench_case, struct provider *provider, const struct settings *settings,
                       struct measurement *measurement)
{
    IMemAllocatorCallbackTemp *allocator_callback;
    struct callback callback;
    struct target target;

    callback_init_silent(&callback);
    if (!target_open(&target, provider, bench_case->pool, buffer_size(settings, SMALL_BUFFER), measurement))
        return;
    if ((allocator_callback = callback_set(&target, &callback, measurement)))
    {
        measure_cycle(&target, settings, measurement);
        callback_reset(allocator_callback);
    }
    target_close(&target);
}

void list_notify(struct case_list *cases)
{
    list_cycles(cases, "notify", run_notify);
}
