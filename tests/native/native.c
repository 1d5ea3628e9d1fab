/*
 * Runs the native tests: command line, checks, watchdog, and the line that counts them
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#define _GNU_SOURCE

#include <errno.h>
#include <sched.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "native.h"

#define TEST(name) void test_##name(void);
#include "tests.h"
#undef TEST

static const struct test
{
    const char *name;
    void (*run)(void);
} tests[] = {
#define TEST(name) { #name, test_##name },
#include "tests.h"
#undef TEST
};

#define TEST_COUNT (sizeof(tests) / sizeof(*tests))

double seconds_to_run = 2;
uint64_t seed = 1;

static const char *running;
static _Atomic unsigned int failures; /* of the running test */
static unsigned int passed, failed, skipped;
static char remarks[256];

static void print_totals(void)
{
    printf("%u passed, %u failed, %u skipped\n", passed, failed, skipped);
    fflush(stdout);
}

/* For what cannot be gone on from: threads that never end. */
static _Noreturn void give_up(const char *what)
{
    printf("FAILED   %s: %s\n", running, what);
    ++failed;
    print_totals();
    _exit(1);
}

void report_failure(const char *file, int line, const char *format, ...)
{
    const char *name = strrchr(file, '/');
    va_list arguments;
    char text[512];

    /* One test that fails a million times need not say so more than a few times. */
    if (atomic_fetch_add(&failures, 1) >= 10)
        return;
    va_start(arguments, format);
    vsnprintf(text, sizeof(text), format, arguments);
    va_end(arguments);
    printf("  %s:%d: %s: %s\n", name ? name + 1 : file, line, running, text);
    fflush(stdout);
}

bool has_failed(void)
{
    return atomic_load_explicit(&failures, memory_order_relaxed) != 0;
}

void remark(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(remarks, sizeof(remarks), format, arguments);
    va_end(arguments);
}

const char *result_name(enum pool_result result)
{
    switch (result)
    {
        case POOL_OK:
            return "POOL_OK";
        case POOL_REVIVED:
            return "POOL_REVIVED";
        case POOL_NOT_COMMITTED:
            return "POOL_NOT_COMMITTED";
        case POOL_ALREADY_COMMITTED:
            return "POOL_ALREADY_COMMITTED";
        case POOL_EMPTY:
            return "POOL_EMPTY";
        case POOL_SLOTS_OUT:
            return "POOL_SLOTS_OUT";
        case POOL_NO_LAYOUT:
            return "POOL_NO_LAYOUT";
        case POOL_OUT_OF_MEMORY:
            return "POOL_OUT_OF_MEMORY";
    }
    return "no result at all";
}

uint32_t random_below(uint64_t *state, uint32_t limit)
{
    /* xorshift64*: the upper half is good enough to choose what a thread does next. */
    *state ^= *state >> 12;
    *state ^= *state << 25;
    *state ^= *state >> 27;
    return (uint32_t)(((*state * UINT64_C(0x2545f4914f6cdd1d)) >> 32) * limit >> 32);
}

uint64_t random_state(unsigned int number)
{
    uint64_t state = (seed + 1) * UINT64_C(0x9e3779b97f4a7c15) + number * UINT64_C(0xbf58476d1ce4e5b9);

    return state ? state : 1;
}

static struct timespec deadline(unsigned int seconds)
{
    struct timespec time;

    clock_gettime(CLOCK_REALTIME, &time);
    time.tv_sec += seconds;
    return time;
}

void wait_for(sem_t *event)
{
    struct timespec end = deadline(PATIENCE);

    while (sem_timedwait(event, &end))
    {
        if (errno != EINTR)
            give_up("waited in vain for another thread");
    }
}

static void *thread_main(void *context)
{
    struct thread *thread = context;

    thread->function(thread->context);
    sem_post(&thread->ended);
    return NULL;
}

void thread_start(struct thread *thread, void (*function)(void *context), void *context)
{
    thread->function = function;
    thread->context = context;
    sem_init(&thread->ended, 0, 0);
    if (pthread_create(&thread->id, NULL, thread_main, thread))
        give_up("cannot start a thread");
}

void thread_join(struct thread *thread)
{
    wait_for(&thread->ended);
    pthread_join(thread->id, NULL);
    sem_destroy(&thread->ended);
}

void wait_for_sleepers(struct pool *pool, uint32_t count)
{
    uint64_t start = platform_nanoseconds();

    while (platform_nanoseconds() - start < PATIENCE * UINT64_C(1000000000))
    {
        uint32_t asleep;

        platform_lock_acquire(&pool->wait_lock);
        asleep = pool->sleepers - pool->wakes;
        platform_lock_release(&pool->wait_lock);
        if (asleep == count)
            return;
        sched_yield();
    }
    give_up("the threads that should sleep do not");
}

struct pool *create_pool(uint32_t slot_count, size_t stride)
{
    struct pool *pool = platform_allocate(sizeof(*pool));

    pool_init(pool);
    if (slot_count)
    {
        check_result(pool_allocate(pool, slot_count, stride), POOL_OK);
        check_result(pool_commit(pool, true), POOL_OK);
    }
    return pool;
}

struct pool *create_stale_pool(uint32_t slot_count, size_t stride)
{
    struct pool *pool = create_pool(slot_count, stride);

    pool_decommit(pool);
    check_result(pool_make_stale(pool), POOL_OK);
    return pool;
}

void destroy_pool(struct pool *pool)
{
    pool_destroy(pool);
    platform_free(pool);
}

uint32_t get(struct pool *pool)
{
    uint32_t slot = UINT32_MAX;

    check_result(pool_try_get(pool, &slot), POOL_OK);
    return slot;
}

uint64_t put(struct pool *pool, uint32_t slot)
{
    uint64_t events;

    if (pool_put_quietly(pool, slot))
        return 0;
    events = pool_put(pool, slot);
    if (events & POOL_WAITING)
        pool_wake(pool);
    return events;
}

void check_conserved(struct pool *pool)
{
    uint32_t count = atomic_load(&pool->slot_count), slot, i;
    uint32_t *slots = calloc(count, sizeof(*slots));
    bool *seen = calloc(count, sizeof(*seen));
    enum pool_result result = POOL_OK;

    for (i = 0; i < count; ++i)
    {
        if ((result = pool_try_get(pool, &slot)) != POOL_OK)
            break;
        check(slot < count, "slot %u of %u", slot, count);
        check(!seen[slot], "slot %u was free twice", slot);
        seen[slot] = true;
        slots[i] = slot;
    }
    check(i == count, "only %u of %u slots are free (%s)", i, count, result_name(result));
    check_result(pool_try_get(pool, &slot), POOL_EMPTY);
    check_number(pool_slots_out(pool, NULL), count);
    while (i--)
        put(pool, slots[i]);
    check_number(pool_slots_out(pool, NULL), 0);
    free(seen);
    free(slots);
}

static void run_test(const struct test *test)
{
    unsigned int count;

    running = test->name;
    remarks[0] = 0;
    atomic_store(&failures, 0);
    test->run();
    count = atomic_load(&failures);
    if (count)
        ++failed;
    else
        ++passed;
    printf("%-8s %s%s%s\n", count ? "FAILED" : "ok", test->name, *remarks ? ": " : "", remarks);
    fflush(stdout);
}

static void print_help(const char *program)
{
    printf("Usage: %s [OPTION]... [NAME]...\n"
           "Tests the pool, natively.  With NAMEs, only the tests whose names contain one of them.\n"
           "\n"
           "  --seconds N  run each randomised test for N seconds (default: 2)\n"
           "  --seed N     begin their random numbers at N (default: 1)\n"
           "  --list       list the tests and end\n"
           "  --help       show this help and end\n"
           "\n"
           "The last line counts the tests.  Exit code: 0 when all passed, 1 when one failed, 2 for a wrong command "
           "line.\n",
           program);
}

static _Noreturn void wrong_usage(const char *program, const char *what, const char *argument)
{
    fprintf(stderr, "%s: %s '%s': see %s --help\n", program, what, argument, program);
    exit(2);
}

static double parse_number(const char *program, const char *option, const char *text)
{
    double number;
    char *end;

    if (!text)
        wrong_usage(program, "a number is missing after", option);
    number = strtod(text, &end);
    if (end == text || *end || !(number >= 0 && number <= 1e9))
        wrong_usage(program, "not a number:", text);
    return number;
}

static bool is_wanted(const char *name, char **filters, int filter_count)
{
    int i;

    for (i = 0; i < filter_count; ++i)
    {
        if (strstr(name, filters[i]))
            return true;
    }
    return !filter_count;
}

int main(int argc, char **argv)
{
    int filter_count = 0, i;
    size_t test;

    for (i = 1; i < argc; ++i)
    {
        if (!strcmp(argv[i], "--help"))
        {
            print_help(argv[0]);
            return 0;
        }
        else if (!strcmp(argv[i], "--list"))
        {
            for (test = 0; test < TEST_COUNT; ++test)
                puts(tests[test].name);
            return 0;
        }
        else if (!strcmp(argv[i], "--seconds"))
        {
            seconds_to_run = parse_number(argv[0], argv[i], argv[i + 1]);
            ++i;
        }
        else if (!strcmp(argv[i], "--seed"))
        {
            seed = (uint64_t)parse_number(argv[0], argv[i], argv[i + 1]);
            ++i;
        }
        else if (argv[i][0] == '-')
            wrong_usage(argv[0], "unknown option", argv[i]);
        else
            argv[1 + filter_count++] = argv[i];
    }

    for (test = 0; test < TEST_COUNT; ++test)
    {
        if (is_wanted(tests[test].name, argv + 1, filter_count))
            run_test(&tests[test]);
    }
    if (!passed && !failed)
        wrong_usage(argv[0], "no test's name contains", argv[1]);
    print_totals();
    return failed ? 1 : 0;
}
