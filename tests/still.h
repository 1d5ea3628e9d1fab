/*
 * Whether a thread of this process stands still, which one that sleeps does. Usable without the test framework.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef QUARTZALLOC_TESTS_STILL_H
#define QUARTZALLOC_TESTS_STILL_H

#include <string.h>
#include <windows.h>

/* Whether the thread is where it was at the last look, for which *before is; zero before the first. To be looked at it has to be
 * stopped, to be stopped it has to run, and then it goes on from where it was. */
static inline BOOL stands_still(HANDLE thread, CONTEXT *before)
{
    CONTEXT now;
    BOOL same;

    memset(&now, 0, sizeof(now));
    now.ContextFlags = CONTEXT_CONTROL | CONTEXT_INTEGER;
    SuspendThread(thread);
    /* Only this waits until the thread has really stopped. */
    GetThreadContext(thread, &now);
    ResumeThread(thread);
    same = !memcmp(before, &now, sizeof(now));
    *before = now;
    return same;
}

#endif /* QUARTZALLOC_TESTS_STILL_H */
