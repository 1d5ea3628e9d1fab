/*
 * The stress test through COM: command line, phases, workers, and the verdict on each invariant
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "stress.h"

static const char *const invariant_names[INVARIANT_COUNT] = {
    [SAMPLES_CONSERVED] = "no sample is lost or given twice",
    [BUFFERS_UNSHARED] = "no two holders share a buffer",
    [SAMPLES_FRESH] = "samples come without what their last holder set",
    [CALLS_ARE_RELEASES] = "NotifyRelease is called once for every release",
    [FREE_COUNT_IN_RANGE] = "GetFreeCount says what can be",
    [CALLBACKS_CURRENT] = "no callback is called after it was replaced or freed",
    [CALLBACKS_RELEASED] = "every callback is released as often as it is referenced",
    [ANSWERS_ALLOWED] = "calls answer what the contract allows",
    [NOBODY_STUCK] = "no thread is stuck",
    [NOTHING_LEFT] = "nothing is left alive in the DLL",
};

static const struct phase
{
    const char *name;
    void (*run)(unsigned int milliseconds, uint64_t *random);
    unsigned int share; /* of the time, in tenths */
} phases[] = {
    { "everything", run_everything, 5 },
    { "counting", run_counting, 2 },
    { "replacing", run_replacing, 2 },
    { "teardown", run_teardown, 1 },
};

#define PHASE_COUNT (sizeof(phases) / sizeof(*phases))

static IClassFactory *factory;
static const char *phase_name;
static uint64_t seed = 1, start;
static _Atomic uint64_t operations;
static _Atomic unsigned int violations[INVARIANT_COUNT];

void report_violation(enum invariant invariant, const char *file, int line, const char *format, ...)
{
    const char *name = strrchr(file, '/');
    va_list arguments;
    char text[256];

    /* Once is enough to know; a few times help to understand. */
    if (atomic_fetch_add(&violations[invariant], 1) >= 5)
        return;
    va_start(arguments, format);
    vsnprintf(text, sizeof(text), format, arguments);
    va_end(arguments);
    printf("VIOLATED %s: %s (%s, %s:%d, seed %llu)\n", invariant_names[invariant], text, phase_name,
           name ? name + 1 : file, line, (unsigned long long)seed);
    fflush(stdout);
}

bool is_violated(void)
{
    unsigned int i;

    for (i = 0; i < INVARIANT_COUNT; ++i)
    {
        if (atomic_load_explicit(&violations[i], memory_order_relaxed))
            return true;
    }
    return false;
}

void count_operations(uint64_t count)
{
    atomic_fetch_add_explicit(&operations, count, memory_order_relaxed);
}

static int print_verdict(void)
{
    unsigned int i, failed = 0;

    for (i = 0; i < INVARIANT_COUNT; ++i)
    {
        unsigned int count = atomic_load(&violations[i]);

        printf("%-8s %s\n", count ? "FAILED" : "ok", invariant_names[i]);
        failed += count != 0;
    }
    printf("%u passed, %u failed, 0 skipped\n", INVARIANT_COUNT - failed, failed);
    fflush(stdout);
    return failed ? 1 : 0;
}

uint32_t random_below(uint64_t *state, uint32_t limit)
{
    /* xorshift64*: the upper half is good enough to choose what a thread does next. */
    *state ^= *state >> 12;
    *state ^= *state << 25;
    *state ^= *state >> 27;
    return (uint32_t)(((*state * UINT64_C(0x2545f4914f6cdd1d)) >> 32) * limit >> 32);
}

IMemAllocatorCallbackTemp *create_allocator(void)
{
    IMemAllocatorCallbackTemp *allocator;
    HRESULT hr;

    hr = IClassFactory_CreateInstance(factory, NULL, &IID_IMemAllocatorCallbackTemp, (void **)&allocator);
    if (FAILED(hr))
    {
        fprintf(stderr,
                "quartzalloc-stress: the class makes no IMemAllocatorCallbackTemp (0x%08x): name another DLL with "
                "--dll\n",
                (unsigned int)hr);
        system_exit(3);
    }
    return allocator;
}

void commit(IMemAllocatorCallbackTemp *allocator)
{
    HRESULT hr = IMemAllocatorCallbackTemp_Commit(allocator);

    demand(hr == S_OK, ANSWERS_ALLOWED, "Commit gave 0x%08x", (unsigned int)hr);
}

void decommit(IMemAllocatorCallbackTemp *allocator)
{
    HRESULT hr = IMemAllocatorCallbackTemp_Decommit(allocator);

    demand(hr == S_OK, ANSWERS_ALLOWED, "Decommit gave 0x%08x", (unsigned int)hr);
}

HRESULT set_properties(IMemAllocatorCallbackTemp *allocator, LONG count, LONG size)
{
    ALLOCATOR_PROPERTIES request = { count, size, 16, 0 }, actual;

    return IMemAllocatorCallbackTemp_SetProperties(allocator, &request, &actual);
}

/* Workers */

struct worker *current_worker(void)
{
    return system_self();
}

static void worker_main(void *context)
{
    struct worker *worker = context;

    system_set_self(worker);
    worker->run(worker);
    worker->doing = NULL;
}

void start_workers(struct worker *workers, unsigned int count, void (*run)(struct worker *worker), void *phase,
                   uint64_t *random)
{
    unsigned int i;

    memset(workers, 0, count * sizeof(*workers));
    for (i = 0; i < count; ++i)
    {
        workers[i].number = i;
        workers[i].random = ((uint64_t)random_below(random, UINT32_MAX) << 32) | (random_below(random, UINT32_MAX) + 1);
        workers[i].run = run;
        workers[i].phase = phase;
        system_thread_start(&workers[i].thread, worker_main, &workers[i]);
    }
}

uint64_t join_workers(struct worker *workers, unsigned int count, void (*help)(void *phase))
{
    uint64_t since = system_milliseconds(), releases = 0;
    unsigned int i, j;

    for (i = 0; i < count; ++i)
    {
        while (!system_thread_join(&workers[i].thread, help ? 1 : 100))
        {
            if (help)
                help(workers[i].phase);
            if (system_milliseconds() - since < PATIENCE)
                continue;
            for (j = i; j < count; ++j)
            {
                const char *doing = workers[j].doing;
                demand(!doing, NOBODY_STUCK, "thread %u is still at %s after %u seconds", j, doing, PATIENCE / 1000);
            }
            demand(false, NOBODY_STUCK, "thread %u does not end", i);
            print_verdict();
            system_exit(1);
        }
        count_operations(workers[i].operations);
        releases += workers[i].releases;
    }
    return releases;
}

/* Command line */

static void print_help(void)
{
    unsigned int i;

    printf("Usage: quartzalloc-stress [OPTION]...\n"
           "Calls an allocator from %u threads in every way that COM allows, and checks that it keeps its promises.\n"
           "\n"
           "  --dll PATH    test this DLL's CLSID_MemoryAllocator (default: $QUARTZALLOC_TEST_DLL, else "
           "quartzalloc.dll)\n"
           "  --seconds N   run for N seconds altogether (default: 60)\n"
           "  --seed N      begin the random numbers at N (default: 1)\n"
           "  --phase NAME  run only this phase:",
           WORKERS);
    for (i = 0; i < PHASE_COUNT; ++i)
        printf(" %s", phases[i].name);
    printf("\n"
           "  --help        show this help and end\n"
           "\n"
           "The last line counts the promises.  Exit code: 0 when all were kept, 1 when one was broken, 2 for a wrong "
           "command\n"
           "line, 3 when there is no allocator to test.\n");
}

static void wrong_usage(const char *what, const char *argument)
{
    fprintf(stderr, "quartzalloc-stress: %s '%s': see quartzalloc-stress --help\n", what, argument);
    exit(2);
}

static double parse_number(const char *option, const char *text)
{
    double number;
    char *end;

    if (!text)
        wrong_usage("a number is missing after", option);
    number = strtod(text, &end);
    if (end == text || *end || !(number >= 0 && number <= 1e6))
        wrong_usage("not a number from 0 to 1000000:", text);
    return number;
}

int main(int argc, char **argv)
{
    const char *dll = NULL, *wanted = NULL;
    double seconds = 60;
    uint64_t random;
    unsigned int i;
    int arg;

    for (arg = 1; arg < argc; ++arg)
    {
        if (!strcmp(argv[arg], "--help"))
        {
            print_help();
            return 0;
        }
        else if (!strcmp(argv[arg], "--dll") && arg + 1 < argc)
            dll = argv[++arg];
        else if (!strcmp(argv[arg], "--phase") && arg + 1 < argc)
            wanted = argv[++arg];
        else if (!strcmp(argv[arg], "--seconds"))
        {
            seconds = parse_number(argv[arg], argv[arg + 1]);
            ++arg;
        }
        else if (!strcmp(argv[arg], "--seed"))
        {
            seed = (uint64_t)parse_number(argv[arg], argv[arg + 1]);
            ++arg;
        }
        else
            wrong_usage("unknown or incomplete option", argv[arg]);
    }
    for (i = 0; wanted && i < PHASE_COUNT && strcmp(phases[i].name, wanted); ++i)
        ;
    if (i == PHASE_COUNT)
        wrong_usage("there is no phase", wanted);

    if (!(factory = system_open_provider(dll)))
        return 3;

    start = system_milliseconds();
    random = (seed + 1) * UINT64_C(0x9e3779b97f4a7c15);
    for (i = 0; i < PHASE_COUNT && !is_violated(); ++i)
    {
        HRESULT hr;

        if (wanted && strcmp(phases[i].name, wanted))
            continue;
        phase_name = phases[i].name;
        atomic_store(&operations, 0);
        phases[i].run((unsigned int)(seconds * (wanted ? 1000 : phases[i].share * 100)), &random);
        printf("[%3u s] %s: %llu operations\n", (unsigned int)((system_milliseconds() - start) / 1000), phases[i].name,
               (unsigned long long)atomic_load(&operations));
        fflush(stdout);

        demand(!callbacks_alive(), CALLBACKS_RELEASED, "%d callbacks were never released", callbacks_alive());
        demand((hr = system_can_unload()) == S_OK, NOTHING_LEFT, "DllCanUnloadNow gave 0x%08x at the end",
               (unsigned int)hr);
    }
    IClassFactory_Release(factory);
    return print_verdict();
}
