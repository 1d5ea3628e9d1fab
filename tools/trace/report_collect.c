/*
 * What a report tells, collected from a trace: see report_collect.h
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <stdlib.h>
#include <string.h>

#include "report_collect.h"
#include "room.h"

/* Cells of all graphs together, 12 or 20 bytes each; beyond, the largest graph becomes coarser. */
#define CELL_LIMIT 2500000

/* Allocators that are collected; beyond, the one that handed out least goes. */
#define ALLOCATOR_LIMIT 500

static uint8_t module_index(struct report *report, uint16_t number)
{
    uint8_t *index = &report->module_index[number];

    if (!*index)
    {
        if (report->module_count < REPORT_MODULES)
            report->modules[++report->module_count].number = number;
        *index = (uint8_t)report->module_count;
    }
    return *index;
}

/* Which column a duration belongs to: the first that is not exceeded. */
static unsigned int column_of(const struct report *report, uint64_t ticks)
{
    uint64_t microseconds = (uint64_t)((double)ticks * 1e6 / (double)reader_header(report->reader)->clock_frequency);
    unsigned int column;

    for (column = 0; column < REPORT_DOUBLES - 1 && microseconds >> column; ++column)
        ;
    return column;
}

static void add_to_series(struct report *report, struct report_series *series, uint32_t *count, uint8_t module,
                          uint64_t ticks)
{
    uint32_t i;

    for (i = 0; i < *count && series[i].module != module; ++i)
        ;
    if (i == *count)
    {
        if (i == REPORT_SERIES)
            i = REPORT_SERIES - 1;
        else
            series[(*count)++].module = module;
    }
    ++series[i].columns[column_of(report, ticks)];
}

static void drop(struct report_allocator *allocator)
{
    graph_free(&allocator->graph);
    free(allocator);
}

/* Make room for another: of those that are over, the one that handed out least goes. */
static void drop_least(struct report *report)
{
    uint32_t i, least = UINT32_MAX;

    for (i = 0; i < report->count; ++i)
    {
        const struct report_allocator *allocator = report->allocators[i];

        if (allocator->last.ended
            && (least == UINT32_MAX || allocator->last.handed_out < report->allocators[least]->last.handed_out))
            least = i;
    }
    if (least == UINT32_MAX)
        return;
    drop(report->allocators[least]);
    ++report->left_out;
    --report->count;
    memmove(&report->allocators[least], &report->allocators[least + 1],
            (report->count - least) * sizeof(*report->allocators));
}

/* The allocator of a change; they are few, and it is mostly one of the latest. */
static struct report_allocator *find(struct report *report, const struct allocator *allocator)
{
    struct report_allocator *made, **grown;
    uint64_t frequency = reader_header(report->reader)->clock_frequency, from;
    uint32_t i;

    for (i = report->count; i; --i)
    {
        if (report->allocators[i - 1]->number == allocator->number)
            return report->allocators[i - 1];
    }
    if (report->count >= ALLOCATOR_LIMIT)
        drop_least(report);
    if (!(grown = room_make(report->allocators, &report->room, report->count + 1, sizeof(*grown), 32)))
        return NULL;
    report->allocators = grown;
    if (!(made = calloc(1, sizeof(*made))))
        return NULL;
    made->number = allocator->number;
    from = allocator->created ? allocator->created : allocator->first_seen;
    graph_init(&made->graph, from > report->from ? from : report->from, frequency / 100000);
    report->allocators[report->count++] = made;
    return made;
}

/* Keep what will be told of it, as it is now. */
static void keep(struct report_allocator *made, const struct allocator *allocator, uint64_t now)
{
    made->last = *allocator;
    made->active = allocator_active(allocator, now);
    made->dry = allocator_dry(allocator, now);
}

/* How many are out has changed, or is to be told up to now. */
static void count_out(struct report *report, struct report_allocator *made, int32_t out, uint64_t now)
{
    if (made->counted && !graph_out(&made->graph, (uint32_t)made->out, made->out_since, now))
        report->out_of_memory = true;
    made->counted = true;
    made->out = out > 0 ? out : 0;
    made->out_since = now;
    if (made->out > made->most)
        made->most = made->out;
}

static void end_hold(struct report *report, struct report_allocator *made, uint32_t number, const struct hold *hold,
                     uint64_t now)
{
    uint8_t module = module_index(report, hold->place.module);
    uint64_t took = now > hold->since ? now - hold->since : 0;

    if (!graph_hold(&made->graph, number, module, hold->since, now))
        report->out_of_memory = true;
    add_to_series(report, made->holds, &made->hold_series, module, took);
    tally_add(&report->modules[module].holds, took);
}

static void keep_wait(struct report_allocator *made, const struct wait *wait, const struct place *ended_by,
                      int32_t result, uint64_t took)
{
    uint32_t i, last;

    for (i = 0; i < made->wait_count && made->longest[i].took >= took; ++i)
        ;
    if (i == REPORT_WAITS)
        return;
    last = made->wait_count < REPORT_WAITS ? made->wait_count++ : REPORT_WAITS - 1;
    memmove(&made->longest[i + 1], &made->longest[i], (last - i) * sizeof(*made->longest));
    made->longest[i] =
            (struct report_wait){ .place = wait->place, .since = wait->since, .took = took, .result = result };
    if (ended_by)
        made->longest[i].ended_by = *ended_by;
}

static void end_wait(struct report *report, struct report_allocator *made, const struct wait *wait, uint64_t now)
{
    uint8_t module = module_index(report, wait->place.module);
    uint64_t took = now > wait->since ? now - wait->since : 0;

    if (!graph_wait(&made->graph, wait->since, now))
        report->out_of_memory = true;
    add_to_series(report, made->waits, &made->wait_series, module, took);
    tally_add(&report->modules[module].waits, took);
}

/* Fold the largest graph until all of them fit. */
static void bound_memory(struct report *report)
{
    while (graph_cells > CELL_LIMIT)
    {
        struct report_allocator *largest = NULL;
        size_t size = 0;
        uint32_t i;

        for (i = 0; i < report->count; ++i)
        {
            if (graph_size(&report->allocators[i]->graph) > size)
            {
                largest = report->allocators[i];
                size = graph_size(&largest->graph);
            }
        }
        if (!largest || size <= 1024)
            return;
        graph_shrink(&largest->graph);
    }
}

static void changed(void *context, const struct change *change)
{
    struct report *report = context;
    struct report_allocator *made = find(report, change->allocator);

    if (!made)
    {
        report->out_of_memory = true;
        return;
    }
    switch (change->kind)
    {
        case CHANGE_ALLOCATOR:
            if (change->record->kind == TRACE_ALLOCATOR_ENDED || change->record->kind == TRACE_ALLOCATOR_CREATED)
                count_out(report, made, 0, change->time);
            keep(made, change->allocator, change->time);
            break;
        case CHANGE_STATE:
            count_out(report, made, change->allocator->out, change->time);
            break;
        case CHANGE_BUFFER_OUT:
            count_out(report, made, change->allocator->out, change->time);
            if (change->wait)
                keep_wait(made, change->wait, &change->buffer->returned, 0, change->wait->until - change->wait->since);
            break;
        case CHANGE_BUFFER_BACK:
            count_out(report, made, change->allocator->out, change->time);
            break;
        case CHANGE_HOLD_ENDED:
            end_hold(report, made, change->buffer->number, change->hold, change->time);
            break;
        case CHANGE_WAIT_ENDED:
            end_wait(report, made, change->wait, change->time);
            if (change->record->result < 0)
                keep_wait(made, change->wait, NULL, change->record->result, change->wait->until - change->wait->since);
            break;
        default:
            break;
    }
    if (graph_cells > CELL_LIMIT)
        bound_memory(report);
}

/* What has not ended, as if it did now. */
static void end_all(struct report *report)
{
    struct allocator *allocator;
    uint32_t number, i;

    for (number = 0; (allocator = state_next(&report->state, number)); number = allocator->number)
    {
        struct report_allocator *made;
        const struct buffer *buffer;
        const struct wait *wait;
        uint32_t which;

        if (allocator->ended || !(made = find(report, allocator)))
            continue;
        count_out(report, made, allocator->out, report->until);
        for (which = 0; (buffer = allocator_next_out(allocator, which)); which = buffer->number)
        {
            for (i = 0; i < buffer->holders.count; ++i)
                end_hold(report, made, buffer->number, &buffer->holds[i], report->until);
        }
        for (wait = allocator->waits; wait; wait = wait->next)
        {
            if (wait->until)
                continue;
            end_wait(report, made, wait, report->until);
            keep_wait(made, wait, NULL, 0, report->until > wait->since ? report->until - wait->since : 0);
        }
        keep(made, allocator, report->until);
    }
}

static void rank_modules(struct report *report)
{
    uint32_t i, j;

    for (i = 1; i <= report->module_count; ++i)
    {
        for (j = 1; j <= report->module_count; ++j)
        {
            const struct report_module *a = &report->modules[i], *b = &report->modules[j];

            if (b->holds.total > a->holds.total || (b->holds.total == a->holds.total && j < i))
                ++report->modules[i].rank;
        }
    }
}

bool report_collect(struct report *report, struct reader *reader)
{
    struct trace_record record;
    bool first = true;

    report->reader = reader;
    report->from = reader_header(reader)->start_time;
    report->state.changed = changed;
    report->state.context = report;
    state_init(&report->state);
    while (reader_next(reader, &record) && !report->out_of_memory && !report->state.out_of_memory)
    {
        /* Where the beginning was overwritten, what is shown begins with what is there. */
        if (first && reader_overwritten(reader))
            report->from = record.time;
        first = false;
        state_record(&report->state, &record);
    }
    report->until = reader_end(reader, report->state.last_time);
    if (report->until <= report->from)
        report->until = report->from + 1;
    end_all(report);
    rank_modules(report);
    return !report->out_of_memory && !report->state.out_of_memory;
}

void report_free(struct report *report)
{
    uint32_t i;

    for (i = 0; i < report->count; ++i)
        drop(report->allocators[i]);
    free(report->allocators);
    state_free(&report->state);
}
