/*
 * A model of the free list: gets, puts, and the count of free slots, as pool_fast.h and pool.c do them
 *
 * Workers take and put back slots in any order, each up to two at a time; others count.  Every read of shared
 * memory is a step of its own; a compare-and-swap is one step.  Checked: no slot is given twice, none is lost, the count
 * is what it is at the moment of the second look.
 *
 * Seeded faults: NO_TAG, LINK_AFTER_SWAP, ONE_LOOK
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef SLOTS
#define SLOTS 3
#endif
#ifndef WORKERS
#define WORKERS 2
#endif
#ifndef GETS
#define GETS 3
#endif
#ifndef COUNTERS
#define COUNTERS 0
#endif

/* The head: slots are numbered from 1, and 0 is the end of the list. */
byte top = SLOTS;
byte tag;

byte next[SLOTS + 1];
byte depth[SLOTS + 1];

/* What the model knows and the code does not. */
byte holders[SLOTS + 1];
byte free_slots = SLOTS;
byte ended;

#ifdef NO_TAG
#define TAG_AFTER(old) old
#else
#define TAG_AFTER(old) old + 1
#endif

/* pool_try_get */
inline take(slot)
{
    d_step { my_top = top; my_tag = tag }
    do
    :: my_top == 0 -> slot = 0; break
    :: else ->
        my_next = next[my_top];
        if
        :: atomic { top == my_top && tag == my_tag ->
                top = my_next;
                tag = TAG_AFTER(my_tag);
                holders[my_top]++;
                free_slots--;
                assert(holders[my_top] == 1)
            };
            slot = my_top;
            break
        :: d_step { top != my_top || tag != my_tag -> my_top = top; my_tag = tag }
        fi
    od;
    atomic { my_top = 0; my_tag = 0; my_next = 0 }
}

/* pool_push, in the loop of pool_put_quietly */
inline put(slot)
{
    d_step { my_top = top; my_tag = tag }
    do
    ::  my_depth = depth[my_top];
#ifndef LINK_AFTER_SWAP
        next[slot] = my_top;
#endif
        depth[slot] = my_depth + 1;
        if
        :: atomic { top == my_top && tag == my_tag ->
                top = slot;
                holders[slot]--;
                free_slots++
            };
#ifdef LINK_AFTER_SWAP
            next[slot] = my_top;
#endif
            break
        :: d_step { top != my_top || tag != my_tag -> my_top = top; my_tag = tag }
        fi
    od;
    atomic { my_top = 0; my_tag = 0; my_depth = 0 }
}

proctype worker()
{
    byte my_top, my_tag, my_next, my_depth, first, second, slot, gets;

    do
    :: gets < GETS && second == 0 ->
        gets++;
        take(slot);
        if
        :: d_step { slot && first == 0 -> first = slot; slot = 0 }
        :: d_step { slot && first -> second = slot; slot = 0 }
        :: else
        fi
    :: d_step { first -> slot = first; first = second; second = 0 }; put(slot); slot = 0
    :: d_step { second -> slot = second; second = 0 }; put(slot); slot = 0
    :: gets == GETS && first == 0 -> break
    od;
    ended++
}

/* read_slots_out */
proctype counter()
{
    byte my_top, my_tag, my_depth;

    d_step { my_top = top; my_tag = tag }
    do
    ::  my_depth = depth[my_top];
        if
#ifdef ONE_LOOK
        :: assert(my_depth == free_slots); break
#else
        :: atomic { top == my_top && tag == my_tag -> assert(my_depth == free_slots) }; break
        :: d_step { top != my_top || tag != my_tag -> my_top = top; my_tag = tag }
#endif
        fi
    od;
    ended++
}

init
{
    byte i, seen;

    d_step
    {
        for (i : 1 .. SLOTS) { next[i] = i - 1; depth[i] = i }
        i = 0
    }
    atomic
    {
        do :: i < WORKERS -> i++; run worker() :: else -> i = 0; break od;
        do :: i < COUNTERS -> i++; run counter() :: else -> i = 0; break od
    }
    ended == WORKERS + COUNTERS;

    /* Every slot is on the list, once. */
    d_step
    {
        assert(free_slots == SLOTS);
        assert(depth[top] == SLOTS);
        i = top;
        do
        :: i && seen <= SLOTS -> assert(holders[i] == 0); seen++; i = next[i]
        :: else -> break
        od;
        assert(seen == SLOTS)
    }
}
