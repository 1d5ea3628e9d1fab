/*
 * quartzalloc-bench and pool-bench: measure, then tell.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <string.h>
#include "core/run.h"
#include "machine/clock.h"
#include "machine/fatal.h"
#include "machine/process.h"
#include "machine/team.h"
#include "machine/threads.h"
#include "options.h"
#include "output/output.h"

static struct options options;
static struct report report;

static bool write_report(void)
{
    bool success = true;

    output_table(&report, stdout);
    if (options.csv_path)
        success &= output_csv(&report, options.csv_path);
    if (options.json_path)
        success &= output_json(&report, options.json_path);
    return success;
}

/* The heap may be broken or locked for good, but what was measured so far is worth the attempt. */
static void ended_early(const char *message)
{
    fprintf(stderr, "%s: %s: %s\n", program.name, report.position, message);
    write_report();
    fflush(NULL);
    process_end(EXIT_ABORTED);
}

static void report_init(void)
{
    unsigned int i, j;

    report.program = program.name;
    report.settings = &options.settings;
    report.providers = &options.providers;
    report.processors = processor_count();
    process_describe(report.system, sizeof(report.system));
    strcpy(report.position, "before the first round");
    for (i = 0; i < options.scenario_count; ++i)
        options.scenarios[i]->list(&report.cases);
    for (i = 0; i < report.cases.count; ++i)
    {
        for (j = 0; j < options.providers.count; ++j)
        {
            if (!options.providers.list[j]->error[0])
                continue;
            report.results[i][j].outcome = OUTCOME_FAILED;
            strcpy(report.results[i][j].message, options.providers.list[j]->error);
        }
    }
}

static bool start_busy(void)
{
    const char *error;

    if (!options.settings.busy)
        return true;
    team_set_alone(false);
    if (!(error = program.start_busy(options.settings.busy)))
        return true;
    fprintf(stderr, "%s: cannot keep the processors busy with %u processes: %s\n", program.name, options.settings.busy,
            error);
    return false;
}

int main(int argc, char **argv)
{
    argv = process_start(&argc, argv);
    if (program.can_be_busy)
        program.be_busy(argc, argv);
    options_parse(&options, argc, argv);
    if ((options.csv_path && !output_check(program.name, options.csv_path))
        || (options.json_path && !output_check(program.name, options.json_path)))
        return EXIT_USAGE;
    clock_init();
    /* A DLL may crash as it is loaded. */
    fatal_set_handler(ended_early);
    program.open(&options.providers, program.name);
    report_init();
    if (!start_busy())
        return EXIT_SOME_FAILED;
    run_rounds(&report);
    if (options.settings.busy)
        program.end_busy();
    if (!write_report())
        return EXIT_SOME_FAILED;
    return report_failed(&report) || options.unknown_scenario ? EXIT_SOME_FAILED : EXIT_ALL_MEASURED;
}
