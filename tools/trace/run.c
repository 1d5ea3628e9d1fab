/*
 * quartzalloc-trace run: records a program, and says what came of it
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "commands.h"
#include "host.h"

#define PATH_SIZE 4096

/* Clocks of a program and of ours may be a little apart. */
#define SLACK 2000000000

/* What a name of a trace may be: `pattern` with %p and %e in it, and a number behind it. */
static bool matches(const char *pattern, const char *name)
{
    size_t digits;

    if (!*pattern)
        return !*name || (*name == '.' && name[1] && name[1 + strspn(name + 1, "0123456789")] == 0);
    if (pattern[0] == '%' && pattern[1] == 'p')
    {
        digits = strspn(name, "0123456789");
        return digits && matches(pattern + 2, name + digits);
    }
    if (pattern[0] == '%' && pattern[1] == 'e')
    {
        for (; *name; ++name)
        {
            if (matches(pattern + 2, name + 1))
                return true;
        }
        return false;
    }
    return *pattern == *name && matches(pattern + 1, name + 1);
}

/* Where the file's name begins */
static char *name_of(char *path)
{
    char *name = path, *c;

    for (c = path; *c; ++c)
    {
        if (*c == '/' || *c == '\\')
            name = c + 1;
    }
    return name;
}

/* Whether it is a trace that was begun since then. */
static bool is_new(const char *path, uint64_t since)
{
    char error[READER_ERROR_SIZE];
    struct reader *reader = reader_open(path, error);
    bool new = reader &&reader_header(reader)->start_utc + SLACK >= since;

    reader_close(reader);
    return new;
}

static void print_next(const char *path)
{
    printf("\nnext:\n"
           "    quartzalloc-trace report %s\n"
           "        and open the page that it names: a picture of it, also to attach to a report of a fault\n"
           "    quartzalloc-trace json --output=trace.json %s\n"
           "        and open trace.json at https://ui.perfetto.dev: each event\n",
           path, path);
}

/* Print the summary of each trace that has come since then.  Returns how many there are. */
static unsigned int print_summaries(char *path, uint64_t since)
{
    char *pattern = name_of(path), found[PATH_SIZE + 300], before = pattern > path ? pattern[-1] : 0;
    unsigned int count = 0;
    struct dirent *entry;
    DIR *folder;

    if (pattern > path)
        pattern[-1] = 0;
    if ((folder = opendir(path[0] ? path : "/")))
    {
        while ((entry = readdir(folder)))
        {
            if (!matches(pattern, entry->d_name))
                continue;
            snprintf(found, sizeof(found), "%s%c%s", path, before ? before : '/', entry->d_name);
            if (!is_new(found, since))
                continue;
            printf("\n");
            if (summary_print(found) == EXIT_DONE)
                print_next(found);
            ++count;
        }
        closedir(folder);
    }
    return count;
}

static bool all_digits(const char *text)
{
    return *text && !text[strspn(text, "0123456789")];
}

/* The name that a trace gets where none is given: %e and %p are for quartzalloc to replace. */
static void default_output(char *out, size_t size)
{
    time_t now = time(NULL);
    struct tm *parts = localtime(&now);
    char date[40] = "now";

    if (parts)
        strftime(date, sizeof(date), "%Y%m%d-%H%M%S", parts);
    snprintf(out, size, "quartzalloc-%s-%%e-%%p.trace", date);
}

int command_run(int count, char **arguments)
{
    const char *output = NULL, *size = NULL, *stall = NULL, *value;
    char named[100], path[PATH_SIZE];
    uint64_t since;
    bool quiet = false;
    int i, code;

    for (i = 0; i < count && arguments[i][0] == '-' && strcmp(arguments[i], "--"); ++i)
    {
        if (is_option(arguments[i], "--output", &value) && value && *value)
            output = value;
        else if (is_option(arguments[i], "--size", &value) && value && *value)
            size = value;
        else if (is_option(arguments[i], "--stall", &value) && value && all_digits(value))
            stall = value;
        else if (!strcmp(arguments[i], "--quiet"))
            quiet = true;
        else
            return wrong_usage("run: there is no option %s", arguments[i]);
    }
    if (i < count && !strcmp(arguments[i], "--"))
        ++i;
    if (i == count)
        return wrong_usage("run: name the program behind --, as in: run -- wine player.exe");
    if (!output)
    {
        default_output(named, sizeof(named));
        output = named;
    }
    if (!host_absolute(output, path, sizeof(path)))
        return wrong_usage("run: --output: the path is too long");
    if (strchr(path, '%') && strchr(path, '%') < name_of(path))
        return wrong_usage("run: --output: %%p and %%e belong into the file's name, not into its folder's");

    host_set_variable("QUARTZALLOC_TRACE", path, false);
    if (size)
        host_set_variable("QUARTZALLOC_TRACE_SIZE", size, false);
    if (stall)
        host_set_variable("QUARTZALLOC_STALL", stall, false);
    if (!quiet)
        host_set_variable("QUARTZALLOC_DEBUG", "stalls,misuse,leaks", true);
    since = host_utc();
    code = host_run(arguments + i);
    if (code == RUN_NOT_FOUND || code == RUN_NOT_STARTED)
        return code;
    if (!print_summaries(path, since))
        complain("there is no trace: the program has made no allocator, or none of quartzalloc's.  "
                 "\"quartzalloc-setup status\" says whether its prefix uses quartzalloc");
    return code;
}
