/*
 * schedules: the DLL's own sources on a machine that tries every schedule and every value that C11's memory allows
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#define _GNU_SOURCE

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "calls.h"

#define PROGRAM "schedules"

enum part
{
    PART_QUICK, /* the programs that are not large */
    PART_LARGE, /* all of them */
    PART_RANDOM,
    PART_WEAKER,
};

struct options
{
    enum part part;
    uint64_t count, seed, milliseconds;
    const char *only;
};

static unsigned int passed, failed;

static double seconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void judge(bool good, const char *name, const struct exploration *result, double took)
{
    passed += good;
    failed += !good;
    printf("%-8s %s: %llu schedules, %llu states, %.1f s%s%s\n", good ? "ok" : "FAILED", name,
           (unsigned long long)result->schedules, (unsigned long long)result->states, took, *result->fault ? ": " : "",
           result->fault);
    fflush(stdout);
}

static bool is_wanted(const struct options *options, const struct calls *calls)
{
    return options->only ? strstr(calls->name, options->only) != NULL : options->part == PART_LARGE || !calls->large;
}

static void explore_all(const struct options *options)
{
    unsigned int i;

    for (i = 0; i < all_calls_count; ++i)
    {
        struct program program = calls_program(&all_calls[i]);
        struct exploration result;
        double start = seconds();

        if (!is_wanted(options, &all_calls[i]))
            continue;
        machine_explore(&program, 0, 0, UINT64_MAX, options->milliseconds, &result);
        if (!*result.fault && !result.complete)
            snprintf(result.fault, sizeof(result.fault), "not complete in its time");
        judge(!*result.fault, all_calls[i].name, &result, seconds() - start);
        if (*result.fault && result.complete)
            machine_print_fault(&program);
    }
}

/* Programs that chance makes, three threads of up to eight calls, and one random schedule of each several times. */
static void explore_random(const struct options *options)
{
    static const char letters[] = "GgggRRRRBATFSNDCP";
    uint64_t state = options->seed * 2 + 1, number, schedules = 0;
    struct exploration result = { 0 };
    double start = seconds();

    for (number = 0; number < options->count && !*result.fault; ++number)
    {
        char texts[3][9];
        struct calls calls = {
            .name = "random",
            .threads = { texts[0], texts[1], texts[2] },
            .buffers = 1 + number % 4,
            .notified = number % 3 == 0,
        };
        struct program program = calls_program(&calls);
        unsigned int thread, i;

        for (thread = 0; thread < 3; ++thread)
        {
            for (i = 0; i < 8; ++i)
            {
                state = state * UINT64_C(6364136223846793005) + 1442695040888963407;
                texts[thread][i] = letters[(state >> 33) % (sizeof(letters) - 1)];
                /* Nobody may wait where nobody is sure to release. */
                if (texts[thread][i] == 'G')
                    texts[thread][i] = 'g';
            }
            texts[thread][8] = 0;
        }
        machine_explore(&program, 50, number, 50, UINT64_MAX, &result);
        schedules += 50;
        if (*result.fault)
        {
            printf("%s | %s | %s, %u buffers\n", texts[0], texts[1], texts[2], calls.buffers);
            machine_print_fault(&program);
        }
    }
    result.schedules = schedules;
    judge(!*result.fault, "random programs and schedules", &result, seconds() - start);
}

/* Whether some program shows that the access is too weak. */
static const char *find(const struct options *options, struct exploration *result)
{
    unsigned int i;

    for (i = 0; i < all_calls_count; ++i)
    {
        struct program program = calls_program(&all_calls[i]);

        if (all_calls[i].large)
            continue;
        /* Some by chance first: what is weak in many schedules is found at once. */
        machine_explore(&program, options->count / 4 + 1, 1, UINT64_MAX, options->milliseconds, result);
        if (!*result->fault)
            machine_explore(&program, 0, 0, options->count, options->milliseconds, result);
        if (*result->fault)
            return all_calls[i].name;
    }
    return NULL;
}

/* Every access, one after the other, without its acquire and without its release: each has to be missed. */
static void explore_weaker(const struct options *options)
{
    static struct site sites[256];
    const struct site *list;
    struct exploration result;
    unsigned int count, i, half;

    if (find(options, &result))
    {
        judge(false, "as it is written", &result, 0);
        return;
    }
    count = machine_sites(&list);
    memcpy(sites, list, count * sizeof(*sites));
    for (i = 0; i < count; ++i)
    {
        for (half = 0; half < 2; ++half)
        {
            double start = seconds();
            const char *found;
            char name[100];

            if ((half ? !sites[i].releases : !sites[i].acquires)
                || (options->only && !strstr(sites[i].file, options->only)))
                continue;
            machine_weaken(&list[i], !half);
            found = find(options, &result);
            machine_weaken(NULL, false);
            snprintf(name, sizeof(name), "%s:%d without %s (%s)", sites[i].file, sites[i].line,
                     half ? "release" : "acquire", found ? found : "survives");
            judge(found != NULL, name, &result, seconds() - start);
        }
    }
}

static int wrong_usage(const char *what, const char *argument)
{
    fprintf(stderr, PROGRAM ": %s '%s': see " PROGRAM " --help\n", what, argument);
    return 2;
}

static void print_help(void)
{
    printf("Usage: " PROGRAM " [OPTION]...\n"
           "Runs small programs of two and three threads on the DLL's own sources, in every schedule, with every value "
           "that C11's "
           "memory\nmodel allows for each load.\n"
           "\n"
           "  --large           also the programs that take minutes\n"
           "  --only TEXT       only programs whose names contain TEXT; with --weaker, only sources whose names do\n"
           "  --milliseconds N  give up on a program after that time (default: 600000), which fails\n"
           "  --random N        instead: N random programs, 50 random schedules of each\n"
           "  --seed N          begin random numbers at N (default: 1)\n"
           "  --weaker          instead: make every atomic access weaker, one after the other, and see that a program "
           "fails\n"
           "  --count N         with --weaker: N schedules of each program at most (default: 2000)\n"
           "  --list            list the programs\n"
           "  --help            show this help\n"
           "\n"
           "The last line counts: N passed, N failed, N skipped.  Exit code: 0 nothing failed, 1 something did,\n"
           "2 for a wrong command line.\n");
}

static void list_programs(void)
{
    unsigned int i, thread;

    for (i = 0; i < all_calls_count; ++i)
    {
        printf("%s%s:", all_calls[i].large ? "(large) " : "", all_calls[i].name);
        for (thread = 0; thread < THREADS_MOST - 1 && all_calls[i].threads[thread]; ++thread)
            printf(" %s", all_calls[i].threads[thread]);
        printf("\n");
    }
}

int main(int argc, char **argv)
{
    struct options options = { PART_QUICK, 2000, 1, 600000, NULL };
    int i;

    for (i = 1; i < argc; ++i)
    {
        const char *name = argv[i], *value = argv[i + 1];
        uint64_t number = value ? strtoull(value, NULL, 10) : 0;

        if (!strcmp(name, "--help") || !strcmp(name, "--list"))
        {
            if (!strcmp(name, "--help"))
                print_help();
            else
                list_programs();
            return 0;
        }
        if (!strcmp(name, "--large"))
            options.part = PART_LARGE;
        else if (!strcmp(name, "--weaker"))
            options.part = PART_WEAKER;
        else if (!value)
            return wrong_usage("unknown or incomplete option", name);
        else if (!strcmp(name, "--only"))
            options.only = argv[++i];
        else if (!number)
            return wrong_usage("no such option, or no number behind", name);
        else if (!strcmp(name, "--random"))
            options.part = PART_RANDOM, options.count = number, ++i;
        else if (!strcmp(name, "--count"))
            options.count = number, ++i;
        else if (!strcmp(name, "--seed"))
            options.seed = number, ++i;
        else if (!strcmp(name, "--milliseconds"))
            options.milliseconds = number, ++i;
        else
            return wrong_usage("unknown option", name);
    }
    if (options.part == PART_RANDOM)
        explore_random(&options);
    else if (options.part == PART_WEAKER)
        explore_weaker(&options);
    else
        explore_all(&options);
    if (!passed && !failed)
        return wrong_usage("no program has in its name", options.only);
    printf("%u passed, %u failed, 0 skipped\n", passed, failed);
    return failed ? 1 : 0;
}
