/*
 * What happens: negotiations and calls line by line, and what there is to say at the end
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
#include "summary.h"

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

void narrate_event(const struct event *event)
{
    if (options.debug & DEBUG_CALLS || (options.debug & DEBUG_NEGOTIATION && is_negotiation(event->kind)))
        tell_call(event);
    if (event->kind == EVENT_ALLOCATOR_ENDED && options.debug & DEBUG_SUMMARY)
        summary_of_ended(event->allocator);
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
        summary_of_living();
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
