/*
 * What happens: negotiations and calls line by line, and a summary of each allocator
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <stdio.h>

#include "config.h"
#include "ledger.h"
#include "log.h"
#include "options.h"
#include "messages.h"
#include "modules.h"
#include "narrate.h"

/* Negotiations are few and for users; calls are many and for whoever asks for them. */
static bool is_negotiation(enum event_kind kind)
{
    return kind <= EVENT_DECOMMITTED || kind == EVENT_NOTIFY_SET;
}

static void tell_call(const struct event *event)
{
    enum log_level level = is_negotiation(event->kind) ? LOG_INFO : LOG_DEBUG;
    char address[MODULE_ADDRESS_SIZE], detail[200] = "";
    const struct event_properties *request = event->request, *actual = event->actual;

    if (request)
        snprintf(detail, sizeof(detail), ", asked {%d,%d,%d,%d}, given {%d,%d,%d,%d}", (int)request->count,
                 (int)request->size, (int)request->align, (int)request->prefix, (int)actual->count, (int)actual->size,
                 (int)actual->align, (int)actual->prefix);
    else if (event->buffer)
        snprintf(detail, sizeof(detail), ", buffer %u, %d references", (unsigned int)event->buffer->number,
                 event->kind == EVENT_BUFFER_OUT ? 1 : (int)event->count);
    log_line(level, "allocator %u: %s by %s, thread %04x, result %08x%s", (unsigned int)event->allocator->number,
             event_name(event->kind), module_address(event->caller, address), (unsigned int)event->thread,
             (unsigned int)event->result, detail);
}

static void summary_line(char *text, size_t size, size_t *used, const char *format, ...)
        __attribute__((format(printf, 4, 5)));

#include <stdarg.h>

static void summary_line(char *text, size_t size, size_t *used, const char *format, ...)
{
    va_list arguments;
    int length;

    if (*used >= size)
        return;
    va_start(arguments, format);
    length = vsnprintf(text + *used, size - *used, format, arguments);
    va_end(arguments);
    *used += length > 0 ? (size_t)length : 0;
}

/* Under lock. */
static void summarise(struct ledger_allocator *allocator, char *text, size_t size)
{
    char a[DURATION_SIZE], b[DURATION_SIZE], c[DURATION_SIZE], address[MODULE_ADDRESS_SIZE];
    uint64_t now = platform_nanoseconds(), active = allocator->active, dry = allocator->dry;
    uint32_t i;
    size_t used = 0;

    if (allocator->active_since && now > allocator->active_since)
        active += now - allocator->active_since;
    if (allocator->dry_since && now > allocator->dry_since)
        dry += now - allocator->dry_since;
    summary_line(text, size, &used, "quartzalloc: info: summary of allocator %u, created by %s\n",
                 (unsigned int)allocator->number, module_address(allocator->creator, address));
    for (i = 0; i < allocator->request_count; ++i)
    {
        const struct ledger_request *request = &allocator->requests[i];

        summary_line(text, size, &used, "    %-12s %d x %d bytes, align %d, prefix %d; %s %d x %d; at %s\n", "asked",
                     (int)request->asked.count, (int)request->asked.size, (int)request->asked.align,
                     (int)request->asked.prefix, request->result < 0 ? "refused, stays" : "given",
                     (int)(request->result < 0 ? allocator->agreed.count : request->given.count),
                     (int)(request->result < 0 ? allocator->agreed.size : request->given.size),
                     module_address(request->caller, address));
    }
    summary_line(text, size, &used,
                 "    %-12s %llu handed out, %d still out, lowest free count %d of %d, committed for %s\n", "buffers",
                 (unsigned long long)allocator->handed_out, (int)allocator->out,
                 (int)(allocator->lowest_free < 0 ? allocator->agreed.count : allocator->lowest_free),
                 (int)allocator->agreed.count, duration_text(active, a));
    summary_line(text, size, &used, "    %-12s %u %% of that time\n", "dry",
                 active ? (unsigned int)(dry > active ? 100 : dry * 100 / active) : 0);
    if (allocator->waits.count)
        summary_line(text, size, &used, "    %-12s %llu: median %s, 99 %% within %s, longest %s\n", "waits",
                     (unsigned long long)allocator->waits.count,
                     duration_text(histogram_quantile(&allocator->waits, 500), a),
                     duration_text(histogram_quantile(&allocator->waits, 990), b),
                     duration_text(allocator->waits.longest, c));
    for (i = 0; i < allocator->module_count; ++i)
    {
        const struct module_tally *module = &allocator->modules[i];

        if (module->waits.count)
            summary_line(text, size, &used, "    %-12s %llu waits by %s, longest %s\n", "waited",
                         (unsigned long long)module->waits.count, module_get(module->module)->name,
                         duration_text(module->waits.longest, a));
        if (module->holds.count)
            summary_line(text, size, &used, "    %-12s %llu times by %s, %s on average, longest %s\n", "held",
                         (unsigned long long)module->holds.count, module_get(module->module)->name,
                         duration_text(module->holds.total / module->holds.count, a),
                         duration_text(module->holds.longest, b));
    }
    if (allocator->misuse)
        summary_line(text, size, &used, "    %-12s %llu times\n", "misused", (unsigned long long)allocator->misuse);
}

static bool summarise_one(struct ledger_allocator *allocator, void *context)
{
    static char text[4000];

    (void)context;
    if (allocator->commits || allocator->handed_out)
    {
        summarise(allocator, text, sizeof(text));
        log_text(LOG_INFO, text);
    }
    return true;
}

void narrate_event(const struct event *event)
{
    if (options.debug & DEBUG_CALLS || (options.debug & DEBUG_NEGOTIATION && is_negotiation(event->kind)))
        tell_call(event);
    if (event->kind == EVENT_ALLOCATOR_ENDED && options.debug & DEBUG_SUMMARY
        && (event->allocator->commits || event->allocator->handed_out))
    {
        char text[4000];

        if (!ledger_lock(event->allocator))
            return;
        summarise(event->allocator, text, sizeof(text));
        ledger_unlock(event->allocator);
        log_text(LOG_INFO, text);
    }
}

void narrate_start(unsigned int wanted)
{
    char program[SYSTEM_NAME_SIZE], in_force[600];

    system_program_name(program);
    log_line(LOG_INFO,
             "version %s %s the allocators of %s (process %u), with %s; docs/diagnostics.md explains what it says",
             PACKAGE_VERSION,
             !(wanted & WANTED_STEER)       ? "looks at"
                     : wanted & WANTED_LOOK ? "steers and looks at"
                                            : "steers",
             program, (unsigned int)system_process_id(), options_in_force(in_force, sizeof(in_force)));
}

void narrate_end(void)
{
    unsigned int id;

    if (options.debug & DEBUG_SUMMARY)
        ledger_each(summarise_one, NULL);
    for (id = 0; id < MESSAGE_COUNT; ++id)
    {
        uint64_t raised, untold;

        messages_count((enum message_id)id, &raised, &untold);
        if (raised)
            log_line(LOG_INFO, "QA-%s: raised %llu times, %llu of them not told", messages[id].name,
                     (unsigned long long)raised, (unsigned long long)untold);
    }
    if (options.debug & DEBUG_SUMMARY)
        log_line(LOG_INFO, "%u allocators were made", (unsigned int)ledger_allocators_made());
}
