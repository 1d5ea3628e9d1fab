/*
 * The table of messages, and how one is told
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

#include "log.h"
#include "messages.h"
#include "modules.h"
#include "system.h"

const struct message messages[MESSAGE_COUNT] = {
    [MESSAGE_STALL] = { "STALL", LOG_ERROR, DEBUG_STALLS, "5.1",
                        "a thread waits in GetBuffer, and no buffer has come back for QUARTZALLOC_STALL" },
    [MESSAGE_DRY] = { "DRY", LOG_WARN, DEBUG_STALLS, "5.1",
                      "GetBuffer with AM_GBF_NOWAIT has found no free buffer for QUARTZALLOC_STALL" },
    [MESSAGE_OVERRUN] = { "OVERRUN", LOG_ERROR, DEBUG_ALWAYS, "3.1", "bytes behind a buffer were written" },
    [MESSAGE_UNDERRUN] = { "UNDERRUN", LOG_ERROR, DEBUG_ALWAYS, "3.1", "bytes in front of a buffer were written" },
    [MESSAGE_WRITTEN_AFTER_RELEASE] = { "WRITTEN-AFTER-RELEASE", LOG_ERROR, DEBUG_ALWAYS, "5.4",
                                        "a buffer was written to while it was free" },
    [MESSAGE_USED_AFTER_RELEASE] = { "USED-AFTER-RELEASE", LOG_ERROR, DEBUG_MISUSE, "5.4",
                                     "a method of a sample was called after its last reference had gone" },
    [MESSAGE_RELEASED_TWICE] = { "RELEASED-TWICE", LOG_ERROR, DEBUG_MISUSE, "5.6",
                                 "a sample was released once more than it was referenced" },
    [MESSAGE_OUTSTANDING] = { "OUTSTANDING", LOG_WARN, DEBUG_MISUSE, "2.5",
                              "SetProperties was refused, since buffers are out" },
    [MESSAGE_NOT_COMMITTED] = { "NOT-COMMITTED", LOG_WARN, DEBUG_MISUSE, "4.4",
                                "GetBuffer of an allocator that was never committed, or over and over after Decommit" },
    [MESSAGE_STILL_OUT] = { "STILL-OUT", LOG_WARN, DEBUG_LEAKS, "1.8",
                            "the allocator or the process has come to its end, and buffers are still out" },
    [MESSAGE_NEVER_DECOMMITTED] = { "NEVER-DECOMMITTED", LOG_WARN, DEBUG_ADVICE, "1.8",
                                    "the last reference of an allocator has gone while it was committed" },
    [MESSAGE_ALIGNMENT] = { "ALIGNMENT", LOG_WARN, DEBUG_ADVICE, "3.1",
                            "the buffers are not aligned to 16 bytes: nobody has asked for it" },
    [MESSAGE_ONE_BUFFER] = { "ONE-BUFFER", LOG_WARN, DEBUG_ADVICE, "5.1",
                             "an allocator was committed with one buffer" },
    [MESSAGE_CALLBACK_SLOW] = { "CALLBACK-SLOW", LOG_WARN, DEBUG_STALLS, "6.3",
                                "NotifyRelease took longer than a quarter of QUARTZALLOC_STALL" },
    [MESSAGE_CALLBACK_BLOCKS] = { "CALLBACK-BLOCKS", LOG_ERROR, DEBUG_STALLS | DEBUG_CALLBACK, "6.4",
                                  "NotifyRelease waits for a buffer, or for what waits for the allocator" },
    [MESSAGE_CALLBACK_HOLDS] = { "CALLBACK-HOLDS", LOG_WARN, DEBUG_CALLBACK, "6.3",
                                 "NotifyRelease came back with a buffer that it had taken" },
};

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
    log_text(message->severity, report->text);
    if (options_list_has(options.stop, message->name)
        || (message->severity == LOG_ERROR && options_list_has(options.stop, "1")))
        system_break();
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
