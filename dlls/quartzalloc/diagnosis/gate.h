/*
 * QUARTZALLOC_DEBUG=callback: NotifyRelease as Windows may call it
 *
 * Ours calls it without a lock, on the thread that releases the buffer.  Windows promises neither, so a callback that relies
 * on either works here and hangs there.  With this word, a lock is held during the call that everybody who calls the
 * allocator needs, and every second call comes on another thread.  Who waits for the lock for QUARTZALLOC_STALL says so and
 * goes on without it.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef QUARTZALLOC_DIAGNOSIS_GATE_H
#define QUARTZALLOC_DIAGNOSIS_GATE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "system.h"

struct ledger_allocator;

/* A lock that its owner may take again. */
struct gate
{
    struct platform_lock lock; /* for the rest */
    uint32_t owner;            /* a thread, or 0 */
    unsigned int depth;
    bool notifying;     /* the owner is inside NotifyRelease */
    const void *caller; /* of the Release that it is inside of */
    bool other_thread;  /* for the next call */
};

void gate_init(struct gate *gate);
void gate_destroy(struct gate *gate);

/*
 * Take the gate.  Returns whether it has to be given back with gate_leave: false where the word is not set, or where the
 * gate was waited for in vain.  `caller` is told then.
 */
bool gate_enter(struct gate *gate, struct ledger_allocator *allocator, const void *caller);
void gate_leave(struct gate *gate);

/* Call `call` inside the gate, on this thread or on another, or plainly where the word is not set. */
void gate_notify(struct gate *gate, struct ledger_allocator *allocator, const void *caller, void (*call)(void *context),
                 void *context);

#endif
