/*
 * clock-test: is the clock of diagnosis, on every thread, where the system's is?
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../dlls/quartzalloc/diagnosis/clock.h"
#include "../../dlls/quartzalloc/platform.h"

static const char usage[] = "Usage: clock-test SECONDS\n"
                            "\n"
                            "Four threads read diagnosis' clock between two readings of the system's, for so long.  "
                            "Closes with N passed, N failed,\n"
                            "N skipped.\n"
                            "\n"
                            "Exit code: 0 nothing failed, 1 something did, 2 wrong usage.\n";

#define THREADS   4
#define TOLERANCE 50000 /* nanoseconds */

static uint64_t deadline;
static _Atomic uint64_t readings, outside, backwards, farthest;

static void note(_Atomic uint64_t *count, uint64_t distance)
{
    uint64_t far = atomic_load(&farthest);

    while (far < distance && !atomic_compare_exchange_weak(&farthest, &far, distance))
        ;
    if (distance > TOLERANCE)
        ++*count;
}

static void *read_clock(void *context)
{
    uint64_t before, time, after = 0, last = 0;

    while (after < deadline)
    {
        before = platform_nanoseconds();
        time = clock_nanoseconds();
        after = platform_nanoseconds();
        note(&outside, time < before ? before - time : time > after ? time - after : 0);
        note(&backwards, time < last ? last - time : 0);
        last = time;
        ++readings;
    }
    return context;
}

int main(int argc, char **argv)
{
    pthread_t threads[THREADS];
    char *end;
    double seconds;
    unsigned int i;

    if (argc == 2 && !strcmp(argv[1], "--help"))
    {
        fputs(usage, stdout);
        return 0;
    }
    if (argc != 2 || (seconds = strtod(argv[1], &end), *end || !(seconds > 0 && seconds < 1e6)))
    {
        fputs("clock-test: name a number of seconds: see clock-test --help\n", stderr);
        return 2;
    }
    deadline = platform_nanoseconds() + (uint64_t)(seconds * 1e9);
    for (i = 0; i < THREADS; ++i)
    {
        if (pthread_create(&threads[i], NULL, read_clock, NULL))
        {
            fputs("clock-test: no thread can be started\n", stderr);
            return 1;
        }
    }
    for (i = 0; i < THREADS; ++i)
        pthread_join(threads[i], NULL);
    fprintf(stderr, "clock-test: %llu readings, none farther off than %llu ns\n", (unsigned long long)readings,
            (unsigned long long)farthest);
    if (outside)
        fprintf(stderr, "clock-test: %llu readings were more than 50 us from the system's clock\n",
                (unsigned long long)outside);
    if (backwards)
        fprintf(stderr, "clock-test: %llu readings were more than 50 us behind the one before\n",
                (unsigned long long)backwards);
    printf("%d passed, %d failed, 0 skipped\n", !outside + !backwards, !!outside + !!backwards);
    return outside || backwards;
}
