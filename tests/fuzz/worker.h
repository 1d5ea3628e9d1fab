/*
 * A process of its own for what may crash or hang
 *
 * The supervisor gives jobs to a worker, one process for each, and sees how it ends.  Both share a piece of memory: the job, how
 * far the worker has come, and the input that it plays, so that nothing is lost with the worker.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef QUARTZALLOC_FUZZ_WORKER_H
#define QUARTZALLOC_FUZZ_WORKER_H

#include "compare.h"

enum outcome
{
    OUTCOME_ALIKE,
    OUTCOME_DIFFERENT,
    OUTCOME_LEAKED,
    OUTCOME_NO_ALLOCATOR, /* the worker has said why */
    OUTCOME_CRASHED,
    OUTCOME_HUNG,
};

/* A worker's exit code is its outcome and this; any other is a crash: abort() ends a Windows program with 3. */
#define WORKER_EXIT 70

struct job
{
    bool one;     /* play the input that is there; else files or random ones */
    bool verbose; /* print the calls of the one */
    uint64_t seed, calls;
    uint32_t milliseconds;
};

struct shared
{
    struct job job;
    struct progress progress;
    char loading[260]; /* the DLL that is being loaded; empty once all are */
    volatile uint64_t sequences, calls;
    volatile uint32_t file; /* which of the command line's is being played */
    uint32_t row;           /* of the difference */
    uint32_t exit_code;     /* of a worker that crashed, or the signal */
    uint32_t size;
    uint8_t input[INPUT_MOST];
};

/* Play the input that is there, and return how it went. */
enum outcome worker_play(struct shared *shared, struct comparison *comparison);

/* The worker's part: do the job, but for files. */
enum outcome worker_main(struct shared *shared, struct comparison *comparison);

/* The memory that both share; ends the program when there is none. */
struct shared *worker_shared(void);

/*
 * Let a worker do the job that stands in the shared memory: call work(context) in a process of its own.  argv: the program's
 * command line, which a worker that is started anew reads again.  The worker hangs when it finishes no sequence for so many
 * seconds.
 */
enum outcome worker_run(struct shared *shared, unsigned int seconds, char **argv, enum outcome (*work)(void *context),
                        void *context);

/* Whether this process is a worker that was started anew; then its shared memory.  argument: of --worker. */
struct shared *worker_attach(const char *argument);

/* Milliseconds of a clock that only goes forward. */
uint64_t worker_clock(void);

#endif
