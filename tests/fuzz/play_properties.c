/*
 * The allocator's SetProperties and GetProperties (section 2 of the contract)
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <limits.h>
#include <string.h>

#include "player.h"

static void observe_properties(struct player *player, unsigned int row, const ALLOCATOR_PROPERTIES *properties)
{
    observe(player, row, "cBuffers", (uint64_t)properties->cBuffers);
    observe(player, row, "cbBuffer", (uint64_t)properties->cbBuffer);
    observe(player, row, "cbAlign", (uint64_t)properties->cbAlign);
    observe(player, row, "cbPrefix", (uint64_t)properties->cbPrefix);
}

/* Most often something that can be committed, else anything. */
static ALLOCATOR_PROPERTIES choose_properties(struct player *player)
{
    static const LONG counts[] = { 1, 0, -1, 2, 5, 16, 63, 1000, 0x8000000, INT_MAX, INT_MIN },
                      sizes[] = { 1, 0, -1, -20, 33, 100, 4097, 65535, 65536, INT_MAX, INT_MAX - 15, INT_MIN },
                      aligns[] = { 1,  0,  2,  3,      4,      6,       24,      4096,    65536,    131072, 65537,
                                   -1, -2, -3, -65535, -65536, -131071, -131072, INT_MAX, -INT_MAX, INT_MIN },
                      prefixes[] = { 0, 4, 7, 16, 100, 65536, -1, -16, INT_MAX, INT_MIN },
                      good_sizes[] = { 16, 64, 100, 256 }, good_aligns[] = { 1, 16, 64, 4096 },
                      good_prefixes[] = { 0, 0, 4, 16 };
    struct bytes *bytes = &player->bytes;
    unsigned int kind = next_byte(bytes);
    ALLOCATOR_PROPERTIES properties;

    if (kind < 0xc0)
    {
        properties.cBuffers = 1 + (LONG)(kind & 3);
        properties.cbBuffer = good_sizes[kind >> 2 & 3];
        properties.cbAlign = good_aligns[kind >> 4 & 3];
        properties.cbPrefix = good_prefixes[kind >> 6 & 3];
        if (avoids(player, ROW(2, 3)))
        {
            /* Nothing to round, no prefix to place. */
            properties.cbBuffer = 4096;
            properties.cbAlign = 1;
            properties.cbPrefix = 0;
        }
        return properties;
    }
    properties.cBuffers = kind & 1 ? NEXT_OF(bytes, counts) : 2;
    properties.cbBuffer = kind & 2 ? NEXT_OF(bytes, sizes) : 16;
    properties.cbAlign = kind & 4 && !avoids(player, ROW(2, 2)) ? NEXT_OF(bytes, aligns) : 1;
    properties.cbPrefix = kind & 8 && !avoids(player, ROW(3, 1)) ? NEXT_OF(bytes, prefixes) : 0;
    return properties;
}

void play_set_properties(struct player *player)
{
    struct held_allocator *held = choose_allocator(player, false);
    ALLOCATOR_PROPERTIES request = choose_properties(player), asked = request, actual, *out = &actual;
    unsigned int way = next_choice(&player->bytes, 16);
    HRESULT hr;

    if (!held)
        return;
    announce(player, "SetProperties({%ld, %ld, %ld, %ld})%s", (long)request.cBuffers, (long)request.cbBuffer,
             (long)request.cbAlign, (long)request.cbPrefix,
             way == 13           ? " with one structure"
                     : way == 14 ? " with NULL"
                     : way == 15 ? " of NULL"
                                 : "");
    if (way >= 14)
    {
        if (avoids(player, ROW(2, 1)))
            return;
        hr = way == 14 ? IMemAllocatorCallbackTemp_SetProperties(held->allocator, &request, NULL)
                       : IMemAllocatorCallbackTemp_SetProperties(held->allocator, NULL, &actual);
        observe(player, ROW(2, 1), "SetProperties", (uint32_t)hr);
        return;
    }
    memset(&actual, 0x5a, sizeof(actual));
    if (way == 13 && !avoids(player, ROW(2, 9)))
        out = &request;
    hr = IMemAllocatorCallbackTemp_SetProperties(held->allocator, &request, out);
    observe(player, ROW(2, 5), "SetProperties", (uint32_t)hr);
    observe_properties(player, SUCCEEDED(hr) ? ROW(2, 3) : ROW(2, 4), out);
    if (out != &request)
        observe(player, ROW(2, 3), "request unchanged", !memcmp(&request, &asked, sizeof(request)));
    if (SUCCEEDED(hr))
    {
        held->properties = *out;
        held->laid_out = false;
    }
}

void play_get_properties(struct player *player)
{
    struct held_allocator *held = choose_allocator(player, false);
    ALLOCATOR_PROPERTIES properties;
    HRESULT hr;

    if (!held)
        return;
    announce(player, "GetProperties");
    if (next_choice(&player->bytes, 16) == 15 && !avoids(player, ROW(2, 1)))
    {
        hr = IMemAllocatorCallbackTemp_GetProperties(held->allocator, NULL);
        observe(player, ROW(2, 1), "GetProperties with NULL", (uint32_t)hr);
        return;
    }
    hr = IMemAllocatorCallbackTemp_GetProperties(held->allocator, &properties);
    observe(player, ROW(2, 1), "GetProperties", (uint32_t)hr);
    observe_properties(player, ROW(2, 3), &properties);
}
