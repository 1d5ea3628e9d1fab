/*
 * Threads of Windows: see threads.h.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <windows.h>
#include "machine/fatal.h"
#include "machine/threads.h"

#define JOIN_TIMEOUT_MS 60000

static DWORD WINAPI thread_main(void *parameter)
{
    struct thread *thread = parameter;

    thread->function(thread->context);
    return 0;
}

bool thread_start(struct thread *thread, void (*function)(void *context), void *context)
{
    thread->function = function;
    thread->context = context;
    thread->handle = CreateThread(NULL, 0, thread_main, thread, 0, NULL);
    return thread->handle != NULL;
}

void threads_join(struct thread *threads, unsigned int count, const char *what)
{
    unsigned int i;

    for (i = 0; i < count; ++i)
    {
        if (WaitForSingleObject(threads[i].handle, JOIN_TIMEOUT_MS) == WAIT_TIMEOUT)
            fatal_hang(what);
        CloseHandle(threads[i].handle);
    }
}

void thread_yield(void)
{
    SwitchToThread();
}

void thread_sleep(double seconds)
{
    Sleep((DWORD)(seconds * 1000.0));
}

unsigned int processor_count(void)
{
    SYSTEM_INFO info;

    GetSystemInfo(&info);
    return info.dwNumberOfProcessors;
}

bool event_init(struct event *event)
{
    InitializeSRWLock((SRWLOCK *)&event->handle.lock);
    InitializeConditionVariable((CONDITION_VARIABLE *)&event->handle.is_set_now);
    event->handle.is_set = false;
    return true;
}

void event_cleanup(struct event *event)
{
    (void)event;
}

void event_set(struct event *event)
{
    AcquireSRWLockExclusive((SRWLOCK *)&event->handle.lock);
    event->handle.is_set = true;
    ReleaseSRWLockExclusive((SRWLOCK *)&event->handle.lock);
    WakeConditionVariable((CONDITION_VARIABLE *)&event->handle.is_set_now);
}

void event_wait(struct event *event)
{
    AcquireSRWLockExclusive((SRWLOCK *)&event->handle.lock);
    while (!event->handle.is_set)
        SleepConditionVariableSRW((CONDITION_VARIABLE *)&event->handle.is_set_now, (SRWLOCK *)&event->handle.lock,
                                  INFINITE, 0);
    event->handle.is_set = false;
    ReleaseSRWLockExclusive((SRWLOCK *)&event->handle.lock);
}
