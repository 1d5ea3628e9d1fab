/*
 * Guarded memory: where it lies, and what its patterns show
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "guard.h"

#include <string.h>

#include "options.h"
#include "system.h"

/* Bytes of pattern on either side of a buffer where there are no pages. */
#define PATTERN_FIELD 64u

/* Guards that the handler of faults can find. */
#define GUARD_LIMIT 256

static _Atomic(struct guard *) guards[GUARD_LIMIT];
static _Atomic uint64_t bytes_taken;

static size_t round_up(size_t value, size_t unit)
{
    return (value + unit - 1) / unit * unit;
}

/* Every byte of a pattern differs from its neighbours, so that a copied byte shows. */
static uint8_t pattern_at(const uint8_t *address)
{
    return (uint8_t)(0xa5 ^ (uintptr_t)address);
}

static void fill(uint8_t *from, size_t length)
{
    for (; length; ++from, --length)
        *from = pattern_at(from);
}

/* From the first to the last byte that is not as it was. */
static struct guard_finding look(uint8_t *from, size_t length, const uint8_t *buffer)
{
    struct guard_finding finding = { 0, 0 };
    uint8_t *first = NULL, *last = NULL, *byte;

    for (byte = from; byte < from + length; ++byte)
    {
        if (*byte == pattern_at(byte))
            continue;
        if (!first)
            first = byte;
        last = byte;
        *byte = pattern_at(byte);
    }
    if (first)
    {
        finding.offset = first - buffer;
        finding.length = (size_t)(last - first) + 1;
    }
    return finding;
}

static bool lay_out(struct guard *guard, size_t align)
{
    /* What lies behind the buffer and may be read is pattern as well, in front of the page. */
    size_t unit, body = guard->prefix + guard->room + options.padding;

    /* Programs that ask for no alignment may still rely on one; numbers that are no power of two promise none. */
    if (align & (align - 1))
        align = 1;
    if (align < 16 && !(guard->pages && options.guard & GUARD_PRECISE))
        align = 16;
    if (guard->pages)
    {
        unit = align > GUARD_PAGE_SIZE ? align : GUARD_PAGE_SIZE;
        guard->first = unit;
        guard->slot_size = round_up(round_up(body, align), unit);
        guard->stride = guard->slot_size + unit;
        guard->body = options.guard & GUARD_FRONT ? 0 : guard->slot_size - round_up(body, align);
    }
    else
    {
        guard->body = round_up(PATTERN_FIELD, align);
        guard->slot_size = guard->stride = round_up(guard->body + body + PATTERN_FIELD, align);
    }
    return !__builtin_mul_overflow(guard->stride, guard->count, &guard->size)
            && !__builtin_add_overflow(guard->size, guard->first, &guard->size);
}

static bool within_limit(const struct guard *guard)
{
    uint64_t taken = atomic_fetch_add_explicit(&bytes_taken, guard->size, memory_order_relaxed) + guard->size;

    if (taken <= options.guard_limit)
        return true;
    atomic_fetch_sub_explicit(&bytes_taken, guard->size, memory_order_relaxed);
    return false;
}

static bool reserve(struct guard *guard, size_t align)
{
    guard->pages = options.guard & GUARD_PAGE;
    if (guard->pages && lay_out(guard, align) && within_limit(guard))
    {
        if ((guard->base = system_reserve(guard->size)))
            return true;
        atomic_fetch_sub_explicit(&bytes_taken, guard->size, memory_order_relaxed);
    }
    guard->pages = false;
    guard->first = 0;
    return lay_out(guard, align) && (guard->base = platform_allocate_block(guard->size));
}

struct guard *guard_create(struct ledger_allocator *owner, uint32_t count, size_t room, size_t align, size_t prefix,
                           bool *limited)
{
    struct guard *guard;
    unsigned int i;

    *limited = false;
    if (!(options.guard & (GUARD_PAGE | GUARD_PATTERN))
        || !(guard = platform_allocate(sizeof(*guard) + count * sizeof(*guard->slots))))
        return NULL;
    guard->owner = owner;
    guard->count = count;
    guard->room = room;
    guard->prefix = prefix;
    if (!reserve(guard, align))
    {
        platform_free(guard);
        return NULL;
    }
    *limited = options.guard & GUARD_PAGE && !guard->pages;
    for (i = 0; guard->pages && i < GUARD_LIMIT; ++i)
    {
        struct guard *expected = NULL;

        if (atomic_compare_exchange_strong(&guards[i], &expected, guard))
            break;
    }
    return guard;
}

void guard_destroy(struct guard *guard)
{
    uint32_t slot;
    unsigned int i;

    if (!guard)
        return;
    for (i = 0; i < GUARD_LIMIT; ++i)
    {
        struct guard *expected = guard;

        if (atomic_compare_exchange_strong(&guards[i], &expected, NULL))
            break;
    }
    for (slot = 0; slot < guard->count; ++slot)
        platform_free(guard->slots[slot].contents);
    if (guard->pages)
        atomic_fetch_sub_explicit(&bytes_taken, guard->size, memory_order_relaxed);
    platform_free_block(guard->base, guard->size);
    platform_free(guard);
}

static uint64_t checksum(const uint8_t *bytes, size_t length)
{
    uint64_t sum = length, word;

    for (; length >= sizeof(word); bytes += sizeof(word), length -= sizeof(word))
    {
        memcpy(&word, bytes, sizeof(word));
        sum = (sum ^ word) * UINT64_C(0x9e3779b97f4a7c15);
        sum ^= sum >> 29;
    }
    for (; length; ++bytes, --length)
        sum = (sum ^ *bytes) * UINT64_C(0x9e3779b97f4a7c15);
    return sum;
}

/* Prefix and buffer, block by block: keep their checksums, or compare with those that were kept. */
static struct guard_finding pass_over(struct guard *guard, uint32_t number, bool compare)
{
    size_t length = guard->prefix + guard->room, offset, part;
    const uint8_t *body = guard_pointer(guard, number) - guard->prefix;
    uint64_t *contents = guard->slots[number].contents;
    struct guard_finding finding = { 0, 0 };

    for (offset = 0; offset < length; offset += part)
    {
        part = length - offset < GUARD_PAGE_SIZE ? length - offset : GUARD_PAGE_SIZE;
        if (!compare)
            contents[offset / GUARD_PAGE_SIZE] = checksum(body + offset, part);
        else if (contents[offset / GUARD_PAGE_SIZE] != checksum(body + offset, part))
        {
            if (!finding.length)
                finding.offset = (ptrdiff_t)(offset - guard->prefix);
            finding.length = (size_t)((ptrdiff_t)(offset + part - guard->prefix) - finding.offset);
        }
    }
    return finding;
}

/* The fields of pattern around a slot's prefix and buffer. */
struct fields
{
    uint8_t *front, *back;
    size_t front_length, back_length;
};

static struct fields fields_of(const struct guard *guard, uint32_t slot)
{
    uint8_t *memory = guard->base + guard->first + slot * guard->stride;
    size_t end = guard->body + guard->prefix + guard->room;
    struct fields fields;

    fields.front_length = guard->body < GUARD_FIELD ? guard->body : GUARD_FIELD;
    fields.front = memory + guard->body - fields.front_length;
    fields.back_length = guard->slot_size - end < GUARD_FIELD ? guard->slot_size - end : GUARD_FIELD;
    fields.back = memory + end;
    return fields;
}

static bool is_closed_while_free(const struct guard *guard)
{
    return guard->pages && options.guard & GUARD_RELEASED;
}

uint8_t *guard_take(struct guard *guard, uint32_t number, struct guard_finding *written)
{
    struct guard_slot *slot = &guard->slots[number];
    uint8_t *memory = guard->base + guard->first + number * guard->stride;
    struct fields fields;

    *written = (struct guard_finding){ 0, 0 };
    if (guard->pages && (!slot->made || is_closed_while_free(guard)) && !system_open(memory, guard->slot_size))
        return NULL;
    if (!slot->made)
    {
        fields = fields_of(guard, number);
        fill(fields.front, fields.front_length);
        fill(fields.back, fields.back_length);
        slot->made = true;
    }
    else if (slot->contents)
        *written = pass_over(guard, number, true);
    atomic_store_explicit(&slot->out, true, memory_order_release);
    return guard_pointer(guard, number);
}

void guard_give_back(struct guard *guard, uint32_t number, struct guard_finding *under, struct guard_finding *over)
{
    struct fields fields = fields_of(guard, number);
    struct guard_slot *slot = &guard->slots[number];
    uint8_t *buffer = guard_pointer(guard, number);

    *under = look(fields.front, fields.front_length, buffer);
    *over = look(fields.back, fields.back_length, buffer);
    atomic_store_explicit(&slot->out, false, memory_order_release);
    if (is_closed_while_free(guard))
        system_close(guard->base + guard->first + number * guard->stride, guard->slot_size);
    else
    {
        if (!slot->contents)
            slot->contents = platform_allocate((guard->prefix + guard->room + GUARD_PAGE_SIZE - 1) / GUARD_PAGE_SIZE
                                               * sizeof(*slot->contents));
        if (slot->contents)
            pass_over(guard, number, false);
    }
}

enum guard_place guard_place(const struct guard *guard, uintptr_t address, uint32_t *slot, ptrdiff_t *offset)
{
    size_t from_first = address - (uintptr_t)guard->base - guard->first, inside;

    /* In front of the first slot: the difference has wrapped around. */
    if (address < (uintptr_t)guard->base + guard->first)
    {
        *slot = 0;
        *offset = (ptrdiff_t)(address - (uintptr_t)guard_pointer(guard, 0));
        return GUARD_BEFORE;
    }
    *slot = (uint32_t)(from_first / guard->stride);
    inside = from_first % guard->stride;
    *offset = (ptrdiff_t)(address - (uintptr_t)guard_pointer(guard, *slot));
    if (inside < guard->slot_size)
        return atomic_load_explicit(&guard->slots[*slot].out, memory_order_acquire) ? GUARD_ELSEWHERE : GUARD_IN_FREE;
    /* The page between two: whose buffer is nearer? */
    if (*slot + 1 < guard->count
        && guard->stride - inside + guard->body < inside - guard->body - guard->prefix - guard->room)
    {
        ++*slot;
        *offset = (ptrdiff_t)(address - (uintptr_t)guard_pointer(guard, *slot));
        return GUARD_BEFORE;
    }
    return GUARD_BEHIND;
}

struct guard *guard_find(uintptr_t address)
{
    struct guard *guard;
    unsigned int i;

    for (i = 0; i < GUARD_LIMIT; ++i)
    {
        guard = atomic_load_explicit(&guards[i], memory_order_acquire);
        if (guard && address - (uintptr_t)guard->base < guard->size)
            return guard;
    }
    return NULL;
}
