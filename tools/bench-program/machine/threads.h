/*
 * Threads, and the little that they need to meet.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef QUARTZALLOC_BENCH_THREADS_H
#define QUARTZALLOC_BENCH_THREADS_H

#include <stdbool.h>

#ifdef _WIN32
typedef void *thread_handle;
/* SRWLOCK and CONDITION_VARIABLE: an event of the system's would measure Wine's server. */
typedef struct
{
    void *lock, *is_set_now;
    bool is_set;
} event_handle;
#else
#include <pthread.h>
#include <semaphore.h>
typedef pthread_t thread_handle;
typedef sem_t event_handle;
#endif

struct thread
{
    void (*function)(void *context);
    void *context;
    thread_handle handle;
};

/* The structure stays where it is until the thread has been joined.  Returns false when there is no thread to be had. */
bool thread_start(struct thread *thread, void (*function)(void *context), void *context);
/* Ends the program with an explanation, in which `what` stands, when they are not back in a minute. */
void threads_join(struct thread *threads, unsigned int count, const char *what);

void thread_yield(void);
void thread_sleep(double seconds);
unsigned int processor_count(void);

/* Wakes one thread, and then is not set any more.  It must not be set twice without a wait between. */
struct event
{
    event_handle handle;
};

bool event_init(struct event *event);
void event_cleanup(struct event *event);
void event_set(struct event *event);
void event_wait(struct event *event);

#endif
