/*
 * What the parts of the benchmark share: providers, cases, results, and the order in which a run goes through them.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef QUARTZALLOC_BENCH_H
#define QUARTZALLOC_BENCH_H

#define COBJMACROS
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>
#include "statistics.h"
#include "strmif.h"

#ifndef VFW_E_TIMEOUT
#define VFW_E_TIMEOUT ((HRESULT)0x8004022e)
#endif

#define ARRAY_LENGTH(array) (sizeof(array) / sizeof((array)[0]))

/* The exit codes; the manual page explains them. */
enum exit_code
{
    EXIT_ALL_MEASURED = 0,
    EXIT_SOME_FAILED = 1,
    EXIT_USAGE = 2,
    EXIT_ABORTED = 3,
};

#define MAX_PROVIDERS 16
#define MAX_METRICS   6
#define MAX_CASES     64
#define MAX_SCENARIOS 16

/* What one run measures, from the command line. */
struct options
{
    unsigned int rounds;
    double seconds;   /* how long one measurement of a round lasts */
    long buffer_size; /* bytes a buffer, 0 for each scenario's own */
    const wchar_t *csv_path;
    const wchar_t *json_path;
    unsigned int scenario_count;
    const struct scenario *scenarios[MAX_SCENARIOS];
    bool unknown_scenario;
    unsigned int provider_count;
    struct provider *providers[MAX_PROVIDERS];
};

/* providers.c: where allocators come from. */
struct provider
{
    char label[64];
    char origin[MAX_PATH * 3]; /* the file, or how the class was found; UTF-8 */
    wchar_t path[MAX_PATH];    /* empty for the builtin */
    IClassFactory *factory;    /* NULL: CoCreateInstance */
    char error[512];           /* not empty: cannot be used, and why */
};

void provider_open(struct provider *provider);
HRESULT provider_create_allocator(struct provider *provider, IMemAllocator **allocator);

/* How one row turned out. */
enum outcome
{
    OUTCOME_NOT_REACHED, /* the run ended before */
    OUTCOME_MEASURED,
    OUTCOME_UNSUPPORTED, /* the provider has no such interface: a finding, no failure */
    OUTCOME_FAILED,
};

/* One measurement: its state, and one value for every metric of the case. */
struct measurement
{
    enum outcome outcome;
    char message[512];
    double values[MAX_METRICS];
};

void measurement_fail(struct measurement *measurement, const char *format, ...)
        __attribute__((format(__MINGW_PRINTF_FORMAT, 2, 3)));
void measurement_unsupported(struct measurement *measurement, const char *format, ...)
        __attribute__((format(__MINGW_PRINTF_FORMAT, 2, 3)));

/* primitives.c: what the machine itself asks for the steps that an allocator is made of. */
enum primitive
{
    PRIMITIVE_NONE = -1,
    PRIMITIVE_LOCKED_OPERATION,
    PRIMITIVE_CRITICAL_SECTION,
    PRIMITIVE_SRWLOCK,
    PRIMITIVE_POP_PUSH,
    PRIMITIVE_POP_PUSH_2,
    PRIMITIVE_POP_PUSH_4,
    PRIMITIVE_POP_PUSH_8,
    PRIMITIVE_WAKE_ADDRESS,
    PRIMITIVE_WAKE_CONDITION,
    PRIMITIVE_ROUND_TRIP_CONDITION,
    PRIMITIVE_ROUND_TRIP_ADDRESS,
    PRIMITIVE_ROUND_TRIP_SEMAPHORE,
    PRIMITIVE_RESERVE_64M,
    PRIMITIVE_COUNT,
};

const char *primitive_id(enum primitive primitive);
const char *primitive_name(enum primitive primitive);
void primitive_measure(enum primitive primitive, double seconds, struct measurement *measurement);

/* How a metric compares with what cannot be undercut. */
struct limit
{
    enum primitive primitive; /* PRIMITIVE_NONE: the constant below */
    double factor;            /* times the primitive, or the constant itself; 0: no limit is known */
    const char *name;
};

struct metric
{
    const char *name;
    const char *unit;
    bool maximum; /* the largest of all rounds counts, not their median */
    struct limit limit;
};

/* One row group of the table: a scenario with one parameter, and what it measures. */
struct bench_case
{
    const char *scenario;
    char parameter[32];
    long pool;
    unsigned int variant; /* threads, mode: each scenario's own */
    unsigned int metric_count;
    struct metric metrics[MAX_METRICS];
    void (*run)(const struct bench_case *bench_case, struct provider *provider, const struct options *options,
                struct measurement *measurement);
};

/* scenarios.c: the list of all of them. */
struct scenario
{
    const char *name;
    const char *description;
    unsigned int (*list)(struct bench_case *cases); /* fills in its cases, returns how many */
};

extern const struct scenario scenarios[];
extern const unsigned int scenario_count;
const struct scenario *scenario_find(const char *name);

unsigned int list_cycle(struct bench_case *cases);
unsigned int list_notify(struct bench_case *cases);
unsigned int list_shared(struct bench_case *cases);
unsigned int list_pipeline(struct bench_case *cases);
unsigned int list_capture(struct bench_case *cases);
unsigned int list_recommit(struct bench_case *cases);

/* Everything that was measured. */
struct result
{
    enum outcome outcome;
    char message[512];
    struct series series[MAX_METRICS];
};

struct report
{
    const struct options *options;
    char system[128];
    unsigned int processors;
    unsigned int rounds_done;
    unsigned int case_count;
    struct bench_case cases[MAX_CASES];
    bool finished;
    char position[128]; /* what is being measured, for the message when it ends there */
    struct result primitives[PRIMITIVE_COUNT];
    struct result results[MAX_CASES][MAX_PROVIDERS];
};

void report_init(struct report *report, const struct options *options);
void report_run(struct report *report);
bool report_failed(const struct report *report);
double metric_value(const struct metric *metric, const struct series *series);
double metric_limit(const struct metric *metric, const struct report *report); /* 0: none is known */
const char *metric_limit_name(const struct metric *metric);
double metric_ratio(const struct report *report, unsigned int bench_case, unsigned int provider, unsigned int metric);
const char *outcome_name(enum outcome outcome);

/* output*.c: output_report() writes everything that the options ask for. */
bool output_report(const struct report *report);
void output_table(const struct report *report, FILE *file);
bool output_csv(const struct report *report, const wchar_t *path);
bool output_json(const struct report *report, const wchar_t *path);

/* main.c: writes what was measured so far and ends the program, where a thread hangs or the process is damaged. */
void abort_run(const char *format, ...) __attribute__((noreturn, format(__MINGW_PRINTF_FORMAT, 1, 2)));

/* options.c, arguments.c */
void options_parse(struct options *options, int argc, wchar_t **argv);
wchar_t **command_line(int *argc);
void wide_to_utf8(const wchar_t *wide, char *utf8, size_t size);

/* Sets up and commits an allocator; NULL and a failed measurement where that does not work. */
IMemAllocator *committed_allocator(struct provider *provider, long buffers, long buffer_size,
                                   struct measurement *measurement);

#endif
