/*
 * One schedule after the other: see machine.h
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#define _GNU_SOURCE

#include "machine.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <ucontext.h>

#include "heap.h"

#define STACK_SIZE   (256 * 1024)
#define CHOICES_MOST 4096

struct thread_state threads[THREADS_MOST];
unsigned int self;
bool parallel, tracing;

static unsigned char stacks[THREADS_MOST][STACK_SIZE] __attribute__((aligned(64)));
static jmp_buf contexts[THREADS_MOST], scheduler, abandon;
static const struct program *program;
static struct exploration *result;

/* The choices of this schedule: so far, and those to be made again. */
static struct choice
{
    uint16_t chosen, count;
} choices[CHOICES_MOST];
static unsigned int choice_count, made;
static uint64_t random_number; /* 0 where all are tried */

/* States that were seen. */
static uint64_t *seen;
static size_t seen_size, seen_count;

static void remember(uint64_t hash)
{
    size_t i = hash & (seen_size - 1);

    while (seen[i])
        i = (i + 1) & (seen_size - 1);
    seen[i] = hash;
}

/* Returns whether the state is new. */
static bool is_new(uint64_t hash)
{
    size_t i;

    hash |= !hash;
    for (i = hash & (seen_size - 1); seen[i]; i = (i + 1) & (seen_size - 1))
    {
        if (seen[i] == hash)
            return false;
    }
    seen[i] = hash;
    if (++seen_count > seen_size / 2)
    {
        uint64_t *old = seen;
        size_t old_size = seen_size;

        seen_size *= 2;
        if (!(seen = calloc(seen_size, sizeof(*seen))))
            abort();
        for (i = 0; i < old_size; ++i)
        {
            if (old[i])
                remember(old[i]);
        }
        free(old);
    }
    return true;
}

void machine_abandon(void)
{
    longjmp(abandon, 1);
}

void machine_fault(const char *format, ...)
{
    char *text = result->fault;
    va_list arguments;
    int length = snprintf(text, sizeof(result->fault), "thread %u: ", self);

    va_start(arguments, format);
    vsnprintf(text + length, sizeof(result->fault) - (size_t)length, format, arguments);
    va_end(arguments);
    machine_abandon();
}

unsigned int machine_self(void)
{
    return self;
}

unsigned int machine_choose(unsigned int count)
{
    struct choice *choice = &choices[made];

    if (count < 2)
        return 0;
    if (made == CHOICES_MOST)
        machine_fault("a schedule with too many choices: the threads go in circles");
    if (made++ == choice_count)
    {
        choice->count = (uint16_t)count;
        choice->chosen = 0;
        if (random_number)
        {
            random_number ^= random_number << 13;
            random_number ^= random_number >> 7;
            random_number ^= random_number << 17;
            choice->chosen = (uint16_t)((random_number >> 20) % count);
        }
        ++choice_count;
    }
    else if (choice->count != count)
    {
        fprintf(stderr, "schedules: the program does not do the same again: %u choices, %u before\n", count,
                choice->count);
        exit(3);
    }
    return choice->chosen;
}

/* The next schedule in order.  Returns false when there is none. */
static bool next_schedule(void)
{
    while (choice_count && choices[choice_count - 1].chosen + 1 == choices[choice_count - 1].count)
        --choice_count;
    if (!choice_count)
        return false;
    ++choices[choice_count - 1].chosen;
    return true;
}

static void thread_main(void)
{
    program->run(program->context, self);
    threads[self].ended = true;
    machine_step();
}

/* Go back to the scheduler, until it is this thread's turn again. */
void machine_step(void)
{
    if (!parallel)
        return;
    if (!_setjmp(contexts[self]))
        _longjmp(scheduler, 1);
    threads[self].moved = false;
}

void machine_await_sleeper(void)
{
    threads[self].awaits_sleeper = true;
    machine_step();
    threads[self].awaits_sleeper = false;
}

static bool may_run(unsigned int number)
{
    const struct thread_state *thread = &threads[number];
    unsigned int i;

    for (i = 1; thread->awaits_sleeper && i <= program->threads && !threads[i].sleeps_on; ++i)
        ;
    if (thread->awaits_sleeper && i > program->threads)
        return false;
    return !thread->ended && !thread->sleeps_on && !(thread->waits_for && *(uint64_t *)thread->waits_for);
}

static void start_context(unsigned int number)
{
    ucontext_t context, back;

    getcontext(&context);
    context.uc_stack.ss_sp = stacks[number];
    context.uc_stack.ss_size = STACK_SIZE;
    context.uc_link = NULL;
    makecontext(&context, thread_main, 0);
    swapcontext(&back, &context);
}

static void hash_state(void)
{
    uint64_t hash = memory_hash();
    unsigned int i;

    for (i = 1; i <= program->threads; ++i)
        hash += mix(threads[i].hash, i << 2 | (threads[i].sleeps_on != NULL) << 1 | threads[i].ended);
    if (!is_new(hash))
    {
        ++result->pruned;
        machine_abandon();
    }
    ++result->states;
}

/* Let the threads run until all have ended. */
static void run_threads(void)
{
    volatile bool started[THREADS_MOST] = { false };

    for (;;)
    {
        unsigned int able[THREADS_MOST], count = 0, alive = 0, i;

        for (i = 1; i <= program->threads; ++i)
        {
            alive += !threads[i].ended;
            if (may_run(i))
                able[count++] = i;
        }
        if (!count)
        {
            if (alive)
                machine_fault("%u threads wait for ever", alive);
            return;
        }
        /* Where this schedule begins to differ from those before, and there is a choice. */
        if (made == choice_count && count > 1 && !random_number)
            hash_state();
        self = able[machine_choose(count)];
        if (!_setjmp(scheduler))
        {
            if (started[self])
                _longjmp(contexts[self], 1);
            started[self] = true;
            start_context(self);
        }
    }
}

static void run_schedule(void)
{
    unsigned int i;

    memory_reset();
    heap_reset();
    memset(threads, 0, sizeof(threads));
    made = 0;
    self = 0;
    parallel = false;
    if (setjmp(abandon))
    {
        parallel = false;
        return;
    }
    program->prepare(program->context);
    for (i = 1; i <= program->threads; ++i)
        threads[i].view = threads[0].view;
    parallel = true;
    run_threads();
    parallel = false;
    self = 0;
    for (i = 1; i <= program->threads; ++i)
        memory_join(&threads[0].view, &threads[i].view);
    program->finish(program->context);
    if (heap_live())
        machine_fault("%u blocks of memory are left", heap_live());
    ++result->schedules;
}

static uint64_t milliseconds_now(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

static void begin(void)
{
    choice_count = 0;
    free(seen);
    seen_size = 1 << 16;
    seen_count = 0;
    if (!(seen = calloc(seen_size, sizeof(*seen))))
        abort();
}

void machine_explore(const struct program *what, uint64_t random, uint64_t seed, uint64_t most, uint64_t milliseconds,
                     struct exploration *exploration)
{
    uint64_t start = milliseconds_now(), runs;

    program = what;
    result = exploration;
    memset(result, 0, sizeof(*result));
    memory_forget();
    begin();
    for (runs = 0;; ++runs)
    {
        if (random)
        {
            choice_count = 0;
            random_number = mix(seed + 1, runs + 1) | 1;
        }
        run_schedule();
        if (memory_restarts() && !random)
        {
            ++result->restarts;
            result->schedules = result->states = result->pruned = 0;
            begin();
            continue;
        }
        if (*result->fault)
            break;
        if (random ? runs + 1 >= random : !next_schedule())
        {
            result->complete = !random;
            break;
        }
        if (result->schedules >= most || (!(runs % 256) && milliseconds_now() - start > milliseconds))
            break;
    }
    random_number = 0;
}

void machine_print_fault(const struct program *what)
{
    struct exploration again;

    memset(&again, 0, sizeof(again));
    program = what;
    result = &again;
    choice_count = made > choice_count ? choice_count : made;
    tracing = true;
    /* The same choices again; in what comes after them there are none. */
    seen_count = 0;
    memset(seen, 0, seen_size * sizeof(*seen));
    run_schedule();
    tracing = false;
    printf("    %s\n", again.fault);
}
