/*
 * A lock that is mostly free: the way through it where it is not
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "light_lock.h"

/* About as long as it is held */
#define PAUSES 100

void light_lock_init(struct light_lock *lock)
{
    atomic_init(&lock->state, LIGHT_LOCK_FREE);
    platform_lock_init(&lock->sleepers);
    platform_condition_init(&lock->is_free);
}

void light_lock_destroy(struct light_lock *lock)
{
    platform_condition_destroy(&lock->is_free);
    platform_lock_destroy(&lock->sleepers);
}

static bool take_within(struct light_lock *lock, unsigned int pauses)
{
    uint32_t state;

    for (; pauses; --pauses)
    {
        platform_pause();
        state = LIGHT_LOCK_FREE;
        if (atomic_load_explicit(&lock->state, memory_order_relaxed) == LIGHT_LOCK_FREE
            && atomic_compare_exchange_strong_explicit(&lock->state, &state, LIGHT_LOCK_TAKEN, memory_order_acquire,
                                                       memory_order_relaxed))
            return true;
    }
    return false;
}

bool light_lock_wait(struct light_lock *lock)
{
    if (system_is_ending())
        return false;
    if (platform_processors() > 1 && take_within(lock, PAUSES))
        return true;
    /* Whoever is woken takes it as wanted, since others may sleep on; that costs one wake-up too many at the most. */
    platform_lock_acquire(&lock->sleepers);
    while (atomic_exchange_explicit(&lock->state, LIGHT_LOCK_WANTED, memory_order_acquire) != LIGHT_LOCK_FREE)
        platform_condition_wait(&lock->is_free, &lock->sleepers);
    platform_lock_release(&lock->sleepers);
    return true;
}

/* Under `sleepers`, so that whoever has just said that the lock is wanted sleeps when the wake-up comes. */
void light_lock_wake(struct light_lock *lock)
{
    if (system_is_ending())
        return;
    platform_lock_acquire(&lock->sleepers);
    platform_condition_wake_one(&lock->is_free);
    platform_lock_release(&lock->sleepers);
}
