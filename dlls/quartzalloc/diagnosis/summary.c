/*
 * A summary of each allocator, and one of all those that are too many to be told singly
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>

#include "clock.h"
#include "log.h"
#include "messages.h"
#include "modules.h"
#include "summary.h"
#include "system.h"

/*
 * So many allocators are told singly when they end, and as many of those that live when the process ends.  A program that
 * makes one for each film is told in full; one that makes thousands does not fill the disk.
 */
#define SUMMARY_MOST 100

/* All allocators that had no summary of their own. */
static struct
{
    struct platform_lock lock;
    uint32_t allocators;
    uint64_t handed_out, still_out, waits, longest_wait, misuse;
} rest;

static void summary_line(char *text, size_t size, size_t *used, const char *format, ...)
        __attribute__((format(printf, 4, 5)));

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
    uint64_t now = clock_nanoseconds(), active = allocator->active, dry = allocator->dry;
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

/* Under lock. */
static void add_to_rest(const struct ledger_allocator *allocator)
{
    if (!system_lock(&rest.lock))
        return;
    ++rest.allocators;
    rest.handed_out += allocator->handed_out;
    rest.still_out += allocator->out > 0 ? (uint64_t)allocator->out : 0;
    rest.waits += allocator->waits.count;
    if (allocator->waits.longest > rest.longest_wait)
        rest.longest_wait = allocator->waits.longest;
    rest.misuse += allocator->misuse;
    system_unlock(&rest.lock);
}

/* Under lock.  Whether `text` is to be told: the allocator was used, and is one of the first that `told` has counted. */
static bool summarise_in_turn(struct ledger_allocator *allocator, _Atomic uint32_t *told, char *text, size_t size)
{
    uint32_t before;

    if (!allocator->commits && !allocator->handed_out)
        return false;
    before = atomic_fetch_add_explicit(told, 1, memory_order_relaxed);
    if (before < SUMMARY_MOST)
        summarise(allocator, text, size);
    else
        add_to_rest(allocator);
    if (before == SUMMARY_MOST)
        log_line(LOG_INFO, "%d allocators have had their summary; those that follow are added up at the process's end",
                 SUMMARY_MOST);
    return before < SUMMARY_MOST;
}

void summary_of_ended(struct ledger_allocator *allocator)
{
    static _Atomic uint32_t told;
    char text[4000];
    bool in_turn;

    if (!ledger_lock(allocator))
        return;
    in_turn = summarise_in_turn(allocator, &told, text, sizeof(text));
    ledger_unlock(allocator);
    if (in_turn)
        log_text(LOG_INFO, text);
}

static bool summarise_living(struct ledger_allocator *allocator, void *told)
{
    static char text[4000];

    if (summarise_in_turn(allocator, told, text, sizeof(text)))
        log_text(LOG_INFO, text);
    return true;
}

static void tell_rest(void)
{
    char text[600], longest[DURATION_SIZE];
    size_t used = 0;

    if (!rest.allocators)
        return;
    summary_line(text, sizeof(text), &used, "quartzalloc: info: summary of %u more allocators\n",
                 (unsigned int)rest.allocators);
    summary_line(text, sizeof(text), &used, "    %-12s %llu handed out, %llu still out\n", "buffers",
                 (unsigned long long)rest.handed_out, (unsigned long long)rest.still_out);
    if (rest.waits)
        summary_line(text, sizeof(text), &used, "    %-12s %llu, longest %s\n", "waits", (unsigned long long)rest.waits,
                     duration_text(rest.longest_wait, longest));
    if (rest.misuse)
        summary_line(text, sizeof(text), &used, "    %-12s %llu times\n", "misused", (unsigned long long)rest.misuse);
    log_text(LOG_INFO, text);
}

void summary_of_living(void)
{
    _Atomic uint32_t told = 0;

    ledger_each(summarise_living, &told);
    tell_rest();
}
