/*
 * The variables: one table, and how each is read
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "options.h"
#include "system.h"

struct options options;

struct word
{
    const char *name;
    unsigned int bits;
};

/* `full` is all that only looks: callback changes on which thread NotifyRelease is called. */
static const struct word debug_words[] = {
    { "1", DEBUG_STALLS | DEBUG_MISUSE | DEBUG_LEAKS | DEBUG_SUMMARY },
    { "stalls", DEBUG_STALLS },
    { "misuse", DEBUG_MISUSE },
    { "leaks", DEBUG_LEAKS },
    { "summary", DEBUG_SUMMARY },
    { "advice", DEBUG_ADVICE },
    { "negotiation", DEBUG_NEGOTIATION },
    { "calls", DEBUG_CALLS },
    { "callback", DEBUG_CALLBACK },
    { "full", DEBUG_CALLBACK - 1 },
    { NULL, 0 },
};

static const struct word guard_words[] = {
    { "pattern", GUARD_PATTERN },
    { "page", GUARD_PAGE },
    { "released", GUARD_RELEASED },
    { "precise", GUARD_PRECISE },
    { "front", GUARD_FRONT },
    { "continue", GUARD_CONTINUE },
    { NULL, 0 },
};

/* In the order of log_level. */
static const struct word level_words[] = {
    { "none", LOG_NONE }, { "error", LOG_ERROR }, { "warn", LOG_WARN },
    { "info", LOG_INFO }, { "debug", LOG_DEBUG }, { NULL, 0 },
};

/* Warnings are kept until there is a log. */
static char warnings[8][400];
static unsigned int warning_count;

static __attribute__((format(printf, 1, 2))) void warn(const char *format, ...)
{
    va_list arguments;

    if (warning_count == sizeof(warnings) / sizeof(*warnings))
        return;
    va_start(arguments, format);
    vsnprintf(warnings[warning_count++], sizeof(*warnings), format, arguments);
    va_end(arguments);
}

static bool same_text(const char *a, size_t a_length, const char *b)
{
    size_t i;

    for (i = 0; i < a_length; ++i)
    {
        char x = a[i], y = b[i];

        if ((x >= 'A' && x <= 'Z' ? x + 32 : x) != (y >= 'A' && y <= 'Z' ? y + 32 : y))
            return false;
    }
    return !b[a_length];
}

/* The next word of a list and its length; NULL at the end. */
static const char *next_word(const char **list, size_t *length)
{
    const char *word = *list + strspn(*list, ", ");

    *length = strcspn(word, ", ");
    *list = word + *length;
    return *length ? word : NULL;
}

bool options_list_has(const char *list, const char *word)
{
    const char *found;
    size_t length;

    while ((found = next_word(&list, &length)))
    {
        if (length > 3 && same_text(found, 3, "QA-"))
        {
            found += 3;
            length -= 3;
        }
        if (same_text(found, length, word))
            return true;
    }
    return false;
}

static void warn_of_word(const char *name, const char *word, size_t length, const struct word *words)
{
    char allowed[200] = "";
    size_t used = 0;

    for (; words->name; ++words)
        used += (size_t)snprintf(allowed + used, sizeof(allowed) - used, "%s%s", used ? ", " : "", words->name);
    warn("%s: there is no word \"%.*s\", and it is left out: allowed are %s%s", name, (int)(length < 60 ? length : 60),
         word, allowed, strcmp(name, "QUARTZALLOC_GUARD") ? "" : ", limit=SIZE");
}

static bool find_word(const struct word *words, const char *word, size_t length, unsigned int *bits)
{
    for (; words->name; ++words)
    {
        if (same_text(word, length, words->name))
        {
            *bits = words->bits;
            return true;
        }
    }
    return false;
}

/* A number with K, M or G behind it.  Returns false for anything else. */
static bool parse_size(const char *text, size_t length, uint64_t *size)
{
    static const char units[] = "KMG";
    const char *unit;
    char *end;
    double value;

    value = strtod(text, &end);
    if (end == text || value < 0 || value > 1e12)
        return false;
    if (end < text + length && *end && (unit = strchr(units, *end & ~32)))
    {
        value *= (double)(UINT64_C(1) << (10 * (unit - units + 1)));
        ++end;
    }
    *size = (uint64_t)value;
    return end == text + length;
}

static void read_debug(const char *name, const char *value)
{
    const char *word;
    unsigned int bits;
    size_t length;

    while ((word = next_word(&value, &length)))
    {
        if (same_text(word, length, "0") || same_text(word, length, "none"))
            continue;
        if (find_word(debug_words, word, length, &bits))
            options.debug |= bits;
        else
            warn_of_word(name, word, length, debug_words);
    }
}

static void read_guard(const char *name, const char *value)
{
    const char *word;
    unsigned int bits;
    size_t length;

    while ((word = next_word(&value, &length)))
    {
        if (same_text(word, length, "0") || same_text(word, length, "none"))
            continue;
        if (length > 6 && same_text(word, 6, "limit="))
        {
            if (!parse_size(word + 6, length - 6, &options.guard_limit))
                warn("%s: \"%.*s\" is no limit, and %llu M is taken: write a number with K, M or G, as in limit=256M",
                     name, (int)length, word, (unsigned long long)(options.guard_limit >> 20));
        }
        else if (find_word(guard_words, word, length, &bits))
            options.guard |= bits;
        else
            warn_of_word(name, word, length, guard_words);
    }
    if (options.guard & (GUARD_RELEASED | GUARD_PRECISE | GUARD_FRONT | GUARD_CONTINUE)
        && !(options.guard & (GUARD_PAGE | GUARD_PATTERN)))
        options.guard |= GUARD_PAGE;
}

static void read_number(const char *name, const char *value, unsigned int lowest, unsigned int highest,
                        unsigned int *number)
{
    char *end;
    unsigned long parsed = strtoul(value, &end, 10);

    if (end == value || *end || parsed < lowest || parsed > highest || value[0] == '-')
        warn("%s: \"%.60s\" is not a number from %u to %u, and %u is taken", name, value, lowest, highest, *number);
    else
        *number = (unsigned int)parsed;
}

static void read_stacks(const char *name, const char *value)
{
    read_number(name, value, 0, SYSTEM_STACK_DEPTH, &options.stacks);
}

static void read_stall(const char *name, const char *value)
{
    read_number(name, value, 10, 3600000, &options.stall);
}

static void read_level(const char *name, const char *value)
{
    unsigned int bits;

    if (find_word(level_words, value, strlen(value), &bits))
        options.log_level = (enum log_level)bits;
    else
        warn_of_word(name, value, strlen(value), level_words);
}

struct option
{
    const char *name;
    bool switches_on;
    void (*read)(const char *name, const char *value); /* NULL: the value is kept as it is, at `text` */
    size_t text;                                       /* offset in struct options */
    const char *meaning;
};

#define KEPT_AT(member) NULL, offsetof(struct options, member)

static const struct option table[] = {
    { "QUARTZALLOC_DEBUG", true, read_debug, 0, "what is looked for" },
    { "QUARTZALLOC_GUARD", true, read_guard, 0, "whether writing outside a buffer is found" },
    { "QUARTZALLOC_WRAP", true, KEPT_AT(wrap), "a DLL whose allocator is observed in place of ours" },
    { "QUARTZALLOC_STACKS", false, read_stacks, 0, "frames kept of each GetBuffer and AddRef: 0 to 16" },
    { "QUARTZALLOC_STALL", false, read_stall, 0, "milliseconds after which a wait is a stall: 10 to 3600000" },
    { "QUARTZALLOC_LOG_LEVEL", false, read_level, 0, "none, error, warn, info or debug" },
    { "QUARTZALLOC_LOG_PATH", false, KEPT_AT(log_path), "a file to append to; %p is the process, %e the program" },
    { "QUARTZALLOC_PROCESS", false, KEPT_AT(process), "programs to look at, or with ! not to" },
    { "QUARTZALLOC_MUTE", false, KEPT_AT(mute), "messages that are not told" },
    { "QUARTZALLOC_BREAK", false, KEPT_AT(stop), "messages that stop in a debugger, or 1 for each error" },
};

/* Names without ! are the only ones that are looked at; those with ! are not. */
static bool process_is_meant(void)
{
    char program[SYSTEM_NAME_SIZE];
    bool meant = true, listed = false;
    const char *list = options.process, *word;
    size_t length;

    system_program_name(program);
    while ((word = next_word(&list, &length)))
    {
        if (*word == '!')
        {
            if (same_text(word + 1, length - 1, program))
                return false;
            continue;
        }
        if (!listed)
            meant = false;
        listed = true;
        meant |= same_text(word, length, program);
    }
    return meant;
}

bool options_read(void)
{
    char value[1024];
    bool wanted = false;
    unsigned int i;

    options.stall = 1000;
    options.log_level = LOG_INFO;
    options.guard_limit = sizeof(void *) == 4 ? UINT64_C(256) << 20 : UINT64_C(4) << 30;
    for (i = 0; i < sizeof(table) / sizeof(*table); ++i)
    {
        if (!system_environment(table[i].name, value, sizeof(value)) || !value[0])
            continue;
        if (table[i].read)
            table[i].read(table[i].name, value);
        else
            snprintf((char *)&options + table[i].text, OPTIONS_TEXT_SIZE, "%s", value);
        wanted |= table[i].switches_on && strcmp(value, "0");
    }
    if (!wanted || !process_is_meant())
        return false;
    /* Whoever asks for guards alone wants to know what they find, and what else is plainly wrong. */
    if (!options.debug)
        options.debug = DEBUG_MISUSE;
    if (!log_open(options.log_path, options.log_level))
        warn("QUARTZALLOC_LOG_PATH: \"%.200s\" cannot be written: the text goes to standard error; name a file in a "
             "folder that exists and that this user may write to",
             options.log_path);
    for (i = 0; i < warning_count; ++i)
        log_line(LOG_WARN, "%s", warnings[i]);
    return true;
}
