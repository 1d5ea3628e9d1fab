/*
 * The list of subtests, and the one file that contains the framework. Wine's build writes such a file itself.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#define WIN32_LEAN_AND_MEAN
#include <windows.h>

#define STANDALONE
#include "wine/test.h"

extern void func_aggregation(void);
extern void func_buffers(void);
extern void func_class(void);
extern void func_commit(void);
extern void func_layout(void);
extern void func_lifetime(void);
extern void func_media_type(void);
extern void func_media_type_memory(void);
extern void func_notify(void);
extern void func_notify_call(void);
extern void func_notify_lock(void);
extern void func_notify_threads(void);
extern void func_properties(void);
extern void func_sample(void);
extern void func_sample_properties(void);
extern void func_sample_refusals(void);
extern void func_target(void);
extern void func_threads(void);
extern void func_waiters(void);

/* One subtest a line. */
/* clang-format off */
const struct test winetest_testlist[] =
{
    { "aggregation", func_aggregation },
    { "buffers", func_buffers },
    { "class", func_class },
    { "commit", func_commit },
    { "layout", func_layout },
    { "lifetime", func_lifetime },
    { "media_type", func_media_type },
    { "media_type_memory", func_media_type_memory },
    { "notify", func_notify },
    { "notify_call", func_notify_call },
    { "notify_lock", func_notify_lock },
    { "notify_threads", func_notify_threads },
    { "properties", func_properties },
    { "sample", func_sample },
    { "sample_properties", func_sample_properties },
    { "sample_refusals", func_sample_refusals },
    { "target", func_target },
    { "threads", func_threads },
    { "waiters", func_waiters },
    { NULL, NULL }
};
