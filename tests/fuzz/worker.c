/*
 * What a worker does: see worker.h
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "worker.h"

#include <string.h>

#include "memory.h"

static uint64_t next_random(uint64_t *state)
{
    /* xorshift64*: its upper bits are good enough. */
    *state ^= *state >> 12;
    *state ^= *state << 25;
    *state ^= *state >> 27;
    return *state * UINT64_C(0x2545f4914f6cdd1d) >> 16;
}

/*
 * Random bytes, three quarters of them small: small numbers name the calls and arguments that let a sequence go on, an allocator
 * that can be committed among them.
 */
static void make_input(struct shared *shared, uint64_t number)
{
    uint64_t state =
            (shared->job.seed + 1) * UINT64_C(0x9e3779b97f4a7c15) ^ (number + 1) * UINT64_C(0xd1342543de82ef95);
    uint32_t i;

    next_random(&state);
    shared->size = 16 + (uint32_t)(next_random(&state) % (INPUT_MOST - 16));
    for (i = 0; i < shared->size; ++i)
    {
        uint64_t random = next_random(&state);

        shared->input[i] = (uint8_t)(random & 0x300 ? random & 0x1f : random);
    }
}

enum outcome worker_play(struct shared *shared, struct comparison *comparison)
{
    struct difference difference;
    long before = memory_live();
    bool alike;

    alike = compare(comparison, shared->input, shared->size, &difference, &shared->progress);
    shared->row = alike ? 0 : difference.seen.what ? difference.seen.row : difference.expected.row;
    shared->calls += comparison->calls;
    comparison->calls = 0;
    ++shared->sequences;
    return !alike ? OUTCOME_DIFFERENT : memory_live() != before ? OUTCOME_LEAKED : OUTCOME_ALIKE;
}

enum outcome worker_main(struct shared *shared, struct comparison *comparison)
{
    const struct job *job = &shared->job;
    uint64_t start = worker_clock(), number;
    enum outcome outcome = OUTCOME_ALIKE;

    if (job->one && job->verbose)
        compare_verbosely(comparison, shared->input, shared->size, &shared->progress);
    else if (job->one)
        outcome = worker_play(shared, comparison);
    else
    {
        for (number = 0; outcome == OUTCOME_ALIKE && shared->calls < job->calls
             && (number % 64 || worker_clock() - start < job->milliseconds);
             ++number)
        {
            make_input(shared, number);
            outcome = worker_play(shared, comparison);
        }
    }
    return outcome;
}
