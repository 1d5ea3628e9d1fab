/*
 * libFuzzer's way in: every input is played on the model and on the DLL's own sources, and must look the same
 *
 * Sanitizers watch over both.  What libFuzzer itself takes, folders of inputs and its options, is the command line.  The last line
 * counts sequences.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <stdio.h>
#include <stdlib.h>

#include "compare.h"
#include "memory.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct comparison comparison;
static struct progress progress;

static void print_counts(void)
{
    printf("%llu calls of the allocator\n", (unsigned long long)comparison.calls);
    printf("%llu passed, 0 failed, 0 skipped\n", (unsigned long long)comparison.sequences);
    fflush(stdout);
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    comparison.first = model_provider;
    if (!provider_open(&comparison.second, NULL))
        exit(3);
    atexit(print_counts);
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct difference difference;
    long before = memory_live();

    if (!compare(&comparison, data, size, &difference, &progress))
    {
        compare_verbosely(&comparison, data, size, &progress);
        abort();
    }
    if (memory_live() != before)
    {
        compare_verbosely(&comparison, data, size, &progress);
        printf("LEAK: %ld allocations are left\n", memory_live() - before);
        fflush(stdout);
        abort();
    }
    return 0;
}
