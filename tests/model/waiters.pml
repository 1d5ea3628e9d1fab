/*
 * A model of waiting and waking: pool_wait, pool_put and pool_wake, pool_decommit, pool_commit
 *
 * The free list is a number here; freelist.pml shows that it is a list.  Getters wait for a slot and put it back, twice;
 * one process decommits, and commits again unless FOR_GOOD, where nobody ever puts the slot back.  The condition variable
 * wakes any one of those that wait, and SPURIOUS times one that nobody woke.  Checked: the end is reached on every
 * schedule, so no wake-up is lost and Decommit releases everybody; all slots are back, and the accounts are even.
 *
 * With SERVED (and FOR_GOOD) the pool was closed while it was committed: who waits may go on (row 1.11) until a callback
 * decommits, which changes nothing in the head.
 *
 * Seeded faults: WAKE_BEFORE_PUSH, CLEAR_WAITING_EARLY, NO_LOOK_BEFORE_SLEEP, FLAG_OUTSIDE_LOCK, DECOMMIT_WAKES_ONE,
 * DECOMMIT_WAKES_NOBODY, NO_SECOND_LOOK (in a closed pool), LINGERING_WAKE_ALL (what Wine 8.0's condition variables do: a thread that was woken together with
 * all others stays in the queue until it runs, and swallows a later single wake)
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef GETTERS
#define GETTERS 3
#endif
#ifndef SLOTS
#define SLOTS 1
#endif
#ifndef ROUNDS
#define ROUNDS 2
#endif
#ifndef SPURIOUS
#define SPURIOUS 1
#endif
#ifndef DECOMMITS
#define DECOMMITS 2
#endif

/* The head */
byte free_slots = SLOTS;
bit committed = 1; /* with SERVED: serves_waiters, which is not in the head */
bit waiting;

/* Under the lock */
bit locked;
byte sleepers;
byte wakes;

/* The condition variable: who is in its queue */
bit queued[GETTERS];
bit lingering[GETTERS];
byte ended;

inline lock()
{
    atomic { !locked -> locked = 1 }
}

inline unlock()
{
    locked = 0
}

/* Wakes any one of those that wait, nobody if there is nobody. */
inline wake_one()
{
    atomic
    {
        if
        :: queued[0] -> queued[0] = 0
        :: GETTERS > 1 && queued[1] -> queued[1] = 0
        :: GETTERS > 2 && queued[2] -> queued[2] = 0
        :: lingering[0] -> lingering[0] = 0
        :: GETTERS > 1 && lingering[1] -> lingering[1] = 0
        :: GETTERS > 2 && lingering[2] -> lingering[2] = 0
        :: else
        fi
    }
}

/* platform_condition_wait */
inline wait_for_wake()
{
    atomic { locked = 0; queued[self] = 1 };
    atomic { !queued[self] -> lingering[self] = 0 };
    lock()
}

/* pool_wake */
inline wake()
{
    lock();
    told = wakes < sleepers;
    wakes = wakes + told;
    if
#ifndef CLEAR_WAITING_EARLY
    :: wakes < sleepers
    :: else -> waiting = 0
#else
    :: waiting = 0
#endif
    fi;
    unlock();
    if
    :: told -> wake_one()
    :: else
    fi
}

/* pool_put_quietly and pool_put */
inline put()
{
#ifdef WAKE_BEFORE_PUSH
    if
    :: waiting -> wake()
    :: else
    fi;
    free_slots++
#else
    atomic { free_slots++; saw_waiting = waiting };
    if
    :: saw_waiting -> wake()
    :: else
    fi
#endif
}

/* pool_try_get */
inline try_get()
{
    atomic
    {
        if
        :: !committed -> result = NOT_COMMITTED
        :: committed && free_slots -> free_slots--; result = OK
        :: else -> result = EMPTY
        fi
    }
}

mtype = { OK, EMPTY, NOT_COMMITTED }

proctype getter(byte self)
{
    mtype result;
    byte rounds;
    bit told, saw_waiting, may_sleep;

    do
    :: rounds == ROUNDS -> break
    :: else ->
        rounds++;
        try_get();
        if
        :: result == EMPTY ->
            /* sleep_for_slot */
#ifdef FLAG_OUTSIDE_LOCK
            atomic { may_sleep = committed && !free_slots; waiting = waiting || may_sleep };
            lock();
#else
            lock();
#endif
            do
            ::  try_get();
                if
                :: result != EMPTY -> break
                :: else ->
#if defined(NO_LOOK_BEFORE_SLEEP)
                    atomic { waiting = 1; may_sleep = 1 };
#elif !defined(FLAG_OUTSIDE_LOCK)
                    /* set_waiting */
#ifdef SERVED
                    may_sleep = committed;
                    atomic { may_sleep = may_sleep && !free_slots; waiting = waiting || may_sleep };
#ifndef NO_SECOND_LOOK
                    may_sleep = may_sleep && committed;
#endif
#else
                    atomic { may_sleep = committed && !free_slots; waiting = waiting || may_sleep };
#endif
#endif
                    if
                    :: may_sleep ->
                        sleepers++;
                        do
                        ::  wait_for_wake();
                            if
                            :: wakes -> break
                            :: else
                            fi
                        od;
                        wakes--;
                        sleepers--
                    :: else
                    fi;
#ifdef FLAG_OUTSIDE_LOCK
                    atomic { may_sleep = committed && !free_slots; waiting = waiting || may_sleep };
#endif
                fi
            od;
            unlock()
        :: else
        fi;
        if
        :: result == OK -> put()
        :: else
        fi
    od;
    ended++
}

proctype decommitter()
{
    byte untold, decommits;
    bit saw_waiting;

    do
    :: decommits == DECOMMITS -> break
    :: else ->
        decommits++;
#ifdef SERVED
        committed = 0;
        saw_waiting = waiting;
#else
        atomic { saw_waiting = waiting; committed = 0 };
#endif
#ifndef DECOMMIT_WAKES_NOBODY
        if
        :: saw_waiting ->
            lock();
            untold = sleepers - wakes;
            wakes = sleepers;
            waiting = 0;
            unlock();
#ifdef DECOMMIT_WAKES_ONE
            untold = (untold -> 1 : 0);
#endif
#ifdef LINGERING_WAKE_ALL
            atomic
            {
                lingering[0] = lingering[0] || queued[0];
                queued[0] = 0;
                lingering[1] = lingering[1] || queued[1];
                queued[1] = 0;
                lingering[2] = lingering[2] || queued[2];
                queued[2] = 0;
                untold = 0
            }
#else
            do
            :: untold -> untold--; wake_one()
            :: else -> break
            od
#endif
        :: else
        fi;
#endif
#ifdef FOR_GOOD
        break
#else
        committed = 1
#endif
    od;
    ended++
}

/* A condition variable may wake a thread that nobody woke. */
proctype chance()
{
    byte times;

    do
    :: times < SPURIOUS && (queued[0] || queued[1] || (GETTERS > 2 && queued[2])) -> times++; wake_one()
    :: break
    od;
    ended++
}

init
{
    byte i;

    atomic
    {
#ifdef FOR_GOOD
        free_slots = 0;
#endif
        for (i : 0 .. GETTERS - 1) { run getter(i) }
        run decommitter();
        run chance();
        i = 0
    }
    ended == GETTERS + 2;
#ifdef FOR_GOOD
    assert(free_slots == 0);
#else
    assert(free_slots == SLOTS);
#endif
    assert(!locked);
    assert(sleepers == 0);
    assert(wakes == 0);
#ifndef SERVED
    /* There, who looked twice has left it set: nobody puts back into that pool without waking. */
    assert(!waiting)
#endif
}
