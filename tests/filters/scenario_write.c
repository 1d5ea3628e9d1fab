/*
 * Filters that write files: the AVI mux and the file writer.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "filters.h"

/* Muxes the video into a file, splits that file again, and compares the frames with those that went in. Wine's mux
 * takes no sound and knows one mode of interleaving (seen on Wine 8.0); it takes its input's allocator from behind, so
 * the writer has to be connected first. */
void test_avi_mux(void)
{
    struct arrival original[MAX_CONNECTIONS] = { 0 }, muxed[MAX_CONNECTIONS] = { 0 };
    IBaseFilter *splitter, *mux, *writer;
    struct lent_stream *stream = NULL;
    IConfigInterleaving *interleaving;
    IFileSinkFilter *sink;
    const WCHAR *path;
    struct graph graph;
    uint64_t checksum;
    int64_t size;

    DeleteFileW(muxed_path);
    splitter = split(&graph, avi_path, &CLSID_AviSplitter, L"AVI Splitter");
    mux = graph_add(&graph, &CLSID_AviDest, L"AVI Mux");
    if (mux && SUCCEEDED(IBaseFilter_QueryInterface(mux, &IID_IConfigInterleaving, (void **)&interleaving)))
    {
        IConfigInterleaving_put_Mode(interleaving, INTERLEAVE_FULL);
        IConfigInterleaving_Release(interleaving);
    }
    if ((writer = graph_add(&graph, &CLSID_FileWriter, L"File Writer")))
    {
        IBaseFilter_QueryInterface(writer, &IID_IFileSinkFilter, (void **)&sink);
        IFileSinkFilter_SetFileName(sink, muxed_path, NULL);
        IFileSinkFilter_Release(sink);
    }
    graph_connect(&graph, "mux to writer", mux, 0, writer, 0);
    graph_connect(&graph, "video to mux", splitter, 0, mux, 0);
    if (!has_failed())
    {
        stream = lend_stream(graph.inputs[1], stream_path);
        /* Wine's mux writes everything by the stream. */
        graph.silent = 1;
    }
    play_and_finish(&graph, original);
    if (stream)
        print_data("lent stream", take_stream_back(stream), 0, 0);
    if (has_failed())
        return;
    path = stream ? stream_path : muxed_path;
    if (checksum_file(path, &size, &checksum))
        print_data("file", 1, size, checksum);

    splitter = split(&graph, path, &CLSID_AviSplitter, L"AVI Splitter");
    connect_null_renderer(&graph, "video read back", splitter, 0);
    play_and_finish(&graph, muxed);
    if (original[2].samples != muxed[1].samples)
        failed("%" PRId64 " frames went in, %" PRId64 " came back", original[2].samples, muxed[1].samples);
    else if (original[2].checksum != muxed[1].checksum)
        failed("other frames came back than went in");
}

/* Copies a file through the writer. */
void test_file_writer(void)
{
    uint64_t checksum = 0, copied_checksum = 0;
    int64_t size = 0, copied_size = 0;
    struct arrival arrivals[MAX_CONNECTIONS] = { 0 };
    IFileSinkFilter *sink;
    IBaseFilter *writer;
    struct graph graph;

    DeleteFileW(muxed_path);
    graph_create(&graph);
    if ((writer = graph_add(&graph, &CLSID_FileWriter, L"File Writer")))
    {
        IBaseFilter_QueryInterface(writer, &IID_IFileSinkFilter, (void **)&sink);
        IFileSinkFilter_SetFileName(sink, muxed_path, NULL);
        IFileSinkFilter_Release(sink);
        feed_filter(&graph, writer, avi_path);
    }
    graph_finish(&graph, arrivals);
    print_data("feeder", arrivals[0].samples, arrivals[0].bytes, arrivals[0].checksum);
    if (!checksum_file(avi_path, &size, &checksum) || !checksum_file(muxed_path, &copied_size, &copied_checksum))
        return;
    print_data("file", 1, copied_size, copied_checksum);
    if (size != copied_size || checksum != copied_checksum)
        failed("%" PRId64 " bytes were written as %" PRId64 " other ones", size, copied_size);
}
