/*
 * pool-scaling: what becomes of one pool on machines with more processors, by simulation.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <stdio.h>
#include <string.h>
#include "scaling/simulation.h"

#define ARRAY_LENGTH(array) (sizeof(array) / sizeof((array)[0]))
#define DURATION            2e7 /* ns */

/* The line's time is such that two processors with no back-off are as slow as they were measured to be. */
static const struct machine two_processors = {
    .processors = 2,
    .request = 10.0,
    .line = 140.0,
    .swap = 7.0,
    .think = 3.0,
    .pause = 50.0,
    .first_back_off = 8,
    .longest_back_off = 64,
};

static const char usage[] = "Usage: pool-scaling [--help]\n"
                            "Simulate one pool on machines of 1 to 64 processors, and print tables in Markdown.\n"
                            "\n"
                            "The assumptions are in tools/bench-program/scaling/simulation.h.\n";

/* Against what docs/fast-path.md has of two real processors. */
static void compare_two(void)
{
    static const struct
    {
        unsigned int first, longest;
        const char *measured;
    } back_offs[] = {
        { 0, 0, "320 to 350 ns" }, { 1, 1, "292 ns" }, { 1, 8, "208 ns" }, { 1, 32, "48 ns" },
        { 4, 32, "46 ns" },        { 4, 64, "37 ns" }, { 8, 64, "33 ns" },
    };
    struct machine machine = two_processors;
    unsigned int i;

    printf("| back-off, pauses | two processors measured | simulated |\n|---|---|---|\n");
    for (i = 0; i < ARRAY_LENGTH(back_offs); ++i)
    {
        machine.first_back_off = back_offs[i].first;
        machine.longest_back_off = back_offs[i].longest;
        if (machine.first_back_off)
            printf("| %u to %u |", machine.first_back_off, machine.longest_back_off);
        else
            printf("| none |");
        printf(" %s | %.0f ns |\n", back_offs[i].measured, simulate(&machine, DURATION).cycle);
    }
}

/* A cycle, all threads together; the compare-and-swaps lost for each; the longest get or put of a thread. */
static void print_outcome(const struct machine *machine)
{
    struct outcome outcome = simulate(machine, DURATION);

    printf(" %.0f ns; %.2f; ", outcome.cycle, outcome.lost);
    if (outcome.longest < 1e5)
        printf("%.1f µs |", outcome.longest / 1e3);
    else
        printf("%.1f ms |", outcome.longest / 1e6);
}

static void scale(void)
{
    static const unsigned int processors[] = { 1, 2, 4, 8, 16, 64 };
    static const double works[] = { 0.0, 1e3, 1e4 };
    struct machine machine = two_processors;
    unsigned int i, j;

    printf("\n| processors | no work | 1 µs | 10 µs | no work, asked for to be changed | 1 µs | 10 µs |\n"
           "|---|---|---|---|---|---|---|\n");
    for (i = 0; i < ARRAY_LENGTH(processors); ++i)
    {
        machine.processors = processors[i];
        printf("| %u |", machine.processors);
        for (j = 0; j < 2 * ARRAY_LENGTH(works); ++j)
        {
            machine.work = works[j % ARRAY_LENGTH(works)];
            machine.asks_to_write = j >= ARRAY_LENGTH(works);
            print_outcome(&machine);
        }
        printf("\n");
    }
}

int main(int argc, char **argv)
{
    if (argc > 1)
    {
        int is_help = argc == 2 && !strcmp(argv[1], "--help");

        fputs(usage, is_help ? stdout : stderr);
        return is_help ? 0 : 2;
    }
    compare_two();
    scale();
    return 0;
}
