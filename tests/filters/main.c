/*
 * Runs Wine's own filters in small graphs and prints what arrived at each connection, so that one allocator can be
 * compared with another; and checks after every graph that nothing of it is alive.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"
#include "filters.h"

#include <qedit.h>

DEFINE_GUID(CLSID_NullRendererFilter, 0xc1f400a4, 0x3f08, 0x11d3, 0x9f, 0x0b, 0x00, 0x60, 0x08, 0x03, 0x9e, 0x37);
DEFINE_GUID(CLSID_SampleGrabberFilter, 0xc1f400a0, 0x3f08, 0x11d3, 0x9f, 0x0b, 0x00, 0x60, 0x08, 0x03, 0x9e, 0x37);
DEFINE_GUID(CLSID_WaveParser, 0xd51bd5a1, 0x7548, 0x11cf, 0xa5, 0x20, 0x00, 0x80, 0xc7, 0x7e, 0xf5, 0x8a);

static const char help[] =
        "Usage: quartzalloc-filters.exe [OPTION]... [SCENARIO]...\n"
        "Run the filters of DirectShow in small graphs on files that this program writes itself.\n"
        "\n"
        "  --work FOLDER      write the files there; the current folder without this option\n"
        "  --module MODULE    fail where an allocator is of another module than MODULE (such as quartzalloc.dll)\n"
        "  --no-display       skip the video renderer\n"
        "  --list             print the names of the scenarios\n"
        "  --help, --version\n"
        "\n"
        "Output, fields separated by tabs:\n"
        "  start   scenario\n"
        "  data    scenario, what, samples, bytes, checksum\n"
        "  end     scenario, passed, failed or skipped, reason\n"
        "Exit code: 0 nothing failed, 1 something did, 2 wrong usage.\n";

const WCHAR *expected_module;
static WCHAR avi_path[MAX_PATH], wav_path[MAX_PATH], muxed_path[MAX_PATH], stream_path[MAX_PATH];
static BOOL no_display;

static const char *scenario_name;
static char reason[512];

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

static void print_data(const char *what, int64_t samples, int64_t bytes, uint64_t checksum)
{
    printf("data\t%s\t%s\t%" PRId64 "\t%" PRId64 "\t%016" PRIx64 "\n", scenario_name, what, samples, bytes, checksum);
}

/* Plays a graph that is put together, and prints what arrived at each connection that pushes samples. */
static void play_and_finish(struct graph *graph, struct arrival *arrivals)
{
    struct arrival local[MAX_CONNECTIONS];
    const char *names[MAX_CONNECTIONS];
    BOOL pushed[MAX_CONNECTIONS];
    int i, count = graph->connection_count;

    if (!arrivals)
        arrivals = local;
    if (!reason[0])
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

/* The file source by itself, as a parser would use it: three ways to read, each must give the whole file. */
static void test_file_source(void)
{
    ALLOCATOR_PROPERTIES properties = { 2, 4096, 512, 0 };
    struct observed_allocator *observed = NULL;
    IMemAllocator *allocator = NULL;
    IAsyncReader *reader = NULL;
    LONGLONG total, available;
    IBaseFilter *source;
    struct graph graph;
    IPin *pin;
    HRESULT hr;
    int way;

    graph_create(&graph);
    source = graph_add_source(&graph, avi_path);
    if ((pin = filter_pin(source, PINDIR_OUTPUT, 0)))
    {
        IPin_QueryInterface(pin, &IID_IAsyncReader, (void **)&reader);
        IPin_Release(pin);
    }
    if (!reader)
    {
        failed("the file source has no IAsyncReader");
        graph_finish(&graph, NULL);
        return;
    }

    IAsyncReader_Length(reader, &total, &available);
    if (FAILED(hr = IAsyncReader_RequestAllocator(reader, NULL, &properties, &allocator)))
        failed("RequestAllocator fails, error %#lx", hr);
    else
        observed = graph.allocators[graph.allocator_count++] = observed_allocator_create(allocator);

    for (way = 0; way < 3 && observed; ++way)
    {
        static const char *const names[] = { "SyncRead", "SyncReadAligned", "Request" };
        LONGLONG position = 0, samples = 0;
        uint64_t checksum = 0;

        if (FAILED(hr = IMemAllocator_Commit(allocator)))
            failed("Commit fails, error %#lx", hr);
        while (SUCCEEDED(hr) && position < total)
        {
            LONG size = total - position < 4096 ? (LONG)(total - position) : 4096;
            REFERENCE_TIME start = position * 10000000, end = (position + 4096) * 10000000;
            IMediaSample *sample, *returned;
            BYTE buffer[4096], *data = buffer;
            DWORD_PTR cookie;

            if (!way)
            {
                hr = IAsyncReader_SyncRead(reader, position, size, buffer);
                checksum = observe_checksum(checksum ^ size, buffer, size);
                position += size;
                ++samples;
                continue;
            }
            if (FAILED(hr = IMemAllocator_GetBuffer(allocator, &sample, NULL, NULL, 0)))
                break;
            IMediaSample_SetTime(sample, &start, &end);
            if (way == 1)
            {
                hr = IAsyncReader_SyncReadAligned(reader, sample);
            }
            else if (SUCCEEDED(hr = IAsyncReader_Request(reader, sample, 42))
                     && SUCCEEDED(hr = IAsyncReader_WaitForNext(reader, 5000, &returned, &cookie))
                     && (returned != sample || cookie != 42))
            {
                failed("WaitForNext returns another sample than was requested");
            }
            if (SUCCEEDED(hr))
            {
                IMediaSample_GetPointer(sample, &data);
                if (IMediaSample_GetActualDataLength(sample) < size)
                    failed("%s reads %ld bytes, not %ld", names[way], IMediaSample_GetActualDataLength(sample), size);
                checksum = observe_checksum(checksum ^ size, data, size);
            }
            IMediaSample_Release(sample);
            position += size;
            ++samples;
        }
        if (FAILED(hr))
            failed("%s fails at byte %" PRId64 ", error %#lx", names[way], (int64_t)position, hr);
        IMemAllocator_Decommit(allocator);
        print_data(names[way], samples, position, checksum);
    }
    IAsyncReader_Release(reader);
    if (allocator)
        IMemAllocator_Release(allocator);
    graph_finish(&graph, NULL);
}

/* The source and a splitter, connected; NULL after a failure. */
static IBaseFilter *split(struct graph *graph, const WCHAR *path, const CLSID *clsid, const WCHAR *name)
{
    IBaseFilter *source, *splitter;

    graph_create(graph);
    source = graph_add_source(graph, path);
    splitter = graph_add(graph, clsid, name);
    return graph_connect(graph, "file", source, 0, splitter, 0) ? splitter : NULL;
}

static void connect_null_renderer(struct graph *graph, const char *name, IBaseFilter *filter, int output)
{
    graph_connect(graph, name, filter, output, graph_add(graph, &CLSID_NullRendererFilter, L"Null Renderer"), 0);
}

static void test_avi_splitter(void)
{
    IBaseFilter *splitter;
    struct graph graph;

    splitter = split(&graph, avi_path, &CLSID_AviSplitter, L"AVI Splitter");
    connect_null_renderer(&graph, "video", splitter, 0);
    connect_null_renderer(&graph, "audio", splitter, 1);
    play_and_finish(&graph, NULL);
}

static void test_wave_parser(void)
{
    struct graph graph;

    connect_null_renderer(&graph, "audio", split(&graph, wav_path, &CLSID_WaveParser, L"Wave Parser"), 0);
    play_and_finish(&graph, NULL);
}

static void test_null_renderer(void)
{
    struct arrival first, second;
    IBaseFilter *splitter;
    struct graph graph;

    /* Commit and Decommit more than once, with the data the same each time. */
    splitter = split(&graph, avi_path, &CLSID_AviSplitter, L"AVI Splitter");
    connect_null_renderer(&graph, "video", splitter, 0);
    if (!reason[0])
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
static void test_early_stop(void)
{
    IBaseFilter *splitter;
    IMediaControl *control;
    struct graph graph;
    OAFilterState state;
    int i;

    for (i = 0; i < 12 && !reason[0]; ++i)
    {
        splitter = split(&graph, avi_path, &CLSID_AviSplitter, L"AVI Splitter");
        connect_null_renderer(&graph, "video", splitter, 0);
        connect_null_renderer(&graph, "audio", splitter, 1);
        if (!reason[0])
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

/* A callback object that adds up what the sample grabber hands it. */
struct grabber_callback
{
    ISampleGrabberCB ISampleGrabberCB_iface;
    LONG64 samples, bytes;
    uint64_t checksum;
};

static HRESULT WINAPI grabber_callback_QueryInterface(ISampleGrabberCB *iface, REFIID iid, void **out)
{
    if (IsEqualGUID(iid, &IID_IUnknown) || IsEqualGUID(iid, &IID_ISampleGrabberCB))
    {
        *out = iface;
        return S_OK;
    }
    *out = NULL;
    return E_NOINTERFACE;
}

static ULONG WINAPI grabber_callback_AddRef(ISampleGrabberCB *iface)
{
    (void)iface;
    return 2;
}

static ULONG WINAPI grabber_callback_Release(ISampleGrabberCB *iface)
{
    (void)iface;
    return 1;
}

static HRESULT WINAPI grabber_callback_SampleCB(ISampleGrabberCB *iface, double time, IMediaSample *sample)
{
    struct grabber_callback *callback = CONTAINING_RECORD(iface, struct grabber_callback, ISampleGrabberCB_iface);
    LONG size = IMediaSample_GetActualDataLength(sample);
    BYTE *data;

    (void)time;
    IMediaSample_GetPointer(sample, &data);
    callback->checksum = observe_checksum(callback->checksum ^ (uint64_t)size, data, size);
    callback->bytes += size;
    ++callback->samples;
    return S_OK;
}

static HRESULT WINAPI grabber_callback_BufferCB(ISampleGrabberCB *iface, double time, BYTE *buffer, LONG size)
{
    struct grabber_callback *callback = CONTAINING_RECORD(iface, struct grabber_callback, ISampleGrabberCB_iface);

    (void)time;
    callback->checksum = observe_checksum(callback->checksum ^ (uint64_t)size, buffer, size);
    callback->bytes += size;
    ++callback->samples;
    return S_OK;
}

static ISampleGrabberCBVtbl grabber_callback_vtbl = {
    grabber_callback_QueryInterface, grabber_callback_AddRef,   grabber_callback_Release,
    grabber_callback_SampleCB,       grabber_callback_BufferCB,
};

/* Once for each kind of its callback, on both streams at once. */
static void test_sample_grabber(void)
{
    struct grabber_callback callbacks[2] = { 0 };
    IBaseFilter *splitter, *grabber;
    LONG size = 0;
    BYTE *buffer;
    ISampleGrabber *control;
    struct graph graph;
    int i;

    splitter = split(&graph, avi_path, &CLSID_AviSplitter, L"AVI Splitter");
    for (i = 0; i < 2; ++i)
    {
        if (!(grabber = graph_add(&graph, &CLSID_SampleGrabberFilter, i ? L"Grabber 2" : L"Grabber 1")))
            break;
        callbacks[i].ISampleGrabberCB_iface.lpVtbl = &grabber_callback_vtbl;
        IBaseFilter_QueryInterface(grabber, &IID_ISampleGrabber, (void **)&control);
        ISampleGrabber_SetCallback(control, &callbacks[i].ISampleGrabberCB_iface, i);
        ISampleGrabber_SetBufferSamples(control, TRUE);
        ISampleGrabber_Release(control);
        graph_connect(&graph, i ? "audio to grabber" : "video to grabber", splitter, i, grabber, 0);
        connect_null_renderer(&graph, i ? "audio behind" : "video behind", grabber, 0);
    }
    if (!reason[0])
    {
        graph_observe(&graph);
        graph_run(&graph);
        IBaseFilter_QueryInterface(graph.filters[2], &IID_ISampleGrabber, (void **)&control);
        if (FAILED(ISampleGrabber_GetCurrentBuffer(control, &size, NULL)) || !(buffer = malloc(size)))
        {
            failed("the grabber kept no buffer");
        }
        else
        {
            if (FAILED(ISampleGrabber_GetCurrentBuffer(control, &size, (LONG *)buffer)))
                failed("the grabber does not give its buffer");
            print_data("kept buffer", 1, size, observe_checksum(0, buffer, size));
            free(buffer);
        }
        for (i = 1; i < graph.connection_count; ++i)
            print_data(graph.names[i], graph.observed[i].samples, graph.observed[i].bytes, graph.observed[i].checksum);
        ISampleGrabber_SetCallback(control, NULL, 0);
        ISampleGrabber_Release(control);
    }
    graph_finish(&graph, NULL);
    for (i = 0; i < 2; ++i)
    {
        print_data(i ? "BufferCB" : "SampleCB", callbacks[i].samples, callbacks[i].bytes, callbacks[i].checksum);
        if (!callbacks[i].samples)
            failed("the grabber never called back");
    }
}

static void test_smart_tee(void)
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

static void test_video_renderer(void)
{
    IBaseFilter *splitter, *renderer;
    IVideoWindow *window;
    struct graph graph;

    splitter = split(&graph, avi_path, &CLSID_AviSplitter, L"AVI Splitter");
    if ((renderer = graph_add(&graph, &CLSID_VideoRenderer, L"Video Renderer")))
        graph_connect(&graph, "video", splitter, 0, renderer, 0);
    if (!reason[0] && SUCCEEDED(IBaseFilter_QueryInterface(renderer, &IID_IVideoWindow, (void **)&window)))
    {
        IVideoWindow_put_AutoShow(window, OATRUE);
        IVideoWindow_Release(window);
    }
    play_and_finish(&graph, NULL);
}

/* Muxes the video into a file, splits that file again, and compares the frames with those that went in. Wine's mux
 * takes no sound and knows one mode of interleaving (seen on Wine 8.0); it takes its input's allocator from behind, so
 * the writer has to be connected first. */
static void test_avi_mux(void)
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
    if (!reason[0])
    {
        stream = lend_stream(graph.inputs[1], stream_path);
        /* Wine's mux writes everything by the stream. */
        graph.silent = 1;
    }
    play_and_finish(&graph, original);
    if (stream)
        print_data("lent stream", take_stream_back(stream), 0, 0);
    if (reason[0])
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
static void test_file_writer(void)
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

static const struct
{
    const char *name;
    void (*run)(void);
    BOOL needs_display;
} scenarios[] = {
    { "file-source", test_file_source, FALSE }, { "avi-splitter", test_avi_splitter, FALSE },
    { "wave-parser", test_wave_parser, FALSE }, { "null-renderer", test_null_renderer, FALSE },
    { "early-stop", test_early_stop, FALSE },   { "sample-grabber", test_sample_grabber, FALSE },
    { "smart-tee", test_smart_tee, FALSE },     { "avi-mux", test_avi_mux, FALSE },
    { "file-writer", test_file_writer, FALSE }, { "video-renderer", test_video_renderer, TRUE },
};

static BOOL run_scenario(size_t i)
{
    BOOL skipped = scenarios[i].needs_display && no_display;

    scenario_name = scenarios[i].name;
    reason[0] = 0;
    printf("start\t%s\n", scenario_name);
    fflush(stdout);
    if (!skipped)
        scenarios[i].run();
    printf("end\t%s\t%s\t%s\n", scenario_name,
           skipped             ? "skipped"
                   : reason[0] ? "failed"
                               : "passed",
           skipped ? "no display" : reason);
    fflush(stdout);
    return skipped || !reason[0];
}

int main(void)
{
    const WCHAR *work = L".";
    BOOL chosen[ARRAYSIZE(scenarios)] = { 0 }, any = FALSE, passed = TRUE;
    WCHAR **argv;
    size_t j;
    int argc, i;

    argv = CommandLineToArgvW(GetCommandLineW(), &argc);
    for (i = 1; i < argc; ++i)
    {
        if (!wcscmp(argv[i], L"--help"))
        {
            fputs(help, stdout);
            return 0;
        }
        if (!wcscmp(argv[i], L"--version"))
        {
            printf("quartzalloc-filters %s\n", PACKAGE_VERSION);
            return 0;
        }
        if (!wcscmp(argv[i], L"--list"))
        {
            for (j = 0; j < ARRAYSIZE(scenarios); ++j)
                printf("%s\n", scenarios[j].name);
            return 0;
        }
        if (!wcscmp(argv[i], L"--no-display"))
        {
            no_display = TRUE;
        }
        else if (!wcscmp(argv[i], L"--work") && i + 1 < argc)
        {
            work = argv[++i];
        }
        else if (!wcscmp(argv[i], L"--module") && i + 1 < argc)
        {
            expected_module = argv[++i];
        }
        else
        {
            WCHAR name[64];

            for (j = 0; j < ARRAYSIZE(scenarios); ++j)
            {
                MultiByteToWideChar(CP_UTF8, 0, scenarios[j].name, -1, name, ARRAYSIZE(name));
                if (!wcscmp(argv[i], name))
                    chosen[j] = any = TRUE;
            }
            if (!any)
            {
                fprintf(stderr, "quartzalloc-filters: there is no scenario or option %ls: see --help\n", argv[i]);
                return 2;
            }
        }
    }
    if (wcslen(work) > MAX_PATH - 16)
    {
        fprintf(stderr, "quartzalloc-filters: the path of the work folder is too long\n");
        return 2;
    }
    wsprintfW(avi_path, L"%s\\filters.avi", work);
    wsprintfW(wav_path, L"%s\\filters.wav", work);
    wsprintfW(muxed_path, L"%s\\muxed.avi", work);
    wsprintfW(stream_path, L"%s\\muxed-stream.avi", work);

    CoInitializeEx(NULL, COINIT_MULTITHREADED);
    if (!write_avi(avi_path) || !write_wav(wav_path))
    {
        fprintf(stderr, "quartzalloc-filters: %s: choose another folder with --work\n", reason);
        return 2;
    }
    for (j = 0; j < ARRAYSIZE(scenarios); ++j)
    {
        if (!any || chosen[j])
            passed = run_scenario(j) && passed;
    }
    CoUninitialize();
    return !passed;
}
