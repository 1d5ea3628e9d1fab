/*
 * The test of the capture source: in a graph, with what stands behind it taking frames at once, late, or not at all
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <stdio.h>
#include <string.h>

#include "sink.h"
#include "source.h"

#include <control.h>
#include <uuids.h>
#include <vfwmsgs.h>

/* No bound on what the test measures: a run that waits for so long has failed. */
#define PATIENCE 20000

static const CLSID CLSID_NullRendererFilter = {
    0xc1f400a4, 0x3f08, 0x11d3, { 0x9f, 0x0b, 0x00, 0x60, 0x08, 0x03, 0x9e, 0x37 }
};
static const CLSID CLSID_SampleGrabberFilter = {
    0xc1f400a0, 0x3f08, 0x11d3, { 0x9f, 0x0b, 0x00, 0x60, 0x08, 0x03, 0x9e, 0x37 }
};

static unsigned int passed, failed;
static const char *test_name;

static void check(BOOL condition, const char *what)
{
    if (condition)
        ++passed;
    else
        ++failed;
    if (!condition)
        printf("failed: %s: %s\n", test_name, what);
}

/* Device, source, grabber, renderer */
struct scene
{
    struct device device;
    struct source *source;
    struct sink sink;
    IGraphBuilder *graph;
    IMediaControl *control;
};

static IPin *pin_of(IBaseFilter *filter, PIN_DIRECTION wanted)
{
    PIN_DIRECTION direction;
    IPin *pin = NULL;
    IEnumPins *pins;

    if (FAILED(IBaseFilter_EnumPins(filter, &pins)))
        return NULL;
    while (IEnumPins_Next(pins, 1, &pin, NULL) == S_OK)
    {
        if (SUCCEEDED(IPin_QueryDirection(pin, &direction)) && direction == wanted)
            break;
        IPin_Release(pin);
        pin = NULL;
    }
    IEnumPins_Release(pins);
    return pin;
}

static HRESULT connect_filters(IGraphBuilder *graph, IBaseFilter *from, IBaseFilter *to)
{
    IPin *output = pin_of(from, PINDIR_OUTPUT), *input = pin_of(to, PINDIR_INPUT);
    HRESULT hr = output && input ? IGraphBuilder_ConnectDirect(graph, output, input, NULL) : E_FAIL;

    if (output)
        IPin_Release(output);
    if (input)
        IPin_Release(input);
    return hr;
}

static IBaseFilter *add_filter(IGraphBuilder *graph, const CLSID *clsid, const WCHAR *name)
{
    IBaseFilter *filter = NULL;

    if (SUCCEEDED(CoCreateInstance(clsid, NULL, CLSCTX_INPROC_SERVER, &IID_IBaseFilter, (void **)&filter)))
        IGraphBuilder_AddFilter(graph, filter, name);
    return filter;
}

static BOOL build(struct scene *scene)
{
    IBaseFilter *grabber, *renderer;
    ISampleGrabber *control;
    HRESULT hr = E_FAIL;

    grabber = add_filter(scene->graph, &CLSID_SampleGrabberFilter, L"Grabber");
    renderer = add_filter(scene->graph, &CLSID_NullRendererFilter, L"Renderer");
    IGraphBuilder_AddFilter(scene->graph, &scene->source->IBaseFilter_iface, L"Capture");
    if (grabber && renderer && SUCCEEDED(IBaseFilter_QueryInterface(grabber, &IID_ISampleGrabber, (void **)&control)))
    {
        ISampleGrabber_SetCallback(control, &scene->sink.ISampleGrabberCB_iface, 0);
        ISampleGrabber_Release(control);
        if (SUCCEEDED(hr = connect_filters(scene->graph, &scene->source->IBaseFilter_iface, grabber)))
            hr = connect_filters(scene->graph, grabber, renderer);
    }
    if (grabber)
        IBaseFilter_Release(grabber);
    if (renderer)
        IBaseFilter_Release(renderer);
    return SUCCEEDED(hr);
}

static BOOL begin(struct scene *scene, const char *name, unsigned int keep)
{
    test_name = name;
    memset(scene, 0, sizeof(*scene));
    sink_init(&scene->sink, keep);
    device_init(&scene->device);
    source_create(&scene->device, &scene->source);
    CoCreateInstance(&CLSID_FilterGraph, NULL, CLSCTX_INPROC_SERVER, &IID_IGraphBuilder, (void **)&scene->graph);
    IGraphBuilder_QueryInterface(scene->graph, &IID_IMediaControl, (void **)&scene->control);
    check(build(scene), "the graph cannot be built");
    return scene->source->peer != NULL;
}

static void change_state(struct scene *scene, FILTER_STATE wanted)
{
    FILTER_STATE state;
    OAFilterState graph_state;

    if (wanted == State_Running)
        IMediaControl_Run(scene->control);
    else if (wanted == State_Paused)
        IMediaControl_Pause(scene->control);
    else
        IMediaControl_Stop(scene->control);
    /* The graph may change its filters in a thread of its own. */
    IMediaControl_GetState(scene->control, PATIENCE, &graph_state);
    IBaseFilter_GetState(&scene->source->IBaseFilter_iface, 0, &state);
    check(state == wanted, "the filter is in another state than the graph");
}

/* Everything that was made is gone. */
static void end(struct scene *scene)
{
    DWORD received;

    change_state(scene, State_Stopped);
    received = scene->sink.received;
    check(received == scene->source->streaming.delivered && !scene->sink.disorder,
          "frames are missing behind the source, or in another order");
    IMediaControl_Release(scene->control);
    check(!IGraphBuilder_Release(scene->graph), "the graph is left");
    check(!IBaseFilter_Release(&scene->source->IBaseFilter_iface), "the filter is left");
    check(scene->sink.refcount == 1, "the sink is referred to");
    sink_destroy(&scene->sink);
    printf("%s: %lu frames delivered, %lu lost\n", test_name, received, scene->device.lost);
    device_destroy(&scene->device);
}

/* Wait until a number of the source's or the sink's has got that far. */
static BOOL reaches(DWORD (*number)(struct scene *scene), struct scene *scene, DWORD target)
{
    ULONGLONG end = GetTickCount64() + PATIENCE;

    while (number(scene) < target && GetTickCount64() < end)
        Sleep(1);
    return number(scene) >= target;
}

static DWORD received(struct scene *scene)
{
    return scene->sink.received;
}

static DWORD dry(struct scene *scene)
{
    return scene->source->streaming.dry;
}

static DWORD after_release(struct scene *scene)
{
    return scene->source->streaming.after_release;
}

/* The device makes a frame, and it arrives. */
static BOOL frame_arrives(struct scene *scene)
{
    DWORD before = received(scene);

    device_make_frame(&scene->device);
    return reaches(received, scene, before + 1);
}

/* All buffers are out, and a frame waits. */
static void run_dry(struct scene *scene)
{
    DWORD before;

    while (received(scene) < 3 && frame_arrives(scene))
        ;
    before = dry(scene);
    device_make_frame(&scene->device);
    check(reaches(dry, scene, before + 1), "there are more buffers than the sink keeps");
}

static void test_frames(unsigned int keep, const char *name)
{
    struct scene scene;
    int i;

    if (!begin(&scene, name, keep))
        return;
    change_state(&scene, State_Running);
    for (i = 0; i < 20 && frame_arrives(&scene); ++i)
        ;
    check(i == 20, "a frame does not arrive");
    check(scene.sink.timed, "the frames have no time");
    end(&scene);
}

/* Running, with a frame that waits and no buffer for it. */
static BOOL begin_dry(struct scene *scene, const char *name)
{
    if (!begin(scene, name, 3))
        return FALSE;
    change_state(scene, State_Running);
    run_dry(scene);
    return TRUE;
}

/* Nothing but NotifyRelease can wake the thread: no frame is made any more, and nobody stops it. */
static void test_wakeup(void)
{
    struct scene scene;
    DWORD before;

    if (!begin_dry(&scene, "a sink that keeps all there are, then gives one back"))
        return;
    before = received(&scene);
    sink_keep(&scene.sink, 2);
    check(reaches(received, &scene, before + 1), "the thread was not woken by the buffer that came back");
    check(reaches(after_release, &scene, 1), "the thread was woken by something else");
    end(&scene);
}

/* Part from the next filter, and find to it again. */
static BOOL connect_again(struct scene *scene)
{
    IPin *output = &scene->source->IPin_iface, *input = NULL;
    HRESULT hr;

    if (FAILED(IPin_ConnectedTo(output, &input)))
        return FALSE;
    /* The next filter may offer the allocator of before, which agrees to nothing new while one of its buffers is out. */
    sink_keep(&scene->sink, 0);
    IGraphBuilder_Disconnect(scene->graph, input);
    IGraphBuilder_Disconnect(scene->graph, output);
    hr = IGraphBuilder_ConnectDirect(scene->graph, output, input, NULL);
    IPin_Release(input);
    return SUCCEEDED(hr);
}

static void test_states(void)
{
    struct scene scene;
    FILTER_STATE state;
    DWORD before, i;

    if (!begin(&scene, "pause, run and stop", 0))
        return;
    for (i = 0; i < 3; ++i)
    {
        sink_keep(&scene.sink, 1);
        change_state(&scene, State_Paused);
        check(IBaseFilter_GetState(&scene.source->IBaseFilter_iface, 0, &state) == VFW_S_CANT_CUE, "no live source");
        before = received(&scene);
        device_make_frame(&scene.device);
        change_state(&scene, State_Running);
        check(frame_arrives(&scene), "no frame arrives while running");
        check(received(&scene) == before + 1, "a frame of the pause arrived");
        change_state(&scene, State_Paused);
        change_state(&scene, State_Running);
        check(frame_arrives(&scene), "no frame arrives after a pause");
        change_state(&scene, State_Stopped);
        before = received(&scene);
        device_make_frame(&scene.device);
        check(connect_again(&scene), "a stopped pin cannot be connected again");
        check(received(&scene) == before, "a frame arrived after Stop");
    }
    end(&scene);
}

/* What waits is dropped, what is out comes back, and the stream goes on behind a gap. */
static void test_flush(void)
{
    struct scene scene;
    DWORD last;

    if (!begin_dry(&scene, "a flush while all buffers are out"))
        return;
    check(source_flush(scene.source) == S_OK, "the flush fails");
    sink_keep(&scene.sink, 0);
    last = scene.sink.last;
    check(frame_arrives(&scene), "no frame arrives after a flush");
    check(scene.sink.last == last + 2, "a frame of before the flush arrives after it");
    check(scene.sink.gaps == 1, "the gap is not told");
    end(&scene);
}

/* The sink gives its buffers back when the graph is gone. */
static void test_stop_while_dry(void)
{
    struct scene scene;

    if (begin_dry(&scene, "a stop while all buffers are out"))
        end(&scene);
}

/* Whoever asks for CLSID_MemoryAllocator in this process has it from that DLL from now on.  Returns FALSE after an error. */
static BOOL use_allocators_of(const char *path, FARPROC *can_unload_now)
{
    HRESULT(WINAPI * get_class_object)(REFCLSID clsid, REFIID iid, void **out);
    HMODULE module = LoadLibraryA(path);
    FARPROC function;
    IUnknown *factory;
    DWORD cookie;

    if (!module || !(function = GetProcAddress(module, "DllGetClassObject"))
        || !(*can_unload_now = GetProcAddress(module, "DllCanUnloadNow")))
        return FALSE;
    memcpy(&get_class_object, &function, sizeof(function));
    if (FAILED(get_class_object(&CLSID_MemoryAllocator, &IID_IClassFactory, (void **)&factory)))
        return FALSE;
    return SUCCEEDED(
            CoRegisterClassObject(&CLSID_MemoryAllocator, factory, CLSCTX_INPROC_SERVER, REGCLS_MULTIPLEUSE, &cookie));
}

int main(int argc, char **argv)
{
    HRESULT(WINAPI * can_unload_now)(void);
    FARPROC function;

    CoInitializeEx(NULL, COINIT_MULTITHREADED);
    if (argc != 2 || !use_allocators_of(argv[1], &function))
    {
        fprintf(stderr,
                "Usage: capture-source.exe ALLOCATOR-DLL\n"
                "Lets a capture source work in a graph, with that DLL's CLSID_MemoryAllocator.\n");
        return 2;
    }
    memcpy(&can_unload_now, &function, sizeof(function));
    test_frames(0, "a sink that gives frames back at once");
    test_frames(2, "a sink that keeps two frames");
    test_wakeup();
    test_states();
    test_flush();
    test_stop_while_dry();
    test_name = "at the end";
    check(can_unload_now() == S_OK, "an allocator or a sample is left");
    printf("%u passed, %u failed, 0 skipped\n", passed, failed);
    return failed != 0;
}
