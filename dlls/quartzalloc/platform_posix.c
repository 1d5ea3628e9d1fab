/*
 * The POSIX side of platform.h, for native tests, sanitizers and benchmarks
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#define _GNU_SOURCE

#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>

#include "platform.h"

#define GRANULARITY ((size_t)65536)

void *platform_allocate_block(size_t size)
{
    unsigned char *reserved, *aligned;
    size_t total;

    if (size > SIZE_MAX / 2 - GRANULARITY)
        return NULL;

    /* mmap aligns to pages only: reserve one granule more than needed and give back what lies around. */
    size = (size + 4095) & ~(size_t)4095;
    total = size + GRANULARITY;
    reserved = mmap(NULL, total, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (reserved == MAP_FAILED)
        return NULL;
    aligned = (unsigned char *)(((uintptr_t)reserved + GRANULARITY - 1) & ~(uintptr_t)(GRANULARITY - 1));
    if (aligned != reserved)
        munmap(reserved, (size_t)(aligned - reserved));
    if (aligned + size != reserved + total)
        munmap(aligned + size, (size_t)(reserved + total - aligned - size));
    return aligned;
}

void platform_free_block(void *block, size_t size)
{
    if (block)
        munmap(block, (size + 4095) & ~(size_t)4095);
}

void *platform_allocate(size_t size)
{
    void *memory;

    if (size > SIZE_MAX / 2 || posix_memalign(&memory, PLATFORM_CACHE_LINE, size))
        return NULL;
    return memset(memory, 0, size);
}

void platform_free(void *memory)
{
    free(memory);
}

void platform_lock_init(struct platform_lock *lock)
{
    pthread_mutex_init(&lock->mutex, NULL);
}

void platform_lock_destroy(struct platform_lock *lock)
{
    pthread_mutex_destroy(&lock->mutex);
}

void platform_lock_acquire(struct platform_lock *lock)
{
    pthread_mutex_lock(&lock->mutex);
}

void platform_lock_release(struct platform_lock *lock)
{
    pthread_mutex_unlock(&lock->mutex);
}

void platform_condition_init(struct platform_condition *condition)
{
    pthread_cond_init(&condition->cond, NULL);
}

void platform_condition_destroy(struct platform_condition *condition)
{
    pthread_cond_destroy(&condition->cond);
}

void platform_condition_wait(struct platform_condition *condition, struct platform_lock *lock)
{
    pthread_cond_wait(&condition->cond, &lock->mutex);
}

void platform_condition_wake_one(struct platform_condition *condition)
{
    pthread_cond_signal(&condition->cond);
}

uint64_t platform_nanoseconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

unsigned int platform_processors(void)
{
    static _Atomic unsigned int processors;
    unsigned int count = atomic_load_explicit(&processors, memory_order_relaxed);
    cpu_set_t set;

    if (count)
        return count;
    if (!sched_getaffinity(0, sizeof(set), &set))
        count = (unsigned int)CPU_COUNT(&set);
    if (!count)
        count = 1;
    atomic_store_explicit(&processors, count, memory_order_relaxed);
    return count;
}
