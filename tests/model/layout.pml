/*
 * A model of what happens to gets, puts and counts while the layout changes: Decommit, SetProperties, Commit
 *
 * One process goes through three layouts, of 2, 1 and 2 slots, with the steps of pool_make_stale, pool_allocate and
 * pool_commit; users take and put back meanwhile, others count or commit.  Checked: no get that began in one layout
 * succeeds in the next, no layout changes while a slot is out, and the count of slots that are out is right at the moment
 * of its second look.
 *
 * Seeded faults: NO_TAG_ON_LAYOUT, STALE_NOT_ATOMIC, COUNT_IGNORES_STALE, COMMIT_IGNORES_STALE
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#define SLOTS 2
#ifndef USERS
#define USERS 2
#endif
#ifndef GETS
#define GETS 1
#endif
#ifndef COUNTERS
#define COUNTERS 0
#endif

/* The head */
byte top = SLOTS;
byte tag;
bit committed = 1;
bit stale;

byte slot_count = SLOTS;
byte next[SLOTS + 1];
byte depth[SLOTS + 1];

/* What the model knows and the code does not. */
byte out;
byte holders[SLOTS + 1];
bit changing; /* between the first and the last step of a new layout */
byte ended;

#define SAME_HEAD (top == my_top && tag == my_tag && committed == my_committed && stale == my_stale)

inline read_head()
{
    d_step { my_top = top; my_tag = tag; my_committed = committed; my_stale = stale }
}

/* What a process knows no more need not tell states apart. */
inline forget_head()
{
    atomic { my_top = 0; my_tag = 0; my_committed = 0; my_stale = 0; my_next = 0; my_depth = 0 }
}

inline take(slot)
{
    read_head();
    do
    :: my_committed == 0 || my_top == 0 -> slot = 0; break
    :: else ->
        my_next = next[my_top];
        if
        :: atomic { SAME_HEAD ->
                top = my_next;
                tag++;
                out++;
                holders[my_top]++;
                assert(!changing);
                assert(my_top <= slot_count);
                assert(holders[my_top] == 1)
            };
            slot = my_top;
            break
        :: d_step { !SAME_HEAD -> my_top = top; my_tag = tag; my_committed = committed; my_stale = stale }
        fi
    od;
    forget_head()
}

inline put(slot)
{
    read_head();
    do
    ::  my_depth = depth[my_top];
        next[slot] = my_top;
        depth[slot] = my_depth + 1;
        if
        :: atomic { SAME_HEAD ->
                assert(!changing);
                top = slot;
                out--;
                holders[slot]--
            };
            break
        :: d_step { !SAME_HEAD -> my_top = top; my_tag = tag; my_committed = committed; my_stale = stale }
        fi
    od;
    forget_head()
}

proctype user()
{
    byte my_top, my_tag, my_next, my_depth, slot, gets;
    bit my_committed, my_stale;

    do
    :: gets < GETS ->
        gets++;
        take(slot);
        if
        :: slot -> put(slot); slot = 0
        :: else
        fi
    :: gets == GETS -> break
    od;
    ended++
}

/* read_slots_out; its result and the head at that moment are left in my_*. */
inline count(result)
{
    read_head();
    do
    ::  my_count = slot_count;
        my_depth = depth[my_top];
        if
        :: atomic { SAME_HEAD ->
#ifdef COUNT_IGNORES_STALE
                result = my_count - my_depth;
#else
                result = (my_stale -> 0 : my_count - my_depth);
#endif
                assert(result == out)
            };
            break
        :: d_step { !SAME_HEAD -> my_top = top; my_tag = tag; my_committed = committed; my_stale = stale }
        fi
    od
}

proctype counter()
{
    byte my_top, my_tag, my_depth, my_count, result;
    bit my_committed, my_stale;

    count(result);
    ended++
}

/* pool_commit(false) of other threads */
proctype committer()
{
    byte times;

    do
    :: times < 2 ->
        times++;
#ifdef COMMIT_IGNORES_STALE
        committed = 1
#else
        atomic
        {
            if
            :: !stale -> committed = 1
            :: else
            fi
        }
#endif
    :: break
    od;
    ended++
}

inline set_top(new_top)
{
#ifdef NO_TAG_ON_LAYOUT
    atomic { top = new_top }
#else
    atomic { top = new_top; tag++ }
#endif
}

/* pool_allocate */
inline lay_out(slots)
{
    set_top(0);
    slot_count = 0;
    atomic { changing = 1; assert(out == 0) };
    next[1] = 0;
    depth[1] = 1;
    if
    :: slots == 2 -> next[2] = 1; depth[2] = 2
    :: else
    fi;
    slot_count = slots;
    atomic { changing = 0 };
    set_top(slots)
}

proctype owner()
{
    byte my_top, my_tag, my_depth, my_count, result, layouts, slots;
    bit my_committed, my_stale;

    do
    :: layouts < 2 ->
        layouts++;
        slots = (layouts == 1 -> 1 : 2);

        /* pool_decommit and pool_make_stale, until it is done */
        do
        ::  committed = 0;
            count(result);
            if
            :: my_committed
            :: !my_committed && result -> out == 0
#ifdef STALE_NOT_ATOMIC
            :: !my_committed && !result -> stale = 1; break
#else
            :: atomic { !my_committed && !result && SAME_HEAD -> stale = 1 }; break
            :: !my_committed && !result && !SAME_HEAD
#endif
            fi
        od;

        lay_out(slots);

        /* pool_commit(true) */
        atomic { stale = 0; committed = 1 };
    :: else -> break
    od;
    ended++
}

init
{
    byte i;

    d_step { for (i : 1 .. SLOTS) { next[i] = i - 1; depth[i] = i } i = 0 }
    atomic
    {
        do :: i < USERS -> i++; run user() :: else -> i = 0; break od;
        do :: i < COUNTERS -> i++; run counter() :: else -> i = 0; break od;
        run committer();
        run owner()
    }
    ended == USERS + COUNTERS + 2;
    assert(out == 0);
    assert(slot_count == SLOTS);
    assert(top != 0 && depth[top] == SLOTS && depth[next[top]] == SLOTS - 1)
}
