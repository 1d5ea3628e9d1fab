/*
 * What a report draws of one allocator: see report_graph.h
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <stdlib.h>
#include <string.h>

#include "report_graph.h"
#include "room.h"

size_t graph_cells;

void graph_init(struct graph *graph, uint64_t from, uint64_t cell_ticks)
{
    memset(graph, 0, sizeof(*graph));
    graph->from = from;
    graph->cell_ticks = cell_ticks ? cell_ticks : 1;
}

size_t graph_size(const struct graph *graph)
{
    size_t size = graph->room;
    uint32_t i;

    for (i = 0; i < graph->row_count; ++i)
        size += graph->rows[i].room;
    return size;
}

void graph_free(struct graph *graph)
{
    uint32_t i;

    graph_cells -= graph_size(graph);
    for (i = 0; i < graph->row_count; ++i)
        free(graph->rows[i].cells);
    free(graph->moments);
    memset(graph, 0, sizeof(*graph));
}

/* More of what a cell had; what is third is left out. */
static void add(struct graph_cell *cell, uint8_t module, float ticks)
{
    int which = cell->modules[0] == module || !cell->modules[0] ? 0 : 1;

    if (!ticks)
        return;
    if (cell->modules[which] && cell->modules[which] != module && cell->ticks[which] >= ticks)
        return;
    if (cell->modules[which] != module)
        cell->ticks[which] = 0;
    cell->modules[which] = module;
    cell->ticks[which] += ticks;
    if (cell->ticks[1] > cell->ticks[0])
    {
        struct graph_cell turned = { { cell->modules[1], cell->modules[0] }, { cell->ticks[1], cell->ticks[0] } };

        *cell = turned;
    }
}

static void fold_cells(struct graph_row *row)
{
    uint32_t i;

    for (i = 0; i < row->used; i += 2)
    {
        struct graph_cell cell = row->cells[i];

        if (i + 1 < row->used)
        {
            add(&cell, row->cells[i + 1].modules[0], row->cells[i + 1].ticks[0]);
            add(&cell, row->cells[i + 1].modules[1], row->cells[i + 1].ticks[1]);
        }
        row->cells[i / 2] = cell;
    }
    row->used = (row->used + 1) / 2;
    if (row->cells)
        memset(row->cells + row->used, 0, (row->room - row->used) * sizeof(*row->cells));
}

static void fold_moments(struct graph *graph)
{
    uint32_t i;

    for (i = 0; i < graph->used; i += 2)
    {
        struct graph_moment moment = graph->moments[i], *next = &graph->moments[i + 1];

        if (i + 1 < graph->used)
        {
            if (next->known && (!moment.known || next->lowest < moment.lowest))
                moment.lowest = next->lowest;
            if (next->known && next->highest > moment.highest)
                moment.highest = next->highest;
            moment.known |= next->known;
            moment.waiting += next->waiting;
            moment.waits += next->waits;
        }
        graph->moments[i / 2] = moment;
    }
    graph->used = (graph->used + 1) / 2;
    if (graph->moments)
        memset(graph->moments + graph->used, 0, (graph->room - graph->used) * sizeof(*graph->moments));
}

static void fold(struct graph *graph)
{
    uint32_t i;

    for (i = 0; i < graph->row_count; ++i)
        fold_cells(&graph->rows[i]);
    fold_moments(graph);
    graph->cell_ticks *= 2;
}

void graph_shrink(struct graph *graph)
{
    size_t before = graph_size(graph);
    uint32_t i;

    fold(graph);
    for (i = 0; i < graph->row_count; ++i)
    {
        struct graph_row *row = &graph->rows[i];
        void *smaller;

        if (row->room > row->used && row->used && (smaller = realloc(row->cells, row->used * sizeof(*row->cells))))
        {
            row->cells = smaller;
            row->room = row->used;
        }
    }
    if (graph->room > graph->used && graph->used)
    {
        void *smaller = realloc(graph->moments, graph->used * sizeof(*graph->moments));

        if (smaller)
        {
            graph->moments = smaller;
            graph->room = graph->used;
        }
    }
    graph_cells -= before - graph_size(graph);
}

/* The cells that a time touches, which the graph has room for then.  False where it touches none. */
static bool cells_of(struct graph *graph, uint64_t *since, uint64_t until, uint32_t *first, uint32_t *last)
{
    if (*since < graph->from)
        *since = graph->from;
    if (until < *since)
        return false;
    while ((until - graph->from) / graph->cell_ticks >= GRAPH_CELLS)
        fold(graph);
    *first = (uint32_t)((*since - graph->from) / graph->cell_ticks);
    *last = (uint32_t)((until - graph->from) / graph->cell_ticks);
    return true;
}

/* room_make for cells of either kind, which are counted. */
static void *make_cells(void *array, uint32_t *room, uint32_t cells, size_t size)
{
    uint32_t before = *room;
    void *grown = room_make(array, room, cells, size, 16);

    graph_cells += *room - before;
    return grown;
}

static bool grow_row(struct graph_row *row, uint32_t cells)
{
    struct graph_cell *grown = make_cells(row->cells, &row->room, cells, sizeof(*grown));

    if (!grown)
        return false;
    row->cells = grown;
    if (cells > row->used)
        row->used = cells;
    return true;
}

static bool grow_moments(struct graph *graph, uint32_t cells)
{
    struct graph_moment *grown = make_cells(graph->moments, &graph->room, cells, sizeof(*grown));

    if (!grown)
        return false;
    graph->moments = grown;
    if (cells > graph->used)
        graph->used = cells;
    return true;
}

/* How much of a time lies in a cell. */
static float part(const struct graph *graph, uint32_t cell, uint64_t since, uint64_t until)
{
    uint64_t begin = graph->from + cell * graph->cell_ticks, end = begin + graph->cell_ticks;

    return (float)((until < end ? until : end) - (since > begin ? since : begin));
}

bool graph_hold(struct graph *graph, uint32_t number, uint8_t module, uint64_t since, uint64_t until)
{
    uint32_t first, last, i;

    if (!number || !cells_of(graph, &since, until, &first, &last))
        return true;
    if (number > GRAPH_ROWS)
    {
        if (number - GRAPH_ROWS > graph->hidden)
            graph->hidden = number - GRAPH_ROWS;
        return true;
    }
    if (number > graph->row_count)
        graph->row_count = number;
    if (!grow_row(&graph->rows[number - 1], last + 1))
        return false;
    for (i = first; i <= last; ++i)
        add(&graph->rows[number - 1].cells[i], module, part(graph, i, since, until));
    return true;
}

bool graph_out(struct graph *graph, uint32_t out, uint64_t since, uint64_t until)
{
    uint32_t first, last, i;

    if (!cells_of(graph, &since, until, &first, &last))
        return true;
    if (!grow_moments(graph, last + 1))
        return false;
    for (i = first; i <= last; ++i)
    {
        struct graph_moment *moment = &graph->moments[i];

        if (!moment->known || out < moment->lowest)
            moment->lowest = out;
        if (out > moment->highest)
            moment->highest = out;
        moment->known = true;
    }
    return true;
}

bool graph_wait(struct graph *graph, uint64_t since, uint64_t until)
{
    uint32_t first, last, i;

    if (!cells_of(graph, &since, until, &first, &last))
        return true;
    if (!grow_moments(graph, last + 1))
        return false;
    ++graph->moments[first].waits;
    for (i = first; i <= last; ++i)
        graph->moments[i].waiting += part(graph, i, since, until);
    return true;
}
