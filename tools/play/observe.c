/*
 * Puts an observer on every connection and on every allocator of the graph.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "play.h"

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
