/*
 * The callback of an allocator, and how a call keeps it alive without a lock
 *
 * SetNotify wraps each callback in a target, which owns the one reference that SetNotify takes (row 6.1).  The slot holds
 * the current target and the number of calls that have it pinned in one 64-bit word, so a releasing thread finds a target
 * and pins it in one locked operation.  A target that was replaced is freed, and the callback's reference with it, by
 * whoever lets go last: SetNotify itself, or the last call that was under way (rows 6.2, 6.6).  No step waits for another
 * thread, so a callback that blocks forever blocks nobody else (row 6.4).
 *
 * A pinned target keeps its allocator alive as well (row 6.7).  While the target is the current one, the hold of the
 * outside world does that, which the allocator's end leaves to the last pin; a target that was replaced while pinned has a
 * hold of its own.  The current target outlives the end: a release that is under way then still finds it (row 6.3).
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef QUARTZALLOC_NOTIFY_H
#define QUARTZALLOC_NOTIFY_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "com.h"
#include "lifetime.h"

struct notify_target
{
    IMemAllocatorNotifyCallbackTemp *callback;
    struct lifetime *lifetime; /* the allocator's */
    /* Pins that were in the word when the target was replaced, minus those let go since; 0 frees the target. */
    _Atomic LONGLONG detached_pins;
};

struct notify_slot
{
    /* The address of the target shifted left, a flag, and the number of pins in the bits below; 0 without a target. */
    _Atomic uint64_t word;
};

/* Begin without a target. */
void notify_slot_init(struct notify_slot *slot);

/*
 * Make a target for `callback`, which must not be NULL; takes a reference on it.
 * Returns NULL when out of memory.  Takes no lock, for AddRef is the application's code.
 */
struct notify_target *notify_target_create(struct lifetime *lifetime, IMemAllocatorNotifyCallbackTemp *callback);

/*
 * Put `target`, or nothing when NULL, into the slot.  Returns the target that it replaces, or NULL; the caller passes that
 * and *pins, which says who still uses it, to notify_target_detach once it has left its locks.
 */
struct notify_target *notify_replace(struct notify_slot *slot, struct notify_target *target, uint32_t *pins);

/*
 * Give up what notify_replace returned, and with it a hold on the allocator that the caller took before it called
 * notify_replace.  May run the application's Release: no lock.
 */
void notify_target_detach(struct lifetime *lifetime, struct notify_target *target, uint32_t pins);

/*
 * Pin the current target and return it, or NULL when there is none.  Any thread that keeps the allocator alive; a pinned
 * target then does.
 */
struct notify_target *notify_pin(struct notify_slot *slot);

/* Let go of what notify_pin returned.  May run the application's Release: no lock.  Any thread. */
void notify_unpin(struct notify_slot *slot, struct notify_target *target);

/*
 * Drop the hold of the outside world, or leave it to the calls that have the current target pinned, where there are any:
 * the last of them to let go drops it (row 6.7).  Once in an allocator's life.
 */
void notify_leave_hold(struct notify_slot *slot, struct lifetime *lifetime);

/* Free the current target, if any, with the allocator: nobody else uses either any more.  May run the application's Release. */
void notify_slot_destroy(struct notify_slot *slot);

/* Whether `target`, pinned by the caller, still is the current one. */
BOOL notify_is_current(struct notify_slot *slot, const struct notify_target *target);

#endif
