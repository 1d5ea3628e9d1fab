/*
 * The memory of the machine: see machine.h
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "machine.h"
#include "access.h"

#include <string.h>

/* A value that was stored. */
struct message
{
    uint64_t value;
    struct view view; /* what who acquires it gets to know */
    uint32_t name;    /* who stored it, as its how manyth event */
    bool replaced;    /* by a read-modify-write, so nothing comes between */
};

struct location
{
    uintptr_t address;
    unsigned int size, count;
    uint64_t initial;
    bool ambiguous;               /* a store could have had another place in the order */
    uint8_t order[MESSAGES_MOST]; /* indices of messages, oldest first */
    uint8_t place[MESSAGES_MOST]; /* of each message in `order` */
    struct message messages[MESSAGES_MOST];
};

static struct location locations[LOCATIONS_MOST];
static unsigned int location_count;

static uint64_t raw_read(uintptr_t address, unsigned int size)
{
    uint64_t value = 0;

    memcpy(&value, (const void *)address, size);
    return value;
}

static void raw_write(uintptr_t address, unsigned int size, uint64_t value)
{
    memcpy((void *)address, &value, size);
}

void memory_reset(void)
{
    /* Globals are as they were before the first access; whatever was allocated is cleared by platform.c. */
    while (location_count)
    {
        struct location *location = &locations[--location_count];

        raw_write(location->address, location->size, location->initial);
    }
}

static struct location *location_of(const struct access *access)
{
    struct location *location;
    unsigned int i;

    for (i = 0; i < location_count; ++i)
    {
        if (locations[i].address == (uintptr_t)access->address)
            return &locations[i];
    }
    if (location_count == LOCATIONS_MOST)
        machine_fault("the program uses more than %u atomic locations", LOCATIONS_MOST);
    location = &locations[location_count++];
    location->address = (uintptr_t)access->address;
    location->size = access->size;
    location->initial = raw_read(location->address, location->size);
    location->count = 1;
    location->ambiguous = false;
    location->order[0] = location->place[0] = 0;
    memset(&location->messages[0], 0, sizeof(location->messages[0]));
    location->messages[0].value = location->initial;
    for (i = 0; i < THREADS_MOST; ++i)
        threads[i].view.seen[location - locations] = 0;
    return location;
}

void memory_join(struct view *view, const struct view *other)
{
    unsigned int i;

    for (i = 0; i < location_count; ++i)
    {
        const uint8_t *place = locations[i].place;

        if (place[other->seen[i]] > place[view->seen[i]])
            view->seen[i] = other->seen[i];
    }
    for (i = 0; i < THREADS_MOST; ++i)
    {
        if (other->clock[i] > view->clock[i])
            view->clock[i] = other->clock[i];
    }
}

uint64_t memory_hash(void)
{
    uint64_t sum = 0;
    unsigned int i, k;

    for (i = 0; i < location_count; ++i)
    {
        uint64_t hash = locations[i].address;

        if (!locations[i].ambiguous)
            continue;
        for (k = 0; k < locations[i].count; ++k)
            hash = mix(hash, locations[i].messages[locations[i].order[k]].name);
        sum += hash;
    }
    return sum;
}

/* Put a new message at this place in the order of modification. */
static struct message *insert(struct location *location, unsigned int place, uint64_t value)
{
    unsigned int index = location->count++, i;

    if (index == MESSAGES_MOST - 1)
        machine_fault("the program stores more than %u values in one location", MESSAGES_MOST);
    for (i = index; i > place; --i)
    {
        location->order[i] = location->order[i - 1];
        location->place[location->order[i]] = (uint8_t)i;
    }
    location->order[place] = (uint8_t)index;
    location->place[index] = (uint8_t)place;
    memset(&location->messages[index], 0, sizeof(location->messages[index]));
    location->messages[index].value = value;
    location->messages[index].name = self << 16 | threads[self].events;
    if (place == index)
        raw_write(location->address, location->size, value);
    return &location->messages[index];
}

static uint64_t masked(const struct access *access, uint64_t value)
{
    return access->size == 8 ? value : value & ((UINT64_C(1) << (8 * access->size)) - 1);
}

static uint64_t changed(const struct access *access, uint64_t value)
{
    switch (access->kind)
    {
        case ACCESS_ADD:
            return masked(access, value + access->operand);
        case ACCESS_SUB:
            return masked(access, value - access->operand);
        case ACCESS_AND:
            return value & access->operand;
        case ACCESS_OR:
            return value | access->operand;
        default:
            return masked(access, access->operand);
    }
}

static void note(unsigned int what, const struct location *location, uint32_t name)
{
    struct thread_state *thread = &threads[self];

    thread->hash = mix(mix(thread->hash, location->address * 4 + what), name);
}

/* Read a message: all that follows from that. */
static void observe(struct location *location, unsigned int index, bool acquire)
{
    struct thread_state *thread = &threads[self];
    unsigned int number = (unsigned int)(location - locations);

    if (location->place[index] > location->place[thread->view.seen[number]])
        thread->view.seen[number] = (uint8_t)index;
    if (acquire)
        memory_join(&thread->view, &location->messages[index].view);
}

/* Choose one of the messages that may be read, of which some can be left out. */
static unsigned int choose_message(struct location *location, bool but_value, uint64_t value)
{
    unsigned int first = location->place[threads[self].view.seen[location - locations]], i, count = 0, chosen;

    for (i = first; i < location->count; ++i)
        count += !(but_value && location->messages[location->order[i]].value == value);
    if (!count)
        return MESSAGES_MOST;
    /* The newest first. */
    chosen = count - 1 - machine_choose(count);
    for (i = first; i < location->count; ++i)
    {
        if (!(but_value && location->messages[location->order[i]].value == value) && !chosen--)
            break;
    }
    return location->order[i];
}

static uint64_t load(struct location *location, bool acquire)
{
    unsigned int index = choose_message(location, false, 0), number = (unsigned int)(location - locations);

    observe(location, index, acquire);
    note(0, location, location->messages[index].name);
    threads[self].loaded[number / 64] |= UINT64_C(1) << number % 64;
    machine_trace("load %#llx, %u of %u", (unsigned long long)location->messages[index].value,
                  location->place[index] + 1, location->count);
    return location->messages[index].value;
}

static void wrote(struct location *location, struct message *message, bool release)
{
    struct thread_state *thread = &threads[self];
    unsigned int number = (unsigned int)(location - locations);

    thread->view.seen[number] = (uint8_t)(message - location->messages);
    if (release)
        memory_join(&message->view, &thread->view);
    message->view.seen[number] = thread->view.seen[number];
    memset(thread->loaded, 0, sizeof(thread->loaded));
}

static void store(struct location *location, uint64_t value, bool release)
{
    unsigned int first = location->place[threads[self].view.seen[location - locations]] + 1, i, count = 0, chosen;
    struct message *message;

    for (i = first; i <= location->count; ++i)
        count += !location->messages[location->order[i - 1]].replaced;
    if (count > 1)
        location->ambiguous = true;
    chosen = count - 1 - machine_choose(count);
    for (i = first; location->messages[location->order[i - 1]].replaced || chosen; ++i)
        chosen -= !location->messages[location->order[i - 1]].replaced;
    note(1, location, location->messages[location->order[i - 1]].name);
    message = insert(location, i, value);
    wrote(location, message, release);
    machine_trace("store %#llx", (unsigned long long)value);
}

/* Whether a read-modify-write may read this message: nobody else has replaced it, and it has the value that is compared with. */
static bool replaceable(const struct location *location, unsigned int place, const struct access *access)
{
    const struct message *message = &location->messages[location->order[place]];

    return !message->replaced && (access->kind != ACCESS_COMPARE || message->value == access->expected);
}

static unsigned int count_replaceable(const struct location *location, const struct access *access)
{
    unsigned int place = location->place[threads[self].view.seen[location - locations]], count = 0;

    for (; place < location->count; ++place)
        count += replaceable(location, place, access);
    return count;
}

static uint64_t read_modify_write(struct location *location, const struct access *access, bool acquire, bool release)
{
    unsigned int place = location->place[threads[self].view.seen[location - locations]], index;
    unsigned int count = count_replaceable(location, access), chosen = count - 1 - machine_choose(count);
    struct message *message;

    if (count > 1)
        location->ambiguous = true;
    for (; !replaceable(location, place, access) || chosen; ++place)
        chosen -= replaceable(location, place, access);
    index = location->order[place];
    observe(location, index, acquire);
    location->messages[index].replaced = true;
    note(2, location, location->messages[index].name);
    message = insert(location, place + 1, changed(access, location->messages[index].value));
    /* What was released with the old value is released with the new one too. */
    memory_join(&message->view, &location->messages[index].view);
    wrote(location, message, release);
    machine_trace("change %#llx to %#llx", (unsigned long long)location->messages[index].value,
                  (unsigned long long)message->value);
    return location->messages[index].value;
}

/* A compare-and-swap that fails, on any other value that may still be read.  Returns false where it is to succeed. */
static bool fail_compare(struct location *location, const struct access *access, bool acquire, uint64_t *found)
{
    bool may_succeed = count_replaceable(location, access) != 0;
    unsigned int index;

    if (may_succeed && !machine_choose(2))
        return false;
    index = choose_message(location, true, access->expected);
    if (index == MESSAGES_MOST)
        machine_abandon();
    observe(location, index, acquire);
    note(3, location, location->messages[index].name);
    threads[self].failed = (unsigned int)(location - locations);
    *found = location->messages[index].value;
    machine_trace("compare with %#llx and find %#llx", (unsigned long long)access->expected,
                  (unsigned long long)*found);
    return true;
}

uint64_t machine_access(const struct access *access, bool *succeeded)
{
    struct thread_state *thread = &threads[self];
    const struct site *site = places_note(access);
    bool acquire = order_acquires(access->order), release = order_releases(access->order),
         write = access->kind != ACCESS_LOAD;
    bool acquire_failed = order_acquires(access->failure_order), shared = memory_shared(access->address, write);
    struct location *location;
    uint64_t value;

    if (access->order == __ATOMIC_CONSUME || access->order == __ATOMIC_SEQ_CST)
        machine_fault("%s:%d: a memory order that the machine does not have", site->file, site->line);
    places_weaken(site, &acquire, &release);
    places_weaken(site, &acquire_failed, NULL);
    if (shared && thread->moved && access->kind != ACCESS_STORE)
        machine_step();
    schedule_at(site->file, site->line);
    if (shared && write)
        thread->moved = true;
    ++thread->view.clock[self];
    ++thread->events;
    machine_plain(access->address, 0, write);
    location = location_of(access);

    if (access->kind == ACCESS_LOAD)
        return load(location, acquire);
    if (access->kind == ACCESS_STORE)
    {
        store(location, masked(access, access->operand), release);
        return 0;
    }
    *succeeded = access->kind != ACCESS_COMPARE || !fail_compare(location, access, acquire_failed, &value);
    return *succeeded ? read_modify_write(location, access, acquire, release) : value;
}
