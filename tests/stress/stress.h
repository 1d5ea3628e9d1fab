/*
 * The stress test: what its phases share
 *
 * Every phase runs rounds until its time is over.  A round starts threads that call the allocator in every way COM's rules
 * allow, and then looks at what must hold after any of them.  What must hold is a list of invariants; a violation of one
 * is reported where it is seen, and the end of the program counts which invariants held.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef QUARTZALLOC_STRESS_H
#define QUARTZALLOC_STRESS_H

#include "system.h"

#include <vfwmsgs.h>

/* Milliseconds after which a thread that does not end is stuck.  Nothing that works comes near it. */
#define PATIENCE 60000

#define WORKERS 8

enum invariant
{
    SAMPLES_CONSERVED,
    BUFFERS_UNSHARED,
    SAMPLES_FRESH,
    CALLS_ARE_RELEASES,
    FREE_COUNT_IN_RANGE,
    CALLBACKS_CURRENT,
    CALLBACKS_RELEASED,
    ANSWERS_ALLOWED,
    NOBODY_STUCK,
    NOTHING_LEFT,
    INVARIANT_COUNT
};

/* Report a violation, unless `condition` holds. */
#define demand(condition, invariant, ...) \
    do \
    { \
        if (!(condition)) \
            report_violation(invariant, __FILE__, __LINE__, __VA_ARGS__); \
    } while (0)

void report_violation(enum invariant invariant, const char *file, int line, const char *format, ...)
        __attribute__((format(printf, 4, 5)));

/* Whether a violation was reported: rounds end early then. */
bool is_violated(void);

/* Count what has been done, for the progress lines. */
void count_operations(uint64_t operations);

uint32_t random_below(uint64_t *state, uint32_t limit);

/* An allocator of the DLL under test; ends the program when there is none. */
IMemAllocatorCallbackTemp *create_allocator(void);
HRESULT set_properties(IMemAllocatorCallbackTemp *allocator, LONG count, LONG size);

/* Both must succeed whenever they are called. */
void commit(IMemAllocatorCallbackTemp *allocator);
void decommit(IMemAllocatorCallbackTemp *allocator);

/* A thread that runs one round of a phase. */
struct worker
{
    struct system_thread thread;
    unsigned int number;
    uint64_t random;
    void (*run)(struct worker *worker);
    void *phase;                /* the phase's own */
    const char *volatile doing; /* what it is about to do, for the report when it gets stuck */
    uint64_t releases;          /* samples that this thread has put back */
    unsigned int depth;         /* calls of NotifyRelease that are under way on this thread */
    uint64_t retired;           /* the callbacks up to this number must not be called now, see replacing.c */
    uint64_t operations;
};

/* The worker that calls, or NULL on the main thread. */
struct worker *current_worker(void);

/* Start the workers of a round. */
void start_workers(struct worker *workers, unsigned int count, void (*run)(struct worker *worker), void *phase,
                   uint64_t *random);

/* Wait for their end; a worker that does not end is stuck, and the program ends. `help` runs now and then meanwhile.
 * Returns how many samples they have put back. */
uint64_t join_workers(struct worker *workers, unsigned int count, void (*help)(void *phase));

/* sample.c: samples that a thread holds */

struct held
{
    IMediaSample *sample;
    IMemAllocatorCallbackTemp *allocator; /* where it came from; holding the sample holds no reference of it */
    BYTE *buffer;
    LONG size;
    uint32_t mark;
};

/* Look at a sample that GetBuffer has just given and mark its buffer. */
void hold_sample(struct held *held, IMemAllocatorCallbackTemp *allocator, IMediaSample *sample);

/* Take a sample without waiting.  Returns false when there was none. */
bool take_sample(struct held *held, IMemAllocatorCallbackTemp *allocator);

/* Take a sample, waiting for it.  Returns false when the allocator is not committed, or not any more. */
bool await_sample(struct held *held, IMemAllocatorCallbackTemp *allocator);

/* Check that nobody else has written to the buffer. */
void check_mark(const struct held *held);

/* Put back: check the mark and give up the only reference; `directly` by ReleaseBuffer, which needs a reference of the
 * allocator.  Counts in the current worker. */
void put_back(struct held *held, bool directly);

/* Take all `count` samples of a committed allocator that has none out, check that each comes once, and put them back. */
void check_all_there(IMemAllocatorCallbackTemp *allocator, LONG count);

/* sample_use.c */

/* One of the things that a holder may do to a sample. */
void use_sample(struct held *held, uint64_t *random);

/* Row 5.6: a ReleaseBuffer that is refused, and nothing changes. */
void release_wrongly(IMemAllocatorCallbackTemp *allocator, struct held *held);

/* callback.c */

struct callback
{
    IMemAllocatorNotifyCallbackTemp IMemAllocatorNotifyCallbackTemp_iface;
    _Atomic LONG refcount;
    _Atomic uint32_t life;
    _Atomic uint64_t calls;
    uint64_t generation;
    void (*on_notify)(struct callback *callback); /* may be NULL */
    IMemAllocatorCallbackTemp *allocator;         /* not referenced: alive during a call */
    void *context;
};

/* A callback with one reference. */
struct callback *create_callback(IMemAllocatorCallbackTemp *allocator, void (*on_notify)(struct callback *callback));
void release_callback(struct callback *callback);
HRESULT set_notify(IMemAllocatorCallbackTemp *allocator, struct callback *callback);

/* How many callbacks live. */
int callbacks_alive(void);

/* The phases: run for so many milliseconds. */
void run_everything(unsigned int milliseconds, uint64_t *random);
void run_counting(unsigned int milliseconds, uint64_t *random);
void run_replacing(unsigned int milliseconds, uint64_t *random);
void run_teardown(unsigned int milliseconds, uint64_t *random);

#endif
