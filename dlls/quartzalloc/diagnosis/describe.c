/*
 * The facts that several messages tell
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <stdio.h>
#include <string.h>

#include "describe.h"
#include "modules.h"

#define BUFFER_LINES 16

static const char *since(uint64_t then, uint64_t now, char text[DURATION_SIZE])
{
    return duration_text(now > then ? now - then : 0, text);
}

static void describe_holder(struct report *report, const struct ledger_buffer *buffer, const char *label,
                            uint32_t which, uint64_t now)
{
    const struct ledger_hold *hold = &buffer->holds[which];
    int32_t references = buffer->holders.references[which];
    char duration[DURATION_SIZE], address[MODULE_ADDRESS_SIZE], thread[THREAD_SIZE];

    report_fact(report, label, "%s %s   %d reference%s   %s   (taken at %s, %s)", which ? "and for" : "out",
                since(hold->since, now, duration), (int)references, references == 1 ? "" : "s",
                module_get(buffer->holders.modules[which])->name, module_address(hold->caller, address),
                thread_text(hold->thread, thread));
    report_stack(report, hold->stack, hold->stack_depth);
}

void describe_buffer(struct report *report, const struct ledger_buffer *buffer, uint64_t now)
{
    char duration[DURATION_SIZE], address[MODULE_ADDRESS_SIZE], label[24];
    uint32_t i;

    snprintf(label, sizeof(label), "buffer %u", (unsigned int)buffer->number);
    for (i = 0; i < buffer->holders.count; ++i)
        describe_holder(report, buffer, i ? "" : label, i, now);
    if (!i && buffer->references)
        report_fact(report, label, "out %s   %d references that were passed on",
                    since(buffer->out_since, now, duration), (int)buffer->references);
    else if (!i && buffer->returned_by)
        report_fact(report, label, "free since %s   given back by %s", since(buffer->returned_at, now, duration),
                    module_address(buffer->returned_by, address));
}

void describe_buffers(struct report *report, struct ledger_allocator *allocator, uint64_t now)
{
    struct ledger_buffer *buffers[BUFFER_LINES];
    unsigned int count = ledger_buffers_out(allocator, buffers, BUFFER_LINES), i;

    for (i = 0; i < count && i < BUFFER_LINES; ++i)
        describe_buffer(report, buffers[i], now);
    if (count > BUFFER_LINES)
        report_fact(report, "", "and %u more", count - BUFFER_LINES);
}

void describe_agreement(struct report *report, const struct ledger_allocator *allocator)
{
    const struct event_properties *agreed = &allocator->agreed;
    char text[200] = "";
    size_t used = 0;
    uint32_t i;

    for (i = 0; i < allocator->request_count && used < sizeof(text); ++i)
    {
        const struct ledger_request *request = &allocator->requests[i];

        used += (size_t)snprintf(text + used, sizeof(text) - used, "%s%s (%d)", i ? ", " : "",
                                 module_get(module_of(request->caller))->name, (int)request->asked.count);
    }
    report_fact(report, "agreed", "%d x %d bytes, align %d, prefix %d: asked by %s", (int)agreed->count,
                (int)agreed->size, (int)agreed->align, (int)agreed->prefix, text[0] ? text : "nobody");
}

struct keeper
{
    uint16_t module;
    unsigned int buffers;
};

static unsigned int count_keepers(struct ledger_allocator *allocator, struct keeper keepers[LEDGER_MODULES])
{
    unsigned int count = 0, i;
    uint32_t place, which;

    for (place = 0; place < allocator->table_size; ++place)
    {
        const struct ledger_buffer *buffer = allocator->table[place];

        for (which = 0; buffer && which < buffer->holders.count; ++which)
        {
            for (i = 0; i < count && keepers[i].module != buffer->holders.modules[which]; ++i)
                ;
            if (i == LEDGER_MODULES)
                continue;
            if (i == count)
                keepers[count++] = (struct keeper){ buffer->holders.modules[which], 0 };
            ++keepers[i].buffers;
        }
    }
    return count;
}

const char *describe_keepers(struct ledger_allocator *allocator, char text[KEEPERS_SIZE])
{
    struct keeper keepers[LEDGER_MODULES];
    unsigned int count = count_keepers(allocator, keepers), i, told;
    size_t used = 0;

    snprintf(text, KEEPERS_SIZE, "nobody keeps any");
    for (told = 0; told < count && used < KEEPERS_SIZE; ++told)
    {
        struct keeper *most = &keepers[0];

        for (i = 1; i < count; ++i)
        {
            if (keepers[i].buffers > most->buffers)
                most = &keepers[i];
        }
        used += (size_t)snprintf(text + used, KEEPERS_SIZE - used, "%s%s %s%u",
                                 !told                       ? ""
                                         : told + 1 == count ? " and "
                                                             : ", ",
                                 module_get(most->module)->name, told ? "" : "keeps ", most->buffers);
        most->buffers = 0;
    }
    return text;
}
