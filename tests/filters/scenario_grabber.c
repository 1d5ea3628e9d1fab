/*
 * The sample grabber, with both kinds of its callback and the buffer that it keeps.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "filters.h"
#include "../object.h"

#include <qedit.h>

DEFINE_GUID(CLSID_SampleGrabberFilter, 0xc1f400a0, 0x3f08, 0x11d3, 0x9f, 0x0b, 0x00, 0x60, 0x08, 0x03, 0x9e, 0x37);

/* A callback object that adds up what the sample grabber hands it. */
struct grabber_callback
{
    struct object object;
    LONG64 samples, bytes;
    uint64_t checksum;
};

static HRESULT WINAPI grabber_callback_BufferCB(ISampleGrabberCB *iface, double time, BYTE *buffer, LONG size)
{
    struct grabber_callback *callback = (struct grabber_callback *)iface;

    (void)time;
    callback->checksum = observe_checksum(callback->checksum ^ (uint64_t)size, buffer, size);
    callback->bytes += size;
    ++callback->samples;
    return S_OK;
}

static HRESULT WINAPI grabber_callback_SampleCB(ISampleGrabberCB *iface, double time, IMediaSample *sample)
{
    BYTE *data;

    IMediaSample_GetPointer(sample, &data);
    return grabber_callback_BufferCB(iface, time, data, IMediaSample_GetActualDataLength(sample));
}

static const ISampleGrabberCBVtbl grabber_callback_methods = {
    OBJECT_METHODS,
    grabber_callback_SampleCB,
    grabber_callback_BufferCB,
};

/* Once for each kind of its callback, on both streams at once. */
void test_sample_grabber(void)
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
        init_object(&callbacks[i].object, &grabber_callback_methods, &IID_ISampleGrabberCB);
        IBaseFilter_QueryInterface(grabber, &IID_ISampleGrabber, (void **)&control);
        ISampleGrabber_SetCallback(control, (ISampleGrabberCB *)&callbacks[i], i);
        ISampleGrabber_SetBufferSamples(control, TRUE);
        ISampleGrabber_Release(control);
        graph_connect(&graph, i ? "audio to grabber" : "video to grabber", splitter, i, grabber, 0);
        connect_null_renderer(&graph, i ? "audio behind" : "video behind", grabber, 0);
    }
    if (!has_failed())
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
