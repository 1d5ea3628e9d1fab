/*
 * The command line: see options.h.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include "config.h"
#include "machine/threads.h"
#include "options.h"

#define DEFAULT_ROUNDS      7
/* A round is fast or slow, by which threads the scheduler has put together: the median of 15 is now this, now that. */
#define DEFAULT_BUSY_ROUNDS 45
#define MAX_BUSY            256

static void usage_error(const char *message, const char *argument) __attribute__((noreturn));

static void usage_error(const char *message, const char *argument)
{
    fprintf(stderr, "%s: %s%s%s; --help lists the options\n", program.name, message, argument ? " " : "",
            argument ? argument : "");
    exit(EXIT_USAGE);
}

static void list_scenarios(void)
{
    const struct scenario *scenario;

    for (scenario = program.scenarios; scenario->name; ++scenario)
        printf("%-10s %s\n", scenario->name, scenario->description);
}

static long number(const char *option, const char *text, long low, long high)
{
    char *end;
    long value = strtol(text, &end, 10);

    if (end == text || *end || value < low || value > high)
    {
        fprintf(stderr, "%s: %s needs a number from %ld to %ld, not %s\n", program.name, option, low, high, text);
        exit(EXIT_USAGE);
    }
    return value;
}

static void add_scenario(struct options *options, const char *name)
{
    const struct scenario *scenario;
    unsigned int i;

    for (scenario = program.scenarios; scenario->name && strcmp(scenario->name, name); ++scenario)
        ;
    if (!scenario->name)
    {
        fprintf(stderr, "%s: there is no scenario %s; --list shows them all\n", program.name, name);
        options->unknown_scenario = true;
        return;
    }
    for (i = 0; i < options->scenario_count; ++i)
    {
        if (options->scenarios[i] == scenario)
            return;
    }
    options->scenarios[options->scenario_count++] = scenario;
}

/* Options without a value; returns false where it is none of them. */
static bool parse_switch(struct options *options, const char *option)
{
    if (!strcmp(option, "--help"))
    {
        fputs(program.usage, stdout);
        exit(0);
    }
    if (!strcmp(option, "--version"))
    {
        printf("%s %s\n", program.name, PACKAGE_VERSION);
        exit(0);
    }
    if (!strcmp(option, "--list"))
    {
        list_scenarios();
        exit(0);
    }
    if (strcmp(option, "--quick"))
        return false;
    options->settings.rounds = 3;
    options->settings.seconds = 0.02;
    return true;
}

static bool takes_value(const char *option)
{
    static const char *const names[] = { "--scenario", "--rounds", "--time", "--buffer-size", "--csv", "--json" };
    unsigned int i;

    for (i = 0; i < ARRAY_LENGTH(names); ++i)
    {
        if (!strcmp(option, names[i]))
            return true;
    }
    return false;
}

static void parse_value(struct options *options, const char *option, const char *value)
{
    if (!value)
        usage_error("a value is missing after", option);
    if (!strcmp(option, "--scenario"))
        add_scenario(options, value);
    else if (!strcmp(option, "--rounds"))
        options->settings.rounds = number(option, value, 1, 10000);
    else if (!strcmp(option, "--time"))
        options->settings.seconds = number(option, value, 5, 10000) / 1000.0;
    else if (!strcmp(option, "--buffer-size"))
        options->settings.buffer_size = number(option, value, 1, LONG_MAX);
    else if (!strcmp(option, "--csv"))
        options->csv_path = value;
    else
        options->json_path = value;
}

/* Its value may be left out.  Returns how many arguments it takes. */
static int parse_busy(struct options *options, const char *option, const char *value)
{
    bool given = value && strncmp(value, "--", 2);

    options->settings.busy = given ? (unsigned int)number(option, value, 1, MAX_BUSY) : processor_count();
    if (options->settings.busy > MAX_BUSY)
        options->settings.busy = MAX_BUSY;
    return 1 + given;
}

static void complete(struct options *options)
{
    const struct scenario *scenario;

    if (!options->settings.rounds)
        options->settings.rounds = options->settings.busy ? DEFAULT_BUSY_ROUNDS : DEFAULT_ROUNDS;
    if (!options->scenario_count)
    {
        if (options->unknown_scenario)
            exit(EXIT_SOME_FAILED);
        for (scenario = program.scenarios; scenario->name; ++scenario)
        {
            if (!options->settings.busy || scenario->when_busy)
                options->scenarios[options->scenario_count++] = scenario;
        }
    }
    program.complete(&options->providers);
    if (!options->providers.count)
        usage_error("there is no allocator to measure, give one with --dll", NULL);
}

void options_parse(struct options *options, int argc, char **argv)
{
    const char *error = NULL;
    int i, taken;

    memset(options, 0, sizeof(*options));
    options->settings.seconds = 0.1;

    for (i = 1; i < argc; i += taken)
    {
        const char *option = argv[i], *value = i + 1 < argc ? argv[i + 1] : NULL;

        taken = 1;
        if (parse_switch(options, option))
            continue;
        if (takes_value(option))
        {
            parse_value(options, option, value);
            taken = 2;
        }
        else if (program.can_be_busy && !strcmp(option, "--busy"))
            taken = parse_busy(options, option, value);
        else if (!program.option || !(taken = program.option(&options->providers, option, value, &error)))
            usage_error("unknown option", option);
        else if (taken > 1 && !value)
            usage_error("a value is missing after", option);
        else if (error)
            usage_error(error, value);
    }
    complete(options);
}
