/*
 * Phase "everything": all methods on all threads, on allocators that are made and released meanwhile
 *
 * A few allocators stand on a table.  A thread takes one with a reference of its own and does something to it, or puts
 * another one in its place while samples of it are out.  Samples travel between threads through mailboxes, so they are
 * released on other threads than got them, and live longer than their allocators' last references.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <stdlib.h>

#include "stress.h"

#define ALLOCATORS         3
#define MAILBOXES          4
#define MOST_SAMPLES       6
#define MOST_HELD          3
#define ROUND_MILLISECONDS 300

struct everything
{
    struct
    {
        _Atomic bool taken;
        IMemAllocatorCallbackTemp *allocator;
    } table[ALLOCATORS];
    struct held *_Atomic mailboxes[MAILBOXES];
    _Atomic unsigned int waiters; /* threads in a GetBuffer that may wait */
    _Atomic bool over;
};

static struct everything everything;

static IMemAllocatorCallbackTemp *borrow_allocator(unsigned int i)
{
    IMemAllocatorCallbackTemp *allocator;

    while (atomic_exchange(&everything.table[i].taken, true))
        system_yield();
    if ((allocator = everything.table[i].allocator))
        IMemAllocatorCallbackTemp_AddRef(allocator);
    atomic_store(&everything.table[i].taken, false);
    return allocator;
}

/* Returns what stood there before, with its reference. */
static IMemAllocatorCallbackTemp *place_allocator(unsigned int i, IMemAllocatorCallbackTemp *allocator)
{
    IMemAllocatorCallbackTemp *before;

    while (atomic_exchange(&everything.table[i].taken, true))
        system_yield();
    before = everything.table[i].allocator;
    everything.table[i].allocator = allocator;
    atomic_store(&everything.table[i].taken, false);
    return before;
}

/* Leave a sample to whoever comes next, and take care of the one that lay there, or only of that when `held` is NULL. */
static void post(unsigned int i, const struct held *held)
{
    struct held *letter = NULL, *before;

    if (held)
    {
        letter = malloc(sizeof(*letter));
        *letter = *held;
    }
    if ((before = atomic_exchange(&everything.mailboxes[i], letter)))
    {
        put_back(before, false);
        free(before);
    }
}

static void empty_mailboxes(void *phase)
{
    unsigned int i;

    (void)phase;
    for (i = 0; i < MAILBOXES; ++i)
        post(i, NULL);
}

static void on_notify(struct callback *callback);

static void set_new_notify(IMemAllocatorCallbackTemp *allocator)
{
    struct callback *callback = create_callback(allocator, on_notify);

    set_notify(allocator, callback);
    release_callback(callback);
}

static void set_some_properties(IMemAllocatorCallbackTemp *allocator, uint64_t *random)
{
    HRESULT hr = set_properties(allocator, 1 + (LONG)random_below(random, MOST_SAMPLES),
                                16 + (LONG)random_below(random, 300));

    demand(hr == S_OK || hr == VFW_E_ALREADY_COMMITTED || hr == VFW_E_BUFFERS_OUTSTANDING, ANSWERS_ALLOWED,
           "SetProperties gave 0x%08x", (unsigned int)hr);
}

static void look(IMemAllocatorCallbackTemp *allocator)
{
    ALLOCATOR_PROPERTIES properties;
    LONG count = -1;
    HRESULT hr;

    hr = IMemAllocatorCallbackTemp_GetFreeCount(allocator, &count);
    demand(hr == S_OK, ANSWERS_ALLOWED, "GetFreeCount gave 0x%08x", (unsigned int)hr);
    demand(count >= 0 && count <= MOST_SAMPLES, FREE_COUNT_IN_RANGE, "%d samples are free", (int)count);
    hr = IMemAllocatorCallbackTemp_GetProperties(allocator, &properties);
    demand(hr == S_OK && properties.cBuffers >= 1 && properties.cBuffers <= MOST_SAMPLES, ANSWERS_ALLOWED,
           "GetProperties gave 0x%08x and %d samples", (unsigned int)hr, (int)properties.cBuffers);
}

/* Row 6.4: what a callback may do.  It has no reference of the allocator, which lives until the call returns (row 6.7). */
static void on_notify(struct callback *callback)
{
    IMemAllocatorCallbackTemp *allocator = callback->allocator;
    struct worker *worker = current_worker();
    struct held held;

    if (!worker || worker->depth > 3)
        return;
    switch (random_below(&worker->random, 16))
    {
        case 0:
            set_notify(allocator, NULL);
            break;
        case 1:
            set_new_notify(allocator);
            break;
        case 2:
            commit(allocator);
            break;
        case 3:
            decommit(allocator);
            break;
        case 4:
            look(allocator);
            break;
        case 5:
        case 6:
            if (take_sample(&held, allocator))
                post(random_below(&worker->random, MAILBOXES), &held);
            break;
        case 7:
        case 8:
            if (take_sample(&held, allocator))
                put_back(&held, random_below(&worker->random, 2));
            break;
        case 9:
            set_some_properties(allocator, &worker->random);
            break;
    }
}

static bool take_waiting(struct held *held, IMemAllocatorCallbackTemp *allocator)
{
    bool taken;

    /* Somebody has to stay awake who empties the mailboxes. */
    if (atomic_fetch_add(&everything.waiters, 1) >= WORKERS - 2)
    {
        atomic_fetch_sub(&everything.waiters, 1);
        return take_sample(held, allocator);
    }
    taken = await_sample(held, allocator);
    atomic_fetch_sub(&everything.waiters, 1);
    return taken;
}

static IMemAllocatorCallbackTemp *make_allocator(uint64_t *random)
{
    IMemAllocatorCallbackTemp *allocator = create_allocator();

    set_some_properties(allocator, random);
    if (random_below(random, 2))
        set_new_notify(allocator);
    if (random_below(random, 4))
        commit(allocator);
    return allocator;
}

static void run(struct worker *worker)
{
    struct held held[MOST_HELD];
    unsigned int count = 0, i;

    while (!atomic_load_explicit(&everything.over, memory_order_relaxed))
    {
        unsigned int place = random_below(&worker->random, ALLOCATORS);
        IMemAllocatorCallbackTemp *allocator = borrow_allocator(place), *before;

        ++worker->operations;
        i = count ? random_below(&worker->random, count) : 0;
        switch (random_below(&worker->random, 64))
        {
            case 0:
                worker->doing = "making and releasing an allocator";
                if ((before = place_allocator(place, make_allocator(&worker->random))))
                    IMemAllocatorCallbackTemp_Release(before);
                break;
            case 1:
            case 2:
                worker->doing = "Decommit";
                decommit(allocator);
                break;
            case 3:
            case 4:
            case 5:
            case 6:
            case 7:
                worker->doing = "Commit";
                commit(allocator);
                break;
            case 8:
            case 9:
                worker->doing = "SetProperties";
                set_some_properties(allocator, &worker->random);
                break;
            case 10:
                worker->doing = "SetNotify";
                set_notify(allocator, NULL);
                break;
            case 11:
            case 12:
                worker->doing = "SetNotify";
                set_new_notify(allocator);
                break;
            case 13:
            case 14:
            case 15:
                worker->doing = "GetFreeCount";
                look(allocator);
                break;
            case 16:
                worker->doing = "ReleaseBuffer of what it must refuse";
                if (count)
                    release_wrongly(allocator, &held[i]);
                break;
            case 17:
            case 18:
            case 19:
            case 20:
                worker->doing = "using a sample";
                if (count)
                    use_sample(&held[i], &worker->random);
                break;
            case 21:
            case 22:
            case 23:
            case 24:
                worker->doing = "posting a sample";
                if (count)
                {
                    post(random_below(&worker->random, MAILBOXES), &held[i]);
                    held[i] = held[--count];
                }
                else
                    post(random_below(&worker->random, MAILBOXES), NULL);
                break;
            case 25:
            case 26:
            case 27:
            case 28:
            case 29:
            case 30:
            case 31:
            case 32:
                worker->doing = "GetBuffer";
                if (!count)
                    count += take_waiting(&held[count], allocator);
                break;
            default:
                if (count < MOST_HELD && random_below(&worker->random, 2))
                {
                    worker->doing = "GetBuffer without waiting";
                    count += take_sample(&held[count], allocator);
                }
                else if (count)
                {
                    worker->doing = "Release or ReleaseBuffer";
                    put_back(&held[i], held[i].allocator == allocator && random_below(&worker->random, 2));
                    held[i] = held[--count];
                }
        }
        worker->doing = "releasing an allocator";
        IMemAllocatorCallbackTemp_Release(allocator);
    }
    worker->doing = "its last releases";
    while (count)
        put_back(&held[--count], false);
}

static void check_and_release(IMemAllocatorCallbackTemp *allocator)
{
    ALLOCATOR_PROPERTIES properties;
    ULONG refcount;

    set_notify(allocator, NULL);
    commit(allocator);
    IMemAllocatorCallbackTemp_GetProperties(allocator, &properties);
    check_all_there(allocator, properties.cBuffers);
    refcount = IMemAllocatorCallbackTemp_Release(allocator);
    demand(!refcount, NOTHING_LEFT, "an allocator has %u references left", (unsigned int)refcount);
}

void run_everything(unsigned int milliseconds, uint64_t *random)
{
    uint64_t since = system_milliseconds();

    do
    {
        struct worker workers[WORKERS];
        unsigned int i;
        HRESULT hr;

        for (i = 0; i < ALLOCATORS; ++i)
            place_allocator(i, make_allocator(random));
        atomic_store(&everything.over, false);
        start_workers(workers, WORKERS, run, NULL, random);
        system_sleep(ROUND_MILLISECONDS);
        atomic_store(&everything.over, true);
        join_workers(workers, WORKERS, empty_mailboxes);
        empty_mailboxes(NULL);

        for (i = 0; i < ALLOCATORS; ++i)
            check_and_release(place_allocator(i, NULL));
        demand(!callbacks_alive(), CALLBACKS_RELEASED, "%d callbacks outlive their allocators", callbacks_alive());
        demand((hr = system_can_unload()) == S_OK, NOTHING_LEFT, "DllCanUnloadNow gave 0x%08x after a round",
               (unsigned int)hr);
    } while (!is_violated() && system_milliseconds() - since < milliseconds);
}
