/*
 * The Win32 side of platform.h
 *
 * Slim reader/writer locks and condition variables exist from Windows Vista on and need no destruction; under Wine they
 * sleep on futexes and so never enter the server.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <stdatomic.h>

#include <windows.h>

#include "platform.h"

_Static_assert(sizeof(struct platform_lock) == sizeof(SRWLOCK), "platform_lock stands for SRWLOCK");
_Static_assert(sizeof(struct platform_condition) == sizeof(CONDITION_VARIABLE),
               "platform_condition stands for CONDITION_VARIABLE");

void *platform_allocate_block(size_t size)
{
    return VirtualAlloc(NULL, size, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE);
}

void platform_free_block(void *block, size_t size)
{
    (void)size;
    if (block)
        VirtualFree(block, 0, MEM_RELEASE);
}

void *platform_allocate(size_t size)
{
    unsigned char *memory, *aligned;

    if (size > SIZE_MAX - PLATFORM_CACHE_LINE)
        return NULL;
    if (!(memory = HeapAlloc(GetProcessHeap(), HEAP_ZERO_MEMORY, size + PLATFORM_CACHE_LINE)))
        return NULL;

    /* The heap aligns to pointers at least, so one always fits in front of the aligned address. */
    aligned = (unsigned char *)(((uintptr_t)memory + PLATFORM_CACHE_LINE) & ~(uintptr_t)(PLATFORM_CACHE_LINE - 1));
    ((void **)aligned)[-1] = memory;
    return aligned;
}

void platform_free(void *memory)
{
    if (memory)
        HeapFree(GetProcessHeap(), 0, ((void **)memory)[-1]);
}

void platform_lock_init(struct platform_lock *lock)
{
    InitializeSRWLock((SRWLOCK *)lock);
}

void platform_lock_destroy(struct platform_lock *lock)
{
    (void)lock;
}

void platform_lock_acquire(struct platform_lock *lock)
{
    AcquireSRWLockExclusive((SRWLOCK *)lock);
}

void platform_lock_release(struct platform_lock *lock)
{
    ReleaseSRWLockExclusive((SRWLOCK *)lock);
}

void platform_condition_init(struct platform_condition *condition)
{
    InitializeConditionVariable((CONDITION_VARIABLE *)condition);
}

void platform_condition_destroy(struct platform_condition *condition)
{
    (void)condition;
}

void platform_condition_wait(struct platform_condition *condition, struct platform_lock *lock)
{
    SleepConditionVariableSRW((CONDITION_VARIABLE *)condition, (SRWLOCK *)lock, INFINITE, 0);
}

void platform_condition_wake_one(struct platform_condition *condition)
{
    WakeConditionVariable((CONDITION_VARIABLE *)condition);
}

uint64_t platform_nanoseconds(void)
{
    static _Atomic uint64_t frequency;
    uint64_t ticks_per_second = atomic_load_explicit(&frequency, memory_order_relaxed);
    LARGE_INTEGER value;

    if (!ticks_per_second)
    {
        QueryPerformanceFrequency(&value);
        ticks_per_second = (uint64_t)value.QuadPart;
        atomic_store_explicit(&frequency, ticks_per_second, memory_order_relaxed);
    }

    /* In two steps, since ticks * 10^9 overflows within hours on a fast counter. */
    QueryPerformanceCounter(&value);
    return (uint64_t)value.QuadPart / ticks_per_second * 1000000000
            + (uint64_t)value.QuadPart % ticks_per_second * 1000000000 / ticks_per_second;
}

unsigned int platform_processors(void)
{
    static _Atomic unsigned int processors;
    unsigned int count = atomic_load_explicit(&processors, memory_order_relaxed);
    DWORD_PTR process_mask, system_mask;

    if (count)
        return count;
    if (GetProcessAffinityMask(GetCurrentProcess(), &process_mask, &system_mask))
    {
        for (; process_mask; process_mask &= process_mask - 1)
            ++count;
    }
    if (!count)
        count = 1;
    atomic_store_explicit(&processors, count, memory_order_relaxed);
    return count;
}
