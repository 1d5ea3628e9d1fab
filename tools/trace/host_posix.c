/*
 * The POSIX side of host.h
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#define _POSIX_C_SOURCE 200809L

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "commands.h"
#include "host.h"

void host_sleep(unsigned int milliseconds)
{
    struct timespec time = { milliseconds / 1000, (long)(milliseconds % 1000) * 1000000 };

    nanosleep(&time, NULL);
}

bool host_draws(void)
{
    const char *terminal = getenv("TERM");

    return isatty(STDOUT_FILENO) && terminal && strcmp(terminal, "dumb");
}

static uint64_t read_clock(clockid_t clock)
{
    struct timespec now;

    clock_gettime(clock, &now);
    return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

uint64_t host_utc(void)
{
    return read_clock(CLOCK_REALTIME);
}

uint64_t host_clock(void)
{
    return read_clock(CLOCK_MONOTONIC);
}

void host_set_variable(const char *name, const char *value, bool keep)
{
    setenv(name, value, !keep);
}

bool host_absolute(const char *path, char *out, size_t size)
{
    char folder[PATH_MAX];

    if (path[0] == '/')
        return (size_t)snprintf(out, size, "%s", path) < size;
    return getcwd(folder, sizeof(folder)) && (size_t)snprintf(out, size, "%s/%s", folder, path) < size;
}

bool host_replace(const char *from, const char *to)
{
    return !rename(from, to);
}

static volatile sig_atomic_t child;

/* Whoever ends this program means the one that it runs, and gets the summary of that. */
static void pass_on(int signal)
{
    if (child > 0)
        kill((pid_t)child, signal);
}

int host_run(char **arguments)
{
    struct sigaction ignore = { .sa_handler = SIG_IGN }, pass = { .sa_handler = pass_on }, interrupt, quit, terminate;
    int status = 0, failed[2], error = 0;
    pid_t process;
    ssize_t got;

    if (pipe(failed))
        failed[0] = failed[1] = -1;
    fflush(NULL);
    if ((process = fork()) < 0)
    {
        complain("%s cannot be started: %s", arguments[0], strerror(errno));
        return RUN_NOT_STARTED;
    }
    if (!process)
    {
        /* A program that starts closes them. */
        fcntl(failed[0], F_SETFD, FD_CLOEXEC);
        fcntl(failed[1], F_SETFD, FD_CLOEXEC);
        execvp(arguments[0], arguments);
        error = errno;
        if (write(failed[1], &error, sizeof(error)) < 0)
            _exit(RUN_NOT_STARTED);
        _exit(error == ENOENT ? RUN_NOT_FOUND : RUN_NOT_STARTED);
    }
    child = process;
    sigaction(SIGINT, &ignore, &interrupt);
    sigaction(SIGQUIT, &ignore, &quit);
    sigaction(SIGTERM, &pass, &terminate);
    close(failed[1]);
    while ((got = read(failed[0], &error, sizeof(error))) < 0 && errno == EINTR)
        ;
    close(failed[0]);
    while (waitpid(process, &status, 0) < 0 && errno == EINTR)
        ;
    child = 0;
    sigaction(SIGINT, &interrupt, NULL);
    sigaction(SIGQUIT, &quit, NULL);
    sigaction(SIGTERM, &terminate, NULL);
    if (got == sizeof(error))
        complain("%s cannot be started: %s", arguments[0], strerror(error));
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}
