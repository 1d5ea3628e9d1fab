/*
 * What a report tells, collected from a trace record by record
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef TRACE_REPORT_COLLECT_H
#define TRACE_REPORT_COLLECT_H

#include "reader.h"
#include "report_graph.h"
#include "state.h"

/* Modules that have a colour and a line of their own, from 1; what is beyond is the last one's. */
#define REPORT_MODULES 255

#define REPORT_WAITS   20 /* the longest, of each allocator */
#define REPORT_DOUBLES 40 /* columns of a distribution: up to 1 us, 2 us, 4 us ... */
#define REPORT_SERIES  12 /* modules of an allocator's distributions */

/* A wait that is over, or has not ended */
struct report_wait
{
    struct place place, ended_by; /* ended_by.thread: 0 where no release has ended it */
    uint64_t since, took;
    int32_t result; /* a failure, or 0 */
};

/* How often something took how long, for one module */
struct report_series
{
    uint8_t module;
    uint64_t columns[REPORT_DOUBLES];
};

struct report_allocator
{
    uint32_t number;
    bool counted; /* out is known */
    int32_t out;
    uint64_t out_since;
    struct graph graph;
    struct report_series holds[REPORT_SERIES], waits[REPORT_SERIES];
    uint32_t hold_series, wait_series;
    struct report_wait longest[REPORT_WAITS]; /* the longest first */
    uint32_t wait_count;

    /* As it was last: what points elsewhere is not to be used. */
    struct allocator last;
    int32_t most;    /* of its buffers that were out */
    uint64_t weight; /* which allocators are shown: the heaviest */
    uint64_t active, dry;
};

struct report_module
{
    uint16_t number;           /* in the trace */
    struct tally holds, waits; /* ticks */
    uint32_t rank;             /* 0 for the one that held longest */
};

struct report
{
    struct reader *reader;
    struct state state;
    uint64_t from, until; /* what is shown, on the trace's clock */
    struct report_allocator **allocators;
    uint32_t count, room;
    uint32_t left_out; /* allocators that found no room */
    struct report_module modules[REPORT_MODULES + 1];
    uint32_t module_count; /* without 0, which is nobody */
    uint8_t module_index[65536];
    bool out_of_memory;
};

/* Read the whole trace.  `report` is zeroed before.  False when out of memory. */
bool report_collect(struct report *report, struct reader *reader);
void report_free(struct report *report);

#endif
