/*
 * The callback of an allocator: whom to tell, and until when that one may still be called, without a lock
 *
 * SetNotify wraps each callback in a target, which owns the one reference that SetNotify takes (row 6.1).  The slot has two
 * places for targets, and the pool's head says which of them is current (POOL_OBSERVER).  A put reads the target there
 * before its compare-and-swap, which then confirms both: it calls the one that was current at the moment of the put, no
 * other, and always one (rows 6.3, 6.6, 6.9).
 *
 * Nobody announces a call before it.  When a target is replaced, the pool says how many puts there were while it was
 * current, which is how many calls it has to see the end of; each call, when it is over, adds itself to the target's
 * balance.  Whoever makes the balance even releases the callback: SetNotify itself, or the last call that was under way.
 * No step waits for another thread, so a callback that blocks forever blocks nobody else (row 6.4).
 *
 * A replaced target with calls under way has a hold on its allocator (row 6.7).  The current one needs none: its calls are
 * accounted for when it is replaced, which the allocator's end does too (release_user in release.c).
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef QUARTZALLOC_NOTIFY_H
#define QUARTZALLOC_NOTIFY_H

#include <stdatomic.h>
#include <stdint.h>

#include "com.h"
#include "lifetime.h"
#include "pool.h"

struct notify_target
{
    IMemAllocatorNotifyCallbackTemp *callback;
    struct lifetime *lifetime; /* the allocator's */
    /*
     * In the upper 31 bits the calls that have returned; once the target is replaced, minus those that it was to get.  The
     * lowest bit says that it is replaced, so that 1 is "no call is under way, and none will be", however many there were.
     */
    _Atomic uint32_t balance;
};

struct notify_slot
{
    struct notify_target *_Atomic targets[2]; /* NULL: nobody is told */
    unsigned int current; /* index of the current one; as this and the next, under the caller's lock */
    uint32_t puts_before; /* the pool's puts when it became current */
};

/* Begin without a target. */
void notify_slot_init(struct notify_slot *slot);

/*
 * Make a target for `callback`, which must not be NULL; takes a reference on it.
 * Returns NULL when out of memory.  Takes no lock, for AddRef is the application's code.
 */
struct notify_target *notify_target_create(struct lifetime *lifetime, IMemAllocatorNotifyCallbackTemp *callback);

/*
 * Make `target`, or nobody when NULL, the one that every put from this moment on tells.  Returns the target that it
 * replaces, or NULL, with the number of its calls in *calls, modulo 2^31.  The caller serialises this, and passes both to
 * notify_target_retire once it has left its locks.
 */
struct notify_target *notify_replace(struct notify_slot *slot, struct pool *pool, struct notify_target *target,
                                     uint32_t *calls);

/*
 * Give up what notify_replace returned, NULL included, and with it a hold on the allocator, which goes now or with the last
 * call that is under way.  May run the application's Release: no lock.
 */
void notify_target_retire(struct lifetime *lifetime, struct notify_target *target, uint32_t calls);

/*
 * The target that a put tells whose head is `head`: read between the load of that head and the compare-and-swap that
 * confirms it, and used only if that succeeds.
 */
static inline struct notify_target *notify_target_at(struct notify_slot *slot, uint64_t head)
{
    return atomic_load_explicit(&slot->targets[(head & POOL_OBSERVER) != 0], memory_order_relaxed);
}

/* Free a replaced target whose balance is even, and drop its hold on the allocator.  May run the application's Release. */
void notify_target_end(struct notify_target *target);

/* The parts of a target's balance. */
#define NOTIFY_REPLACED 1u
#define NOTIFY_ONE_CALL 2u

/* Change the balance of a target by so much, and end the target where that makes it even. */
static inline void notify_settle(struct notify_target *target, uint32_t change)
{
    if (atomic_fetch_add_explicit(&target->balance, change, memory_order_acq_rel) + change == NOTIFY_REPLACED)
        notify_target_end(target);
}

/*
 * Call NotifyRelease for a put that was to tell this target.  Afterwards the target may be gone, and the allocator with
 * it.  May run the application's Release too: no lock.
 */
static inline void notify_call(struct notify_target *target)
{
    IMemAllocatorNotifyCallbackTemp_NotifyRelease(target->callback);
    notify_settle(target, NOTIFY_ONE_CALL);
}

/* Free the current target, if any, with the allocator: nobody else uses either any more.  May run the application's Release. */
void notify_slot_destroy(struct notify_slot *slot);

#endif
