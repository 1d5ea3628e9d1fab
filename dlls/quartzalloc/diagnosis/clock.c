/*
 * The processor's counter, put right by the system's clock once a second
 *
 * Who finds the anchor changing, or too old, asks the system.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <stdatomic.h>
#include <stdbool.h>

#include "clock.h"
#include "platform.h"

#if defined(__x86_64__) || defined(__i386__)

#include <cpuid.h>

/*
 * How far the counter is followed from an anchor: half a second to two.  Its product with RATE_MOST fits in 64 bits.  The rate
 * is that since the anchor before, which must be RATE_AFTER nanoseconds ago: the system's clock has steps of 100.  (A rate
 * since the beginning would not follow a clock that is being put right.)  A test that wants anchors to move all the time
 * defines both.
 */
#ifndef REACH
#define REACH      (UINT64_C(1) << 31)
#define RATE_AFTER UINT64_C(50000000)
#endif
#define RATE_MOST (UINT64_C(1) << 33)

/* More than lies between two readings, in ticks, where nobody has taken the processor meanwhile: some microseconds. */
#define BETWEEN_MOST 10000

/* `sequence` is odd while the rest changes.  rate: nanoseconds per tick, times 2^32; 0 is not known. */
static struct
{
    _Atomic uint32_t sequence;
    _Atomic uint64_t ticks, time, rate;
} anchor;

/* The last time that the system was asked for the rate; 0 is never.  Whoever made `sequence` odd has it. */
static uint64_t last_ticks, last_time;

static uint64_t counter(void)
{
    return __builtin_ia32_rdtsc();
}

/* Whether the counter has one speed whatever the processor's is. */
static bool counter_is_steady(void)
{
    enum
    {
        UNKNOWN,
        STEADY,
        NOT_STEADY
    };
    static _Atomic int known;
    int now = atomic_load_explicit(&known, memory_order_relaxed);
    unsigned int a, b, c, d;

    if (now == UNKNOWN)
    {
        now = __get_cpuid(0x80000007, &a, &b, &c, &d) && d & 1u << 8 ? STEADY : NOT_STEADY;
        atomic_store_explicit(&known, now, memory_order_relaxed);
    }
    return now == STEADY;
}

/* The time where the anchor reaches so far. */
static bool follow(uint64_t ticks, uint64_t *time)
{
    uint32_t sequence = atomic_load_explicit(&anchor.sequence, memory_order_acquire);
    uint64_t from = atomic_load_explicit(&anchor.ticks, memory_order_acquire);
    uint64_t begin = atomic_load_explicit(&anchor.time, memory_order_acquire);
    uint64_t rate = atomic_load_explicit(&anchor.rate, memory_order_acquire);

    if (sequence & 1 || atomic_load_explicit(&anchor.sequence, memory_order_relaxed) != sequence || !rate
        || ticks - from >= REACH)
        return false;
    *time = begin + ((ticks - from) * rate >> 32);
    return true;
}

/* While `sequence` is odd, as move_anchor. */
static void begin_anew(uint64_t ticks, uint64_t time)
{
    last_ticks = ticks;
    last_time = time;
    atomic_store_explicit(&anchor.rate, 0, memory_order_release);
}

static void move_anchor(uint64_t ticks, uint64_t time, uint64_t least)
{
    double rate, known = (double)atomic_load_explicit(&anchor.rate, memory_order_relaxed);

    if (!last_ticks || ticks <= last_ticks || time <= last_time)
    {
        begin_anew(ticks, time);
        return;
    }
    if (time - last_time < RATE_AFTER)
        return;
    rate = (double)(time - last_time) / (double)(ticks - last_ticks) * 4294967296.0;
    /* One of the two went on while the machine stood still. */
    if (rate >= (double)RATE_MOST || (known > 0 && (rate > known * 1.001 || rate < known / 1.001)))
    {
        begin_anew(ticks, time);
        return;
    }
    last_ticks = ticks;
    last_time = time;
    atomic_store_explicit(&anchor.rate, (uint64_t)rate, memory_order_release);
    atomic_store_explicit(&anchor.ticks, ticks, memory_order_release);
    /* Never behind what was told before. */
    atomic_store_explicit(&anchor.time, time > least ? time : least, memory_order_release);
}

/* Ask the system, and go on from there. */
static __attribute__((noinline, cold)) uint64_t ask(void)
{
    uint32_t sequence = atomic_load_explicit(&anchor.sequence, memory_order_relaxed);
    uint64_t before, time, after, told = 0;

    before = counter();
    time = platform_nanoseconds();
    after = counter();
    if (after - before > BETWEEN_MOST || sequence & 1)
        return time;
    if (!atomic_compare_exchange_strong_explicit(&anchor.sequence, &sequence, sequence + 1, memory_order_acq_rel,
                                                 memory_order_relaxed))
        return time;
    before += (after - before) / 2;
    if (atomic_load_explicit(&anchor.rate, memory_order_relaxed)
        && before - atomic_load_explicit(&anchor.ticks, memory_order_relaxed) < 2 * REACH)
        told = atomic_load_explicit(&anchor.time, memory_order_relaxed)
                + (uint64_t)((double)(before - atomic_load_explicit(&anchor.ticks, memory_order_relaxed))
                             * (double)atomic_load_explicit(&anchor.rate, memory_order_relaxed) / 4294967296.0);
    move_anchor(before, time, told);
    atomic_store_explicit(&anchor.sequence, sequence + 2, memory_order_release);
    return time > told ? time : told;
}

uint64_t clock_nanoseconds(void)
{
    uint64_t time;

    if (!counter_is_steady())
        return platform_nanoseconds();
    return follow(counter(), &time) ? time : ask();
}

#else

uint64_t clock_nanoseconds(void)
{
    return platform_nanoseconds();
}

#endif
