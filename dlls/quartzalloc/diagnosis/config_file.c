/*
 * The text of a quartzalloc.conf: see config_file.h
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <stdbool.h>
#include <string.h>

#include "config_file.h"
#include "words.h"

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

/* Without spaces in front of it and behind it. */
static char *trim(char *text)
{
    size_t length;

    while (is_space(*text))
        ++text;
    length = strlen(text);
    while (length && is_space(text[length - 1]))
        text[--length] = 0;
    return text;
}

/* What stands between brackets, or NULL. */
static char *section_name(char *line)
{
    char *end = strrchr(line, ']');

    if (!end || end[1])
        return NULL;
    *end = 0;
    return trim(line + 1);
}

static void read_line(unsigned int number, char *line, const struct config_reader *reader)
{
    char *equals = strchr(line, '='), *value;
    size_t length;

    if (!equals || equals == line)
    {
        reader->complain(number, "this is no line NAME = value, no section [program.exe] and no # comment");
        return;
    }
    *equals = 0;
    value = trim(equals + 1);
    length = strlen(value);
    if (length >= 2 && value[0] == '"' && value[length - 1] == '"')
    {
        value[length - 1] = 0;
        ++value;
    }
    reader->take(number, trim(line), value);
}

void config_file_read(char *text, size_t length, const char *program, const struct config_reader *reader)
{
    char *end = text + length, *line = text, *next, *section;
    unsigned int number = 0;
    bool meant = true;

    if (memchr(text, 0, length))
    {
        reader->complain(1, "the file is no plain text, and nothing of it counts: save it as UTF-8");
        return;
    }
    if (length >= 3 && !memcmp(text, "\xef\xbb\xbf", 3))
        line += 3;
    for (; line < end; line = next)
    {
        if (!(next = memchr(line, '\n', (size_t)(end - line))))
            next = end;
        *next++ = 0;
        ++number;
        line = trim(line);
        if (!*line || *line == '#' || *line == ';')
            continue;
        if (*line == '[')
        {
            /* What follows a heading that cannot be read is meant for nobody. */
            if (!(section = section_name(line)))
                reader->complain(number, "a section is a program's name in brackets, as in [player.exe]");
            meant = section && word_is(section, strlen(section), program);
        }
        else if (meant && strlen(line) >= CONFIG_LINE_SIZE)
            reader->complain(number, "the line is longer than 1023 bytes");
        else if (meant)
            read_line(number, line, reader);
    }
}
