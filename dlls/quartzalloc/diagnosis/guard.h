/*
 * Guarded memory: buffers with something around them that shows who writes there
 *
 * The proxies give programs these buffers in place of the allocator's own, which stay unused.  Each lies between two fields
 * of a pattern or, with QUARTZALLOC_GUARD=page, before or behind a page that nobody may touch.  By row 2.3 the size of
 * prefix and buffer is a multiple of the alignment, so the end can touch a page with the prefix still aligned.  What differs
 * from the allocator's own: the buffers do not lie side by side (row 3.1).
 *
 * Free of Windows and of COM but for what system.h has.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef QUARTZALLOC_DIAGNOSIS_GUARD_H
#define QUARTZALLOC_DIAGNOSIS_GUARD_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define GUARD_PAGE_SIZE 4096u

/* How many bytes of pattern are looked at on either side, at the most. */
#define GUARD_FIELD 4096u

struct ledger_allocator;

struct guard_slot
{
    _Atomic bool out;
    bool made;          /* its pages are there and its fields are filled */
    uint64_t *contents; /* a checksum of each 4096 bytes as they were when it was given back; NULL for none */
};

/* The guarded buffers of one layout. */
struct guard
{
    struct ledger_allocator *owner;
    bool pages;          /* pages that nobody may touch, or patterns only */
    uint8_t *base;       /* of the address space */
    size_t size;         /* of all of it */
    size_t first;        /* from base to the first slot's memory */
    size_t stride;       /* from one slot's memory to the next */
    size_t slot_size;    /* of a slot's memory, without the pages around it */
    size_t body;         /* from a slot's memory to its prefix */
    size_t prefix, room; /* bytes of the prefix and of the buffer */
    uint32_t count;
    struct guard_slot slots[];
};

/*
 * Make guarded memory for `count` buffers of `room` bytes with their prefix (all as agreed, so positive), or return NULL
 * where options.guard wants none or there is no memory.  Where options.guard_limit does not allow pages, patterns are
 * taken; *limited says so.
 */
struct guard *guard_create(struct ledger_allocator *owner, uint32_t count, size_t room, size_t align, size_t prefix,
                           bool *limited);
void guard_destroy(struct guard *guard);

/* The first byte of a slot's buffer, behind its prefix. */
static inline uint8_t *guard_pointer(const struct guard *guard, uint32_t slot)
{
    return guard->base + guard->first + slot * guard->stride + guard->body + guard->prefix;
}

/* What was found in a slot: bytes from `offset`, counted from the buffer's first byte; length 0 for nothing. */
struct guard_finding
{
    ptrdiff_t offset;
    size_t length;
};

/*
 * A slot is handed out.  Returns its buffer, or NULL where there is no memory for it.  *written: what was written since it
 * was given back, to 4096 bytes.
 */
uint8_t *guard_take(struct guard *guard, uint32_t slot, struct guard_finding *written);

/* It is given back.  *under and *over: what was written in front of the prefix and behind the buffer; mended. */
void guard_give_back(struct guard *guard, uint32_t slot, struct guard_finding *under, struct guard_finding *over);

/* What is at an address where somebody was caught: in which slot, and how far from its first byte. */
enum guard_place
{
    GUARD_ELSEWHERE,
    GUARD_BEFORE,
    GUARD_BEHIND,
    GUARD_IN_FREE,
};
enum guard_place guard_place(const struct guard *guard, uintptr_t address, uint32_t *slot, ptrdiff_t *offset);

/* Call `look` for the guarded memory that has the address; without locks, for the handler of faults. */
struct guard *guard_find(uintptr_t address);

#endif
