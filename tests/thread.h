/*
 * Threads and waits for tests that force a schedule: every wait ends, and says so when it ends by the clock.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef QUARTZALLOC_TESTS_THREAD_H
#define QUARTZALLOC_TESTS_THREAD_H

#include "target.h"

/* Behind what says how windows.h is to be read */
#include "still.h"

static inline HANDLE start_thread(LPTHREAD_START_ROUTINE function, void *context)
{
    HANDLE thread = CreateThread(NULL, 0, function, context, 0, NULL);

    ok(thread != NULL, "CreateThread failed, error %lu.\n", GetLastError());
    return thread;
}

static inline HANDLE create_event(void)
{
    return CreateEventW(NULL, TRUE, FALSE, NULL);
}

#define wait_for(handle, rows) \
    do \
    { \
        DWORD wait_ = WaitForSingleObject(handle, TIMEOUT); \
        ok(wait_ == WAIT_OBJECT_0, rows ": still waiting after %u ms, result %#lx.\n", TIMEOUT, wait_); \
    } while (0)

#define join_thread(thread, rows) \
    do \
    { \
        wait_for(thread, rows); \
        CloseHandle(thread); \
    } while (0)

/* Waits until all threads have ended, as long as the counter moves: only a standstill fails, however busy the machine. */
static inline BOOL wait_for_all(HANDLE *threads, unsigned int count, const volatile LONG *progress)
{
    DWORD wait;
    LONG before;

    do
    {
        before = *progress;
        wait = WaitForMultipleObjects(count, threads, TRUE, TIMEOUT);
    } while (wait == WAIT_TIMEOUT && *progress != before);
    return wait < count;
}

/* TRUE while the thread has not ended. Asked only before the test does what lets it end. */
static inline BOOL is_running(HANDLE thread)
{
    return WaitForSingleObject(thread, 0) == WAIT_TIMEOUT;
}

/* Returns when the thread sleeps, TRUE, or has ended, FALSE. One that is only late, on a busy machine, is waited for: to be
 * looked at it has to be stopped, to be stopped it has to run, and then it goes on from where it was. */
static inline BOOL wait_until_asleep(HANDLE thread)
{
    DWORD start = GetTickCount();
    unsigned int same = 0;
    CONTEXT before;

    memset(&before, 0, sizeof(before));
    while (same < 5)
    {
        if (WaitForSingleObject(thread, 2) == WAIT_OBJECT_0)
            return FALSE;
        same = stands_still(thread, &before) ? same + 1 : 0;
        if (GetTickCount() - start >= TIMEOUT)
        {
            ok(0, "After %u ms the thread neither sleeps nor has it ended.\n", TIMEOUT);
            return FALSE;
        }
    }
    return TRUE;
}

/* One GetBuffer on a thread of its own. */
struct getter
{
    IMemAllocator *allocator;
    DWORD flags;
    HANDLE about_to_call;
    HANDLE thread;
    IMediaSample *sample;
    HRESULT hr;
};

static inline DWORD WINAPI getter_thread(void *context)
{
    struct getter *getter = context;

    SetEvent(getter->about_to_call);
    getter->hr = IMemAllocator_GetBuffer(getter->allocator, &getter->sample, NULL, NULL, getter->flags);
    return 0;
}

/* Returns when the thread is about to call GetBuffer. If the call must have come as far as it can, wait_until_asleep(). */
static inline void start_getter(struct getter *getter, IMemAllocator *allocator)
{
    getter->allocator = allocator;
    getter->flags = 0;
    getter->sample = (IMediaSample *)0xdeadbeef;
    getter->hr = 0xdeadbeef;
    getter->about_to_call = create_event();
    getter->thread = start_thread(getter_thread, getter);
    WaitForSingleObject(getter->about_to_call, TIMEOUT);
    CloseHandle(getter->about_to_call);
}

/* Returns when GetBuffer waits for a sample. */
#define start_waiter(getter, allocator, rows) \
    do \
    { \
        BOOL asleep_; \
        start_getter(getter, allocator); \
        asleep_ = wait_until_asleep((getter)->thread); \
        ok(asleep_, rows ": GetBuffer returned %#lx with no sample free.\n", (getter)->hr); \
    } while (0)

#endif /* QUARTZALLOC_TESTS_THREAD_H */
