/*
 * Files played to their end or to an earlier one: the splitters, the null renderer, the smart tee, the video renderer.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "filters.h"

DEFINE_GUID(CLSID_WaveParser, 0xd51bd5a1, 0x7548, 0x11cf, 0xa5, 0x20, 0x00, 0x80, 0xc7, 0x7e, 0xf5, 0x8a);

void test_avi_splitter(void)
{
    IBaseFilter *splitter;
    struct graph graph;

    splitter = split(&graph, avi_path, &CLSID_AviSplitter, L"AVI Splitter");
    connect_null_renderer(&graph, "video", splitter, 0);
    connect_null_renderer(&graph, "audio", splitter, 1);
    play_and_finish(&graph, NULL);
}

void test_wave_parser(void)
{
    struct graph graph;

    connect_null_renderer(&graph, "audio", split(&graph, wav_path, &CLSID_WaveParser, L"Wave Parser"), 0);
    play_and_finish(&graph, NULL);
}

void test_null_renderer(void)
{
    struct arrival first, second;
    IBaseFilter *splitter;
    struct graph graph;

    /* Commit and Decommit more than once, with the data the same each time. */
    splitter = split(&graph, avi_path, &CLSID_AviSplitter, L"AVI Splitter");
    connect_null_renderer(&graph, "video", splitter, 0);
    if (!has_failed())
    {
        graph_observe(&graph);
        graph_run(&graph);
        first.samples = graph.observed[1].samples;
        first.checksum = graph.observed[1].checksum;
        graph.observed[1].samples = graph.observed[1].bytes = 0;
        graph.observed[1].checksum = 0;
        graph_rewind(&graph);
        graph_run(&graph);
        second.samples = graph.observed[1].samples;
        second.checksum = graph.observed[1].checksum;
        print_data("first run", first.samples, 0, first.checksum);
        print_data("second run", second.samples, 0, second.checksum);
        if (first.samples != second.samples || first.checksum != second.checksum)
            failed("the second run gave other data than the first");
    }
    graph_finish(&graph, NULL);
}

/* Stopped at any point of its run, so that buffers are out when Decommit comes; how much arrives is chance. Slowed
 * down, so that it does not come to its end, and only once it runs: Wine's graph may deadlock when it is stopped while
 * it still changes to running, or while a renderer reports the end (seen on Wine 8.0, with any allocator). */
void test_early_stop(void)
{
    IBaseFilter *splitter;
    IMediaControl *control;
    struct graph graph;
    OAFilterState state;
    int i;

    for (i = 0; i < 12 && !has_failed(); ++i)
    {
        splitter = split(&graph, avi_path, &CLSID_AviSplitter, L"AVI Splitter");
        connect_null_renderer(&graph, "video", splitter, 0);
        connect_null_renderer(&graph, "audio", splitter, 1);
        if (!has_failed())
        {
            graph_observe(&graph);
            graph_set_no_clock(&graph);
            graph.stopped_early = TRUE;
            graph.observed[1].delay = graph.observed[2].delay = 5;
            IGraphBuilder_QueryInterface(graph.graph, &IID_IMediaControl, (void **)&control);
            IMediaControl_Run(control);
            IMediaControl_GetState(control, 5000, &state);
            Sleep(i);
            IMediaControl_Release(control);
            graph_stop(&graph);
        }
        graph_finish(&graph, NULL);
    }
}

void test_smart_tee(void)
{
    IBaseFilter *splitter, *tee;
    struct graph graph;

    splitter = split(&graph, avi_path, &CLSID_AviSplitter, L"AVI Splitter");
    tee = graph_add(&graph, &CLSID_SmartTee, L"Smart Tee");
    graph_connect(&graph, "into the tee", splitter, 0, tee, 0);
    /* The tee copies into further buffers of the same allocator; capture filters have them, the splitter has not. */
    graph_set_buffers(&graph, 4);
    connect_null_renderer(&graph, "capture", tee, 0);
    connect_null_renderer(&graph, "preview", tee, 1);
    play_and_finish(&graph, NULL);
}

void test_video_renderer(void)
{
    IBaseFilter *splitter, *renderer;
    IVideoWindow *window;
    struct graph graph;

    splitter = split(&graph, avi_path, &CLSID_AviSplitter, L"AVI Splitter");
    if ((renderer = graph_add(&graph, &CLSID_VideoRenderer, L"Video Renderer")))
        graph_connect(&graph, "video", splitter, 0, renderer, 0);
    if (!has_failed() && SUCCEEDED(IBaseFilter_QueryInterface(renderer, &IID_IVideoWindow, (void **)&window)))
    {
        IVideoWindow_put_AutoShow(window, OATRUE);
        IVideoWindow_Release(window);
    }
    play_and_finish(&graph, NULL);
}
