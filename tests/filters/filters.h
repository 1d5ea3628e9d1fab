/*
 * What the parts of quartzalloc-filters share: a small filter graph whose connections are observed, and media files.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef QUARTZALLOC_FILTERS_H
#define QUARTZALLOC_FILTERS_H

#include <inttypes.h>
#include <stdio.h>

#define COBJMACROS
#define NO_DSHOW_STRSAFE
#include <initguid.h>
#include <windows.h>
#include <dshow.h>

#include "measure.h"
#include "observed_allocator.h"
#include "observed_input.h"

#define MAX_CONNECTIONS 16

/* What arrived at one input, for the comparison between allocators. */
struct arrival
{
    int64_t samples, bytes;
    uint64_t checksum;
};

struct graph
{
    IGraphBuilder *graph;
    IBaseFilter *filters[MAX_CONNECTIONS];
    int filter_count;
    IPin *inputs[MAX_CONNECTIONS];
    const char *names[MAX_CONNECTIONS];
    struct observed_input observed[MAX_CONNECTIONS];
    int connection_count;
    struct observed_allocator *allocators[MAX_CONNECTIONS];
    int allocator_count;
    int silent;         /* the connection at which nothing need arrive; 0, the source's, never pushes anyway */
    BOOL stopped_early; /* samples may be refused, for the filter behind has stopped already */
};

/* scenario.c */

/* The module that every allocator must be of; NULL: any. */
extern const WCHAR *expected_module;
/* The files that the program has written, and those that a scenario may write. */
extern WCHAR avi_path[MAX_PATH], wav_path[MAX_PATH], muxed_path[MAX_PATH], stream_path[MAX_PATH];

/* From here on output and failures belong to the scenario of that name, which must outlive it. */
void scenario_begin(const char *name);
/* Notes a failure of the scenario that runs, with a reason; the first is kept. Returns FALSE for convenience. */
BOOL failed(const char *format, ...) __attribute__((format(__MINGW_PRINTF_FORMAT, 1, 2)));
BOOL has_failed(void);
/* The reason; empty when nothing has failed. */
const char *failure(void);
/* One line of output: what arrived at, or came out of, something. */
void print_data(const char *what, int64_t samples, int64_t bytes, uint64_t checksum);
/* The source and a splitter, connected, in a new graph; NULL after a failure. */
IBaseFilter *split(struct graph *graph, const WCHAR *path, const CLSID *clsid, const WCHAR *name);
/* A null renderer behind that output, counted from 0. */
void connect_null_renderer(struct graph *graph, const char *name, IBaseFilter *filter, int output);
/* Plays a graph that is put together, ends it, and prints what arrived at each connection that pushes samples; also to
 * "arrivals", with room for MAX_CONNECTIONS, unless that is NULL. */
void play_and_finish(struct graph *graph, struct arrival *arrivals);

/* scenario_*.c: each fails through failed(). */
void test_file_source(void), test_avi_splitter(void), test_wave_parser(void), test_null_renderer(void),
        test_early_stop(void), test_smart_tee(void), test_video_renderer(void), test_sample_grabber(void),
        test_avi_mux(void), test_file_writer(void);

/* graph.c: everything fails through failed(), and every function takes what an earlier failure left. */
BOOL graph_create(struct graph *graph);
IBaseFilter *graph_add(struct graph *graph, const CLSID *clsid, const WCHAR *name);
IBaseFilter *graph_add_source(struct graph *graph, const WCHAR *file);
IPin *filter_pin(IBaseFilter *filter, PIN_DIRECTION direction, int index);
/* The name says what the connection is in the results; it must outlive the graph. */
BOOL graph_connect(struct graph *graph, const char *name, IBaseFilter *from, int output, IBaseFilter *to, int input);
/* Gives the allocator of the newest connection another number of buffers. */
void graph_set_buffers(struct graph *graph, LONG count);
void graph_observe(struct graph *graph), graph_set_no_clock(struct graph *graph);
/* Runs without a clock, to the end of all streams; then stops. */
BOOL graph_run(struct graph *graph), graph_stop(struct graph *graph), graph_rewind(struct graph *graph);
/* Ends the graph, checks that nothing of it is left, and fills in what arrived at each connection. */
void graph_finish(struct graph *graph, struct arrival *arrivals);

/* stream.c */
struct lent_stream *lend_stream(IPin *pin, const WCHAR *path);
int64_t take_stream_back(struct lent_stream *stream);

/* feeder.c: plays the bytes of a file into a filter that is in no connection. */
BOOL feed_filter(struct graph *graph, IBaseFilter *filter, const WCHAR *path);

/* media.c */
BOOL write_avi(const WCHAR *path);
BOOL write_wav(const WCHAR *path);
BOOL checksum_file(const WCHAR *path, int64_t *size, uint64_t *checksum);

#endif
