/*
 * Where text goes: levels, whole lines, and the name of the file
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "log.h"
#include "system.h"

static const char *const level_names[] = { "none", "error", "warning", "info", "debug" };

static struct platform_lock log_lock;
static enum log_level limit;

void log_expand_path(const char *path, char *out, size_t size)
{
    char program[SYSTEM_NAME_SIZE];
    size_t used = 0;

    for (; *path && used + SYSTEM_NAME_SIZE < size; ++path)
    {
        if (path[0] == '%' && path[1] == 'p')
            used += (size_t)snprintf(out + used, size - used, "%u", (unsigned int)system_process_id());
        else if (path[0] == '%' && path[1] == 'e')
        {
            system_program_name(program);
            used += (size_t)snprintf(out + used, size - used, "%s", program);
        }
        else
        {
            out[used++] = *path;
            continue;
        }
        ++path;
    }
    out[used] = 0;
}

bool log_open(const char *path, enum log_level level)
{
    char expanded[1024];

    limit = level;
    platform_lock_init(&log_lock);
    log_expand_path(path, expanded, sizeof(expanded));
    return system_log_open(expanded);
}

enum log_level log_limit(void)
{
    return limit;
}

void log_line(enum log_level level, const char *format, ...)
{
    char line[LOG_LINE_SIZE];
    va_list arguments;
    int used, length;

    if (level > limit)
        return;
    used = snprintf(line, sizeof(line), "quartzalloc: %s: ", level_names[level]);
    va_start(arguments, format);
    length = vsnprintf(line + used, sizeof(line) - (size_t)used - 1, format, arguments);
    va_end(arguments);
    if (length < 0)
        return;
    length = length < (int)sizeof(line) - used - 2 ? length : (int)sizeof(line) - used - 2;
    memcpy(line + used + length, "\n", 2);
    log_text(level, line);
}

void log_text(enum log_level level, const char *text)
{
    char line[LOG_LINE_SIZE + 2];
    bool locked;

    if (level > limit)
        return;
    /* Without the lock, at the process's end, lines may mix, and nothing else. */
    locked = system_lock(&log_lock);
    while (*text)
    {
        size_t whole = strcspn(text, "\n"), length = whole < LOG_LINE_SIZE ? whole : LOG_LINE_SIZE;

        memcpy(line, text, length);
        memcpy(line + length, "\n", 2);
        system_log_write(line, length + 1);
        text += whole + (text[whole] == '\n');
    }
    if (locked)
        system_unlock(&log_lock);
}
