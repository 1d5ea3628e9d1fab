/*
 * pool-bench: the pool of quartzalloc.dll against FFmpeg's and GStreamer's, natively.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "../clock.h"
#include "config.h"
#include "native.h"

#define BUFFER_SIZE   256
#define MAX_PROVIDERS 4

static const struct provider *const providers[] = {
    &quartzalloc_provider,
#ifdef HAVE_FFMPEG
    &ffmpeg_provider,
#endif
#ifdef HAVE_GSTREAMER
    &gstreamer_provider,
#endif
};

enum kind
{
    KIND_CYCLE,
    KIND_SHARED,
    KIND_PIPELINE,
};

/* One row: the provider with the number [ARRAY_LENGTH(providers)] is the limit. */
struct row
{
    const char *scenario;
    const char *parameter;
    enum kind kind;
    unsigned int pool;
    unsigned int threads;
    struct series series[MAX_PROVIDERS + 1];
    bool failed[MAX_PROVIDERS + 1];
};

static struct row rows[] = {
    { "cycle", "pool of 1", KIND_CYCLE, 1, 1, { { 0, NULL } }, { false } },
    { "cycle", "pool of 4", KIND_CYCLE, 4, 1, { { 0, NULL } }, { false } },
    { "cycle", "pool of 64", KIND_CYCLE, 64, 1, { { 0, NULL } }, { false } },
    { "cycle", "pool of 4096", KIND_CYCLE, 4096, 1, { { 0, NULL } }, { false } },
    { "cycle", "pool of 65536", KIND_CYCLE, 65536, 1, { { 0, NULL } }, { false } },
    { "shared", "2 threads", KIND_SHARED, 64, 2, { { 0, NULL } }, { false } },
    { "shared", "4 threads", KIND_SHARED, 64, 4, { { 0, NULL } }, { false } },
    { "shared", "8 threads", KIND_SHARED, 64, 8, { { 0, NULL } }, { false } },
    { "pipeline", "pool of 1, even", KIND_PIPELINE, 1, 2, { { 0, NULL } }, { false } },
    { "pipeline", "pool of 2, even", KIND_PIPELINE, 2, 2, { { 0, NULL } }, { false } },
    { "pipeline", "pool of 4, even", KIND_PIPELINE, 4, 2, { { 0, NULL } }, { false } },
    { "pipeline", "pool of 16, even", KIND_PIPELINE, 16, 2, { { 0, NULL } }, { false } },
};

struct options
{
    unsigned int rounds;
    double seconds;
    const char *csv_path;
    unsigned int scenario_count;
    const char *scenarios[ARRAY_LENGTH(rows)];
    bool failed;
};

static void usage(FILE *file)
{
    fputs("Usage: pool-bench [OPTION]...\n"
          "Measure the pool of quartzalloc.dll natively against AVBufferPool and GstBufferPool.\n"
          "\n"
          "  --scenario NAME   measure only this scenario (cycle, shared, pipeline); may be given several times\n"
          "  --rounds N        rounds through all rows, 7 if not given\n"
          "  --time MS         milliseconds for one measurement of a round, 100 if not given\n"
          "  --quick           3 rounds of 20 ms\n"
          "  --csv FILE        write the results as comma separated values too\n"
          "  --list            list the rows\n"
          "  --help            show this help\n"
          "  --version         show the version\n",
          file);
}

static void list_rows(void)
{
    unsigned int i;

    for (i = 0; i < ARRAY_LENGTH(rows); ++i)
        printf("%-10s %s\n", rows[i].scenario, rows[i].parameter);
}

static void add_scenario(struct options *options, const char *name)
{
    unsigned int i;

    for (i = 0; i < ARRAY_LENGTH(rows); ++i)
    {
        if (strcmp(rows[i].scenario, name))
            continue;
        if (options->scenario_count < ARRAY_LENGTH(options->scenarios))
            options->scenarios[options->scenario_count++] = name;
        return;
    }
    fprintf(stderr, "pool-bench: there is no scenario %s; --list shows them all\n", name);
    options->failed = true;
}

static long number(const char *option, const char *text, long low, long high)
{
    char *end;
    long value = strtol(text, &end, 10);

    if (end == text || *end || value < low || value > high)
    {
        fprintf(stderr, "pool-bench: %s needs a number from %ld to %ld\n", option, low, high);
        exit(2);
    }
    return value;
}

static void parse_options(struct options *options, int argc, char **argv)
{
    int i;

    for (i = 1; i < argc; ++i)
    {
        const char *option = argv[i], *value = i + 1 < argc ? argv[i + 1] : NULL;
        bool takes_value = !strcmp(option, "--scenario") || !strcmp(option, "--rounds") || !strcmp(option, "--time")
                || !strcmp(option, "--csv");

        if (!strcmp(option, "--help"))
        {
            usage(stdout);
            exit(0);
        }
        else if (!strcmp(option, "--version"))
        {
            printf("pool-bench %s\n", PACKAGE_VERSION);
            exit(0);
        }
        else if (!strcmp(option, "--list"))
        {
            list_rows();
            exit(0);
        }
        else if (!strcmp(option, "--quick"))
        {
            options->rounds = 3;
            options->seconds = 0.02;
        }
        else if (!takes_value || !value)
        {
            fprintf(stderr, "pool-bench: %s %s; --help lists the options\n",
                    takes_value ? "a value is missing after" : "unknown option", option);
            exit(2);
        }
        else if (!strcmp(option, "--scenario"))
            add_scenario(options, value);
        else if (!strcmp(option, "--rounds"))
            options->rounds = (unsigned int)number(option, value, 1, 10000);
        else if (!strcmp(option, "--time"))
            options->seconds = number(option, value, 5, 10000) / 1000.0;
        else
            options->csv_path = value;
        i += takes_value;
    }
    if (options->failed && !options->scenario_count)
        exit(1);
}

static bool wanted(const struct options *options, const struct row *row)
{
    unsigned int i;

    for (i = 0; i < options->scenario_count; ++i)
    {
        if (!strcmp(options->scenarios[i], row->scenario))
            return true;
    }
    return !options->scenario_count;
}

static double measure(const struct row *row, const struct provider *provider, double seconds)
{
    double ns = -1.0;
    void *pool;

    if (!(pool = provider->create(row->pool, BUFFER_SIZE)))
        return -1.0;
    switch (row->kind)
    {
        case KIND_CYCLE:
            ns = measure_cycle(provider, pool, seconds);
            break;
        case KIND_SHARED:
            ns = measure_shared(provider, pool, row->threads, seconds);
            break;
        case KIND_PIPELINE:
            ns = measure_pipeline(provider, pool, seconds);
            break;
    }
    provider->destroy(pool);
    return ns;
}

static void measure_row(struct options *options, struct row *row, unsigned int round)
{
    unsigned int i, index, count = ARRAY_LENGTH(providers);
    double ns;

    if (row->kind == KIND_PIPELINE)
        ns = measure_round_trip(options->seconds);
    else
        ns = measure(row, &list_provider, options->seconds);
    if (ns >= 0.0)
        series_add(&row->series[count], ns);

    for (i = 0; i < count; ++i)
    {
        /* Every other round backwards, so that none always follows the same neighbour. */
        index = round & 1 ? count - 1 - i : i;
        if (row->failed[index] || (row->kind == KIND_PIPELINE && !providers[index]->blocks))
            continue;
        if ((ns = measure(row, providers[index], options->seconds)) >= 0.0)
        {
            series_add(&row->series[index], ns);
            continue;
        }
        fprintf(stderr, "pool-bench: %s, %s of %s: the pool cannot be had or gave no buffer\n", row->scenario,
                row->parameter, providers[index]->name);
        row->failed[index] = options->failed = true;
    }
}

static const char *limit_name(const struct row *row)
{
    return row->kind == KIND_PIPELINE ? "round trip, mutex + condition variable" : "lock-free pop + push";
}

static void print_table(const struct options *options)
{
    unsigned int i, j, count = ARRAY_LENGTH(providers);
    const char *scenario = NULL;

    printf("pool-bench %s, %u-bit Linux, %u rounds of %.0f ms\n", PACKAGE_VERSION, (unsigned int)(8 * sizeof(void *)),
           options->rounds, options->seconds * 1000.0);
    for (i = 0; i < count; ++i)
        printf("  %s %s\n", providers[i]->name, providers[i]->version());
    for (i = 0; i < ARRAY_LENGTH(rows); ++i)
    {
        const struct row *row = &rows[i];
        struct summary limit = series_summarize(&row->series[count]);
        double first = series_summarize(&row->series[0]).median;

        if (!wanted(options, row))
            continue;
        if (!scenario || strcmp(scenario, row->scenario))
            printf("\n%-36s %11s %9s %11s %11s %9s %9s\n", scenario = row->scenario, "median ns", "min", "quartile 1",
                   "quartile 3", "ratio", "limit");
        for (j = 0; j < count; ++j)
        {
            struct summary summary = series_summarize(&row->series[j]);

            printf("  %-18s %-15s ", j ? "" : row->parameter, providers[j]->name);
            if (!row->series[j].count)
                printf("%s\n", row->failed[j] ? "failed" : "unsupported: its get never waits");
            else
                printf("%11.1f %9.1f %11.1f %11.1f %7.2f x %7.2f x %s\n", summary.median, summary.min,
                       summary.lower_quartile, summary.upper_quartile, summary.median / first,
                       summary.median / limit.median, limit_name(row));
        }
        printf("  %-18s %-15s %11.1f %9.1f %11.1f %11.1f\n", "", "limit", limit.median, limit.min, limit.lower_quartile,
               limit.upper_quartile);
    }
}

/* The columns are those of quartzalloc-bench. */
static bool write_csv(const struct options *options)
{
    unsigned int i, j, count = ARRAY_LENGTH(providers);
    FILE *file;

    if (!(file = fopen(options->csv_path, "w")))
        goto failed;
    fprintf(file,
            "bits,scenario,parameter,metric,unit,provider,outcome,rounds,value,min,lower_quartile,median,"
            "upper_quartile,max,ratio_to_first,limit,limit_value,times_limit,message\n");
    for (i = 0; i < ARRAY_LENGTH(rows); ++i)
    {
        const struct row *row = &rows[i];
        double limit = series_summarize(&row->series[count]).median;

        if (!wanted(options, row))
            continue;
        for (j = 0; j < count; ++j)
        {
            struct summary summary = series_summarize(&row->series[j]);

            fprintf(file, "%u,%s,\"%s\",%s,ns,\"%s\",%s,%u,", (unsigned int)(8 * sizeof(void *)), row->scenario,
                    row->parameter, row->kind == KIND_PIPELINE ? "time per sample" : "time per cycle",
                    providers[j]->name,
                    row->series[j].count     ? "measured"
                            : row->failed[j] ? "failed"
                                             : "unsupported",
                    row->series[j].count);
            if (row->series[j].count)
                fprintf(file, "%.6g,%.6g,%.6g,%.6g,%.6g,%.6g,%.6g,\"%s\",%.6g,%.6g,\"\"\n", summary.median, summary.min,
                        summary.lower_quartile, summary.median, summary.upper_quartile, summary.max,
                        summary.median / series_summarize(&row->series[0]).median, limit_name(row), limit,
                        summary.median / limit);
            else
                fprintf(file, ",,,,,,,\"%s\",%.6g,,\"%s\"\n", limit_name(row), limit,
                        row->failed[j] ? "" : "its get never waits");
        }
    }
    if (!fclose(file))
        return true;

failed:
    fprintf(stderr, "pool-bench: cannot write %s: %s\n", options->csv_path, strerror(errno));
    return false;
}

static void *idle_thread(void *gate)
{
    pthread_mutex_lock(gate);
    pthread_mutex_unlock(gate);
    return NULL;
}

/*
 * Programs that play media have many threads.  In a process that has only one, the C library leaves the lock prefix out of
 * its mutexes, and whatever uses them is twice as fast as any real program will see it.
 */
static bool become_multithreaded(void)
{
    static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
    pthread_t thread;

    return !pthread_mutex_lock(&gate) && !pthread_create(&thread, NULL, idle_thread, &gate);
}

int main(int argc, char **argv)
{
    struct options options = { .rounds = 7, .seconds = 0.1 };
    unsigned int i, round;

    parse_options(&options, argc, argv);
    if (!become_multithreaded())
    {
        fputs("pool-bench: a thread cannot be made; end other programs and try again\n", stderr);
        return 1;
    }
    clock_init();
    for (round = 0; round < options.rounds; ++round)
    {
        fprintf(stderr, "round %u of %u\n", round + 1, options.rounds);
        for (i = 0; i < ARRAY_LENGTH(rows); ++i)
        {
            if (wanted(&options, &rows[i]))
                measure_row(&options, &rows[i], round);
        }
    }
    print_table(&options);
    if (options.csv_path && !write_csv(&options))
        options.failed = true;
    return options.failed;
}
