/*
 * quartzalloc-trace: records what a program does with its media buffers, and shows it
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "config.h"
#include "commands.h"

static const char usage[] =
        "Usage: quartzalloc-trace COMMAND [ARGUMENT...]\n"
        "\n"
        "Records who holds DirectShow's media buffers in a program, and shows it: afterwards, live, or as a picture.  "
        "The\n"
        "program has to use quartzalloc's allocator: quartzalloc-setup sees to that.\n"
        "\n"
        "  run [OPTION...] -- wine PROGRAM [ARGUMENT...]\n"
        "                 run a program and record it; then print the summary and what to type next\n"
        "    --output=FILE     the trace (default: quartzalloc-DATE-TIME-PROGRAM-PROCESS.trace here); %p is the "
        "process,\n"
        "                      %e the program; a file that is there is never touched\n"
        "    --size=SIZE       how large it is, 1M and more (default: 64M); it keeps the newest\n"
        "    --stall=MS        milliseconds without progress after which a wait is a stall (default: 1000)\n"
        "    --quiet           no messages while the program runs\n"
        "  summary FILE   each allocator: what was agreed, how many buffers were free, who held them, who waited\n"
        "  top [OPTION...] FILE\n"
        "                 the same live, a line for each allocator; without a terminal, lines one after another\n"
        "    --interval=MS     how often (default: 1000)\n"
        "    --count=N         stop after N times; 1 for a look (default: until the program ends)\n"
        "  report [OPTION...] FILE\n"
        "                 a page to look at: who held each buffer when, who waited, what was wrong; one file of its "
        "own,\n"
        "                 at most 5 MB, for a browser or to attach to a report of a fault\n"
        "    --output=FILE     the page (default: the trace's name with .html, here); - is standard output\n"
        "    --anonymous       without the names of programs, modules, threads and files\n"
        "  json [OPTION...] FILE\n"
        "                 events for ui.perfetto.dev, on standard output\n"
        "    --output=FILE     into a file\n"
        "    --from=S, --to=S  only these seconds after the beginning\n"
        "  explain [ID]   what a message means and what to do, as in \"explain STALL\"; without ID, all in short\n"
        "  --help, --version\n"
        "\n"
        "Exit code: 0 done, 1 a trace cannot be read or a file not be written, 2 wrong usage; run: the program's own, "
        "and\n"
        "126 or 127 where it could not be started.\n";

static const struct
{
    const char *name;
    int (*command)(int count, char **arguments);
} commands[] = {
    { "explain", command_explain }, { "json", command_json },       { "report", command_report },
    { "run", command_run },         { "summary", command_summary }, { "top", command_top },
};

void complain(const char *format, ...)
{
    va_list arguments;

    fflush(stdout);
    fputs("quartzalloc-trace: ", stderr);
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fputc('\n', stderr);
}

int wrong_usage(const char *format, ...)
{
    va_list arguments;

    fputs("quartzalloc-trace: ", stderr);
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fputs(": see quartzalloc-trace --help\n", stderr);
    return EXIT_USAGE;
}

bool is_option(const char *argument, const char *name, const char **value)
{
    size_t length = strlen(name);

    *value = NULL;
    if (strncmp(argument, name, length) || (argument[length] && argument[length] != '='))
        return false;
    if (argument[length])
        *value = argument + length + 1;
    return true;
}

int take_trace(const char *command, const char *argument, const char **path)
{
    if (argument[0] == '-' && argument[1])
        return wrong_usage("%s: there is no option %s, or it is incomplete", command, argument);
    if (*path)
        return wrong_usage("%s: name one trace, not %s too", command, argument);
    *path = argument;
    return EXIT_DONE;
}

struct reader *open_trace(const char *path)
{
    char error[READER_ERROR_SIZE];
    struct reader *reader = reader_open(path, error);

    if (!reader)
        complain("%s", error);
    else if (reader_warning(reader))
        complain("%s: %s", path, reader_warning(reader));
    return reader;
}

int main(int argc, char **argv)
{
    size_t i;

    if (argc < 2)
        return wrong_usage("name a command");
    if (!strcmp(argv[1], "--help"))
    {
        fputs(usage, stdout);
        return EXIT_DONE;
    }
    if (!strcmp(argv[1], "--version"))
    {
        puts("quartzalloc-trace " PACKAGE_VERSION);
        return EXIT_DONE;
    }
    for (i = 0; i < sizeof(commands) / sizeof(*commands); ++i)
    {
        if (strcmp(argv[1], commands[i].name))
            continue;
        if (argc > 2 && !strcmp(argv[2], "--help"))
        {
            fputs(usage, stdout);
            return EXIT_DONE;
        }
        return commands[i].command(argc - 2, argv + 2);
    }
    return wrong_usage("there is no command %s", argv[1]);
}
