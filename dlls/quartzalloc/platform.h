/*
 * All that the pool asks of the operating system: memory, a lock, a condition to sleep on, a clock
 *
 * platform_win32.c is the side that ships; platform_posix.c lets sanitizers, fuzzers and model checkers run the very
 * code that ships.  Nothing here fails by aborting: memory comes back as NULL when there is none.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef QUARTZALLOC_PLATFORM_H
#define QUARTZALLOC_PLATFORM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef _WIN32

/* The size and initial value (all zero) of SRWLOCK and CONDITION_VARIABLE, which the pool need not know by name. */
struct platform_lock
{
    void *srw_lock;
};

struct platform_condition
{
    void *condition_variable;
};

#else

#include <pthread.h>

struct platform_lock
{
    pthread_mutex_t mutex;
};

struct platform_condition
{
    pthread_cond_t cond;
};

#endif

/* What two unrelated counters must be apart so that two processors do not fight over one cache line. */
#define PLATFORM_CACHE_LINE 64

/*
 * Reserve and commit `size` (1 or more) bytes of zero-filled memory, aligned to the allocation granularity (65536).
 * Returns NULL when there is not so much.  platform_free_block takes back exactly what this gave; NULL is ignored.
 * Any thread.
 */
void *platform_allocate_block(size_t size);
void platform_free_block(void *block, size_t size);

/*
 * Allocate `size` (1 or more) bytes of zero-filled memory aligned to PLATFORM_CACHE_LINE from the process heap, or return
 * NULL.  platform_free takes it back; NULL is ignored.  Any thread.
 */
void *platform_allocate(size_t size);
void platform_free(void *memory);

/* A lock that is not recursive.  Threads wait for it without entering a server where the system can do so. */
void platform_lock_init(struct platform_lock *lock);
void platform_lock_destroy(struct platform_lock *lock);
void platform_lock_acquire(struct platform_lock *lock);
void platform_lock_release(struct platform_lock *lock);

/*
 * A condition variable.  platform_condition_wait leaves `lock`, sleeps and takes it again; it may also return without a
 * wake, so callers wait in a loop.  platform_condition_wake_one may be called with or without the lock.  There is no
 * wake-all on purpose: under Wine 8.0 a WakeConditionVariable that follows a WakeAllConditionVariable closely may wake
 * nobody, although a thread sleeps.
 */
void platform_condition_init(struct platform_condition *condition);
void platform_condition_destroy(struct platform_condition *condition);
void platform_condition_wait(struct platform_condition *condition, struct platform_lock *lock);
void platform_condition_wake_one(struct platform_condition *condition);

/* Nanoseconds of a clock that only goes forward. */
uint64_t platform_nanoseconds(void);

/* How many processors this process may run on, 1 or more.  The answer is computed once. */
unsigned int platform_processors(void);

/* Tell the processor that this is a spin loop. */
static inline void platform_pause(void)
{
#if defined(__i386__) || defined(__x86_64__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ volatile("yield");
#endif
}

/*
 * Stay away from a word after its compare-and-swap was lost to another processor: *pauses times platform_pause, then
 * double *pauses up to PLATFORM_LONGEST_BACK_OFF.  Start with PLATFORM_FIRST_BACK_OFF.  Whatever was read of the word
 * before is likely to be out of date afterwards: read it again.  docs/fast-path.md has what this is worth.
 */
#define PLATFORM_FIRST_BACK_OFF   8
#define PLATFORM_LONGEST_BACK_OFF 64

static inline __attribute__((cold)) void platform_back_off(unsigned int *pauses)
{
    unsigned int i;

    for (i = 0; i < *pauses; ++i)
        platform_pause();
    if (*pauses < PLATFORM_LONGEST_BACK_OFF)
        *pauses *= 2;
}

#endif
