/*
 * A model of callbacks and lifetime: targets, replacement, users and holds, closing, and the end, as notify.c, lifetime.c,
 * release.c and get_buffer_slow do them
 *
 * Each releaser has one sample out and releases it; an owner releases the allocator's last reference; with WAITER another
 * thread is blocked in GetBuffer when it all begins.  What else happens is chosen by one of these:
 *   NONE     there is no callback
 *   ALWAYS   a callback is set throughout
 *   REPLACE  another thread, with a reference of its own, sets another callback
 *   TWICE    the same, and then a third one
 *   SETTER   another thread, with a reference of its own, sets another callback, then none
 *   FIRST    another thread sets the first callback
 *   SELF     the callback removes itself during its first call, without a reference of its own
 * Checked: each put calls exactly the callback that was set at its moment, which is not freed under the call; the allocator
 * is not touched after it was freed; it and every callback are freed once in the end; who waits gets a sample.
 *
 * It is all one file, for Spin takes one, and each of these needs most of it.
 *
 * Seeded faults: NO_TAG, TARGET_AFTER_PUT, COUNT_NOT_ATOMIC, SETTLE_EARLY, HOLD_AFTER_EXCHANGE, END_IGNORES_CALLS, NO_HOLD,
 * CLOSE_NOT_ATOMIC, LAST_NOT_ATOMIC, WAITER_IS_NO_USER, REVIVED_LEAVES, WAITER_IS_REFUSED
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef RELEASERS
#define RELEASERS 2
#endif
#define TARGETS 3

/* The pool's head: how many samples are out, the tag, and flags */
byte out = RELEASERS;
byte tag = RELEASERS;
bit observed;
bit observer;
bit closed;
bit waiting;

byte other_tags;
bit serves_waiters;

/* The notify slot: two places for targets (0 for none), and what SetNotify knows under the lock */
byte targets[2];
bit current;
byte puts_before;
bit locked;

/* A target's balance */
short balance[TARGETS + 1];
bit retired[TARGETS + 1];

byte users = 1;
byte holds = 1;
byte references = 1;

/* What the model knows and the code does not. */
bit gone;
bit made[TARGETS + 1];
bit freed[TARGETS + 1];
byte set_now; /* whom a put at this moment has to call */
byte calls;
byte observed_puts;
byte called_itself;
byte ended;

/* Every access to the allocator's memory */
#define ALIVE assert(!gone)

inline free_target(target)
{
    atomic { assert(target && !freed[target]); freed[target] = 1 }
}

/* lifetime_hold and lifetime_drop */
inline hold()
{
    atomic { ALIVE; holds++ }
}

inline drop()
{
    atomic
    {
        ALIVE;
        holds--;
        if
        :: holds == 0 ->
            gone = 1;
            assert(users == 0 && out == 0);
            if
            :: targets[current] -> free_target(targets[current])
            :: else
            fi
        :: else
        fi
    }
}

/* settle: the target's balance changes by a number, and is even afterwards or not */
inline settle(target, number, retires)
{
    atomic
    {
        assert(!freed[target]);
        balance[target] = balance[target] + number;
        retired[target] = retired[target] || retires;
        even = retired[target] && balance[target] == 0
    };
    if
    :: even -> even = 0; free_target(target); drop()
    :: else
    fi
}

/* release_set_target, which gives up a hold */
inline set_target(target)
{
    atomic { ALIVE; !locked -> locked = 1 };
    /* notify_replace */
    atomic { ALIVE; old = targets[current]; current = !current; targets[current] = target };
    /* pool_observe */
#ifdef COUNT_NOT_ATOMIC
    atomic { ALIVE; puts = tag - other_tags - out };
#endif
    atomic
    {
        ALIVE;
#ifndef COUNT_NOT_ATOMIC
        puts = tag - other_tags - out;
#endif
        observer = !observer;
        observed = target != 0;
        set_now = target;
#ifndef NO_TAG
        tag++;
        other_tags++
#endif
    };
    atomic { ALIVE; old_calls = puts - puts_before; puts_before = puts; locked = 0 };
    /* notify_target_retire */
    if
    :: old -> settle(old, -old_calls, 1)
    :: else -> drop()
    fi;
    atomic { old = 0; old_calls = 0; puts = 0 }
}

/* release_user */
inline leave()
{
    atomic { ALIVE; assert(users); users--; last_user = users == 0 };
    if
    :: last_user ->
        last_user = 0;
#ifdef END_IGNORES_CALLS
        drop()
#else
        set_target(0)
#endif
    :: else
    fi
}

/* SetNotify */
inline set_notify(target)
{
    made[target] = 1;
#ifndef HOLD_AFTER_EXCHANGE
    hold();
    set_target(target)
#else
    set_target(target);
    hold()
#endif
}

/* NotifyRelease of the application's callback */
inline call(target)
{
    atomic { ALIVE; assert(!freed[target]); calls++ };
#ifdef SELF
    if
    :: atomic { called_itself == 0 -> called_itself = 1 };
        set_notify(0)
    :: called_itself
    fi;
#endif
    atomic { ALIVE; assert(!freed[target]) }
}

#define SAME_HEAD \
    (my_out == out && my_tag == tag && my_observed == observed && my_observer == observer && my_closed == closed && \
     my_waiting == waiting)

/* release_sample */
inline release_sample()
{
    do
    ::  /* the load of the head, and what it says of the target to be read */
        atomic
        {
            ALIVE;
            my_out = out; my_tag = tag; my_observed = observed; my_observer = observer; my_closed = closed; my_waiting = waiting
        };
        atomic { ALIVE; mine = targets[my_observer] };
#ifndef NO_HOLD
        if
        :: my_waiting && !my_observed && !held -> hold(); held = 1
        :: else
        fi;
#endif
        /* pool_put_at, and pool_put_quietly where nobody is to be told */
        atomic
        {
            ALIVE;
            if
            :: SAME_HEAD ->
                out--;
                observed_puts = observed_puts + observed;
#ifndef TARGET_AFTER_PUT
                assert(!observed || mine == set_now);
#endif
#ifndef LAST_NOT_ATOMIC
                my_closed = my_closed && out == 0;
#endif
                break
            :: else
            fi
        }
    od;
#ifdef LAST_NOT_ATOMIC
    my_closed = my_closed && out == 0;
#endif
#ifdef TARGET_AFTER_PUT
    if
    :: my_observed -> mine = targets[my_observer]; assert(mine)
    :: else
    fi;
#endif
    /* pool_wake */
    if
    :: my_waiting -> atomic { ALIVE; waiting = 0 }
    :: else
    fi;
    /* notify_call */
    if
    :: my_observed ->
#ifdef SETTLE_EARLY
        settle(mine, 1, 0);
        call(mine)
#else
        call(mine);
        settle(mine, 1, 0)
#endif
    :: else
    fi;
    if
    :: my_closed -> leave()
    :: else
    fi;
    if
    :: held -> drop()
    :: else
    fi;
    atomic
    {
        mine = 0; held = 0; my_out = 0; my_tag = 0; my_observed = 0; my_observer = 0; my_closed = 0; my_waiting = 0
    }
}

#define RELEASE_VARIABLES \
    byte mine, old, old_calls, puts, my_out, my_tag; \
    bit even, last_user, held, my_observed, my_observer, my_closed, my_waiting;

proctype releaser()
{
    RELEASE_VARIABLES

    release_sample();
    ended++
}

/* GetBuffer: who waits is a user already, and gets a sample, also from a closed pool. */
proctype waiter()
{
    RELEASE_VARIABLES
    bit got, revived;

    do
    ::  atomic
        {
            ALIVE;
            assert(!closed || serves_waiters);
            if
            :: out < RELEASERS ->
                revived = closed && out == 0;
                out++;
                tag++;
                got = 1
            :: else -> waiting = 1
            fi
        };
        if
        :: got -> break
        :: else -> waiting == 0
        fi
    od;
#ifndef WAITER_IS_NO_USER
    if
#ifdef REVIVED_LEAVES
    :: revived -> leave()
#else
    :: revived
#endif
    :: else -> leave()
    fi;
#endif
    atomic { got = 0; revived = 0 };
    release_sample();
    ended++
}

/* The allocator's Release */
inline release()
{
    atomic { ALIVE; references--; zero = references == 0 };
    if
    :: zero ->
        /* pool_close */
#ifndef WAITER_IS_REFUSED
        serves_waiters = 1;
#endif
#ifdef CLOSE_NOT_ATOMIC
        atomic { ALIVE; zero = out == 0 };
        atomic { ALIVE; closed = 1 };
#else
        atomic { ALIVE; zero = out == 0; closed = 1 };
#endif
        if
        :: zero -> leave()
        :: else
        fi
    :: else
    fi
}

proctype owner()
{
    byte old, old_calls, puts;
    bit even, last_user, zero;

    release();
    ended++
}

proctype setter()
{
    byte old, old_calls, puts;
    bit even, last_user, zero;

#if defined(SETTER) || defined(REPLACE) || defined(TWICE)
    set_notify(2);
#endif
#ifdef TWICE
    set_notify(3);
#endif
#ifdef SETTER
    set_notify(0);
#endif
#ifdef FIRST
    set_notify(1);
#endif
    release();
    ended++
}

init
{
    byte i, processes;

    atomic
    {
#if !defined(FIRST) && !defined(NONE)
        targets[0] = 1;
        made[1] = 1;
        observed = 1;
        set_now = 1;
#endif
#if defined(SETTER) || defined(REPLACE) || defined(TWICE) || defined(FIRST)
        references = 2;
        processes = 1;
        run setter();
#endif
#ifdef WAITER
#ifndef WAITER_IS_NO_USER
        users++;
#endif
        processes++;
        run waiter();
#endif
        run owner();
        processes = processes + 1 + RELEASERS;
        do :: i < RELEASERS -> i++; run releaser() :: else -> break od
    }
    ended == processes;
    d_step
    {
        assert(gone);
        assert(out == 0 && !locked && users == 0);
        for (i : 1 .. TARGETS) { assert(freed[i] == made[i]) }
        assert(calls == observed_puts);
#if defined(ALWAYS) || defined(REPLACE) || defined(TWICE)
#ifdef WAITER
        assert(calls == RELEASERS + 1)
#else
        assert(calls == RELEASERS)
#endif
#endif
    }
}
