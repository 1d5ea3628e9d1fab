/*
 * The machine's side of platform.h, and the little of COM that the DLL's sources need
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#define COBJMACROS
#define WIN32_LEAN_AND_MEAN
#define CONST_VTABLE
#include <windows.h>
#include <objbase.h>

#include "machine.h"
#include "platform.h"

/* A lock's first word says whether it is held; the second names who left it last, as its how manyth event. */
struct machine_lock
{
    uint64_t held, name;
    struct view view;
};
_Static_assert(sizeof(struct machine_lock) < 4096, "one is made for each lock");

/* Locks and conditions are told apart by their addresses. */
#define LOCKS_MOST 64
static struct
{
    void *address;
    struct machine_lock lock;
} locks[LOCKS_MOST];

static struct machine_lock *lock_of(void *address)
{
    unsigned int i;

    for (i = 0; i < LOCKS_MOST; ++i)
    {
        if (locks[i].address == address)
            return &locks[i].lock;
        if (!locks[i].address)
        {
            locks[i].address = address;
            return &locks[i].lock;
        }
    }
    machine_fault("the program uses too many locks");
}

void platform_reset(void);

void platform_reset(void)
{
    memset(locks, 0, sizeof(locks));
}

static void know(uint64_t what, uint64_t name)
{
    threads[self].hash = mix(mix(threads[self].hash, what), name);
}

void machine_lock(void *address)
{
    struct machine_lock *lock = lock_of(address);

    ++threads[self].view.clock[self];
    machine_plain(address, 0, true);
    if (memory_shared(address, true) && threads[self].moved)
        machine_step();
    while (lock->held)
    {
        if (!parallel)
            machine_fault("a lock is left held");
        threads[self].waits_for = &lock->held;
        machine_step();
        threads[self].waits_for = NULL;
    }
    lock->held = self + 1;
    ++threads[self].events;
    know((uint64_t)(uintptr_t)address, lock->name);
    memory_join(&threads[self].view, &lock->view);
    machine_trace("lock");
}

void machine_unlock(void *address)
{
    struct machine_lock *lock = lock_of(address);

    machine_plain(address, 0, true);
    if (lock->held != self + 1)
        machine_fault("a lock is left by who does not have it");
    ++threads[self].view.clock[self];
    ++threads[self].events;
    lock->held = 0;
    lock->name = self << 16 | threads[self].events;
    lock->view = threads[self].view;
    if (memory_shared(address, true))
        threads[self].moved = true;
    memset(threads[self].loaded, 0, sizeof(threads[self].loaded));
    machine_trace("unlock");
}

void machine_sleep(void *condition, void *lock)
{
    machine_plain(condition, 0, true);
    machine_unlock(lock);
    know((uint64_t)(uintptr_t)condition, 1);
    threads[self].sleeps_on = condition;
    machine_trace("sleep");
    machine_step();
    machine_lock(lock);
}

void machine_wake(void *condition)
{
    unsigned int sleeping[THREADS_MOST], count = 0, i;

    machine_plain(condition, 0, true);
    if (memory_shared(condition, true) && threads[self].moved)
        machine_step();
    threads[self].moved = true;
    ++threads[self].events;
    for (i = 1; i < THREADS_MOST; ++i)
    {
        if (threads[i].sleeps_on == condition)
            sleeping[count++] = i;
    }
    know((uint64_t)(uintptr_t)condition, count);
    if (count)
    {
        i = sleeping[machine_choose(count)];
        threads[i].sleeps_on = NULL;
        threads[i].hash = mix(threads[i].hash, self << 16 | threads[self].events);
        know(2, i);
    }
    machine_trace("wake %u", count ? i : 0);
}

void *platform_allocate_block(size_t size)
{
    return machine_allocate(size);
}

void platform_free_block(void *block, size_t size)
{
    (void)size;
    machine_free(block);
}

void *platform_allocate(size_t size)
{
    return machine_allocate(size);
}

void platform_free(void *memory)
{
    machine_free(memory);
}

void platform_lock_init(struct platform_lock *lock)
{
    (void)lock;
}

void platform_lock_destroy(struct platform_lock *lock)
{
    machine_plain(lock, 0, true);
    if (lock_of(lock)->held)
        machine_fault("a lock is destroyed while it is held");
}

void platform_lock_acquire(struct platform_lock *lock)
{
    machine_lock(lock);
}

void platform_lock_release(struct platform_lock *lock)
{
    machine_unlock(lock);
}

void platform_condition_init(struct platform_condition *condition)
{
    (void)condition;
}

void platform_condition_destroy(struct platform_condition *condition)
{
    machine_plain(condition, 0, true);
}

void platform_condition_wait(struct platform_condition *condition, struct platform_lock *lock)
{
    machine_sleep(condition, lock);
}

void platform_condition_wake_one(struct platform_condition *condition)
{
    machine_wake(condition);
}

uint64_t platform_nanoseconds(void)
{
    return 0;
}

/* One, so that nobody spins: that takes part in nothing that is promised. */
unsigned int platform_processors(void)
{
    return 1;
}

void schedule_backed_off(void);

void schedule_backed_off(void)
{
    const struct thread_state *thread = &threads[self];

    if (parallel && thread->loaded[thread->failed / 64] & UINT64_C(1) << thread->failed % 64)
        machine_abandon();
}

void *WINAPI CoTaskMemAlloc(SIZE_T size)
{
    return machine_allocate(size);
}

void WINAPI CoTaskMemFree(void *memory)
{
    machine_free(memory);
}

BOOL WINAPI DisableThreadLibraryCalls(HMODULE module)
{
    (void)module;
    return TRUE;
}
