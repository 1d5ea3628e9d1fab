/*
 * How long an allocator can be used, what keeps its memory, and what to do when nothing does any more
 *
 * Users are those through whom samples can still be taken or come back: the outside world, after it all samples that are
 * out together, and each thread that waits in GetBuffer (row 1.11).  All of them share one hold on the memory; the last
 * to leave gives it up.  Whoever else needs the memory holds it: docs/design.md lists the holders.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef QUARTZALLOC_LIFETIME_H
#define QUARTZALLOC_LIFETIME_H

#include <stdatomic.h>
#include <stdbool.h>

struct lifetime
{
    _Atomic long users;
    _Atomic long holds;
    void (*end)(struct lifetime *lifetime);
};

/* Begin with one user and its hold.  `end` is called once, when the last hold is dropped, on the thread that drops it. */
void lifetime_init(struct lifetime *lifetime, void (*end)(struct lifetime *lifetime));

/* Be a user: the caller must be kept by another one, a sample that is out for instance.  Any thread. */
void lifetime_join(struct lifetime *lifetime);

/* Stop being a user.  Returns true to the last one, who must then give up the users' hold.  Once true in all.  Any thread. */
bool lifetime_leave(struct lifetime *lifetime);

/* Hold: the caller must have something that keeps the allocator already.  Any thread. */
void lifetime_hold(struct lifetime *lifetime);

/* Drop a hold.  The allocator may be gone afterwards.  May run the application's code (row 1.9): no lock.  Any thread. */
void lifetime_drop(struct lifetime *lifetime);

#endif
