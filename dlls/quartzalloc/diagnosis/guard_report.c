/*
 * What is said of guarded memory
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "guard_report.h"

#include <stdio.h>

#include "clock.h"
#include "describe.h"
#include "modules.h"
#include "options.h"

#define PLACE_SIZE 64

/* "byte 100, 1 behind the end of a buffer of 100" */
static const char *place_text(const struct guard *guard, ptrdiff_t offset, char text[PLACE_SIZE])
{
    if (offset < 0)
        snprintf(text, PLACE_SIZE, "%llu in front of the buffer", (unsigned long long)-(long long)offset);
    else if ((size_t)offset >= guard->room)
        snprintf(text, PLACE_SIZE, "%llu behind its last byte", (unsigned long long)((size_t)offset - guard->room) + 1);
    else
        snprintf(text, PLACE_SIZE, "byte %llu of it", (unsigned long long)offset);
    return text;
}

static void describe(struct report *report, const struct guard *guard, struct ledger_buffer *buffer)
{
    struct ledger_allocator *allocator = guard->owner;

    if (!ledger_lock(allocator))
        return;
    ++allocator->misuse;
    if (buffer)
        describe_buffer(report, buffer, clock_nanoseconds());
    describe_agreement(report, allocator);
    ledger_unlock(allocator);
}

void guard_report_finding(enum message_id id, const struct guard *guard, struct ledger_buffer *buffer,
                          const struct guard_finding *finding, const void *caller)
{
    char place[PLACE_SIZE], address[MODULE_ADDRESS_SIZE];
    struct report report;

    if (!finding->length
        || !report_begin(&report, id, caller, "buffer %u of allocator %u was written to %s, %s%llu byte%s",
                         buffer ? (unsigned int)buffer->number : 0, (unsigned int)guard->owner->number,
                         id == MESSAGE_OVERRUN            ? "behind its end"
                                 : id == MESSAGE_UNDERRUN ? "in front of its beginning"
                                                          : "while it was free",
                         id == MESSAGE_WRITTEN_AFTER_RELEASE ? "somewhere in " : "",
                         (unsigned long long)finding->length, finding->length == 1 ? "" : "s"))
        return;
    report_fact(&report, "first", "%s, of %llu bytes with a prefix of %llu", place_text(guard, finding->offset, place),
                (unsigned long long)guard->room, (unsigned long long)guard->prefix);
    if (id == MESSAGE_WRITTEN_AFTER_RELEASE && buffer && buffer->returned_by)
        report_fact(&report, "had it last", "%s", module_address(buffer->returned_by, address));
    report_fact(&report, "found at", "%s", module_address(caller, address));
    describe(&report, guard, buffer);
    report_fact(&report, "so", "%s; QUARTZALLOC_GUARD=page%s stops at the instruction that does it",
                id == MESSAGE_WRITTEN_AFTER_RELEASE ? "whoever had it has kept the pointer"
                                                    : "one of those who held it writes past its bounds",
                id == MESSAGE_WRITTEN_AFTER_RELEASE ? ",released" : "");
    report_end(&report);
}

static struct ledger_buffer *buffer_of(const struct guard *guard, uint32_t slot)
{
    struct ledger_allocator *allocator = guard->owner;
    struct ledger_buffer *found = NULL;
    uint32_t i;

    for (i = 0; i < allocator->table_size && !found; ++i)
    {
        if (allocator->table[i] && allocator->table[i]->number == slot + 1)
            found = allocator->table[i];
    }
    return found;
}

bool guard_report_fault(uintptr_t address, bool write, const void *instruction, uint8_t **page)
{
    struct guard *guard = guard_find(address);
    char place[PLACE_SIZE], code[MODULE_ADDRESS_SIZE];
    struct ledger_buffer *buffer;
    enum guard_place where;
    struct report report;
    enum message_id id;
    ptrdiff_t offset;
    uint32_t slot;

    if (!guard || (where = guard_place(guard, address, &slot, &offset)) == GUARD_ELSEWHERE)
        return false;
    *page = (uint8_t *)(address / GUARD_PAGE_SIZE * GUARD_PAGE_SIZE);
    id = where == GUARD_BEHIND      ? MESSAGE_OVERRUN
            : where == GUARD_BEFORE ? MESSAGE_UNDERRUN
            : write                 ? MESSAGE_WRITTEN_AFTER_RELEASE
                                    : MESSAGE_USED_AFTER_RELEASE;
    if (!report_begin(&report, id, instruction, "%s %s buffer %u of allocator %u%s",
                      module_get(module_of(instruction))->name, write ? "writes to" : "reads from",
                      (unsigned int)slot + 1, (unsigned int)guard->owner->number,
                      where == GUARD_BEHIND           ? ", behind its end"
                              : where == GUARD_BEFORE ? ", in front of it"
                                                      : ", which was released"))
        return true;
    report_fact(&report, "instruction", "%s", module_address(instruction, code));
    report_fact(&report, "at", "%s, of %llu bytes with a prefix of %llu", place_text(guard, offset, place),
                (unsigned long long)guard->room, (unsigned long long)guard->prefix);
    if (ledger_lock(guard->owner))
    {
        ++guard->owner->misuse;
        if ((buffer = buffer_of(guard, slot)))
            describe_buffer(&report, buffer, clock_nanoseconds());
        describe_agreement(&report, guard->owner);
        ledger_unlock(guard->owner);
    }
    report_conclude(&report,
                    options.guard & GUARD_CONTINUE ? "the page is opened, and the program goes on"
                                                   : "the program gets the access violation that it has made");
    return true;
}

void guard_report_limit(const struct guard *guard)
{
    static atomic_flag said = ATOMIC_FLAG_INIT;

    if (!atomic_flag_test_and_set(&said))
        log_line(LOG_WARN,
                 "QUARTZALLOC_GUARD: allocator %u has patterns in place of pages: there is no address space for more "
                 "than "
                 "limit=%lluK",
                 (unsigned int)guard->owner->number, (unsigned long long)(options.guard_limit >> 10));
}
