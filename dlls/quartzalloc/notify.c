/*
 * Pinning, calling and replacing the callback: see notify.h
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "notify.h"

#include "platform.h"

/*
 * The lowest bits of the word count pins, one more is a flag, the others are the address.  User addresses have at most 48
 * bits, and platform_allocate clears the lowest 6 of them: 22 bits are left, room for two million calls at the same time,
 * more than the stacks of a process have room for.
 */
#define PIN_BITS      21
#define PIN_MASK      ((UINT64_C(1) << PIN_BITS) - 1)
#define HOLD_LEFT     (UINT64_C(1) << PIN_BITS) /* whoever takes the last pin away drops a hold on the allocator */
#define LOW_BITS      (PIN_BITS + 1)
#define ADDRESS_SHIFT (LOW_BITS - 6)

static struct notify_target *word_target(uint64_t word)
{
    return (struct notify_target *)(uintptr_t)(word >> LOW_BITS << (LOW_BITS - ADDRESS_SHIFT));
}

void notify_slot_init(struct notify_slot *slot)
{
    atomic_init(&slot->word, 0);
}

struct notify_target *notify_target_create(struct lifetime *lifetime, IMemAllocatorNotifyCallbackTemp *callback)
{
    struct notify_target *target;

    if (!(target = platform_allocate(sizeof(*target))))
        return NULL;
    IMemAllocatorNotifyCallbackTemp_AddRef(callback);
    target->callback = callback;
    target->lifetime = lifetime;
    atomic_init(&target->detached_pins, 0);
    return target;
}

static void target_destroy(struct notify_target *target)
{
    IMemAllocatorNotifyCallbackTemp_Release(target->callback);
    platform_free(target);
}

/* Destroy a target that was replaced while it was pinned, and drop the hold that it got then. */
static void detached_target_destroy(struct notify_target *target)
{
    struct lifetime *lifetime = target->lifetime;

    target_destroy(target);
    lifetime_drop(lifetime);
}

struct notify_target *notify_replace(struct notify_slot *slot, struct notify_target *target, uint32_t *pins)
{
    uint64_t word = (uint64_t)(uintptr_t)target << ADDRESS_SHIFT;

    word = atomic_exchange_explicit(&slot->word, word, memory_order_acq_rel);
    *pins = (uint32_t)(word & (HOLD_LEFT | PIN_MASK));
    return word_target(word);
}

void notify_target_detach(struct lifetime *lifetime, struct notify_target *target, uint32_t pins)
{
    /* The hold that was left to the pins in the word is theirs no more: ours takes its place. */
    if (pins & HOLD_LEFT)
        lifetime_drop(lifetime);
    pins &= PIN_MASK;

    if (target && pins)
    {
        /* Pins that were let go in between have made the number negative: it is 0 again when none is left. */
        if (atomic_fetch_add_explicit(&target->detached_pins, pins, memory_order_acq_rel) + pins == 0)
            detached_target_destroy(target);
        return;
    }
    if (target)
        target_destroy(target);
    lifetime_drop(lifetime);
}

struct notify_target *notify_pin(struct notify_slot *slot)
{
    uint64_t word = atomic_load_explicit(&slot->word, memory_order_acquire);
    unsigned int pauses = PLATFORM_FIRST_BACK_OFF;

    while (word)
    {
        if (atomic_compare_exchange_weak_explicit(&slot->word, &word, word + 1, memory_order_acq_rel,
                                                  memory_order_relaxed))
            return word_target(word);
        platform_back_off(&pauses);
        word = atomic_load_explicit(&slot->word, memory_order_acquire);
    }
    return NULL;
}

void notify_unpin(struct notify_slot *slot, struct notify_target *target)
{
    uint64_t word = atomic_load_explicit(&slot->word, memory_order_relaxed);
    struct lifetime *lifetime = target->lifetime;
    unsigned int pauses = PLATFORM_FIRST_BACK_OFF;

    while (word_target(word) == target)
    {
        bool drop = (word & (HOLD_LEFT | PIN_MASK)) == (HOLD_LEFT | 1);

        if (atomic_compare_exchange_weak_explicit(&slot->word, &word, drop ? word - 1 - HOLD_LEFT : word - 1,
                                                  memory_order_acq_rel, memory_order_relaxed))
        {
            if (drop)
                lifetime_drop(lifetime);
            return;
        }
        platform_back_off(&pauses);
        word = atomic_load_explicit(&slot->word, memory_order_relaxed);
    }
    if (atomic_fetch_sub_explicit(&target->detached_pins, 1, memory_order_acq_rel) == 1)
        detached_target_destroy(target);
}

void notify_leave_hold(struct notify_slot *slot, struct lifetime *lifetime)
{
    uint64_t word = atomic_load_explicit(&slot->word, memory_order_acquire);

    do
    {
        if (!(word & PIN_MASK))
        {
            lifetime_drop(lifetime);
            return;
        }
    } while (!atomic_compare_exchange_weak_explicit(&slot->word, &word, word | HOLD_LEFT, memory_order_acq_rel,
                                                    memory_order_acquire));
}

void notify_slot_destroy(struct notify_slot *slot)
{
    struct notify_target *target = word_target(atomic_exchange_explicit(&slot->word, 0, memory_order_relaxed));

    if (target)
        target_destroy(target);
}

BOOL notify_is_current(struct notify_slot *slot, const struct notify_target *target)
{
    return word_target(atomic_load_explicit(&slot->word, memory_order_acquire)) == target;
}
