/*
 * Connects pins, notes what each connection is, and takes connections back.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "play.h"

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

IPin *next_pin(IBaseFilter *filter, PIN_DIRECTION wanted, unsigned int *index)
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

void disconnect_from(struct player *player, int count)
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

HRESULT connect_to_new_filter(struct player *player, IPin *output, const CLSID *clsid, const WCHAR *name,
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
