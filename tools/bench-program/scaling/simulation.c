/*
 * The simulation: see simulation.h.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <string.h>
#include "scaling/simulation.h"

#define SCATTER 0.1

enum phase
{
    PHASE_READ,        /* wants to read the head */
    PHASE_READ_SERVED, /* the line is on its way, to be read */
    PHASE_READ_HERE,
    PHASE_SWAP,        /* wants to change the head */
    PHASE_SWAP_SERVED, /* the line is on its way, to be changed, and nobody else has it any more */
    PHASE_SWAP_HERE,
};

struct thread
{
    enum phase phase;
    double time;     /* when the phase is due */
    double arrival;  /* of the line that is on its way */
    bool is_to_read; /* the line that is on its way to be changed is read first */
    uint64_t expected;
    bool holds_buffer;
    unsigned int pauses;
    uint64_t cycles;
    double started; /* the get or put that is under way */
};

struct world
{
    const struct machine *machine;
    struct thread threads[MAX_PROCESSORS];
    uint64_t version; /* of the head */
    uint64_t readers; /* processors that have the line, a bit each */
    bool is_owned;    /* the only one of them may change it */
    double line_free; /* when all requests so far have been served */
    uint64_t random;
    uint64_t lost;
    double longest;
};

/* From 0 to 1. */
static double random_fraction(struct world *world)
{
    world->random ^= world->random << 13;
    world->random ^= world->random >> 7;
    world->random ^= world->random << 17;
    return (double)(world->random >> 11) / (double)(UINT64_C(1) << 53);
}

static double scattered(struct world *world, double time)
{
    return time * (1.0 + SCATTER * random_fraction(world));
}

/* Waits until all earlier requests have been served. */
static void request_line(struct world *world, struct thread *thread, enum phase served)
{
    if (thread->time < world->line_free)
        thread->time = world->line_free;
    thread->phase = served;
    /* Whoever gets the line does one thing with it before it leaves again. */
    thread->time += scattered(world, world->machine->request);
    thread->arrival = thread->time + scattered(world, world->machine->line);
    world->line_free = thread->arrival + world->machine->swap;
}

static void read_head(struct world *world, struct thread *thread)
{
    thread->expected = world->version;
    thread->time += scattered(world, world->machine->think);
    thread->phase = PHASE_SWAP;
}

static void lose(struct world *world, struct thread *thread)
{
    const struct machine *machine = world->machine;

    ++world->lost;
    /* A lost compare-and-swap tells what the head is now. */
    if (!machine->first_back_off)
    {
        read_head(world, thread);
        return;
    }
    thread->time += scattered(world, thread->pauses * machine->pause);
    if (thread->pauses < machine->longest_back_off)
        thread->pauses *= 2;
    thread->phase = PHASE_READ;
}

static void swap_head(struct world *world, struct thread *thread)
{
    thread->time += scattered(world, world->machine->swap);
    if (thread->expected != world->version)
    {
        lose(world, thread);
        return;
    }
    ++world->version;
    if (thread->time - thread->started > world->longest)
        world->longest = thread->time - thread->started;
    thread->pauses = world->machine->first_back_off;
    thread->phase = PHASE_READ;
    thread->holds_buffer = !thread->holds_buffer;
    thread->cycles += !thread->holds_buffer;
    /* Work is from half to one and a half times as long. */
    thread->time += world->machine->work * (0.5 + random_fraction(world));
    thread->started = thread->time;
}

static void step(struct world *world, struct thread *thread)
{
    uint64_t self = UINT64_C(1) << (thread - world->threads);

    switch (thread->phase)
    {
        case PHASE_READ:
            if (world->readers & self)
                read_head(world, thread);
            else
            {
                thread->is_to_read = world->machine->asks_to_write;
                request_line(world, thread, thread->is_to_read ? PHASE_SWAP_SERVED : PHASE_READ_SERVED);
            }
            break;
        case PHASE_READ_SERVED:
            world->is_owned = false;
            thread->time = thread->arrival;
            thread->phase = PHASE_READ_HERE;
            break;
        case PHASE_READ_HERE:
            world->readers |= self;
            read_head(world, thread);
            break;
        case PHASE_SWAP:
            if (world->is_owned && world->readers == self)
                swap_head(world, thread);
            else
                request_line(world, thread, PHASE_SWAP_SERVED);
            break;
        case PHASE_SWAP_SERVED:
            world->readers = 0;
            world->is_owned = false;
            thread->time = thread->arrival;
            thread->phase = PHASE_SWAP_HERE;
            break;
        case PHASE_SWAP_HERE:
            world->readers = self;
            world->is_owned = true;
            if (thread->is_to_read)
                read_head(world, thread);
            else
                swap_head(world, thread);
            thread->is_to_read = false;
            break;
    }
}

static struct thread *next_thread(struct world *world)
{
    struct thread *next = &world->threads[0];
    unsigned int i;

    for (i = 1; i < world->machine->processors; ++i)
    {
        if (world->threads[i].time < next->time)
            next = &world->threads[i];
    }
    return next;
}

struct outcome simulate(const struct machine *machine, double duration)
{
    struct world world = { .machine = machine, .random = UINT64_C(88172645463325252) };
    uint64_t cycles = 0, least = UINT64_MAX;
    struct outcome outcome;
    struct thread *thread;
    unsigned int i;

    for (i = 0; i < machine->processors; ++i)
        world.threads[i].pauses = machine->first_back_off;
    while ((thread = next_thread(&world))->time < duration)
        step(&world, thread);
    for (i = 0; i < machine->processors; ++i)
    {
        thread = &world.threads[i];
        cycles += thread->cycles;
        if (thread->cycles < least)
            least = thread->cycles;
        if (duration - thread->started > world.longest)
            world.longest = duration - thread->started;
    }
    outcome.cycle = duration / (double)cycles;
    outcome.lost = (double)world.lost / (double)cycles;
    outcome.longest = world.longest;
    outcome.least_share = (double)least * machine->processors / (double)cycles;
    return outcome;
}
