/*
 * Phase "teardown": the last reference of an allocator goes while its last samples come back on other threads
 *
 * Every release still has its call (rows 6.3, 6.9), the allocator lives until the last call has returned (row 6.7), a
 * thread that waits in GetBuffer still gets a sample (row 1.11), and then nothing is left (row 1.8).
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "stress.h"

#define RELEASERS 3
#define EACH      2

enum ending
{
    RELEASED_BY_OWNER,    /* the main thread releases the allocator */
    RELEASED_BY_CALLBACK, /* the first NotifyRelease does */
    CALLBACK_REMOVED,     /* the main thread does, and a NotifyRelease removes its callback */
    WAITED_FOR,           /* the main thread does, and another one is blocked in GetBuffer */
    ENDING_COUNT
};

struct teardown
{
    enum ending ending;
    IMemAllocatorCallbackTemp *allocator;
    struct held held[RELEASERS][EACH];
    _Atomic unsigned int rounds; /* begun */
    _Atomic unsigned int waits;  /* begun: rounds in which the waiter is wanted */
    _Atomic bool waiting;        /* the waiter calls GetBuffer now, or has just been served */
    _Atomic unsigned int done;   /* workers that have ended this round */
    _Atomic unsigned int calls;
    _Atomic bool over;
};

static void on_notify(struct callback *callback)
{
    struct teardown *teardown = callback->context;
    unsigned int calls = atomic_fetch_add(&teardown->calls, 1);
    LONG count = -1;

    /* Row 6.4: the sample that is back counts as free, unless somebody waited for it; up to RELEASERS threads are just here. */
    IMemAllocatorCallbackTemp_GetFreeCount(callback->allocator, &count);
    demand(count >= (teardown->ending != WAITED_FOR) && count <= RELEASERS * EACH, FREE_COUNT_IN_RANGE,
           "%d of %d samples are free in a NotifyRelease", (int)count, RELEASERS * EACH);
    if (teardown->ending == RELEASED_BY_CALLBACK && !calls)
        IMemAllocatorCallbackTemp_Release(callback->allocator);
    else if (teardown->ending == CALLBACK_REMOVED && calls == 1)
        set_notify(callback->allocator, NULL);
}

/* Returns false when there will be no further round. */
static bool next_round(struct worker *worker, _Atomic unsigned int *rounds, unsigned int *seen)
{
    struct teardown *teardown = worker->phase;

    worker->doing = NULL;
    while (atomic_load(rounds) == *seen)
    {
        if (atomic_load(&teardown->over))
            return false;
        system_yield();
    }
    ++*seen;
    return true;
}

static void wait_for_sample(struct worker *worker)
{
    struct teardown *teardown = worker->phase;
    unsigned int seen = 0;

    while (next_round(worker, &teardown->waits, &seen))
    {
        IMediaSample *sample = NULL;
        struct held held;
        HRESULT hr;

        worker->doing = "GetBuffer while the last reference goes";
        atomic_store(&teardown->waiting, true);
        hr = IMemAllocatorCallbackTemp_GetBuffer(teardown->allocator, &sample, NULL, NULL, 0);
        demand(hr == S_OK && sample, ANSWERS_ALLOWED, "who waited got 0x%08x", (unsigned int)hr);
        if (sample)
        {
            hold_sample(&held, teardown->allocator, sample);
            worker->doing = "Release of the sample that was waited for";
            put_back(&held, false);
        }
        ++worker->operations;
        atomic_fetch_add(&teardown->done, 1);
    }
}

static void run(struct worker *worker)
{
    struct teardown *teardown = worker->phase;
    unsigned int seen = 0, i, turns;

    if (worker->number == RELEASERS)
    {
        wait_for_sample(worker);
        return;
    }
    while (next_round(worker, &teardown->rounds, &seen))
    {
        worker->doing = "Release of the last samples";
        for (i = 0; i < EACH; ++i)
        {
            for (turns = random_below(&worker->random, 200); turns; --turns)
                atomic_load(&teardown->over);
            put_back(&teardown->held[worker->number][i], false);
            ++worker->operations;
        }
        atomic_fetch_add(&teardown->done, 1);
    }
}

static void prepare(struct teardown *teardown, enum ending ending)
{
    struct callback *callback;
    unsigned int i, j;

    teardown->ending = ending;
    teardown->allocator = create_allocator();
    callback = create_callback(teardown->allocator, on_notify);
    callback->context = teardown;
    set_properties(teardown->allocator, RELEASERS * EACH, 64);
    set_notify(teardown->allocator, callback);
    release_callback(callback);
    IMemAllocatorCallbackTemp_Commit(teardown->allocator);
    for (i = 0; i < RELEASERS; ++i)
    {
        for (j = 0; j < EACH; ++j)
            demand(take_sample(&teardown->held[i][j], teardown->allocator), SAMPLES_CONSERVED, "no sample is free");
    }
    atomic_store(&teardown->calls, 0);
    atomic_store(&teardown->done, 0);
}

void run_teardown(unsigned int milliseconds, uint64_t *random)
{
    uint64_t since = system_milliseconds();
    struct worker workers[RELEASERS + 1];
    static struct teardown teardown;
    unsigned int turns, calls, due, i;
    HRESULT hr;

    atomic_store(&teardown.over, false);
    atomic_store(&teardown.rounds, 0);
    atomic_store(&teardown.waits, 0);
    start_workers(workers, RELEASERS + 1, run, &teardown, random);
    do
    {
        prepare(&teardown, random_below(random, ENDING_COUNT));
        if (is_violated())
            break;
        due = RELEASERS;
        if (teardown.ending == WAITED_FOR)
        {
            ++due;
            atomic_store(&teardown.waiting, false);
            atomic_fetch_add(&teardown.waits, 1);
            while (!atomic_load(&teardown.waiting) || !system_thread_sleeps(&workers[RELEASERS].thread))
            {
                if (system_milliseconds() - since > milliseconds + PATIENCE)
                    break;
                system_yield();
            }
        }
        if (teardown.ending == WAITED_FOR && random_below(random, 2))
        {
            /* All is back before the one who waits has run again. */
            due = 1;
            IMemAllocatorCallbackTemp_Release(teardown.allocator);
            for (i = 0; i < RELEASERS * EACH; ++i)
                put_back(&teardown.held[i / EACH][i % EACH], false);
        }
        else
        {
            atomic_fetch_add(&teardown.rounds, 1);
            for (turns = random_below(random, 600); turns; --turns)
                atomic_load(&teardown.over);
            if (teardown.ending != RELEASED_BY_CALLBACK)
                IMemAllocatorCallbackTemp_Release(teardown.allocator);
        }
        while (atomic_load(&teardown.done) < due)
        {
            if (system_milliseconds() - since > milliseconds + PATIENCE)
                break;
            system_yield();
        }
        calls = atomic_load(&teardown.calls);
        if (teardown.ending == CALLBACK_REMOVED)
            demand(calls >= 2 && calls <= RELEASERS * EACH, CALLS_ARE_RELEASES, "%u calls for %u releases", calls,
                   RELEASERS * EACH);
        else
            demand(calls == RELEASERS * EACH + (teardown.ending == WAITED_FOR), CALLS_ARE_RELEASES,
                   "%u calls for %u releases (ending %u)", calls, RELEASERS * EACH + (teardown.ending == WAITED_FOR),
                   teardown.ending);
        demand(!callbacks_alive(), CALLBACKS_RELEASED, "%d callbacks outlive their allocator", callbacks_alive());
        demand((hr = system_can_unload()) == S_OK, NOTHING_LEFT, "DllCanUnloadNow gave 0x%08x after the last sample",
               (unsigned int)hr);
    } while (!is_violated() && system_milliseconds() - since < milliseconds);
    atomic_store(&teardown.over, true);
    join_workers(workers, RELEASERS + 1, NULL);
}
