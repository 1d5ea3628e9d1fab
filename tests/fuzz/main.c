/*
 * quartzalloc-fuzz: two allocators beside each other, or one beside the contract's model
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "failing.h"
#include "worker.h"

#define PROGRAM "quartzalloc-fuzz"

/* Exit codes */
#define EXIT_DIFFERENT    1
#define EXIT_USAGE        2
#define EXIT_NO_ALLOCATOR 3

/* As many as a command line may name. */
#define FILES_MOST 4096

struct options
{
    const char *dlls[2];
    unsigned int dll_count;
    const char *save;
    unsigned int patience, shorten; /* seconds */
    bool failing_memory;
    struct job job;
    const char *files[FILES_MOST];
    unsigned int file_count;
    const char *worker;
};

struct run
{
    struct options *options;
    struct comparison comparison;
    struct shared *shared;
    char **argv;

    /* While shortening: what has to stay as it is. */
    enum outcome outcome;
    uint32_t row;
    uint64_t deadline;
};

static void print_help(void)
{
    printf("Usage: " PROGRAM " [OPTION]... [FILE]...\n"
           "Makes the same calls on two allocators, random ones or those that each FILE stands for, and compares every "
           "answer,\n"
           "count, order and content.\n"
           "\n"
           "  --dll PATH        the allocator to try, a DLL with CLSID_MemoryAllocator (default: "
           "$QUARTZALLOC_TEST_DLL, else\n"
           "                    quartzalloc.dll), beside the model of the contract\n"
           "  --dll A --dll B   the allocator B beside A\n"
           "  --mask ROW        do not compare what this row of the contract says; ROW=avoid also leaves out the "
           "calls\n"
           "  --mask TABLE      the rows that a known allocator does not keep: wine-builtin, windows\n"
           "  --list-masks      print the tables, and which rows can be avoided\n"
           "  --calls N         end after N calls (default: 1000000)\n"
           "  --seconds N       end after N seconds at the latest (default: no limit)\n"
           "  --seed N          begin the random numbers at N (default: 1)\n"
           "  --patience N      an allocator that does not come back for N seconds hangs (default: 20)\n"
           "  --shorten N       make an input that shows a difference shorter for N seconds at most (default: 60)\n"
           "  --save FILE       write the input that shows a difference, shortened, into FILE\n"
           "  --failing-memory  instead: let every allocation of every call fail once\n"
           "  --help            show this help\n"
           "\n"
           "The last line counts sequences of calls.  Exit code: 0 when both are alike, 1 when they differ, or one "
           "crashes,\n"
           "hangs or leaks, 2 for a wrong command line, 3 when there is no allocator to try.\n");
}

static void wrong_usage(const char *what, const char *argument)
{
    fprintf(stderr, PROGRAM ": %s '%s': see " PROGRAM " --help\n", what, argument);
    exit(EXIT_USAGE);
}

static uint64_t parse_number(const char *text, uint64_t most)
{
    char *end;
    unsigned long long number = strtoull(text, &end, 10);

    if (*text < '0' || *text > '9' || *end || number > most)
        wrong_usage("not a number in range:", text);
    return number;
}

/* An option with a value; returns false where it is none. */
static bool parse_value(struct options *options, struct masks *masks, const char *name, char *value)
{
    if (!strcmp(name, "--dll"))
    {
        if (options->dll_count == 2)
            wrong_usage("one DLL too many:", value);
        options->dlls[options->dll_count++] = value;
    }
    else if (!strcmp(name, "--mask"))
    {
        if (!masks_add(masks, value))
            wrong_usage("no row that can be masked like this, and no table:", value);
    }
    else if (!strcmp(name, "--calls"))
        options->job.calls = parse_number(value, UINT64_MAX);
    else if (!strcmp(name, "--seconds"))
        options->job.milliseconds = 1000 * (uint32_t)parse_number(value, 1000000);
    else if (!strcmp(name, "--seed"))
        options->job.seed = parse_number(value, UINT64_MAX);
    else if (!strcmp(name, "--patience"))
        options->patience = (unsigned int)parse_number(value, 100000);
    else if (!strcmp(name, "--shorten"))
        options->shorten = (unsigned int)parse_number(value, 100000);
    else if (!strcmp(name, "--save"))
        options->save = value;
    else if (!strcmp(name, "--worker"))
        options->worker = value;
    else
        return false;
    return true;
}

static void parse(struct options *options, struct masks *masks, int argc, char **argv)
{
    int i;

    options->job = (struct job){ .seed = 1, .calls = 1000000, .milliseconds = UINT32_MAX };
    options->patience = 20;
    options->shorten = 60;
    for (i = 1; i < argc; ++i)
    {
        if (!strcmp(argv[i], "--help"))
        {
            print_help();
            exit(0);
        }
        if (!strcmp(argv[i], "--list-masks"))
        {
            masks_list();
            exit(0);
        }
        if (!strcmp(argv[i], "--failing-memory"))
            options->failing_memory = true;
        else if (argv[i][0] != '-')
        {
            if (options->file_count == FILES_MOST)
                wrong_usage("one file too many:", argv[i]);
            options->files[options->file_count++] = argv[i];
        }
        else if (i + 1 < argc && parse_value(options, masks, argv[i], argv[i + 1]))
            ++i;
        else
            wrong_usage("unknown or incomplete option", argv[i]);
    }
}

/* step: where to say which DLL is being loaded, or NULL. */
static bool open_allocator(struct provider *provider, const char *dll, char *step, size_t size)
{
    if (step)
        snprintf(step, size, "%s", dll ? dll : "the allocator");
    return provider_open(provider, dll);
}

static bool open_allocators(struct comparison *comparison, const struct options *options, char *step, size_t size)
{
    comparison->first = model_provider;
    if (options->dll_count == 2 && !open_allocator(&comparison->first, options->dlls[0], step, size))
        return false;
    return open_allocator(&comparison->second, options->dll_count ? options->dlls[options->dll_count - 1] : NULL, step,
                          size);
}

/* Read the file whose turn it is. */
static bool read_file(struct run *run)
{
    const char *name = run->options->files[run->shared->file];
    FILE *file = fopen(name, "rb");

    if (!file)
    {
        fprintf(stderr, PROGRAM ": cannot read %s: name a file that is there\n", name);
        return false;
    }
    run->shared->size = (uint32_t)fread(run->shared->input, 1, INPUT_MOST, file);
    fclose(file);
    return true;
}

/* In the worker's process */
static enum outcome work(void *context)
{
    struct run *run = context;

    if (!open_allocators(&run->comparison, run->options, run->shared->loading, sizeof(run->shared->loading)))
        return OUTCOME_NO_ALLOCATOR;
    run->shared->loading[0] = 0;
    if (run->shared->job.one || !run->options->file_count)
        return worker_main(run->shared, &run->comparison);
    for (; run->shared->file < run->options->file_count; ++run->shared->file)
    {
        enum outcome outcome = read_file(run) ? worker_play(run->shared, &run->comparison) : OUTCOME_NO_ALLOCATOR;

        if (outcome != OUTCOME_ALIKE)
            return outcome;
    }
    return OUTCOME_ALIKE;
}

static enum outcome run_worker(struct run *run)
{
    return worker_run(run->shared, run->options->patience, run->argv, work, run);
}

/* Whether these bytes still show what is to be shown. */
static bool still_shows(void *context, const uint8_t *data, size_t size)
{
    struct run *run = context;

    if (worker_clock() > run->deadline)
        return false;
    memcpy(run->shared->input, data, size);
    run->shared->size = (uint32_t)size;
    return run_worker(run) == run->outcome && run->shared->row == run->row;
}

static void save_input(const struct run *run)
{
    FILE *file = fopen(run->options->save, "wb");

    if (!file || fwrite(run->shared->input, 1, run->shared->size, file) != run->shared->size || fclose(file))
        fprintf(stderr, PROGRAM ": cannot write %s\n", run->options->save);
    else
        printf("the input is in %s\n", run->options->save);
}

/* Say what an input has shown, with the calls that it comes down to. */
static void report(struct run *run, enum outcome outcome)
{
    static const char *const names[] = {
        [OUTCOME_DIFFERENT] = "a DIFFERENCE",
        [OUTCOME_LEAKED] = "a LEAK",
        [OUTCOME_CRASHED] = "a CRASH",
        [OUTCOME_HUNG] = "a HANG",
    };
    struct shared *shared = run->shared;
    uint8_t data[INPUT_MOST];
    size_t size = shared->size;

    printf("%s, in call %u (%s) of the %s allocator; making it shorter\n", names[outcome], shared->progress.step,
           shared->progress.call, shared->progress.side ? "second" : "first");
    fflush(stdout);
    memcpy(data, shared->input, size);
    run->outcome = outcome;
    run->row = shared->row;
    run->deadline = worker_clock() + run->options->shorten * UINT64_C(1000);
    shared->job.one = true;
    shared->job.verbose = false;
    size = shorten(data, size, still_shows, run);

    memcpy(shared->input, data, size);
    shared->size = (uint32_t)size;
    if (run->options->save)
        save_input(run);
    shared->job.verbose = true;
    outcome = run_worker(run);
    if (outcome == OUTCOME_CRASHED || outcome == OUTCOME_HUNG)
        printf("%s, in call %u (%s) of the %s allocator, exit code 0x%x\n", names[outcome], shared->progress.step,
               shared->progress.call, shared->progress.side ? "second" : "first",
               outcome == OUTCOME_CRASHED ? shared->exit_code : 0);
    shared->job.verbose = false;
}

/* Returns whether that went well. */
static bool do_job(struct run *run)
{
    enum outcome outcome;

    run->shared->row = 0;
    run->shared->job.one = false;
    outcome = run_worker(run);
    if (outcome == OUTCOME_NO_ALLOCATOR)
        exit(EXIT_NO_ALLOCATOR);
    if (outcome == OUTCOME_ALIKE)
        return true;
    if (run->shared->loading[0])
    {
        fprintf(stderr, PROGRAM ": %s while loading %s and asking it for its class: try another DLL\n",
                outcome == OUTCOME_HUNG ? "hangs" : "crashes", run->shared->loading);
        exit(EXIT_NO_ALLOCATOR);
    }
    report(run, outcome);
    return false;
}

/* One worker for all, and another after each that fails. */
static unsigned int play_files(struct run *run)
{
    unsigned int failed = 0;

    while (!do_job(run))
    {
        printf("%s: failed\n", run->options->files[run->shared->file++]);
        ++failed;
    }
    return failed;
}

int main(int argc, char **argv)
{
    static struct options options;
    struct run run = { .options = &options, .argv = argv };
    unsigned int failed;

    parse(&options, &run.comparison.masks, argc, argv);
    if (options.worker)
    {
        run.shared = worker_attach(options.worker);
        return WORKER_EXIT + (int)work(&run);
    }
    if (options.failing_memory)
    {
        if (!open_allocators(&run.comparison, &options, NULL, 0))
            return EXIT_NO_ALLOCATOR;
        return failing_memory(&run.comparison.second) ? 0 : EXIT_DIFFERENT;
    }

    run.shared = worker_shared();
    run.shared->job = options.job;
    failed = options.file_count ? play_files(&run) : !do_job(&run);
    printf("%llu calls\n%llu passed, %u failed, 0 skipped\n", (unsigned long long)run.shared->calls,
           (unsigned long long)(options.file_count ? options.file_count - failed : run.shared->sequences - failed),
           failed);
    return failed ? EXIT_DIFFERENT : 0;
}
