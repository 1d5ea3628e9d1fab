/*
 * The results as JSON, with the value of every round, for programs that want to judge the spread themselves.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"
#include "output/output.h"

static void print_text(FILE *file, const char *text)
{
    putc('"', file);
    for (; *text; ++text)
    {
        if (*text == '"' || *text == '\\')
            fprintf(file, "\\%c", *text);
        else if ((unsigned char)*text < ' ')
            fprintf(file, "\\u%04x", *text);
        else
            putc(*text, file);
    }
    putc('"', file);
}

static void print_field(FILE *file, const char *name, const char *text)
{
    fprintf(file, "\"%s\": ", name);
    print_text(file, text);
    fprintf(file, ", ");
}

static void print_series(FILE *file, const struct series *series)
{
    struct summary summary = series_summarize(series);
    unsigned int i;

    if (series->count)
        fprintf(file,
                "\"min\": %.6g, \"lower_quartile\": %.6g, \"median\": %.6g, \"upper_quartile\": %.6g, "
                "\"max\": %.6g, ",
                summary.min, summary.lower_quartile, summary.median, summary.upper_quartile, summary.max);
    fprintf(file, "\"rounds\": [");
    for (i = 0; i < series->count; ++i)
        fprintf(file, "%s%.6g", i ? ", " : "", series->values[i]);
    fprintf(file, "]");
}

static void print_metric(const struct report *report, unsigned int index, unsigned int provider, unsigned int j,
                         FILE *file)
{
    const struct bench_case *bench_case = &report->cases.cases[index];
    const struct result *result = &report->results[index][provider];
    const struct metric *metric = &bench_case->metrics[j];
    double limit = metric_limit(metric, report), value = metric_value(metric, &result->series[j]);

    fprintf(file, "    {");
    print_field(file, "scenario", bench_case->scenario);
    print_field(file, "parameter", bench_case->parameter);
    print_field(file, "metric", metric->name);
    print_field(file, "unit", metric->unit);
    print_field(file, "provider", report->providers->list[provider]->label);
    print_field(file, "outcome", outcome_name(result->outcome));
    if (result->message[0])
        print_field(file, "message", result->message);
    if (result->series[j].count)
    {
        fprintf(file, "\"value\": %.6g, \"ratio_to_first\": %.6g, ", value, metric_ratio(report, index, provider, j));
        if (limit > 0.0)
        {
            print_field(file, "limit", metric_limit_name(metric));
            fprintf(file, "\"limit_value\": %.6g, \"times_limit\": %.6g, ", limit, value / limit);
        }
    }
    print_series(file, &result->series[j]);
    fprintf(file, "}");
}

static void print_providers(const struct report *report, FILE *file)
{
    unsigned int i;

    for (i = 0; i < report->providers->count; ++i)
    {
        const struct provider *provider = report->providers->list[i];

        fprintf(file, "%s    {", i ? ",\n" : "");
        print_field(file, "name", provider->label);
        fprintf(file, "\"origin\": ");
        print_text(file, provider->origin);
        if (provider->error[0])
        {
            fprintf(file, ", \"error\": ");
            print_text(file, provider->error);
        }
        fprintf(file, "}");
    }
}

static void print_primitives(const struct report *report, FILE *file)
{
    unsigned int i;

    for (i = 0; i < PRIMITIVE_COUNT; ++i)
    {
        const struct result *result = &report->primitives[i];

        if (!primitive_id(i))
            continue;
        fprintf(file, "%s    {", i ? ",\n" : "");
        print_field(file, "id", primitive_id(i));
        print_field(file, "name", primitive_name(i));
        print_field(file, "outcome", outcome_name(result->outcome));
        if (result->message[0])
            print_field(file, "message", result->message);
        print_field(file, "unit", "ns");
        print_series(file, &result->series[0]);
        fprintf(file, "}");
    }
}

bool output_json(const struct report *report, const char *path)
{
    unsigned int i, j, k, lines = 0;
    FILE *file;

    if (!(file = output_open(report, path)))
        return false;
    fprintf(file, "{\n  ");
    print_field(file, "program", report->program);
    print_field(file, "version", PACKAGE_VERSION);
    fprintf(file, "\"bits\": %u, ", (unsigned int)(8 * sizeof(void *)));
    print_field(file, "system", report->system);
    fprintf(file, "\"processors\": %u, \"busy\": %u, \"rounds\": %u, \"milliseconds\": %.0f, \"finished\": %s,\n",
            report->processors, report->settings->busy, report->rounds_done, report->settings->seconds * 1000.0,
            report->finished ? "true" : "false");
    fprintf(file, "  \"providers\": [\n");
    print_providers(report, file);
    fprintf(file, "\n  ],\n  \"primitives\": [\n");
    print_primitives(report, file);
    fprintf(file, "\n  ],\n  \"results\": [\n");
    for (i = 0; i < report->cases.count; ++i)
    {
        for (j = 0; j < report->providers->count; ++j)
        {
            for (k = 0; k < report->cases.cases[i].metric_count; ++k)
            {
                if (lines++)
                    fprintf(file, ",\n");
                print_metric(report, i, j, k, file);
            }
        }
    }
    fprintf(file, "\n  ]\n}\n");
    return output_close(report, path, file);
}
