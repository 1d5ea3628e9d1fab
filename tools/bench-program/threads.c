/*
 * Threads that start together: see threads.h.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <string.h>
#include "bench.h"
#include "burst.h"
#include "clock.h"
#include "threads.h"

#define JOIN_TIMEOUT_MS 60000

struct member
{
    struct team *team;
    unsigned int index;
};

static DWORD WINAPI member_thread(void *parameter)
{
    struct member *member = parameter;
    struct team *team = member->team;

    InterlockedIncrement(&team->ready);
    while (!team->go)
        SwitchToThread();
    team->done[member->index] = team->function(team, member->index, team->context);
    return 0;
}

void threads_join(HANDLE *threads, unsigned int count, const char *what)
{
    unsigned int i;

    if (WaitForMultipleObjects(count, threads, TRUE, JOIN_TIMEOUT_MS) == WAIT_TIMEOUT)
        abort_run("%s: the threads hang, a wake-up was lost; nothing further can be measured in this process", what);
    for (i = 0; i < count; ++i)
        CloseHandle(threads[i]);
}

double team_run(struct team *team, unsigned int count, double seconds, team_function function, void *context)
{
    struct member members[MAX_THREADS];
    HANDLE threads[MAX_THREADS];
    double start, elapsed;
    uint64_t done = 0;
    unsigned int i;

    memset(team, 0, sizeof(*team));
    team->count = count;
    team->function = function;
    team->context = context;
    for (i = 0; i < count; ++i)
    {
        members[i].team = team;
        members[i].index = i;
        if (!(threads[i] = CreateThread(NULL, 0, member_thread, &members[i], 0, NULL)))
        {
            team->stop = 1;
            team->go = 1;
            if (i)
                threads_join(threads, i, "starting threads");
            return -1.0;
        }
    }
    while (team->ready != (LONG)count)
        Sleep(1);
    start = clock_seconds();
    InterlockedExchange(&team->go, 1);
    Sleep((DWORD)(seconds * 1000.0));
    InterlockedExchange(&team->stop, 1);
    elapsed = clock_seconds() - start;
    threads_join(threads, count, "threads on one pool");
    for (i = 0; i < count; ++i)
        done += team->done[i];
    return done ? elapsed * 1e9 / done : -1.0;
}

/* More threads than processors: they run at random. */
#define TURNS_BETWEEN_LOOKS 16

struct loop
{
    loop_function function;
    void *context;
    struct burst *burst;
};

static bool team_is_stopped(void *context)
{
    const struct team *team = context;

    return team->stop;
}

static uint64_t burst_member(struct team *team, unsigned int index, void *context)
{
    const struct loop *loop = context;

    burst_run(loop->burst, index, team_is_stopped, team);
    return 1;
}

static uint64_t loop_member(struct team *team, unsigned int index, void *context)
{
    const struct loop *loop = context;
    uint64_t done = 0;

    (void)index;
    while (!team->stop)
    {
        if (!loop->function(loop->context, TURNS_BETWEEN_LOOKS))
            return 0;
        done += TURNS_BETWEEN_LOOKS;
    }
    return done;
}

double team_run_loop(unsigned int count, double seconds, loop_function function, void *context)
{
    struct loop loop = { function, context, NULL };
    struct burst burst;
    struct team team;
    SYSTEM_INFO info;

    GetSystemInfo(&info);
    if (count > info.dwNumberOfProcessors)
        return team_run(&team, count, seconds, loop_member, &loop);
    burst_init(&burst, count, function, context);
    loop.burst = &burst;
    if (team_run(&team, count, seconds, burst_member, &loop) < 0.0)
        return -1.0;
    return burst_result(&burst);
}
