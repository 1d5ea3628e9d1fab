/*
 * A run: rounds through the primitives and all rows, and in every row through all providers in turn, so that what else
 * happens on the machine meets all of them alike.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <stdarg.h>
#include "bench.h"

static void set_outcome(struct measurement *measurement, enum outcome outcome, const char *format, va_list args)
{
    measurement->outcome = outcome;
    vsnprintf(measurement->message, sizeof(measurement->message), format, args);
}

void measurement_fail(struct measurement *measurement, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    set_outcome(measurement, OUTCOME_FAILED, format, args);
    va_end(args);
}

void measurement_unsupported(struct measurement *measurement, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    set_outcome(measurement, OUTCOME_UNSUPPORTED, format, args);
    va_end(args);
}

const char *outcome_name(enum outcome outcome)
{
    static const char *const outcome_names[] = {
        [OUTCOME_NOT_REACHED] = "not reached",
        [OUTCOME_MEASURED] = "measured",
        [OUTCOME_UNSUPPORTED] = "unsupported",
        [OUTCOME_FAILED] = "failed",
    };

    return outcome_names[outcome];
}

/* Wine tells its version through ntdll, and what it runs on. */
static void describe_system(char *text, size_t size)
{
    const char *(__cdecl * wine_version)(void);
    void(__cdecl * wine_host)(const char **system, const char **release);
    LONG(WINAPI * get_version)(RTL_OSVERSIONINFOW * info);
    HMODULE ntdll = GetModuleHandleW(L"ntdll.dll");
    RTL_OSVERSIONINFOW info = { .dwOSVersionInfoSize = sizeof(info) };
    const char *system = "", *release = "";

    wine_version = (void *)GetProcAddress(ntdll, "wine_get_version");
    wine_host = (void *)GetProcAddress(ntdll, "wine_get_host_version");
    get_version = (void *)GetProcAddress(ntdll, "RtlGetVersion");
    if (wine_version)
    {
        if (wine_host)
            wine_host(&system, &release);
        snprintf(text, size, "Wine %s on %s", wine_version(), system);
        return;
    }
    if (get_version)
        get_version(&info);
    snprintf(text, size, "Windows %lu.%lu.%lu", info.dwMajorVersion, info.dwMinorVersion, info.dwBuildNumber);
}

void report_init(struct report *report, const struct options *options)
{
    SYSTEM_INFO info;
    unsigned int i, j;

    memset(report, 0, sizeof(*report));
    report->options = options;
    describe_system(report->system, sizeof(report->system));
    GetSystemInfo(&info);
    report->processors = info.dwNumberOfProcessors;
    for (i = 0; i < options->scenario_count; ++i)
        report->case_count += options->scenarios[i]->list(&report->cases[report->case_count]);
    for (i = 0; i < report->case_count; ++i)
    {
        for (j = 0; j < options->provider_count; ++j)
        {
            if (!options->providers[j]->error[0])
                continue;
            report->results[i][j].outcome = OUTCOME_FAILED;
            strcpy(report->results[i][j].message, options->providers[j]->error);
        }
    }
}

/* A row that failed once is left alone in the rounds that follow. */
static void result_add(struct result *result, const struct measurement *measurement, unsigned int metric_count)
{
    unsigned int i;

    result->outcome = measurement->outcome;
    if (measurement->outcome != OUTCOME_MEASURED)
    {
        strcpy(result->message, measurement->message);
        return;
    }
    for (i = 0; i < metric_count; ++i)
        series_add(&result->series[i], measurement->values[i]);
}

static void run_primitives(struct report *report)
{
    struct measurement measurement;
    unsigned int i;

    for (i = 0; i < PRIMITIVE_COUNT; ++i)
    {
        if (report->primitives[i].outcome > OUTCOME_MEASURED)
            continue;
        measurement = (struct measurement){ .outcome = OUTCOME_MEASURED };
        snprintf(report->position, sizeof(report->position), "the primitive \"%s\"", primitive_name(i));
        primitive_measure(i, report->options->seconds, &measurement);
        result_add(&report->primitives[i], &measurement, 1);
    }
}

static void run_case(struct report *report, unsigned int index, unsigned int provider_index)
{
    struct provider *provider = report->options->providers[provider_index];
    struct result *result = &report->results[index][provider_index];
    const struct bench_case *bench_case = &report->cases[index];
    struct measurement measurement = { .outcome = OUTCOME_MEASURED };

    if (result->outcome > OUTCOME_MEASURED)
        return;
    snprintf(report->position, sizeof(report->position), "%s, %s of %s", bench_case->scenario, bench_case->parameter,
             provider->label);
    bench_case->run(bench_case, provider, report->options, &measurement);
    result_add(result, &measurement, bench_case->metric_count);
    if (measurement.outcome == OUTCOME_FAILED)
        fprintf(stderr, "quartzalloc-bench: %s: %s\n", report->position, measurement.message);
}

void report_run(struct report *report)
{
    unsigned int i, j, count = report->options->provider_count;

    while (report->rounds_done < report->options->rounds)
    {
        fprintf(stderr, "round %u of %u\n", report->rounds_done + 1, report->options->rounds);
        run_primitives(report);
        for (i = 0; i < report->case_count; ++i)
        {
            /* Every other round backwards, so that none always follows the same neighbour. */
            for (j = 0; j < count; ++j)
                run_case(report, i, report->rounds_done & 1 ? count - 1 - j : j);
        }
        ++report->rounds_done;
    }
    report->finished = true;
}

bool report_failed(const struct report *report)
{
    unsigned int i, j;

    if (!report->finished || report->options->unknown_scenario)
        return true;
    for (i = 0; i < PRIMITIVE_COUNT; ++i)
    {
        if (report->primitives[i].outcome == OUTCOME_FAILED)
            return true;
    }
    for (i = 0; i < report->case_count; ++i)
    {
        for (j = 0; j < report->options->provider_count; ++j)
        {
            if (report->results[i][j].outcome == OUTCOME_FAILED)
                return true;
        }
    }
    return false;
}

double metric_value(const struct metric *metric, const struct series *series)
{
    struct summary summary = series_summarize(series);

    return metric->maximum ? summary.max : summary.median;
}

double metric_limit(const struct metric *metric, const struct report *report)
{
    if (metric->limit.primitive == PRIMITIVE_NONE)
        return metric->limit.factor;
    return metric->limit.factor * series_summarize(&report->primitives[metric->limit.primitive].series[0]).median;
}

const char *metric_limit_name(const struct metric *metric)
{
    if (metric->limit.name)
        return metric->limit.name;
    return metric->limit.primitive == PRIMITIVE_NONE ? "" : primitive_name(metric->limit.primitive);
}

/* How many times what the first provider that could be measured has; 0 where there is none. */
double metric_ratio(const struct report *report, unsigned int index, unsigned int provider, unsigned int metric_index)
{
    const struct metric *metric = &report->cases[index].metrics[metric_index];
    unsigned int i;

    for (i = 0; i < report->options->provider_count; ++i)
    {
        const struct series *series = &report->results[index][i].series[metric_index];
        double first = metric_value(metric, series);

        if (!series->count)
            continue;
        return first ? metric_value(metric, &report->results[index][provider].series[metric_index]) / first : 0.0;
    }
    return 0.0;
}
