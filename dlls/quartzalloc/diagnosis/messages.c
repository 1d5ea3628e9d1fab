/*
 * How a message is told
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

#include "clock.h"
#include "log.h"
#include "messages.h"
#include "modules.h"
#include "system.h"
#include "trace_file.h"

/* How many messages of one id a site may bring about. */
#define SITE_SHARE 10
#define SITE_COUNT 256

struct site
{
    _Atomic uintptr_t key;
    _Atomic uint32_t raised;
};

/* Places of a hash that is never emptied; where it is full, sites share the last one. */
static struct site sites[SITE_COUNT];
static _Atomic uint64_t raised_count[MESSAGE_COUNT], untold_count[MESSAGE_COUNT];

static struct site *site_of(enum message_id id, const void *address)
{
    uintptr_t key = ((uintptr_t)address << 5 | (uintptr_t)id) + 1, found;
    unsigned int i, start = (unsigned int)((key >> 3) * 2654435761u >> 7) % SITE_COUNT;

    for (i = 0; i < SITE_COUNT; ++i)
    {
        struct site *site = &sites[(start + i) % SITE_COUNT];

        found = atomic_load_explicit(&site->key, memory_order_relaxed);
        if (found == key || (!found && atomic_compare_exchange_strong(&site->key, &found, key)) || found == key)
            return site;
    }
    return &sites[start];
}

static const char *const severity_names[] = { "none", "error", "warning", "info", "debug" };

static void append(struct report *report, const char *format, va_list arguments)
{
    size_t room = sizeof(report->text) - report->used;
    int length;

    if (room < 2)
        return;
    length = vsnprintf(report->text + report->used, room, format, arguments);
    if (length > 0)
        report->used += (size_t)length < room ? (size_t)length : room - 1;
}

static __attribute__((format(printf, 2, 3))) void append_text(struct report *report, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    append(report, format, arguments);
    va_end(arguments);
}

bool report_begin(struct report *report, enum message_id id, const void *site, const char *format, ...)
{
    const struct message *message = &messages[id];
    va_list arguments;

    if (message->words != DEBUG_ALWAYS && !(message->words & options.debug))
        return false;
    atomic_fetch_add_explicit(&raised_count[id], 1, memory_order_relaxed);
    if (message->severity > options.log_level || options_list_has(options.mute, message->name)
        || atomic_fetch_add_explicit(&site_of(id, site)->raised, 1, memory_order_relaxed) >= SITE_SHARE)
    {
        atomic_fetch_add_explicit(&untold_count[id], 1, memory_order_relaxed);
        return false;
    }
    report->id = id;
    report->used = 0;
    append_text(report, "quartzalloc: %s: QA-%s: ", severity_names[message->severity], message->name);
    va_start(arguments, format);
    append(report, format, arguments);
    va_end(arguments);
    append_text(report, " (row %s)\n", message->rows);
    return true;
}

void report_fact(struct report *report, const char *label, const char *format, ...)
{
    va_list arguments;

    append_text(report, "    %-12s ", label);
    va_start(arguments, format);
    append(report, format, arguments);
    va_end(arguments);
    append_text(report, "\n");
}

void report_stack(struct report *report, const uintptr_t *addresses, unsigned int depth)
{
    char address[MODULE_ADDRESS_SIZE];
    unsigned int i;

    for (i = 0; i < depth; ++i)
        append_text(report, "%s%s", i ? " < " : "    stack        ",
                    module_address((const void *)addresses[i], address));
    if (depth)
        append_text(report, "\n");
}

void report_end(struct report *report)
{
    const struct message *message = &messages[report->id];

    /* A text that was cut off still ends its line. */
    if (report->used >= sizeof(report->text) - 2)
        report->text[sizeof(report->text) - 2] = '\n';
    trace_message(message->severity, system_thread_id(), clock_nanoseconds(), report->text);
    if (!options.quiet)
        log_text(message->severity, report->text);
    if (options_list_has(options.stop, message->name)
        || (message->severity == LOG_ERROR && options_list_has(options.stop, "1")))
        system_break();
}

void report_conclude(struct report *report, const char *so)
{
    report_fact(report, "so", "%s", so);
    report_end(report);
}

void messages_count(enum message_id id, uint64_t *raised, uint64_t *untold)
{
    *raised = atomic_load_explicit(&raised_count[id], memory_order_relaxed);
    *untold = atomic_load_explicit(&untold_count[id], memory_order_relaxed);
}

const char *duration_text(uint64_t nanoseconds, char text[DURATION_SIZE])
{
    uint64_t microseconds = nanoseconds / 1000;
    unsigned int whole, part;

    if (microseconds < 1000)
        snprintf(text, DURATION_SIZE, "%u us", (unsigned int)microseconds);
    else
    {
        bool seconds = microseconds >= 1000000;
        uint64_t hundredths = microseconds / (seconds ? 10000 : 10);

        whole = (unsigned int)(hundredths / 100);
        part = (unsigned int)(hundredths % 100);
        snprintf(text, DURATION_SIZE, whole < 10 ? "%u.%02u %s" : "%u.%u %s", whole, whole < 10 ? part : part / 10,
                 seconds ? "s" : "ms");
    }
    return text;
}

const char *thread_text(uint32_t thread, char *text)
{
    char name[SYSTEM_NAME_SIZE];

    system_thread_name(thread, name);
    snprintf(text, THREAD_SIZE, name[0] ? "thread %04x \"%s\"" : "thread %04x", (unsigned int)thread, name);
    return text;
}
