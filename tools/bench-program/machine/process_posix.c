/*
 * The process under POSIX: see process.h.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <pthread.h>
#include <unistd.h>
#include "machine/fatal.h"
#include "machine/process.h"
#include "machine/threads.h"

static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;

static void wait_at_gate(void *context)
{
    (void)context;
    pthread_mutex_lock(&gate);
    pthread_mutex_unlock(&gate);
}

/*
 * Programs that play media have many threads.  In a process that has only one, the C library leaves the lock prefix out of
 * its mutexes, and whatever uses them is twice as fast as any real program will see it.
 */
char **process_start(int *argc, char **argv)
{
    static struct thread idle;

    (void)argc;
    pthread_mutex_lock(&gate);
    if (!thread_start(&idle, wait_at_gate, NULL))
        fatal("a thread cannot be made; end other programs and try again");
    return argv;
}

void process_describe(char *text, size_t size)
{
    snprintf(text, size, "native");
}

FILE *process_open_file(const char *path, const char *mode)
{
    return fopen(path, mode);
}

void process_end(int code)
{
    _exit(code);
}
