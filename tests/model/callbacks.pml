/*
 * A model of callbacks and lifetime: pins, replacement, holds, closing, and the end, as notify.c, lifetime.c and release.c do them
 *
 * Each releaser has one sample out and releases it; an owner releases the allocator's last reference; what else happens
 * is chosen by one of these:
 *   NONE     there is no callback
 *   ALWAYS   a callback is set throughout: each release must have its call
 *   REPLACE  another thread, with a reference of its own, sets another callback: each release must have its call
 *   SETTER   another thread, with a reference of its own, sets another callback, then none
 *   FIRST    another thread sets the first callback; each release that is put back after that must have its call
 *   SELF     the callback removes itself during its first call, without a reference of its own
 * Checked: no callback is called after it was freed or, when it was replaced before the sample was put back, at all; the
 * allocator is not touched after it was freed; it and every callback are freed once in the end.
 *
 * Seeded faults: NO_PIN, UNPIN_EARLY, NO_HOLD, CALL_REPLACED, END_REMOVES_CALLBACK, HOLD_AFTER_EXCHANGE, LEFT_HOLD_LOST,
 * CLOSE_NOT_ATOMIC, LAST_NOT_ATOMIC
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef RELEASERS
#define RELEASERS 2
#endif
#define TARGETS 2

/* The pool's head: how many samples are out, and two flags */
byte out = RELEASERS;
bit observed;
bit closed;

/* The notify slot's word: the current target (0 for none), its pins, and the flag that a hold was left to them */
byte current;
byte pins;
bit hold_left;

short detached[TARGETS + 1];
byte holds = 1;
byte references = 1;
bit locked;

/* What the model knows and the code does not. */
bit gone;
bit made[TARGETS + 1];
bit freed[TARGETS + 1];
bit replaced[TARGETS + 1];
byte calls;
byte observed_puts;
byte called_itself;
byte ended;

/* Every access to the allocator's memory */
#define ALIVE assert(!gone)

inline free_target(target)
{
    atomic { assert(!freed[target]); freed[target] = 1 }
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
            assert(pins == 0 && !hold_left);
            if
            :: current -> free_target(current)
            :: else
            fi
        :: else
        fi
    }
}

inline pin(target)
{
    atomic
    {
        ALIVE;
        target = current;
        pins = pins + (current != 0)
    }
}

inline unpin(target)
{
    atomic
    {
        ALIVE;
        assert(!freed[target]);
        if
        :: current == target ->
            assert(pins);
            pins--;
            last = hold_left && pins == 0;
            hold_left = hold_left && pins;
            is_detached = 0
        :: else -> is_detached = 1
        fi
    };
    if
    :: is_detached ->
        atomic { detached[target]--; last = detached[target] == 0 };
        if
        :: last -> free_target(target)
        :: else
        fi
    :: else
    fi;
    if
    :: last -> drop()
    :: else
    fi;
    atomic { last = 0; is_detached = 0 }
}

/* notify_leave_hold and what follows */
inline end_allocator()
{
#ifdef END_REMOVES_CALLBACK
    set_notify(0);
    drop()
#else
    atomic
    {
        ALIVE;
        last = pins == 0;
        hold_left = hold_left || pins
    };
    if
    :: last -> last = 0; drop()
    :: else
    fi
#endif
}

/* SetNotify */
inline set_notify(target)
{
    made[target] = 1;
#ifndef HOLD_AFTER_EXCHANGE
    hold();
#endif
    atomic { ALIVE; !locked -> locked = 1 };
    atomic
    {
        ALIVE;
        old = current;
        old_pins = pins;
        old_left = hold_left;
        current = target;
        pins = 0;
        hold_left = 0;
        replaced[old] = 1
    };
    atomic { ALIVE; observed = target != 0 };
    atomic { ALIVE; locked = 0 };
#ifdef HOLD_AFTER_EXCHANGE
    hold();
#endif
    if
#ifndef LEFT_HOLD_LOST
    :: old_left -> drop()
#endif
    :: else
    fi;
    if
    :: old && old_pins ->
        atomic { detached[old] = detached[old] + old_pins; last = detached[old] == 0 };
        if
        :: last -> free_target(old); drop()
        :: else
        fi
    :: else ->
        if
        :: old -> free_target(old)
        :: else
        fi;
        drop()
    fi;
    atomic { old = 0; old_pins = 0; old_left = 0; last = 0 }
}

/* NotifyRelease of the application's callback */
inline call(target)
{
    atomic
    {
        ALIVE;
        assert(!freed[target]);
        assert(!(target == 1 && replaced_before_1));
        assert(!(target == 2 && replaced_before_2));
        calls++
    };
#ifdef SELF
    if
    :: atomic { called_itself == 0 -> called_itself = 1 };
        set_notify(0)
    :: called_itself
    fi;
#endif
    atomic { ALIVE; assert(!freed[target]) }
}

/* release_sample */
proctype releaser()
{
    byte pinned, mine, old, old_pins;
    bit old_left, last, is_detached, saw_observed, saw_closed, replaced_before_1, replaced_before_2, quiet;

    /* pool_put_quietly */
    atomic
    {
        ALIVE;
        quiet = !observed && !closed;
        out = out - quiet
    };
    if
    :: quiet -> goto done
    :: else
    fi;

    /* put_back_and_tell */
#ifndef NO_PIN
    pin(pinned);
#endif
    if
#ifndef NO_HOLD
    :: pinned == 0 -> hold()
#endif
    :: else
    fi;

    /* pool_put */
    atomic
    {
        ALIVE;
        out--;
        saw_observed = observed;
        observed_puts = observed_puts + observed;
        replaced_before_1 = replaced[1];
        replaced_before_2 = replaced[2];
#ifndef LAST_NOT_ATOMIC
        saw_closed = closed && out == 0
    };
#else
        saw_closed = closed
    };
    saw_closed = saw_closed && out == 0;
#endif

    /* pool_wake would touch the pool here. */
    ALIVE;

    /* notify */
    if
    :: saw_observed ->
        mine = pinned;
#ifdef NO_PIN
        atomic { ALIVE; mine = current };
#else
        if
#ifndef CALL_REPLACED
        :: atomic { pinned == 0 || current != pinned -> ALIVE }; pin(mine)
        :: atomic { pinned && current == pinned -> ALIVE }
#else
        :: pinned == 0 -> pin(mine)
        :: else
#endif
        fi;
#endif
#ifdef UNPIN_EARLY
        if
        :: mine && mine != pinned -> unpin(mine)
        :: else
        fi;
        if
        :: pinned -> unpin(pinned)
        :: else
        fi;
#endif
        if
        :: mine -> call(mine)
        :: else
        fi;
#if !defined(UNPIN_EARLY) && !defined(NO_PIN)
        if
        :: mine && mine != pinned -> unpin(mine)
        :: else
        fi;
#endif
    :: else
    fi;

    if
    :: saw_closed -> end_allocator()
    :: else
    fi;

#ifndef UNPIN_EARLY
    if
    :: pinned -> unpin(pinned)
#ifdef NO_HOLD
    :: else
#else
    :: else -> drop()
#endif
    fi;
#else
    if
    :: pinned == 0 -> drop()
    :: else
    fi;
#endif
done:
    atomic
    {
        pinned = 0; mine = 0; saw_observed = 0; saw_closed = 0; replaced_before_1 = 0; replaced_before_2 = 0; quiet = 0;
        ended++
    }
}

/* The allocator's Release */
inline release()
{
    atomic { ALIVE; references--; zero = references == 0 };
    if
    :: zero ->
        /* pool_close */
#ifdef CLOSE_NOT_ATOMIC
        atomic { ALIVE; zero = out == 0 };
        atomic { ALIVE; closed = 1 };
#else
        atomic { ALIVE; zero = out == 0; closed = 1 };
#endif
        if
        :: zero -> end_allocator()
        :: else
        fi
    :: else
    fi
}

proctype owner()
{
    byte old, old_pins;
    bit old_left, last, zero;

    release();
    ended++
}

proctype setter()
{
    byte old, old_pins;
    bit old_left, last, zero;

#if defined(SETTER) || defined(REPLACE)
    set_notify(2);
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
        current = 1;
        made[1] = 1;
        observed = 1;
#endif
#if defined(SETTER) || defined(REPLACE) || defined(FIRST)
        references = 2;
        processes = 1;
        run setter();
#endif
        run owner();
        processes = processes + 1 + RELEASERS;
        do :: i < RELEASERS -> i++; run releaser() :: else -> break od
    }
    ended == processes;
    d_step
    {
        assert(gone);
        assert(out == 0 && !locked && !hold_left);
        for (i : 1 .. TARGETS) { assert(freed[i] == made[i]); assert(detached[i] == 0 || replaced[i]) }
#if defined(ALWAYS) || defined(FIRST) || defined(REPLACE)
        assert(calls == observed_puts);
#endif
#if defined(ALWAYS) || defined(REPLACE)
        assert(calls == RELEASERS);
#endif
        assert(calls <= RELEASERS)
    }
}
