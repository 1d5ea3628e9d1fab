/*
 * Graphs of a report, packed: see report_pack.h
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <stdlib.h>
#include <string.h>

#include "report_pack.h"

static bool has_message(const struct report *report, uint32_t number)
{
    size_t i, count = reader_message_count(report->reader);

    for (i = 0; i < count && i < 1000; ++i)
    {
        const struct reader_message *message = reader_message(report->reader, i);

        if (message->number == number && message->severity < 3)
            return true;
    }
    return false;
}

static int by_weight(const void *a, const void *b)
{
    const struct report_allocator *one = *(struct report_allocator *const *)a;
    const struct report_allocator *two = *(struct report_allocator *const *)b;

    if (one->weight != two->weight)
        return one->weight > two->weight ? -1 : 1;
    return one->number < two->number ? -1 : 1;
}

static int by_number(const void *a, const void *b)
{
    const struct report_allocator *one = *(struct report_allocator *const *)a;
    const struct report_allocator *two = *(struct report_allocator *const *)b;

    return one->number < two->number ? -1 : 1;
}

uint32_t report_choose(struct report *report, uint32_t limit)
{
    uint32_t i, count = report->count < limit ? report->count : limit;

    for (i = 0; i < report->count; ++i)
    {
        struct report_allocator *allocator = report->allocators[i];

        allocator->weight = allocator->last.handed_out;
        if (has_message(report, allocator->number))
            allocator->weight |= UINT64_C(1) << 63;
    }
    if (report->count)
        qsort(report->allocators, report->count, sizeof(*report->allocators), by_weight);
    /* Of those that handed out nothing, there is nothing to see. */
    while (count > 1 && !report->allocators[count - 1]->weight)
        --count;
    if (count)
        qsort(report->allocators, count, sizeof(*report->allocators), by_number);
    return count;
}

static uint8_t share(float ticks, const struct graph *graph)
{
    float part = ticks / (float)graph->cell_ticks * 16.0f;

    return part >= 15.5f ? 15 : part <= 1 ? 0 : (uint8_t)(part - 0.5f);
}

/* What the page sees of a cell: two modules, and the share of each in sixteenths less one. */
static void see(const struct graph *graph, const struct graph_row *row, uint32_t cell, uint8_t seen[3])
{
    memset(seen, 0, 3);
    if (cell >= row->used || !row->cells[cell].modules[0])
        return;
    seen[0] = row->cells[cell].modules[0];
    seen[1] = row->cells[cell].modules[1];
    seen[2] = (uint8_t)(share(row->cells[cell].ticks[0], graph) << 4
                        | (seen[1] ? share(row->cells[cell].ticks[1], graph) : 0));
}

static uint32_t cells_of(const struct graph *graph)
{
    uint32_t cells = graph->used, i;

    for (i = 0; i < graph->row_count; ++i)
    {
        if (graph->rows[i].used > cells)
            cells = graph->rows[i].used;
    }
    return cells;
}

static void pack_row(const struct graph *graph, const struct graph_row *row, uint32_t cells, struct text *packed)
{
    uint8_t seen[3], next[3];
    uint32_t i, begin = 0;

    for (i = 0; i <= cells; ++i)
    {
        if (i < cells)
            see(graph, row, i, next);
        if (i > begin && (i == cells || memcmp(seen, next, sizeof(seen))))
        {
            text_bytes(packed, seen, seen[0] ? 3 : 1);
            text_packed(packed, i - begin);
            begin = i;
        }
        memcpy(seen, next, sizeof(seen));
    }
}

/* Runs of two numbers of each moment. */
static void pack_moments(const struct graph *graph, uint32_t cells, bool waits, struct text *packed)
{
    uint32_t i, begin = 0, values[2] = { 0, 0 }, next[2];

    for (i = 0; i <= cells; ++i)
    {
        next[0] = next[1] = 0;
        if (i < graph->used)
        {
            const struct graph_moment *moment = &graph->moments[i];

            next[0] = !waits ? moment->lowest : moment->waiting > 0 ? 1 + (uint32_t)share(moment->waiting, graph) : 0;
            next[1] = waits ? moment->waits : moment->highest;
        }
        if (i > begin && (i == cells || memcmp(values, next, sizeof(values))))
        {
            text_packed(packed, i - begin);
            text_packed(packed, values[0]);
            text_packed(packed, values[1]);
            begin = i;
        }
        memcpy(values, next, sizeof(values));
    }
}

void report_pack(const struct graph *graph, double tick, struct text *text)
{
    uint32_t cells = cells_of(graph), i;
    struct text packed = { 0 };

    text_print(text, ",\"cell\":%.3f,\"cells\":%u,\"out\":", (double)graph->cell_ticks * tick, (unsigned int)cells);
    pack_moments(graph, cells, false, &packed);
    text_base64(text, &packed);
    text_print(text, ",\"waits\":");
    pack_moments(graph, cells, true, &packed);
    text_base64(text, &packed);
    text_print(text, ",\"bars\":[");
    for (i = 0; i < graph->row_count; ++i)
    {
        text_print(text, i ? ",\n" : "");
        pack_row(graph, &graph->rows[i], cells, &packed);
        text_base64(text, &packed);
    }
    text_print(text, "]");
    free(packed.bytes);
}

static size_t packed_size(const struct graph *graph)
{
    struct text text = { 0 };
    size_t size;

    report_pack(graph, 1, &text);
    size = text.used;
    free(text.bytes);
    return size;
}

void report_fit(struct report *report, uint32_t count, size_t size)
{
    size_t *sizes = calloc(count ? count : 1, sizeof(*sizes)), sum = 0;
    uint32_t i, largest;

    if (!sizes)
        return;
    for (i = 0; i < count; ++i)
        sum += sizes[i] = packed_size(&report->allocators[i]->graph);
    while (sum > size)
    {
        for (largest = 0, i = 1; i < count; ++i)
        {
            if (sizes[i] > sizes[largest])
                largest = i;
        }
        /* Nothing is left that could be coarser. */
        if (cells_of(&report->allocators[largest]->graph) < 8)
            break;
        graph_shrink(&report->allocators[largest]->graph);
        sum -= sizes[largest];
        sum += sizes[largest] = packed_size(&report->allocators[largest]->graph);
    }
    free(sizes);
}
