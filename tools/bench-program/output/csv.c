/*
 * The results as comma separated values: one line for every metric of every row and provider, and every primitive.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "output/output.h"

static void print_text(FILE *file, const char *text)
{
    putc('"', file);
    for (; *text; ++text)
    {
        if (*text == '"')
            putc('"', file);
        putc(*text, file);
    }
    putc('"', file);
}

static void print_line(FILE *file, const char *scenario, const char *parameter, const char *metric, const char *unit,
                       const char *provider, const struct result *result, const struct series *series, double value)
{
    struct summary summary = series_summarize(series);

    fprintf(file, "%u,%s,", (unsigned int)(8 * sizeof(void *)), scenario);
    print_text(file, parameter);
    fprintf(file, ",%s,%s,", metric, unit);
    print_text(file, provider);
    fprintf(file, ",%s,%u,", outcome_name(result->outcome), series->count);
    if (series->count)
        fprintf(file, "%.6g,%.6g,%.6g,%.6g,%.6g,%.6g,", value, summary.min, summary.lower_quartile, summary.median,
                summary.upper_quartile, summary.max);
    else
        fprintf(file, ",,,,,,");
}

static void print_optional(FILE *file, double value, const char *end)
{
    if (value > 0.0)
        fprintf(file, "%.6g", value);
    fputs(end, file);
}

/* The last columns. */
static void print_message(const struct report *report, const struct result *result, FILE *file)
{
    print_text(file, result->message);
    fprintf(file, ",%u\n", report->settings->busy);
}

static void print_case(const struct report *report, unsigned int index, FILE *file)
{
    const struct bench_case *bench_case = &report->cases.cases[index];
    unsigned int i, j;

    for (i = 0; i < report->providers->count; ++i)
    {
        const struct result *result = &report->results[index][i];

        for (j = 0; j < bench_case->metric_count; ++j)
        {
            const struct metric *metric = &bench_case->metrics[j];
            double value = metric_value(metric, &result->series[j]), limit = metric_limit(metric, report);

            print_line(file, bench_case->scenario, bench_case->parameter, metric->name, metric->unit,
                       report->providers->list[i]->label, result, &result->series[j], value);
            print_optional(file, result->series[j].count ? metric_ratio(report, index, i, j) : 0.0, ",");
            print_text(file, limit > 0.0 ? metric_limit_name(metric) : "");
            putc(',', file);
            print_optional(file, limit, ",");
            print_optional(file, limit > 0.0 && result->series[j].count ? value / limit : 0.0, ",");
            print_message(report, result, file);
        }
    }
}

bool output_csv(const struct report *report, const char *path)
{
    unsigned int i;
    FILE *file;

    if (!(file = output_open(report, path)))
        return false;
    fprintf(file,
            "bits,scenario,parameter,metric,unit,provider,outcome,rounds,value,min,lower_quartile,median,"
            "upper_quartile,max,ratio_to_first,limit,limit_value,times_limit,message,busy\n");
    for (i = 0; i < PRIMITIVE_COUNT; ++i)
    {
        const struct result *result = &report->primitives[i];

        if (!primitive_id(i))
            continue;
        print_line(file, "primitive", primitive_id(i), "time", "ns", "machine", result, &result->series[0],
                   series_summarize(&result->series[0]).median);
        fprintf(file, ",,,,");
        print_message(report, result, file);
    }
    for (i = 0; i < report->cases.count; ++i)
        print_case(report, i, file);
    return output_close(report, path, file);
}
