/*
 * trace-test: writes traces as the DLL does, and checks what a reader makes of them
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "trace_test.h"

static const char usage[] =
        "Usage: trace-test COMMAND ARGUMENT...\n"
        "\n"
        "  generate FILE EVENTS SIZE    a trace of SIZE MB with so many events of four allocators, and the counts that "
        "a\n"
        "                               summary of it has to have\n"
        "  hammer FILE SIZE SECONDS     four threads write to a trace of SIZE MB as fast as they can; to be killed\n"
        "  verify FILE                  whether each record that a reader takes for whole was written so by hammer\n"
        "  watch FILE SECONDS           the same while hammer writes\n"
        "  labels FOLDER                a made-up prefix there: names are found in its files, and nothing breaks where "
        "they\n"
        "                               are damaged\n"
        "  damage FILE COUNT            so many damaged copies of a trace are read: nothing must break\n"
        "\n"
        "Exit code: 0 all is well, 1 something is not, 2 wrong usage.\n";

int fault(const char *format, ...)
{
    va_list arguments;

    fputs("trace-test: ", stderr);
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fputc('\n', stderr);
    return 1;
}

int write_file(const char *path, const void *bytes, size_t size)
{
    FILE *file = fopen(path, "wb");
    size_t written;

    if (!file)
        return fault("%s cannot be written", path);
    written = fwrite(bytes, 1, size, file);
    return fclose(file) || written != size ? fault("%s cannot be written", path) : 0;
}

int main(int argc, char **argv)
{
    static const struct
    {
        const char *name;
        int arguments;
        int (*command)(int count, char **arguments);
    } commands[] = {
        { "generate", 3, test_generate }, { "hammer", 3, test_hammer }, { "verify", 1, test_verify },
        { "watch", 2, test_watch },       { "damage", 2, test_damage }, { "labels", 1, test_labels },
    };
    size_t i;

    if (argc == 2 && !strcmp(argv[1], "--help"))
    {
        fputs(usage, stdout);
        return 0;
    }
    for (i = 0; argc > 1 && i < sizeof(commands) / sizeof(*commands); ++i)
    {
        if (!strcmp(argv[1], commands[i].name) && argc - 2 == commands[i].arguments)
            return commands[i].command(argc - 2, argv + 2);
    }
    fputs("trace-test: wrong usage: see trace-test --help\n", stderr);
    return 2;
}
