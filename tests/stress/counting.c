/*
 * Phase "counting": a callback is set throughout, and every release is counted against its calls (rows 6.3, 6.9)
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "stress.h"

#define SAMPLES            4
#define MOST_HELD          2
#define ROUND_MILLISECONDS 250

struct counting
{
    IMemAllocatorCallbackTemp *allocator;
    struct callback *callback;
    _Atomic bool over;
};

/* Now and then the callback takes a sample and puts it back, which calls it again. */
static void on_notify(struct callback *callback)
{
    struct worker *worker = current_worker();
    struct held held;

    if (worker && worker->depth < 3 && !random_below(&worker->random, 4) && take_sample(&held, callback->allocator))
        put_back(&held, random_below(&worker->random, 2));
}

static void look(struct counting *counting, LONG held)
{
    LONG count = -1;
    HRESULT hr;

    hr = IMemAllocatorCallbackTemp_GetFreeCount(counting->allocator, &count);
    demand(hr == S_OK, ANSWERS_ALLOWED, "GetFreeCount gave 0x%08x", (unsigned int)hr);
    demand(count >= 0 && count <= SAMPLES - held, FREE_COUNT_IN_RANGE,
           "%d of %d samples are free while a thread holds %d", (int)count, SAMPLES, (int)held);
}

static void run(struct worker *worker)
{
    struct counting *counting = worker->phase;
    IMemAllocatorCallbackTemp *allocator = counting->allocator;
    struct held held[MOST_HELD];
    LONG count = 0;

    while (!atomic_load_explicit(&counting->over, memory_order_relaxed))
    {
        ++worker->operations;
        switch (random_below(&worker->random, 32))
        {
            case 0:
                worker->doing = "Decommit";
                decommit(allocator);
                break;
            case 1:
            case 2:
            case 3:
                worker->doing = "Commit";
                commit(allocator);
                break;
            case 4:
                worker->doing = "SetNotify";
                set_notify(allocator, counting->callback);
                break;
            case 5:
            case 6:
                worker->doing = "GetFreeCount";
                look(counting, count);
                break;
            case 7:
            case 8:
            case 9:
            case 10:
                if (count)
                    break;
                worker->doing = "GetBuffer";
                count += await_sample(&held[count], allocator);
                break;
            case 11:
                if (count)
                {
                    worker->doing = "AddRef and Release of a sample";
                    IMediaSample_AddRef(held[0].sample);
                    demand(IMediaSample_Release(held[0].sample) == 1, ANSWERS_ALLOWED, "a sample's count is wrong");
                }
                break;
            default:
                worker->doing = "GetBuffer without waiting";
                if (count < MOST_HELD && random_below(&worker->random, 2))
                    count += take_sample(&held[count], allocator);
                else if (count)
                {
                    worker->doing = "Release or ReleaseBuffer";
                    put_back(&held[--count], random_below(&worker->random, 2));
                }
        }
    }
    worker->doing = "its last releases";
    while (count)
        put_back(&held[--count], false);
}

void run_counting(unsigned int milliseconds, uint64_t *random)
{
    uint64_t since = system_milliseconds();

    do
    {
        struct counting counting = { create_allocator(), NULL, false };
        struct worker workers[WORKERS];
        uint64_t releases, calls;

        counting.callback = create_callback(counting.allocator, on_notify);
        set_properties(counting.allocator, SAMPLES, 256);
        set_notify(counting.allocator, counting.callback);
        start_workers(workers, WORKERS, run, &counting, random);
        system_sleep(ROUND_MILLISECONDS);
        atomic_store(&counting.over, true);
        releases = join_workers(workers, WORKERS, NULL);
        calls = atomic_load(&counting.callback->calls);
        demand(calls == releases, CALLS_ARE_RELEASES, "%llu calls for %llu releases", (unsigned long long)calls,
               (unsigned long long)releases);

        set_notify(counting.allocator, NULL);
        IMemAllocatorCallbackTemp_Commit(counting.allocator);
        check_all_there(counting.allocator, SAMPLES);
        demand(!IMemAllocatorCallbackTemp_Release(counting.allocator), NOTHING_LEFT,
               "an allocator has references left");
        release_callback(counting.callback);
    } while (!is_violated() && system_milliseconds() - since < milliseconds);
}
