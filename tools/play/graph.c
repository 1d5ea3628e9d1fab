/*
 * Builds the filter graph of quartzalloc-play: the source filter, then whatever splitters and decoders the filter
 * mapper knows for each output pin, down to one null renderer a stream.
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
