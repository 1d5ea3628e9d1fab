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

#include "option_sources.h"
#include "options.h"
#include "record.h"
#include "system.h"
#include "words.h"

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
static unsigned int warning_count, lost_warnings;

/* Where the value comes from that is being read: see option_sources.h. */
static const char *source = "";

static __attribute__((format(printf, 1, 2))) void warn(const char *format, ...)
{
    va_list arguments;
    int used;

    if (warning_count == sizeof(warnings) / sizeof(*warnings))
    {
        ++lost_warnings;
        return;
    }
    used = snprintf(warnings[warning_count], sizeof(*warnings), "%.150s%s", source, source[0] ? ": " : "");
    va_start(arguments, format);
    vsnprintf(warnings[warning_count++] + used, sizeof(*warnings) - (size_t)used, format, arguments);
    va_end(arguments);
}

bool options_list_has(const char *list, const char *word)
{
    const char *found;
    size_t length;

    while ((found = word_next(&list, &length)))
    {
        if (length > 3 && word_is(found, 3, "QA-"))
        {
            found += 3;
            length -= 3;
        }
        if (word_is(found, length, word))
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
        if (word_is(word, length, words->name))
        {
            *bits = words->bits;
            return true;
        }
    }
    return false;
}

/*
 * The bits of the words in a list.  `other`, which may be NULL, is asked about what is none of them, and returns false for
 * what it does not know either.
 */
static unsigned int read_words(const char *name, const char *value, const struct word *words,
                               bool (*other)(const char *name, const char *word, size_t length))
{
    unsigned int all = 0, bits;
    const char *word;
    size_t length;

    while ((word = word_next(&value, &length)))
    {
        if (word_is(word, length, "0") || word_is(word, length, "none"))
            continue;
        if (find_word(words, word, length, &bits))
            all |= bits;
        else if (!other || !other(name, word, length))
            warn_of_word(name, word, length, words);
    }
    return all;
}

static bool read_debug(const char *name, const char *value)
{
    options.debug = read_words(name, value, debug_words, NULL);
    return true;
}

static bool read_guard_limit(const char *name, const char *word, size_t length)
{
    if (length <= 6 || !word_is(word, 6, "limit="))
        return false;
    if (!word_size(word + 6, length - 6, &options.guard_limit))
        warn("%s: \"%.*s\" is no limit, and %llu M is taken: write a number with K, M or G, as in limit=256M", name,
             (int)length, word, (unsigned long long)(options.guard_limit >> 20));
    return true;
}

static bool read_guard(const char *name, const char *value)
{
    options.guard = read_words(name, value, guard_words, read_guard_limit);
    if (options.guard & (GUARD_RELEASED | GUARD_PRECISE | GUARD_FRONT | GUARD_CONTINUE)
        && !(options.guard & (GUARD_PAGE | GUARD_PATTERN)))
        options.guard |= GUARD_PAGE;
    return true;
}

static bool read_number(const char *name, const char *value, unsigned int lowest, unsigned int highest,
                        unsigned int *number)
{
    char *end;
    unsigned long parsed = strtoul(value, &end, 10);

    if (end == value || *end || parsed < lowest || parsed > highest || value[0] == '-')
    {
        warn("%s: \"%.60s\" is not a number from %u to %u, and %u is taken", name, value, lowest, highest, *number);
        return false;
    }
    *number = (unsigned int)parsed;
    return true;
}

static bool read_stacks(const char *name, const char *value)
{
    return read_number(name, value, 0, SYSTEM_STACK_DEPTH, &options.stacks);
}

static bool read_stall(const char *name, const char *value)
{
    return read_number(name, value, 10, 3600000, &options.stall);
}

static bool read_level(const char *name, const char *value)
{
    unsigned int bits;

    if (!find_word(level_words, value, strlen(value), &bits))
    {
        warn_of_word(name, value, strlen(value), level_words);
        return false;
    }
    options.log_level = (enum log_level)bits;
    return true;
}

static bool read_min_buffers(const char *name, const char *value)
{
    return read_number(name, value, 0, 4096, &options.min_buffers);
}

static bool read_min_align(const char *name, const char *value)
{
    unsigned int align = options.min_align;

    if (!read_number(name, value, 0, 65536, &align))
        return false;
    if (align & (align - 1))
    {
        warn("%s: %u is no power of two, and %u is taken: allowed are 2, 4, 8, 16, 32 and so on to 65536", name, align,
             options.min_align);
        return false;
    }
    options.min_align = align;
    return true;
}

static bool read_padding(const char *name, const char *value)
{
    return read_number(name, value, 0, 1048576, &options.padding);
}

static bool read_trace_size(const char *name, const char *value)
{
    uint64_t highest = sizeof(void *) == 4 ? UINT64_C(1) << 30 : TRACE_LARGEST, size;

    if (!word_size(value, strlen(value), &size) || size < TRACE_SMALLEST || size > highest)
    {
        warn("%s: \"%.60s\" is not a size from 1M to %lluG, and %lluM is taken", name, value,
             (unsigned long long)(highest >> 30), (unsigned long long)(options.trace_size >> 20));
        return false;
    }
    options.trace_size = size;
    return true;
}

struct option
{
    const char *name;
    unsigned int switches_on;                          /* options_wanted */
    bool (*read)(const char *name, const char *value); /* false: it does not count.  NULL: it is kept, at `text` */
    size_t text;                                       /* offset in struct options */
    const char *meaning;
};

#define KEPT_AT(member) NULL, offsetof(struct options, member)

/* As a variable, and as a key of quartzalloc.conf. */
static const struct option table[] = {
    { "QUARTZALLOC_DEBUG", WANTED_LOOK, read_debug, 0, "what is looked for" },
    { "QUARTZALLOC_GUARD", WANTED_LOOK, read_guard, 0, "whether writing outside a buffer is found" },
    { "QUARTZALLOC_TRACE", WANTED_LOOK, KEPT_AT(trace), "a file to record to; %p is the process, %e the program" },
    { "QUARTZALLOC_TRACE_SIZE", WANTED_NOTHING, read_trace_size, 0, "how large that file is: 1M and more" },
    { "QUARTZALLOC_WRAP", WANTED_LOOK, KEPT_AT(wrap), "a DLL whose allocator is observed in place of ours" },
    { "QUARTZALLOC_MIN_BUFFERS", WANTED_STEER, read_min_buffers, 0,
      "buffers that each allocator has at least: to 4096" },
    { "QUARTZALLOC_MIN_ALIGN", WANTED_STEER, read_min_align, 0, "what each buffer is aligned to at least: to 65536" },
    { "QUARTZALLOC_PADDING", WANTED_STEER, read_padding, 0, "bytes behind each buffer that may be read: to 1048576" },
    { "QUARTZALLOC_STACKS", WANTED_NOTHING, read_stacks, 0, "frames kept of each GetBuffer and AddRef: 0 to 16" },
    { "QUARTZALLOC_STALL", WANTED_NOTHING, read_stall, 0, "milliseconds after which a wait is a stall: 10 to 3600000" },
    { "QUARTZALLOC_LOG_LEVEL", WANTED_NOTHING, read_level, 0, "none, error, warn, info or debug" },
    { "QUARTZALLOC_LOG_PATH", WANTED_NOTHING, KEPT_AT(log_path),
      "a file to append to; %p is the process, %e the program" },
    { "QUARTZALLOC_PROCESS", WANTED_NOTHING, KEPT_AT(process), "programs to look at, or with ! not to" },
    { "QUARTZALLOC_MUTE", WANTED_NOTHING, KEPT_AT(mute), "messages that are not told" },
    { "QUARTZALLOC_BREAK", WANTED_NOTHING, KEPT_AT(stop), "messages that stop in a debugger, or 1 for each error" },
};

#define OPTION_COUNT (sizeof(table) / sizeof(*table))

/* What each was set to last, and where. */
struct setting
{
    char value[48];
    char source[120];
    bool on; /* it was not switched off */
};

static struct setting settings[OPTION_COUNT];

static bool process_is_meant(void)
{
    char program[SYSTEM_NAME_SIZE];

    system_program_name(program);
    return word_means(options.process, program);
}

static const char *name_of(unsigned int index)
{
    return index < OPTION_COUNT ? table[index].name : NULL;
}

static void take(const char *where, const char *name, const char *value)
{
    struct setting *setting;
    unsigned int i;

    source = where;
    for (i = 0; i < OPTION_COUNT && !word_is(name, strlen(name), table[i].name); ++i)
        ;
    if (i == OPTION_COUNT)
        warn("there is no option \"%.60s\", and it is left out: docs/diagnostics.md has the list", name);
    else
    {
        if (!table[i].read)
            snprintf((char *)&options + table[i].text, OPTIONS_TEXT_SIZE, "%s", value);
        if (!table[i].read || table[i].read(table[i].name, value))
        {
            setting = &settings[i];
            snprintf(setting->value, sizeof(setting->value), "%s", value);
            snprintf(setting->source, sizeof(setting->source), "%s", where);
            setting->on = strcmp(value, "0") != 0;
        }
    }
    source = "";
}

static void complain(const char *where, const char *what)
{
    source = where;
    warn("%s", what);
    source = "";
}

const char *options_in_force(char *text, size_t size)
{
    size_t used = 0;
    unsigned int i;

    text[0] = 0;
    for (i = 0; i < OPTION_COUNT && used < size; ++i)
    {
        const struct setting *setting = &settings[i];

        if (setting->value[0])
            used += (size_t)snprintf(text + used, size - used, setting->source[0] ? "%s%s=%s (%s)" : "%s%s=%s",
                                     used ? ", " : "", table[i].name, setting->value, setting->source);
    }
    return text;
}

/* Say what was wrong, in the log that is to be had. */
static void tell_warnings(void)
{
    unsigned int i;

    if (!log_open(options.log_path, options.log_level))
        warn("QUARTZALLOC_LOG_PATH: \"%.200s\" cannot be written: the text goes to standard error; name a file in a "
             "folder that exists and that this user may write to",
             options.log_path);
    for (i = 0; i < warning_count; ++i)
        log_line(LOG_WARN, "%s", warnings[i]);
    if (lost_warnings)
        log_line(LOG_WARN, "and %u more that are like these", lost_warnings);
}

unsigned int options_read(void)
{
    static const struct option_taker taker = { name_of, take, complain };
    unsigned int wanted = WANTED_NOTHING, i;

    options.stall = 1000;
    options.trace_size = UINT64_C(64) << 20;
    options.log_level = LOG_INFO;
    options.guard_limit = sizeof(void *) == 4 ? UINT64_C(256) << 20 : UINT64_C(4) << 30;
    option_sources_read(&taker);
    for (i = 0; i < OPTION_COUNT; ++i)
    {
        if (settings[i].on)
            wanted |= table[i].switches_on;
    }
    if (!options.min_buffers && !options.min_align && !options.padding)
        wanted &= ~(unsigned int)WANTED_STEER;
    if (!process_is_meant())
        return WANTED_NOTHING;
    if (!strcmp(options.trace, "0"))
        options.trace[0] = 0;
    options.quiet = options.trace[0] && !options.debug && !options.guard && !options.wrap[0];
    if (options.trace[0] && !options.debug)
        options.debug = DEBUG_STALLS | DEBUG_MISUSE | DEBUG_LEAKS;
    /* Whoever asks for guards alone wants to know what they find, and what else is plainly wrong. */
    if (wanted & WANTED_LOOK && !options.debug)
        options.debug = DEBUG_MISUSE;
    if (wanted || warning_count)
        tell_warnings();
    return wanted;
}
