/*
 * The pool: a fixed number of slots, of which each is either free or out
 *
 * One 64-bit word, the head, holds everything that GetBuffer and ReleaseBuffer must agree on: which slot is on top of the
 * free list, whether the pool is committed, and whether somebody has to be told when a slot comes back.  Every change of
 * it is one compare-and-swap, so a whole cycle costs two locked operations and no thread ever sees half a change.
 * docs/fast-path.md explains the protocol and the memory order of each access; pool_fast.h has the two hot functions.
 *
 * The pool is portable C11.  It knows nothing of COM, samples or callbacks: its owner maps slots to samples, serialises
 * pool_allocate with everything that reads the layout, and keeps the pool alive.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef QUARTZALLOC_POOL_H
#define QUARTZALLOC_POOL_H

#include <stdatomic.h>

#include "platform.h"

/*
 * The head, from the lowest bit:
 *
 *    6 bits  flags, below
 *   26 bits  the slot on top of the free list plus one; 0 when no slot is free
 *   32 bits  a tag that every get increments, so that a get which was interrupted between reading the top's successor and
 *            its compare-and-swap can tell a top that was taken and came back from one that never left.  A layout and a
 *            new observer increment it too, so that no compare-and-swap reaches across one
 */
#define POOL_COMMITTED UINT64_C(0x01) /* slots may be taken, by anybody */
#define POOL_WAITING   UINT64_C(0x02) /* a thread sleeps until a slot comes back */
#define POOL_OBSERVED  UINT64_C(0x04) /* the observer wants to know of every slot that comes back */
#define POOL_CLOSED    UINT64_C(0x08) /* the owner is gone: whoever puts the last slot back cleans up */
#define POOL_STALE     UINT64_C(0x10) /* there is no layout, or not the one that the owner wants next */

#define POOL_OBSERVER UINT64_C(0x20) /* which of two observers it is: changes with every new one */

#define POOL_SLOT_SHIFT 6
#define POOL_SLOT_MASK  UINT64_C(0xffffffc0)
#define POOL_TAG_ONE    (UINT64_C(1) << 32)

/* Nanoseconds that a new pool spins before a thread sleeps; pool_wait.c adapts it. */
#define POOL_FIRST_SPIN 20000

/* As many slots as the head can name. */
#define POOL_MAX_SLOTS ((uint32_t)(POOL_SLOT_MASK >> POOL_SLOT_SHIFT) - 1)

enum pool_result
{
    POOL_OK,
    POOL_REVIVED, /* POOL_OK, and the slot is the first one out of a closed pool in which nothing was out */
    POOL_NOT_COMMITTED,
    POOL_ALREADY_COMMITTED,
    POOL_EMPTY,     /* no slot is free */
    POOL_SLOTS_OUT, /* not while slots are out */
    POOL_NO_LAYOUT, /* pool_allocate must come first */
    POOL_OUT_OF_MEMORY,
};

/*
 * A slot's place in the free list.  Only meaningful while the slot is free, but a get may read it late, when the slot is
 * out already; its compare-and-swap then fails.
 */
struct pool_link
{
    _Atomic uint32_t next;  /* the slot below plus one, 0 at the bottom */
    _Atomic uint32_t depth; /* slots from here to the bottom, this one included */
};

/* The links of all slots.  A replaced array lives as long as the pool, since a late get may still look at it. */
struct pool_links
{
    struct pool_links *replaced;
    uint32_t capacity;
    struct pool_link link[];
};

struct pool
{
    /* What every get and put touches: a cache line of its own. */
    _Alignas(PLATFORM_CACHE_LINE) _Atomic uint64_t head;
    struct pool_links *_Atomic links;
    _Atomic uint32_t slot_count; /* changes only while nothing is out */

    /* Where threads sleep: touched only when the pool runs dry. */
    _Alignas(PLATFORM_CACHE_LINE) struct platform_lock wait_lock;
    struct platform_condition slot_returned;
    uint32_t sleepers;           /* threads between going to sleep and being awake; under wait_lock */
    uint32_t wakes;              /* sleepers that were told to wake and have not yet; under wait_lock */
    _Atomic uint32_t spinners;   /* threads that look for a slot without sleeping */
    _Atomic uint32_t spin_limit; /* nanoseconds that spinning has been worth lately */
    _Atomic bool serves_waiters; /* closed while committed, so that those who wait still get slots */

    /* The layout and the count of tags: change only in pool_allocate, pool_observe and pool_destroy. */
    uint32_t other_tags; /* increments of the tag that were no gets */
    unsigned char *block;
    size_t block_size;
};

/*
 * Make a pool without a layout: not committed, nothing free, nothing out.  `pool` must be aligned to
 * PLATFORM_CACHE_LINE.  No other thread may know it yet.
 */
void pool_init(struct pool *pool);

/* Free all that the pool holds.  No slot may be out and no other thread may use the pool any more (rows 1.8, 3.4). */
void pool_destroy(struct pool *pool);

/*
 * Demand a new layout before the next commit (row 2.8).
 *
 * Returns POOL_OK; or, without a change, POOL_ALREADY_COMMITTED or POOL_SLOTS_OUT (row 2.5).
 * The caller serialises this with pool_allocate; everything else may run at the same time.
 */
enum pool_result pool_make_stale(struct pool *pool);

/*
 * Lay out `slot_count` (1 to POOL_MAX_SLOTS) slots of `stride` (1 or more) bytes in one zero-filled block; the slot with
 * the highest address will be taken first (rows 3.1, 3.3).  The earlier block is freed first.
 *
 * Returns POOL_OK or POOL_OUT_OF_MEMORY, also where slot_count * stride does not fit (row 3.5); the pool then has no
 * slots and stays stale.  Only while the pool is stale; the caller serialises this with pool_make_stale, pool_commit,
 * pool_observe, the reading of block, and pool_destroy.  Gets that are under way may still look at the old links: arrays of links are
 * kept until the pool is destroyed, and each new one is twice as large as the last, so that all old ones together are no
 * larger than the one in use.
 */
enum pool_result pool_allocate(struct pool *pool, uint32_t slot_count, size_t stride);

/*
 * Allow gets (rows 4.1, 4.7).  `with_layout`: the caller has just called pool_allocate, so the pool stops being stale.
 * Returns POOL_OK, also when already committed, or POOL_NO_LAYOUT when the pool is stale.  Any thread.
 */
enum pool_result pool_commit(struct pool *pool, bool with_layout);

/* Refuse gets from now on, also in a closed pool, and wake every thread that waits in pool_wait (rows 4.4, 4.5).  Any thread. */
void pool_decommit(struct pool *pool);

/*
 * Take a slot, sleeping until one is free (row 5.1); also from a pool that was closed while it was committed (row 1.11).
 * Called when pool_try_get said POOL_EMPTY.
 *
 * Returns POOL_OK or POOL_REVIVED with *slot set, or POOL_NOT_COMMITTED.  Any thread that keeps the pool meanwhile.
 */
enum pool_result pool_wait(struct pool *pool, uint32_t *slot);

/* Wake one thread for the slot that was just put back, if any still sleeps.  Any thread. */
void pool_wake(struct pool *pool);

/*
 * Switch to the other observer (POOL_OBSERVER), who is told of every put from this moment on, or is not: POOL_OBSERVED.
 *
 * Returns how many puts the pool has seen up to this very moment, modulo 2^32; so between two calls the observer was told
 * of exactly as many as the difference.  The caller serialises calls of this, and with pool_allocate; gets and puts may run
 * meanwhile.
 */
uint32_t pool_observe(struct pool *pool, bool observed);

/*
 * Close the pool: nobody gets a slot any more but who waits in pool_wait already (row 1.11).  Returns true when nothing is
 * out now, so that the caller must destroy it unless somebody waits; else the put of the last slot reports POOL_CLOSED.
 * True is returned at most once, whoever calls how often (row 1.8).
 */
bool pool_close(struct pool *pool);

/* How many slots are out (row 6.8) and, unless NULL, of how many, both at one single moment.  Any thread. */
uint32_t pool_slots_out(struct pool *pool, uint32_t *slot_count);

/* The whole head at one moment, for tests and diagnosis: test it for POOL_COMMITTED and the other flags. */
static inline uint64_t pool_flags(struct pool *pool)
{
    return atomic_load_explicit(&pool->head, memory_order_acquire);
}

#endif
