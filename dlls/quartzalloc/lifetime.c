/*
 * Holding and dropping: see lifetime.h
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "lifetime.h"

void lifetime_init(struct lifetime *lifetime, void (*end)(struct lifetime *lifetime))
{
    atomic_init(&lifetime->users, 1);
    atomic_init(&lifetime->holds, 1);
    lifetime->end = end;
}

void lifetime_join(struct lifetime *lifetime)
{
    atomic_fetch_add_explicit(&lifetime->users, 1, memory_order_relaxed);
}

bool lifetime_leave(struct lifetime *lifetime)
{
    return atomic_fetch_sub_explicit(&lifetime->users, 1, memory_order_acq_rel) == 1;
}

void lifetime_hold(struct lifetime *lifetime)
{
    atomic_fetch_add_explicit(&lifetime->holds, 1, memory_order_relaxed);
}

void lifetime_drop(struct lifetime *lifetime)
{
    if (atomic_fetch_sub_explicit(&lifetime->holds, 1, memory_order_acq_rel) != 1)
        return;
    /* A callback that is released at the end may still call us (row 1.9): none of its drops may come here again. */
    atomic_store_explicit(&lifetime->holds, 0x40000000, memory_order_relaxed);
    lifetime->end(lifetime);
}
