/*
 * Where options come from: see option_sources.h
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <stdio.h>
#include <string.h>

#include "config_file.h"
#include "option_sources.h"
#include "system.h"
#include "system_file.h"

#define PATH_SIZE 1024

/* What the callbacks of config_file_read know: it is called once after the other, by one thread. */
static const struct option_taker *current;
static const char *current_path;

static const char *source_text(unsigned int line, char text[PATH_SIZE + 24])
{
    snprintf(text, PATH_SIZE + 24, "%s, line %u", current_path, line);
    return text;
}

static void take_line(unsigned int line, const char *name, const char *value)
{
    char source[PATH_SIZE + 24];

    if (value[0])
        current->take(source_text(line, source), name, value);
}

static void complain_of_line(unsigned int line, const char *what)
{
    char source[PATH_SIZE + 24];

    current->complain(source_text(line, source), what);
}

/* has_to_be_there: the user has named it. */
static void read_file(const struct option_taker *taker, const char *path, bool has_to_be_there)
{
    static const struct config_reader reader = { take_line, complain_of_line };
    char program[SYSTEM_NAME_SIZE], *text;
    long length;

    if (!(text = platform_allocate(CONFIG_FILE_SIZE + 2)))
        return;
    length = system_file_read(path, text, CONFIG_FILE_SIZE + 1);
    if (length == SYSTEM_NO_FILE && has_to_be_there)
        taker->complain("QUARTZALLOC_CONFIG_FILE",
                        "there is no such file, and none is read in its place: name one as "
                        "Windows or as Unix does, with its whole path");
    else if (length == SYSTEM_FILE_SHUT)
        taker->complain(path, "cannot be read: it has to be a file that this user may read");
    else if (length > CONFIG_FILE_SIZE)
        taker->complain(path, "is larger than 64 K, and nothing of it counts");
    else if (length > 0)
    {
        system_program_name(program);
        current = taker;
        current_path = path;
        text[length] = 0;
        config_file_read(text, (size_t)length, program, &reader);
    }
    platform_free(text);
}

void option_sources_read(const struct option_taker *taker)
{
    static const char beside[] = "quartzalloc.conf";
    char path[PATH_SIZE], value[CONFIG_LINE_SIZE];
    const char *name;
    unsigned int i;

    if (system_program_folder(path, sizeof(path) - sizeof(beside)))
    {
        snprintf(path + strlen(path), sizeof(beside), "%s", beside);
        read_file(taker, path, false);
    }
    if (system_environment("QUARTZALLOC_CONFIG_FILE", path, sizeof(path)) && path[0])
        read_file(taker, path, true);
    for (i = 0; (name = taker->name_of(i)); ++i)
    {
        if (system_environment(name, value, sizeof(value)) && value[0])
            taker->take("", name, value);
    }
}
