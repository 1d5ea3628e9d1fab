/*
 * What keeps an allocator's memory, and what to do when nothing does any more
 *
 * Whoever needs the allocator without a reference of the outside world holds it: docs/design.md lists the holders.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef QUARTZALLOC_LIFETIME_H
#define QUARTZALLOC_LIFETIME_H

#include <stdatomic.h>

struct lifetime
{
    _Atomic long holds;
    void (*end)(struct lifetime *lifetime);
};

/* Begin with one hold.  `end` is called once, when the last hold is dropped, on the thread that drops it. */
void lifetime_init(struct lifetime *lifetime, void (*end)(struct lifetime *lifetime));

/* Hold: the caller must have something that keeps the allocator already.  Any thread. */
void lifetime_hold(struct lifetime *lifetime);

/* Drop a hold.  The allocator may be gone afterwards.  May run the application's code (row 1.9): no lock.  Any thread. */
void lifetime_drop(struct lifetime *lifetime);

#endif
