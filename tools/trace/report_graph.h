/*
 * What a report draws of one allocator: cells of time, as coarse as they have to be
 *
 * A graph begins with short cells.  Where its time, or the memory of all graphs, would need more cells than there may be, two
 * of them become one: so memory is bounded whatever is recorded, and an allocator that lived for a second is drawn as finely as
 * one that lived for an hour.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef TRACE_REPORT_GRAPH_H
#define TRACE_REPORT_GRAPH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Cells in a row, at the most, and rows of a graph */
#define GRAPH_CELLS 4096
#define GRAPH_ROWS  256

/* Who held a buffer in a cell: the two that did for longest; a module of 0 is nobody.  Ticks of the trace's clock. */
struct graph_cell
{
    uint8_t modules[2];
    float ticks[2];
};

struct graph_row
{
    struct graph_cell *cells;
    uint32_t used, room;
};

/* What an allocator was like in a cell */
struct graph_moment
{
    bool known;
    uint32_t lowest, highest; /* buffers that were out */
    float waiting;            /* ticks in which a thread waited */
    uint32_t waits;           /* that began */
};

struct graph
{
    uint64_t from;       /* the beginning, on the trace's clock */
    uint64_t cell_ticks; /* length of a cell */
    struct graph_row rows[GRAPH_ROWS];
    uint32_t row_count, hidden; /* hidden: buffers beyond the rows, as far as one of them was held */
    struct graph_moment *moments;
    uint32_t used, room;
};

/* All cells of all graphs. */
extern size_t graph_cells;

/* cell_ticks: length of the first cells. */
void graph_init(struct graph *graph, uint64_t from, uint64_t cell_ticks);
void graph_free(struct graph *graph);

/* Make two cells one, everywhere in the graph, and give back the memory. */
void graph_shrink(struct graph *graph);

/* How many cells it has. */
size_t graph_size(const struct graph *graph);

/*
 * From one time until another: a module, 1 to 255, held buffer `number`, counted from 1; so many buffers were out; a thread
 * waited.  What lies before the graph's beginning is left out.  False when out of memory.
 */
bool graph_hold(struct graph *graph, uint32_t number, uint8_t module, uint64_t since, uint64_t until);
bool graph_out(struct graph *graph, uint32_t out, uint64_t since, uint64_t until);
bool graph_wait(struct graph *graph, uint64_t since, uint64_t until);

#endif
