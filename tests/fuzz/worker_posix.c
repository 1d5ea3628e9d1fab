/*
 * Workers on POSIX: a fork of the supervisor each
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#define _GNU_SOURCE

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "system.h"
#include "worker.h"

struct shared *worker_shared(void)
{
    struct shared *shared;

    shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (shared == MAP_FAILED)
    {
        perror("cannot share memory");
        exit(3);
    }
    return shared;
}

struct shared *worker_attach(const char *argument)
{
    (void)argument;
    return NULL;
}

uint64_t worker_clock(void)
{
    return system_milliseconds();
}

enum outcome worker_run(struct shared *shared, unsigned int seconds, char **argv, enum outcome (*work)(void *context),
                        void *context)
{
    uint64_t since = worker_clock(), seen = shared->sequences;
    int status;
    pid_t pid;

    (void)argv;
    fflush(NULL);
    if (!(pid = fork()))
        exit(WORKER_EXIT + (int)work(context));
    if (pid < 0)
    {
        perror("cannot start a worker");
        exit(3);
    }
    while (!waitpid(pid, &status, WNOHANG))
    {
        system_sleep(shared->job.one ? 1 : 10);
        if (shared->sequences != seen)
        {
            seen = shared->sequences;
            since = worker_clock();
        }
        if (worker_clock() - since < seconds * UINT64_C(1000))
            continue;
        kill(pid, SIGKILL);
        waitpid(pid, &status, 0);
        return OUTCOME_HUNG;
    }
    if (WIFEXITED(status) && WEXITSTATUS(status) >= WORKER_EXIT && WEXITSTATUS(status) < WORKER_EXIT + OUTCOME_CRASHED)
        return (enum outcome)(WEXITSTATUS(status) - WORKER_EXIT);
    shared->exit_code = (uint32_t)(WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status));
    return OUTCOME_CRASHED;
}
