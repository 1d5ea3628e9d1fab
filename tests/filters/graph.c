/*
 * A small filter graph for one scenario: filters put together by hand, an observer on every connection, and the proof
 * that nothing is left of it at the end.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "filters.h"

/* Long enough for a loaded machine; a graph that hangs is a failure. */
#define PLAY_SECONDS 20

BOOL graph_create(struct graph *graph)
{
    HRESULT hr;

    memset(graph, 0, sizeof(*graph));
    if (FAILED(hr = CoCreateInstance(&CLSID_FilterGraph, NULL, CLSCTX_INPROC_SERVER, &IID_IGraphBuilder,
                                     (void **)&graph->graph)))
        return failed("there is no filter graph, error %#lx", hr);
    return TRUE;
}

IBaseFilter *graph_add(struct graph *graph, const CLSID *clsid, const WCHAR *name)
{
    IBaseFilter *filter;
    HRESULT hr;

    if (!graph->graph)
        return NULL;
    if (FAILED(hr = CoCreateInstance(clsid, NULL, CLSCTX_INPROC_SERVER, &IID_IBaseFilter, (void **)&filter)))
    {
        failed("%ls cannot be created, error %#lx", name, hr);
        return NULL;
    }
    if (FAILED(hr = IGraphBuilder_AddFilter(graph->graph, filter, name)))
    {
        failed("%ls cannot be added, error %#lx", name, hr);
        IBaseFilter_Release(filter);
        return NULL;
    }
    graph->filters[graph->filter_count++] = filter;
    return filter;
}

IBaseFilter *graph_add_source(struct graph *graph, const WCHAR *file)
{
    IFileSourceFilter *source;
    IBaseFilter *filter;
    HRESULT hr;

    if (!(filter = graph_add(graph, &CLSID_AsyncReader, L"File Source")))
        return NULL;
    IBaseFilter_QueryInterface(filter, &IID_IFileSourceFilter, (void **)&source);
    hr = IFileSourceFilter_Load(source, file, NULL);
    IFileSourceFilter_Release(source);
    if (FAILED(hr))
    {
        failed("the file source does not take its file, error %#lx", hr);
        return NULL;
    }
    return filter;
}

IPin *filter_pin(IBaseFilter *filter, PIN_DIRECTION direction, int index)
{
    PIN_DIRECTION found;
    IEnumPins *enum_pins;
    IPin *pin;

    if (!filter || FAILED(IBaseFilter_EnumPins(filter, &enum_pins)))
        return NULL;
    while (IEnumPins_Next(enum_pins, 1, &pin, NULL) == S_OK)
    {
        if (SUCCEEDED(IPin_QueryDirection(pin, &found)) && found == direction && !index--)
            break;
        IPin_Release(pin);
        pin = NULL;
    }
    IEnumPins_Release(enum_pins);
    return pin;
}

BOOL graph_connect(struct graph *graph, const char *name, IBaseFilter *from, int output, IBaseFilter *to, int input)
{
    IPin *output_pin = filter_pin(from, PINDIR_OUTPUT, output), *input_pin = filter_pin(to, PINDIR_INPUT, input);
    HRESULT hr = VFW_E_NOT_FOUND;

    if (output_pin && input_pin)
        hr = IGraphBuilder_ConnectDirect(graph->graph, output_pin, input_pin, NULL);
    if (output_pin)
        IPin_Release(output_pin);
    if (FAILED(hr))
    {
        if (input_pin)
            IPin_Release(input_pin);
        return failed("%s cannot be connected, error %#lx", name, hr);
    }
    graph->names[graph->connection_count] = name;
    graph->inputs[graph->connection_count++] = input_pin;
    return TRUE;
}

void graph_set_buffers(struct graph *graph, LONG count)
{
    ALLOCATOR_PROPERTIES properties, actual;
    IMemAllocator *allocator;
    IMemInputPin *pin;
    HRESULT hr;

    if (!graph->connection_count
        || FAILED(IPin_QueryInterface(graph->inputs[graph->connection_count - 1], &IID_IMemInputPin, (void **)&pin)))
        return;
    if (SUCCEEDED(hr = IMemInputPin_GetAllocator(pin, &allocator)))
    {
        IMemAllocator_GetProperties(allocator, &properties);
        properties.cBuffers = count;
        hr = IMemAllocator_SetProperties(allocator, &properties, &actual);
        IMemAllocator_Release(allocator);
    }
    IMemInputPin_Release(pin);
    if (FAILED(hr))
        failed("the number of buffers cannot be set, error %#lx", hr);
}

static struct observed_allocator *observe_allocator(struct graph *graph, IMemAllocator *allocator)
{
    int i;

    for (i = 0; i < graph->allocator_count; ++i)
    {
        if (graph->allocators[i]->allocator == allocator)
            return graph->allocators[i];
    }
    return graph->allocators[graph->allocator_count++] = observed_allocator_create(allocator);
}

void graph_observe(struct graph *graph)
{
    struct observed_allocator *observed;
    IMemAllocator *allocator;
    IMemInputPin *pin;
    int i;

    for (i = 0; i < graph->connection_count; ++i)
    {
        if (FAILED(IPin_QueryInterface(graph->inputs[i], &IID_IMemInputPin, (void **)&pin)))
            continue;
        observed = NULL;
        if (SUCCEEDED(IMemInputPin_GetAllocator(pin, &allocator)))
        {
            observed = observe_allocator(graph, allocator);
            IMemAllocator_Release(allocator);
        }
        observed_input_attach(&graph->observed[i], pin, observed);
        IMemInputPin_Release(pin);
    }
}

BOOL graph_stop(struct graph *graph)
{
    IMediaControl *control;
    HRESULT hr;

    IGraphBuilder_QueryInterface(graph->graph, &IID_IMediaControl, (void **)&control);
    hr = IMediaControl_Stop(control);
    IMediaControl_Release(control);
    return SUCCEEDED(hr) || failed("the graph does not stop, error %#lx", hr);
}

/* Waits for the end of all streams; WaitForCompletion would also see the end of an earlier run. */
static LONG wait_for_end(IMediaEvent *event)
{
    ULONGLONG start = GetTickCount64();
    LONG_PTR param1, param2;
    LONG code;

    while (GetTickCount64() - start < PLAY_SECONDS * 1000)
    {
        if (FAILED(IMediaEvent_GetEvent(event, &code, &param1, &param2, 100)))
            continue;
        IMediaEvent_FreeEventParams(event, code, param1, param2);
        if (code == EC_COMPLETE || code == EC_ERRORABORT || code == EC_USERABORT)
            return code;
    }
    return 0;
}

void graph_set_no_clock(struct graph *graph)
{
    IMediaFilter *filter;

    IGraphBuilder_QueryInterface(graph->graph, &IID_IMediaFilter, (void **)&filter);
    IMediaFilter_SetSyncSource(filter, NULL);
    IMediaFilter_Release(filter);
}

BOOL graph_run(struct graph *graph)
{
    LONG_PTR param1, param2;
    IMediaControl *control;
    OAFilterState state;
    IMediaEvent *event;
    LONG code = 0;
    HRESULT hr;

    graph_set_no_clock(graph);
    IGraphBuilder_QueryInterface(graph->graph, &IID_IMediaControl, (void **)&control);
    IGraphBuilder_QueryInterface(graph->graph, &IID_IMediaEvent, (void **)&event);
    while (SUCCEEDED(IMediaEvent_GetEvent(event, &code, &param1, &param2, 0)))
        IMediaEvent_FreeEventParams(event, code, param1, param2);
    if (SUCCEEDED(hr = IMediaControl_Run(control)))
        code = wait_for_end(event);
    /* Wine changes to running in a thread of its own, and may deadlock when it is stopped before that is done. */
    IMediaControl_GetState(control, 5000, &state);
    IMediaControl_Release(control);
    IMediaEvent_Release(event);
    graph_stop(graph);

    if (FAILED(hr))
        return failed("the graph does not run, error %#lx", hr);
    if (!code)
        return failed("the graph did not come to its end within %d s", PLAY_SECONDS);
    return code == EC_COMPLETE || failed("the graph ended with event %ld", code);
}

BOOL graph_rewind(struct graph *graph)
{
    IMediaSeeking *seeking;
    LONGLONG position = 0;
    HRESULT hr;

    IGraphBuilder_QueryInterface(graph->graph, &IID_IMediaSeeking, (void **)&seeking);
    hr = IMediaSeeking_SetPositions(seeking, &position, AM_SEEKING_AbsolutePositioning, NULL, AM_SEEKING_NoPositioning);
    IMediaSeeking_Release(seeking);
    return SUCCEEDED(hr) || failed("the graph does not go back to the start, error %#lx", hr);
}

static void check_allocator(const struct observed_allocator *allocator)
{
    if (expected_module && _wcsicmp(allocator->module, expected_module))
        failed("an allocator is of %ls, not of %ls", allocator->module, expected_module);
    /* What cannot notify is only there for the comparison. */
    if (allocator->final_free < 0)
        return;
    if (allocator->taken != allocator->returned)
        failed("%" PRId64 " buffers taken, %" PRId64 " released", (int64_t)allocator->taken,
               (int64_t)allocator->returned);
    if (allocator->callback.calls != allocator->returned)
        failed("%" PRId64 " calls of NotifyRelease, %" PRId64 " releases", (int64_t)allocator->callback.calls,
               (int64_t)allocator->returned);
    if (allocator->final_free != allocator->properties.cBuffers)
        failed("%ld of %ld buffers are free at the end", allocator->final_free, allocator->properties.cBuffers);
}

void graph_finish(struct graph *graph, struct arrival *arrivals)
{
    HRESULT(WINAPI * can_unload_now)(void);
    HMODULE module;
    int i;

    for (i = 0; i < graph->connection_count; ++i)
    {
        struct observed_input *observed = &graph->observed[i];

        if (observed->pin)
            observed_input_detach(observed);
        IPin_Release(graph->inputs[i]);
        if (FAILED(observed->error) && !graph->stopped_early)
            failed("%s: Receive returned %#lx", graph->names[i], observed->error);
        if (arrivals)
        {
            arrivals[i].samples = observed->samples;
            arrivals[i].bytes = observed->bytes;
            arrivals[i].checksum = observed->checksum;
        }
    }
    for (i = 0; i < graph->allocator_count; ++i)
    {
        observed_allocator_detach(graph->allocators[i]);
        check_allocator(graph->allocators[i]);
    }
    for (i = 0; i < graph->filter_count; ++i)
        IBaseFilter_Release(graph->filters[i]);
    if (graph->graph && IGraphBuilder_Release(graph->graph))
        failed("the graph itself is still alive");

    for (i = 0; i < graph->allocator_count; ++i)
    {
        observed_allocator_finish(graph->allocators[i]);
        if (graph->allocators[i]->references_left)
            failed("an allocator is still alive, with %ld references", graph->allocators[i]->references_left);
        if (graph->allocators[i]->callback.refcount != 1)
            failed("a callback is left with %ld references", graph->allocators[i]->callback.refcount - 1);
    }
    if ((module = GetModuleHandleW(L"quartzalloc.dll"))
        && (can_unload_now = (void *)GetProcAddress(module, "DllCanUnloadNow")) && can_unload_now() != S_OK)
        failed("quartzalloc.dll cannot be unloaded: something of it is alive");
}
