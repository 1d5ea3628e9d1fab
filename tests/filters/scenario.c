/*
 * What every scenario of quartzalloc-filters has: its name, its failure, and the graph with which most of them begin.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "filters.h"

DEFINE_GUID(CLSID_NullRendererFilter, 0xc1f400a4, 0x3f08, 0x11d3, 0x9f, 0x0b, 0x00, 0x60, 0x08, 0x03, 0x9e, 0x37);

const WCHAR *expected_module;
WCHAR avi_path[MAX_PATH], wav_path[MAX_PATH], muxed_path[MAX_PATH], stream_path[MAX_PATH];

static const char *scenario_name;
static char reason[512];

void scenario_begin(const char *name)
{
    scenario_name = name;
    reason[0] = 0;
}

BOOL failed(const char *format, ...)
{
    va_list args;

    /* The first reason is the cause of the others. */
    if (!reason[0])
    {
        va_start(args, format);
        vsnprintf(reason, sizeof(reason), format, args);
        va_end(args);
    }
    return FALSE;
}

BOOL has_failed(void)
{
    return !!reason[0];
}

const char *failure(void)
{
    return reason;
}

void print_data(const char *what, int64_t samples, int64_t bytes, uint64_t checksum)
{
    printf("data\t%s\t%s\t%" PRId64 "\t%" PRId64 "\t%016" PRIx64 "\n", scenario_name, what, samples, bytes, checksum);
}

void play_and_finish(struct graph *graph, struct arrival *arrivals)
{
    struct arrival local[MAX_CONNECTIONS];
    const char *names[MAX_CONNECTIONS];
    BOOL pushed[MAX_CONNECTIONS];
    int i, count = graph->connection_count;

    if (!arrivals)
        arrivals = local;
    if (!has_failed())
    {
        graph_observe(graph);
        graph_run(graph);
    }
    for (i = 0; i < count; ++i)
    {
        names[i] = graph->names[i];
        pushed[i] = !!graph->observed[i].pin;
    }
    graph_finish(graph, arrivals);
    for (i = 0; i < count; ++i)
    {
        if (!pushed[i])
            continue;
        print_data(names[i], arrivals[i].samples, arrivals[i].bytes, arrivals[i].checksum);
        if (!arrivals[i].samples && i != graph->silent)
            failed("nothing arrived at %s", names[i]);
    }
}

IBaseFilter *split(struct graph *graph, const WCHAR *path, const CLSID *clsid, const WCHAR *name)
{
    IBaseFilter *source, *splitter;

    graph_create(graph);
    source = graph_add_source(graph, path);
    splitter = graph_add(graph, clsid, name);
    return graph_connect(graph, "file", source, 0, splitter, 0) ? splitter : NULL;
}

void connect_null_renderer(struct graph *graph, const char *name, IBaseFilter *filter, int output)
{
    graph_connect(graph, name, filter, output, graph_add(graph, &CLSID_NullRendererFilter, L"Null Renderer"), 0);
}
