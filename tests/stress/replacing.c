/*
 * Phase "replacing": callbacks come and go while samples are released
 *
 * A callback may be called for a release only if it had not been replaced when that release began (row 6.6).  SetNotify
 * calls take turns here, so the numbers of the callbacks tell: `retired` is the number of the last one that is known to be
 * replaced.  In every other round some callback is set throughout, and then each release has its call (row 6.9).
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "stress.h"

#define SAMPLES            6
#define ROUND_MILLISECONDS 200
#define SETTERS            2

struct replacing
{
    IMemAllocatorCallbackTemp *allocator;
    bool always_set;
    _Atomic bool turn_taken;
    uint64_t generation; /* of the callback that was made last; changes only in a setter's turn */
    _Atomic uint64_t retired;
    _Atomic uint64_t calls;
    _Atomic bool over;
};

static void on_notify(struct callback *callback)
{
    struct replacing *replacing = callback->context;
    struct worker *worker = current_worker();

    atomic_fetch_add(&replacing->calls, 1);
    demand(!worker || callback->generation > worker->retired, CALLBACKS_CURRENT,
           "callback %llu was called, but up to %llu all were replaced before the release",
           (unsigned long long)callback->generation, (unsigned long long)(worker ? worker->retired : 0));
}

static void replace(struct replacing *replacing, bool remove)
{
    struct callback *callback = NULL;
    uint64_t generation;

    while (atomic_exchange(&replacing->turn_taken, true))
        system_yield();
    generation = ++replacing->generation;
    if (!remove)
    {
        callback = create_callback(replacing->allocator, on_notify);
        callback->generation = generation;
        callback->context = replacing;
    }
    set_notify(replacing->allocator, callback);
    atomic_store(&replacing->retired, generation - 1);
    atomic_store(&replacing->turn_taken, false);
    if (callback)
        release_callback(callback);
}

static void run(struct worker *worker)
{
    struct replacing *replacing = worker->phase;
    struct held held;

    while (!atomic_load_explicit(&replacing->over, memory_order_relaxed))
    {
        ++worker->operations;
        if (worker->number < SETTERS)
        {
            worker->doing = "SetNotify";
            replace(replacing, !replacing->always_set && !random_below(&worker->random, 4));
            continue;
        }
        worker->doing = "GetBuffer without waiting";
        if (!take_sample(&held, replacing->allocator))
            continue;
        worker->doing = "Release or ReleaseBuffer";
        worker->retired = atomic_load(&replacing->retired);
        put_back(&held, random_below(&worker->random, 2));
    }
}

void run_replacing(unsigned int milliseconds, uint64_t *random)
{
    uint64_t since = system_milliseconds();
    unsigned int round = 0;

    do
    {
        struct replacing replacing = { .allocator = create_allocator(), .always_set = round++ & 1 };
        struct worker workers[WORKERS];
        uint64_t releases;

        set_properties(replacing.allocator, SAMPLES, 64);
        IMemAllocatorCallbackTemp_Commit(replacing.allocator);
        replace(&replacing, false);
        start_workers(workers, WORKERS, run, &replacing, random);
        system_sleep(ROUND_MILLISECONDS);
        atomic_store(&replacing.over, true);
        releases = join_workers(workers, WORKERS, NULL);
        if (replacing.always_set)
        {
            demand(atomic_load(&replacing.calls) == releases, CALLS_ARE_RELEASES, "%llu calls for %llu releases",
                   (unsigned long long)atomic_load(&replacing.calls), (unsigned long long)releases);
        }
        demand(callbacks_alive() <= 1, CALLBACKS_RELEASED, "%d callbacks are alive where one is set",
               callbacks_alive());

        /* Row 1.9: the last one is released with the allocator. */
        if (round & 2)
        {
            set_notify(replacing.allocator, NULL);
            check_all_there(replacing.allocator, SAMPLES);
        }
        demand(!IMemAllocatorCallbackTemp_Release(replacing.allocator), NOTHING_LEFT,
               "an allocator has references left");
        demand(!callbacks_alive(), CALLBACKS_RELEASED, "%d callbacks outlive their allocator", callbacks_alive());
    } while (!is_violated() && system_milliseconds() - since < milliseconds);
}
