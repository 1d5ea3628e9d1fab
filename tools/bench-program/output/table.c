/*
 * The results as a table for people.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <string.h>
#include "config.h"
#include "output/output.h"

/* Three or four digits and a unit that suits them. */
static const char *format_value(char *text, size_t size, double value, const char *unit)
{
    if (!strcmp(unit, "ns"))
    {
        if (value < 99.95)
            snprintf(text, size, "%.1f ns", value);
        else if (value < 9999.5)
            snprintf(text, size, "%.0f ns", value);
        else if (value < 99.95e3)
            snprintf(text, size, "%.1f us", value / 1e3);
        else if (value < 9999.5e3)
            snprintf(text, size, "%.0f us", value / 1e3);
        else
            snprintf(text, size, "%.1f ms", value / 1e6);
    }
    else
        snprintf(text, size, value < 99.95 ? "%.1f %s" : "%.0f %s", value, unit);
    return text;
}

static void print_numbers(FILE *file, const struct summary *summary, const char *unit)
{
    char median[32], min[32], lower[32], upper[32];

    fprintf(file, "%12s %11s %11s %11s", format_value(median, sizeof(median), summary->median, unit),
            format_value(min, sizeof(min), summary->min, unit),
            format_value(lower, sizeof(lower), summary->lower_quartile, unit),
            format_value(upper, sizeof(upper), summary->upper_quartile, unit));
}

static const char *format_factor(char *text, size_t size, double factor)
{
    if (factor <= 0.0)
        snprintf(text, size, "-");
    else
        snprintf(text, size, factor < 9.995 ? "%.2f x" : factor < 99.95 ? "%.1f x" : "%.0f x", factor);
    return text;
}

static void print_primitives(const struct report *report, FILE *file)
{
    unsigned int i;

    fprintf(file, "\n%-46s %12s %11s %11s %11s\n", "What the machine's primitives cost", "median", "min", "quartile 1",
            "quartile 3");
    for (i = 0; i < PRIMITIVE_COUNT; ++i)
    {
        const struct result *result = &report->primitives[i];
        struct summary summary = series_summarize(&result->series[0]);

        if (!primitive_id(i))
            continue;
        fprintf(file, "  %-44s ", primitive_name(i));
        if (result->series[0].count)
            print_numbers(file, &summary, "ns");
        else
            fprintf(file, "%s%s%s", outcome_name(result->outcome), result->message[0] ? ": " : "", result->message);
        fprintf(file, "\n");
    }
}

static void print_further_metrics(const struct bench_case *bench_case, const struct result *result, FILE *file)
{
    unsigned int i;
    const char *separator = "";
    char text[48];

    fprintf(file, "%48s", "");
    for (i = 1; i < bench_case->metric_count; ++i)
    {
        if (!result->series[i].count)
            continue;
        fprintf(file, "%s%s %s", separator, bench_case->metrics[i].name,
                format_value(text, sizeof(text), metric_value(&bench_case->metrics[i], &result->series[i]),
                             bench_case->metrics[i].unit));
        separator = ", ";
    }
    fprintf(file, "\n");
}

static void print_case(const struct report *report, unsigned int index, FILE *file)
{
    const struct bench_case *bench_case = &report->cases.cases[index];
    unsigned int i;

    for (i = 0; i < report->providers->count; ++i)
    {
        const struct result *result = &report->results[index][i];
        const struct metric *metric = &bench_case->metrics[0];
        struct summary summary = series_summarize(&result->series[0]);
        double limit = metric_limit(metric, report), ratio = metric_ratio(report, index, i, 0);
        char text[32], factor[32];

        fprintf(file, "  %-27s %-16s ", i ? "" : bench_case->parameter, report->providers->list[i]->label);
        if (!result->series[0].count)
        {
            fprintf(file, "%s%s%s\n", outcome_name(result->outcome), result->message[0] ? ": " : "", result->message);
            continue;
        }
        print_numbers(file, &summary, metric->unit);
        fprintf(file, " %9s", format_factor(text, sizeof(text), ratio));
        if (limit > 0.0)
            fprintf(file, " %9s %s", format_factor(factor, sizeof(factor), summary.median / limit),
                    metric_limit_name(metric));
        fprintf(file, "\n");
        if (bench_case->metric_count > 1)
            print_further_metrics(bench_case, result, file);
        if (result->outcome != OUTCOME_MEASURED)
            fprintf(file, "%48sonly %u rounds, then %s: %s\n", "", result->series[0].count,
                    outcome_name(result->outcome), result->message);
    }
}

void output_table(const struct report *report, FILE *file)
{
    const struct providers *providers = report->providers;
    const char *scenario = NULL;
    unsigned int i;

    fprintf(file, "%s %s, %u-bit, %s, %u processors", report->program, PACKAGE_VERSION,
            (unsigned int)(8 * sizeof(void *)), report->system, report->processors);
    if (report->settings->busy)
        fprintf(file, ", %u processes keep them busy", report->settings->busy);
    fprintf(file, ", %u rounds of %.0f ms%s\n", report->rounds_done, report->settings->seconds * 1000.0,
            report->finished ? "" : ", ended early");
    for (i = 0; i < providers->count; ++i)
        fprintf(file, "  %s: %s\n", providers->list[i]->label,
                providers->list[i]->error[0] ? providers->list[i]->error : providers->list[i]->origin);
    print_primitives(report, file);

    for (i = 0; i < report->cases.count; ++i)
    {
        if (!scenario || strcmp(report->cases.cases[i].scenario, scenario))
        {
            scenario = report->cases.cases[i].scenario;
            fprintf(file, "\n%-46s %12s %11s %11s %11s %9s %9s\n", scenario, "median", "min", "quartile 1",
                    "quartile 3", "ratio", "limit");
        }
        print_case(report, i, file);
    }
}
