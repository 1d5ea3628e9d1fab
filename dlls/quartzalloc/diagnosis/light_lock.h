/*
 * A lock for the few instructions that every buffer passes: two locked operations where nobody else wants it
 *
 * Wine's slim reader/writer lock takes five times as long.  Free of Windows and of COM.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef QUARTZALLOC_DIAGNOSIS_LIGHT_LOCK_H
#define QUARTZALLOC_DIAGNOSIS_LIGHT_LOCK_H

#include <stdatomic.h>

#include "system.h"

enum
{
    LIGHT_LOCK_FREE,
    LIGHT_LOCK_TAKEN,
    LIGHT_LOCK_WANTED /* taken, and somebody may sleep until it is free */
};

/* All zero is a free lock on Windows; elsewhere light_lock_init is needed. */
struct light_lock
{
    _Atomic uint32_t state;
    struct platform_lock sleepers;
    struct platform_condition is_free;
};

/* Before and after all use of it: whoever ends the lock's memory must know that nobody is inside light_lock_release. */
void light_lock_init(struct light_lock *lock);
void light_lock_destroy(struct light_lock *lock);

/* What light_lock_acquire and light_lock_release do where the lock is wanted by more than one thread. */
bool light_lock_wait(struct light_lock *lock);
void light_lock_wake(struct light_lock *lock);

/*
 * Take the lock, which is not recursive.  Any thread.  Returns false at the process's end where a thread that was killed
 * has it; it is true at all other times.
 */
static inline bool light_lock_acquire(struct light_lock *lock)
{
    uint32_t state = LIGHT_LOCK_FREE;

    return atomic_compare_exchange_strong_explicit(&lock->state, &state, LIGHT_LOCK_TAKEN, memory_order_acquire,
                                                   memory_order_relaxed)
            || light_lock_wait(lock);
}

/* Leave a lock that light_lock_acquire has taken.  At the process's end without waking, as system_unlock. */
static inline void light_lock_release(struct light_lock *lock)
{
    if (atomic_exchange_explicit(&lock->state, LIGHT_LOCK_FREE, memory_order_release) == LIGHT_LOCK_WANTED)
        light_lock_wake(lock);
}

#endif
