/*
 * Threads that start together: see team.h.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "machine/burst.h"
#include "machine/clock.h"
#include "machine/team.h"
#include "machine/threads.h"

#define TURNS_BETWEEN_LOOKS 16

static bool threads_are_alone = true;

struct member
{
    struct team *team;
    unsigned int index;
};

void team_set_alone(bool alone)
{
    threads_are_alone = alone;
}

static void member_thread(void *context)
{
    struct member *member = context;
    struct team *team = member->team;

    atomic_fetch_add(&team->ready, 1);
    while (!atomic_load(&team->go))
        thread_yield();
    team->done[member->index] = team->function(team, member->index, team->context);
}

double team_run(unsigned int count, double seconds, uint64_t (*function)(struct team *, unsigned int, void *),
                void *context)
{
    struct team team = { .function = function, .context = context };
    struct member members[MAX_THREADS];
    struct thread threads[MAX_THREADS];
    double start, elapsed;
    uint64_t done = 0;
    unsigned int i;

    for (i = 0; i < count; ++i)
    {
        members[i].team = &team;
        members[i].index = i;
        if (!thread_start(&threads[i], member_thread, &members[i]))
        {
            atomic_store(&team.stop, true);
            atomic_store(&team.go, true);
            threads_join(threads, i, "starting threads");
            return -1.0;
        }
    }
    while (atomic_load(&team.ready) != count)
        thread_sleep(0.001);
    start = clock_seconds();
    atomic_store(&team.go, true);
    thread_sleep(seconds);
    atomic_store(&team.stop, true);
    elapsed = clock_seconds() - start;
    threads_join(threads, count, "threads on one pool");
    for (i = 0; i < count; ++i)
        done += team.done[i];
    return done ? elapsed * 1e9 / done : -1.0;
}

struct loop
{
    loop_function function;
    void *context;
    struct burst *burst;
    atomic_bool failed;
};

static bool team_is_stopped(void *context)
{
    struct team *team = context;

    return atomic_load(&team->stop);
}

static uint64_t burst_member(struct team *team, unsigned int index, void *context)
{
    const struct loop *loop = context;

    burst_run(loop->burst, index, team_is_stopped, team);
    return 1;
}

/* More threads than processors: they run at random. */
static uint64_t loop_member(struct team *team, unsigned int index, void *context)
{
    struct loop *loop = context;
    uint64_t done = 0;

    (void)index;
    /* Once at least, though the thread may get a processor only when the time is over. */
    do
    {
        if (!loop->function(loop->context, TURNS_BETWEEN_LOOKS))
        {
            atomic_store(&loop->failed, true);
            break;
        }
        done += TURNS_BETWEEN_LOOKS;
    } while (!atomic_load_explicit(&team->stop, memory_order_relaxed));
    return done;
}

double team_run_loop(unsigned int count, double seconds, loop_function function, void *context)
{
    struct loop loop = { .function = function, .context = context };
    struct burst burst;
    double ns;

    if (!threads_are_alone || count > processor_count())
    {
        ns = team_run(count, seconds, loop_member, &loop);
        return atomic_load(&loop.failed) ? -1.0 : ns;
    }
    burst_init(&burst, count, function, context);
    loop.burst = &burst;
    if (team_run(count, seconds, burst_member, &loop) < 0.0)
        return -1.0;
    return burst_result(&burst);
}
