/*
 * Builds the filter graph of quartzalloc-play: the source filter, then whatever splitters and decoders the filter
 * mapper knows for each output pin, down to one null renderer a stream; then puts an observer on every connection.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "play.h"

DEFINE_GUID(CLSID_NullRendererFilter, 0xc1f400a4, 0x3f08, 0x11d3, 0x9f, 0x0b, 0x00, 0x60, 0x08, 0x03, 0x9e, 0x37);
DEFINE_GUID(CLSID_SampleGrabberFilter, 0xc1f400a0, 0x3f08, 0x11d3, 0x9f, 0x0b, 0x00, 0x60, 0x08, 0x03, 0x9e, 0x37);

/* Splitter behind splitter (an AVI in an ID3 tag, say) is real; deeper nesting than this is a loop. */
#define MAX_DEPTH 6

#define MAX_CANDIDATES   32
#define NOTHING_RENDERED 1000000

static void free_media_type(AM_MEDIA_TYPE *type)
{
    CoTaskMemFree(type->pbFormat);
    if (type->pUnk)
        IUnknown_Release(type->pUnk);
}

static void delete_media_type(AM_MEDIA_TYPE *type)
{
    free_media_type(type);
    CoTaskMemFree(type);
}

static BOOL is_uncompressed(const AM_MEDIA_TYPE *type)
{
    static const GUID *const video[] = {
        &MEDIASUBTYPE_RGB1,  &MEDIASUBTYPE_RGB4,  &MEDIASUBTYPE_RGB8,   &MEDIASUBTYPE_RGB555, &MEDIASUBTYPE_RGB565,
        &MEDIASUBTYPE_RGB24, &MEDIASUBTYPE_RGB32, &MEDIASUBTYPE_ARGB32, &MEDIASUBTYPE_YUY2,   &MEDIASUBTYPE_UYVY,
        &MEDIASUBTYPE_YVYU,  &MEDIASUBTYPE_YV12,  &MEDIASUBTYPE_IYUV,   &MEDIASUBTYPE_NV12,   &MEDIASUBTYPE_AYUV,
    };
    unsigned int i;

    if (IsEqualGUID(&type->majortype, &MEDIATYPE_Audio))
        return IsEqualGUID(&type->subtype, &MEDIASUBTYPE_PCM) || IsEqualGUID(&type->subtype, &MEDIASUBTYPE_IEEE_FLOAT);
    for (i = 0; i < ARRAYSIZE(video); ++i)
    {
        if (IsEqualGUID(&type->subtype, video[i]))
            return TRUE;
    }
    return type->subtype.Data1 == MAKEFOURCC('I', '4', '2', '0');
}

static const GUID any_subtype;
static const GUID mp3_subtype = {
    0x55 /* WAVE_FORMAT_MPEGLAYER3 */, 0, 0x10, { 0x80, 0, 0, 0xaa, 0, 0x38, 0x9b, 0x71 }
};

static void describe_media_type(const AM_MEDIA_TYPE *type, char *text, size_t size)
{
    static const struct
    {
        const GUID *guid;
        const char *name;
    } names[] = {
        { &MEDIASUBTYPE_RGB8, "RGB8" },
        { &MEDIASUBTYPE_RGB555, "RGB555" },
        { &MEDIASUBTYPE_RGB565, "RGB565" },
        { &MEDIASUBTYPE_RGB24, "RGB24" },
        { &MEDIASUBTYPE_RGB32, "RGB32" },
        { &MEDIASUBTYPE_ARGB32, "ARGB32" },
        { &MEDIASUBTYPE_PCM, "PCM" },
        { &MEDIASUBTYPE_IEEE_FLOAT, "float" },
        { &MEDIASUBTYPE_Avi, "AVI" },
        { &MEDIASUBTYPE_WAVE, "WAVE" },
        { &MEDIASUBTYPE_MPEG1System, "MPEG-1 system" },
        { &MEDIASUBTYPE_MPEG1Audio, "MPEG-1" },
        { &MEDIASUBTYPE_MPEG1Payload, "MPEG-1" },
        { &MEDIASUBTYPE_MPEG1Packet, "MPEG-1" },
        { &MEDIASUBTYPE_MPEG1AudioPayload, "MPEG-1" },
        { &mp3_subtype, "MP3" },
        { &any_subtype, "any" },
    };
    const char *major = "data", *name = NULL;
    char fourcc[16], details[32] = "";
    unsigned int i;

    if (IsEqualGUID(&type->majortype, &MEDIATYPE_Video))
        major = "video";
    else if (IsEqualGUID(&type->majortype, &MEDIATYPE_Audio))
        major = "audio";
    else if (IsEqualGUID(&type->majortype, &MEDIATYPE_Stream))
        major = "file";
    if (type->subtype.Data1 == 0xffffffff)
        name = "of unknown kind";

    for (i = 0; i < ARRAYSIZE(names); ++i)
    {
        if (IsEqualGUID(&type->subtype, names[i].guid))
            name = names[i].name;
    }
    if (!name)
    {
        memcpy(fourcc, &type->subtype.Data1, 4);
        fourcc[4] = 0;
        for (i = 0; i < 4; ++i)
        {
            if (fourcc[i] < 0x20 || fourcc[i] > 0x7e)
                snprintf(fourcc, sizeof(fourcc), "0x%lx", type->subtype.Data1);
        }
        name = fourcc;
    }

    if (IsEqualGUID(&type->formattype, &FORMAT_VideoInfo) && type->cbFormat >= sizeof(VIDEOINFOHEADER))
    {
        const VIDEOINFOHEADER *format = (const VIDEOINFOHEADER *)type->pbFormat;

        snprintf(details, sizeof(details), " %ldx%ld", format->bmiHeader.biWidth, labs(format->bmiHeader.biHeight));
    }
    else if (IsEqualGUID(&type->formattype, &FORMAT_WaveFormatEx) && type->cbFormat >= sizeof(PCMWAVEFORMAT))
    {
        const WAVEFORMATEX *format = (const WAVEFORMATEX *)type->pbFormat;

        snprintf(details, sizeof(details), " %lu Hz x%u", format->nSamplesPerSec, format->nChannels);
    }
    snprintf(text, size, "%s %s%s", major, name, details);
}

static void query_names(IPin *pin, WCHAR *filter_name, WCHAR *pin_name)
{
    FILTER_INFO filter_info;
    PIN_INFO pin_info;

    filter_name[0] = pin_name[0] = 0;
    if (FAILED(IPin_QueryPinInfo(pin, &pin_info)))
        return;
    lstrcpynW(pin_name, pin_info.achName, MAX_PIN_NAME);
    if (!pin_info.pFilter)
        return;
    if (SUCCEEDED(IBaseFilter_QueryFilterInfo(pin_info.pFilter, &filter_info)))
    {
        lstrcpynW(filter_name, filter_info.achName, MAX_FILTER_NAME);
        if (filter_info.pGraph)
            IFilterGraph_Release(filter_info.pGraph);
    }
    IBaseFilter_Release(pin_info.pFilter);
}

/* The filter's next unconnected pin of that direction; index counts on from call to call. */
static IPin *next_pin(IBaseFilter *filter, PIN_DIRECTION wanted, unsigned int *index)
{
    PIN_DIRECTION direction;
    unsigned int i = 0;
    IEnumPins *enum_pins;
    IPin *pin, *peer;

    if (FAILED(IBaseFilter_EnumPins(filter, &enum_pins)))
        return NULL;
    while (IEnumPins_Next(enum_pins, 1, &pin, NULL) == S_OK)
    {
        if (i++ >= *index && SUCCEEDED(IPin_QueryDirection(pin, &direction)) && direction == wanted)
        {
            *index = i;
            if (SUCCEEDED(IPin_ConnectedTo(pin, &peer)))
            {
                IPin_Release(peer);
            }
            else
            {
                IEnumPins_Release(enum_pins);
                return pin;
            }
        }
        IPin_Release(pin);
    }
    IEnumPins_Release(enum_pins);
    return NULL;
}

static HRESULT connect_pins(struct player *player, IPin *output, IPin *input)
{
    struct connection *connection;
    AM_MEDIA_TYPE type;
    IAsyncReader *reader;
    IMemInputPin *mem_input;
    struct observed_reader *observed = NULL;
    HRESULT hr;

    if (player->connection_count == MAX_CONNECTIONS)
        return E_OUTOFMEMORY;

    if (SUCCEEDED(IPin_QueryInterface(output, &IID_IAsyncReader, (void **)&reader)))
    {
        if ((observed = calloc(1, sizeof(*observed))))
            observed_reader_attach(observed, reader);
        IAsyncReader_Release(reader);
    }

    hr = IGraphBuilder_ConnectDirect(player->graph, output, input, NULL);
    if (FAILED(hr))
    {
        if (observed)
        {
            observed_reader_detach(observed);
            if (observed->allocator)
                IMemAllocator_Release(observed->allocator);
            free(observed->table);
            free(observed);
        }
        return hr;
    }

    connection = &player->connections[player->connection_count++];
    memset(connection, 0, sizeof(*connection));
    connection->allocator = -1;
    connection->input = input;
    IPin_AddRef(input);
    connection->reader = observed;
    connection->pull = FAILED(IPin_QueryInterface(input, &IID_IMemInputPin, (void **)&mem_input));
    if (!connection->pull)
        IMemInputPin_Release(mem_input);
    query_names(output, connection->from_filter, connection->from_pin);
    query_names(input, connection->to_filter, connection->to_pin);
    if (SUCCEEDED(IPin_ConnectionMediaType(output, &type)))
    {
        describe_media_type(&type, connection->media, sizeof(connection->media));
        free_media_type(&type);
    }
    return hr;
}

/* Takes back every connection after the given count, with the filter that each led to, for another try. */
static void disconnect_from(struct player *player, int count)
{
    while (player->connection_count > count)
    {
        struct connection *connection = &player->connections[--player->connection_count];
        PIN_INFO info;
        IPin *output;

        if (connection->reader)
            observed_reader_detach(connection->reader);
        if (SUCCEEDED(IPin_ConnectedTo(connection->input, &output)))
        {
            IGraphBuilder_Disconnect(player->graph, output);
            IGraphBuilder_Disconnect(player->graph, connection->input);
            IPin_Release(output);
        }
        if (SUCCEEDED(IPin_QueryPinInfo(connection->input, &info)) && info.pFilter)
        {
            IGraphBuilder_RemoveFilter(player->graph, info.pFilter);
            IBaseFilter_Release(info.pFilter);
        }
        IPin_Release(connection->input);
        if (connection->last)
            --player->streams;
    }
}

static HRESULT add_filter(struct player *player, const CLSID *clsid, const WCHAR *name, IBaseFilter **filter)
{
    HRESULT hr;

    if (FAILED(hr = CoCreateInstance(clsid, NULL, CLSCTX_INPROC_SERVER, &IID_IBaseFilter, (void **)filter)))
        return hr;
    if (FAILED(hr = IGraphBuilder_AddFilter(player->graph, *filter, name)))
    {
        IBaseFilter_Release(*filter);
        *filter = NULL;
    }
    return hr;
}

static HRESULT connect_to_new_filter(struct player *player, IPin *output, const CLSID *clsid, const WCHAR *name,
                                     IBaseFilter **filter)
{
    unsigned int index = 0;
    IPin *input;
    HRESULT hr;

    if (FAILED(hr = add_filter(player, clsid, name, filter)))
        return hr;
    if ((input = next_pin(*filter, PINDIR_INPUT, &index)))
    {
        hr = connect_pins(player, output, input);
        IPin_Release(input);
    }
    else
    {
        hr = VFW_E_NOT_FOUND;
    }
    if (FAILED(hr))
    {
        IGraphBuilder_RemoveFilter(player->graph, *filter);
        IBaseFilter_Release(*filter);
        *filter = NULL;
    }
    return hr;
}

/* Ends a stream in a null renderer, behind a sample grabber if that takes the type. */
static HRESULT render_stream(struct player *player, IPin *output)
{
    IBaseFilter *grabber = NULL, *renderer;
    unsigned int index = 0;
    IPin *pin = output;
    WCHAR name[32];
    HRESULT hr;

    IPin_AddRef(pin);
    if (player->grabbers)
    {
        swprintf(name, ARRAYSIZE(name), L"Sample Grabber %d", player->streams + 1);
        if (SUCCEEDED(connect_to_new_filter(player, output, &CLSID_SampleGrabberFilter, name, &grabber)))
        {
            IPin_Release(pin);
            pin = next_pin(grabber, PINDIR_OUTPUT, &index);
            IBaseFilter_Release(grabber);
        }
    }
    if (!pin)
        return VFW_E_NOT_FOUND;

    swprintf(name, ARRAYSIZE(name), L"Null Renderer %d", player->streams + 1);
    hr = connect_to_new_filter(player, pin, &CLSID_NullRendererFilter, name, &renderer);
    IPin_Release(pin);
    if (FAILED(hr))
        return hr;
    IBaseFilter_Release(renderer);
    player->connections[player->connection_count - 1].last = TRUE;
    ++player->streams;
    return S_OK;
}

static int render_pin(struct player *player, IPin *output, int depth);

/* Returns the number of outputs that could not be rendered, counting one that stays compressed as such. */
static int render_outputs(struct player *player, IBaseFilter *filter, int depth)
{
    int failures = 0, streams = player->streams;
    unsigned int index = 0;
    IPin *pin;

    while ((pin = next_pin(filter, PINDIR_OUTPUT, &index)))
    {
        failures += render_pin(player, pin, depth);
        IPin_Release(pin);
    }
    return player->streams > streams ? failures : NOTHING_RENDERED;
}

static BOOL get_pin_class(IPin *pin, CLSID *clsid)
{
    PIN_INFO info;
    HRESULT hr;

    if (FAILED(IPin_QueryPinInfo(pin, &info)) || !info.pFilter)
        return FALSE;
    hr = IBaseFilter_GetClassID(info.pFilter, clsid);
    IBaseFilter_Release(info.pFilter);
    return hr == S_OK;
}

/* Renders through one filter; takes everything back if that does not render more than nothing. */
static int render_through(struct player *player, IPin *output, const CLSID *clsid, const WCHAR *name, int depth)
{
    int count = player->connection_count, failures;
    CLSID upstream;
    IBaseFilter *filter;

    /* A decoder may take its own output type, and would be stacked on itself. */
    if (get_pin_class(output, &upstream) && IsEqualGUID(&upstream, clsid))
        return NOTHING_RENDERED;
    if (FAILED(connect_to_new_filter(player, output, clsid, name, &filter)))
        return NOTHING_RENDERED;
    if ((failures = render_outputs(player, filter, depth + 1)) == NOTHING_RENDERED)
        disconnect_from(player, count);
    IBaseFilter_Release(filter);
    return failures;
}

struct candidate
{
    CLSID clsid;
    WCHAR name[MAX_FILTER_NAME];
};

/* The splitters and decoders that the filter mapper knows for the type, best first. An exact match leaves out filters
 * that are registered for any type at all, as Wine's general splitter is: so the special ones come first. */
static int find_candidates(struct player *player, const AM_MEDIA_TYPE *type, struct candidate *candidates, int size)
{
    const GUID types[2] = { type->majortype, type->subtype };
    VARIANT clsid_text, name;
    IEnumMoniker *enum_moniker;
    IPropertyBag *properties;
    IMoniker *moniker;
    int count = 0, i;
    CLSID clsid;
    BOOL exact;

    for (exact = TRUE; exact >= FALSE; --exact)
    {
        if (IFilterMapper2_EnumMatchingFilters(player->mapper, &enum_moniker, 0, exact, MERIT_DO_NOT_USE + 1, TRUE, 1,
                                               types, NULL, NULL, FALSE, TRUE, 0, NULL, NULL, NULL)
            != S_OK)
            continue;
        while (count < size && IEnumMoniker_Next(enum_moniker, 1, &moniker, NULL) == S_OK)
        {
            VariantInit(&clsid_text);
            VariantInit(&name);
            if (SUCCEEDED(IMoniker_BindToStorage(moniker, NULL, NULL, &IID_IPropertyBag, (void **)&properties)))
            {
                IPropertyBag_Read(properties, L"FriendlyName", &name, NULL);
                if (SUCCEEDED(IPropertyBag_Read(properties, L"CLSID", &clsid_text, NULL))
                    && SUCCEEDED(CLSIDFromString(V_BSTR(&clsid_text), &clsid)))
                {
                    for (i = 0; i < count && !IsEqualGUID(&candidates[i].clsid, &clsid); ++i)
                        ;
                    if (i == count)
                    {
                        candidates[i].clsid = clsid;
                        lstrcpynW(candidates[i].name, V_VT(&name) == VT_BSTR ? V_BSTR(&name) : L"Filter",
                                  MAX_FILTER_NAME);
                        ++count;
                    }
                }
                IPropertyBag_Release(properties);
            }
            VariantClear(&clsid_text);
            VariantClear(&name);
            IMoniker_Release(moniker);
        }
        IEnumMoniker_Release(enum_moniker);
    }
    return count;
}

/* Wine's own splitters hand out Cinepak, and abort the process when it is to flow (seen on Wine 8.0). */
static BOOL is_broken(const AM_MEDIA_TYPE *type)
{
    return type->subtype.Data1 == MAKEFOURCC('c', 'v', 'i', 'd')
            && GetProcAddress(GetModuleHandleW(L"ntdll.dll"), "wine_get_version");
}

/* Takes the first candidate that renders everything, else the one that fails at the fewest outputs. */
static int render_through_filters(struct player *player, IPin *output, const AM_MEDIA_TYPE *type, int depth)
{
    int connections = player->connection_count, undecoded = player->undecoded;
    int count, i, failures, best = -1, fewest = NOTHING_RENDERED;
    struct candidate *candidates;

    if (!(candidates = calloc(MAX_CANDIDATES, sizeof(*candidates))))
        return NOTHING_RENDERED;
    count = find_candidates(player, type, candidates, MAX_CANDIDATES);
    for (i = 0; i < count; ++i)
    {
        if (!(failures = render_through(player, output, &candidates[i].clsid, candidates[i].name, depth)))
        {
            free(candidates);
            return 0;
        }
        if (failures < fewest)
        {
            fewest = failures;
            best = i;
        }
        disconnect_from(player, connections);
        player->undecoded = undecoded;
    }
    if (best >= 0)
        fewest = render_through(player, output, &candidates[best].clsid, candidates[best].name, depth);
    free(candidates);
    return fewest;
}

/* Returns 0 when the pin is rendered as it should be, else 1. */
static int render_pin(struct player *player, IPin *output, int depth)
{
    BOOL rendered = FALSE, any_stream = FALSE, broken = FALSE;
    IEnumMediaTypes *enum_types;
    AM_MEDIA_TYPE *type;

    if (depth > MAX_DEPTH || FAILED(IPin_EnumMediaTypes(output, &enum_types)))
        return 1;

    while (!rendered && IEnumMediaTypes_Next(enum_types, 1, &type, NULL) == S_OK)
    {
        if (IsEqualGUID(&type->majortype, &MEDIATYPE_Stream))
            any_stream = TRUE;
        if (is_broken(type))
            broken = TRUE;
        else if (is_uncompressed(type))
            rendered = SUCCEEDED(render_stream(player, output));
        else
            rendered = render_through_filters(player, output, type, depth) != NOTHING_RENDERED;
        delete_media_type(type);
    }
    IEnumMediaTypes_Release(enum_types);
    if (rendered)
        return 0;

    /* Compressed data of a splitter can still be counted, but a file that nothing splits is no media. */
    if (depth && !any_stream && !broken && SUCCEEDED(render_stream(player, output)))
        ++player->undecoded;
    return 1;
}

/* Streams that a splitter announces, but in a form that it cannot hand out. */
static void count_unconnected(struct player *player)
{
    IEnumFilters *enum_filters;
    IBaseFilter *filter;
    unsigned int index;
    IPin *pin;

    if (FAILED(IGraphBuilder_EnumFilters(player->graph, &enum_filters)))
        return;
    while (IEnumFilters_Next(enum_filters, 1, &filter, NULL) == S_OK)
    {
        index = 0;
        while ((pin = next_pin(filter, PINDIR_OUTPUT, &index)))
        {
            ++player->unconnected;
            IPin_Release(pin);
        }
        IBaseFilter_Release(filter);
    }
    IEnumFilters_Release(enum_filters);
}

HRESULT player_build(struct player *player, const WCHAR *file)
{
    IBaseFilter *source;
    HRESULT hr;

    if (FAILED(hr = IGraphBuilder_AddSourceFilter(player->graph, file, L"File Source", &source)))
        return hr;
    render_outputs(player, source, 0);
    IBaseFilter_Release(source);
    count_unconnected(player);
    return player->streams ? S_OK : VFW_E_CANNOT_RENDER;
}

static int observe_allocator(struct player *player, IMemAllocator *allocator)
{
    int i;

    for (i = 0; i < player->allocator_count; ++i)
    {
        if (player->allocators[i]->allocator == allocator)
            return i;
    }
    if (!(player->allocators[i] = observed_allocator_create(allocator)))
        return -1;
    ++player->allocator_count;
    return i;
}

/* Once everything is connected, for the allocators are agreed upon last, and before the graph runs. */
void player_observe(struct player *player)
{
    struct observed_allocator *observed;
    struct connection *connection;
    IMemAllocator *allocator;
    IMemInputPin *pin;
    int i;

    for (i = 0; i < player->connection_count; ++i)
    {
        connection = &player->connections[i];
        if (connection->pull)
        {
            if (connection->reader && connection->reader->allocator)
                connection->allocator = observe_allocator(player, connection->reader->allocator);
            continue;
        }
        if (FAILED(IPin_QueryInterface(connection->input, &IID_IMemInputPin, (void **)&pin)))
            continue;
        if (SUCCEEDED(IMemInputPin_GetAllocator(pin, &allocator)))
        {
            connection->allocator = observe_allocator(player, allocator);
            IMemAllocator_Release(allocator);
        }
        observed = connection->allocator >= 0 ? player->allocators[connection->allocator] : NULL;
        observed_input_attach(&connection->observed, pin, observed);
        IMemInputPin_Release(pin);
    }
}

void player_detach(struct player *player)
{
    struct connection *connection;
    int i;

    for (i = 0; i < player->connection_count; ++i)
    {
        connection = &player->connections[i];
        if (connection->reader)
        {
            observed_reader_detach(connection->reader);
            if (connection->reader->allocator)
            {
                IMemAllocator_Release(connection->reader->allocator);
                connection->reader->allocator = NULL;
            }
        }
        if (connection->observed.pin)
            observed_input_detach(&connection->observed);
        IPin_Release(connection->input);
        connection->input = NULL;
    }
    for (i = 0; i < player->allocator_count; ++i)
        observed_allocator_detach(player->allocators[i]);
}
