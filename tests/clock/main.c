/*
 * clock-test: is the clock of diagnosis, on every thread, where the system's is?
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
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

#define THREADS 4

/*
 * Nanoseconds.  The system's clock may itself be put right meanwhile, in which case ours follows it a second later: so most
 * readings have to be near, and all of them not far.  Where the anchors of the clock move all the time, one that is read
 * while it changes is far already where that is 100 us.
 */
#define NEAR UINT64_C(50000)
#ifndef FAR
#define FAR UINT64_C(10000000)
#endif

static uint64_t deadline;
static _Atomic uint64_t readings, not_near, far_off, farthest;

static void note(uint64_t distance)
{
    uint64_t most = atomic_load(&farthest);

    while (most < distance && !atomic_compare_exchange_weak(&farthest, &most, distance))
        ;
    not_near += distance > NEAR;
    far_off += distance > FAR;
}

static void *read_clock(void *context)
{
    uint64_t before, time, after = 0, last = 0;

    while (after < deadline)
    {
        before = platform_nanoseconds();
        time = clock_nanoseconds();
        after = platform_nanoseconds();
        /* Where the system's clock is, and not behind the reading before. */
        note(time < before ? before - time : time > after ? time - after : 0);
        note(time < last ? last - time : 0);
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
    bool wrong;

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
    fprintf(stderr,
            "clock-test: %llu readings, %llu of them more than %llu us off, %llu more than %llu us, the farthest %llu "
            "ns\n",
            (unsigned long long)readings, (unsigned long long)not_near, (unsigned long long)NEAR / 1000,
            (unsigned long long)far_off, (unsigned long long)FAR / 1000, (unsigned long long)farthest);
    wrong = not_near > readings / 3;
    printf("%d passed, %d failed, 0 skipped\n", !wrong + !far_off, wrong + !!far_off);
    return wrong || far_off;
}
