/*
 * What the native tests of the pool share: checks, waits that end, threads, and a pool's owner
 *
 * A test is a function named test_NAME that tests.h lists.  It says what is wrong with check(); it may do so from any
 * thread.  No test decides anything by how long something takes: it waits for an event or a state, and a wait that does
 * not come to an end fails the test.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef QUARTZALLOC_TESTS_NATIVE_H
#define QUARTZALLOC_TESTS_NATIVE_H

#include <pthread.h>
#include <semaphore.h>

#include "pool_fast.h"

/* Seconds after which a wait, or a test that does nothing any more, has failed.  Nothing that works comes near it. */
#define PATIENCE 60

/* Fail the running test, unless `condition` holds. */
#define check(condition, ...) \
    do \
    { \
        if (!(condition)) \
            report_failure(__FILE__, __LINE__, __VA_ARGS__); \
    } while (0)

#define check_result(result, expected) \
    do \
    { \
        enum pool_result result_ = (result); \
        check(result_ == (expected), "%s gave %s instead of %s", #result, result_name(result_), \
              result_name(expected)); \
    } while (0)

#define check_number(value, expected) \
    do \
    { \
        unsigned long long value_ = (value), expected_ = (expected); \
        check(value_ == expected_, "%s is %llu instead of %llu", #value, value_, expected_); \
    } while (0)

void report_failure(const char *file, int line, const char *format, ...) __attribute__((format(printf, 3, 4)));
const char *result_name(enum pool_result result);

/* Whether the running test has failed already: long loops end then. */
bool has_failed(void);

/* Say what a test has done, in the line that tells how it ended. */
void remark(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* What the user asked for: how long a randomised test shall run, and where its random numbers begin. */
extern double seconds_to_run;
extern uint64_t seed;

/* A pseudo-random number below `limit`; `state` is the calling thread's own. */
uint32_t random_below(uint64_t *state, uint32_t limit);

/* A state for the thread `number`, different from that of any other. */
uint64_t random_state(unsigned int number);

/* Wait for an event of another thread.  Ends the program with a failure when it does not come. */
void wait_for(sem_t *event);

/* A thread that runs function(context).  thread_join ends the program with a failure when the thread does not end. */
struct thread
{
    pthread_t id;
    sem_t ended;
    void (*function)(void *context);
    void *context;
};

void thread_start(struct thread *thread, void (*function)(void *context), void *context);
void thread_join(struct thread *thread);

/* Return when `count` threads sleep in pool_wait and none of them has been told to wake. */
void wait_for_sleepers(struct pool *pool, uint32_t count);

/* A pool on the heap with `slot_count` slots of `stride` bytes, committed; or with no layout where slot_count is 0. */
struct pool *create_pool(uint32_t slot_count, size_t stride);
/* The same, decommitted, with properties that were set anew (row 2.8). */
struct pool *create_stale_pool(uint32_t slot_count, size_t stride);
void destroy_pool(struct pool *pool);

/* Take a slot that must be there. */
uint32_t get(struct pool *pool);

/* Put a slot back as the owner of the pool does it, and wake who has to be woken.  Returns the flags of pool_put, or 0. */
uint64_t put(struct pool *pool, uint32_t slot);

/* Take every slot, check that each comes once, and put them back.  The pool is committed and nothing is out. */
void check_conserved(struct pool *pool);

#endif
