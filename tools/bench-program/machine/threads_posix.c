/*
 * Threads of POSIX: see threads.h.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#define _GNU_SOURCE
#include <sched.h>
#include <time.h>
#include <unistd.h>
#include "machine/fatal.h"
#include "machine/threads.h"

#define JOIN_TIMEOUT_SECONDS 60

static void *thread_main(void *parameter)
{
    struct thread *thread = parameter;

    thread->function(thread->context);
    return NULL;
}

bool thread_start(struct thread *thread, void (*function)(void *context), void *context)
{
    thread->function = function;
    thread->context = context;
    return !pthread_create(&thread->handle, NULL, thread_main, thread);
}

void threads_join(struct thread *threads, unsigned int count, const char *what)
{
    struct timespec deadline;
    unsigned int i;

    clock_gettime(CLOCK_REALTIME, &deadline);
    deadline.tv_sec += JOIN_TIMEOUT_SECONDS;
    for (i = 0; i < count; ++i)
    {
        if (pthread_timedjoin_np(threads[i].handle, NULL, &deadline))
            fatal_hang(what);
    }
}

void thread_yield(void)
{
    sched_yield();
}

void thread_sleep(double seconds)
{
    usleep((useconds_t)(seconds * 1e6));
}

unsigned int processor_count(void)
{
    return (unsigned int)sysconf(_SC_NPROCESSORS_ONLN);
}

bool event_init(struct event *event)
{
    return !sem_init(&event->handle, 0, 0);
}

void event_cleanup(struct event *event)
{
    sem_destroy(&event->handle);
}

void event_set(struct event *event)
{
    sem_post(&event->handle);
}

void event_wait(struct event *event)
{
    while (sem_wait(&event->handle))
        ;
}
