/*
 * The sample's GetProperties and SetProperties: structures of which any part may be given (rows 7.20 to 7.39)
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <limits.h>
#include <string.h>

#include "player.h"

#define FULL sizeof(AM_SAMPLE2_PROPERTIES)

/* Sizes around each field's end, too small, full and too large. */
static DWORD choose_size(struct player *player)
{
    static const DWORD sizes[] = { FULL, FULL, FULL, 0,        1,        3,         4,          7,         8,
                                   11,   12,   15,   16,       20,       24,        31,         32,        35,
                                   36,   40,   44,   FULL - 1, FULL + 1, FULL + 16, 0x7fffffff, 0xffffffff };

    return NEXT_OF(&player->bytes, sizes);
}

static void observe_sample(struct player *player, struct held_sample *held)
{
    AM_SAMPLE2_PROPERTIES properties;
    HRESULT hr;

    memset(&properties, 0xcc, sizeof(properties));
    hr = IMediaSample2_GetProperties(held->sample, sizeof(properties), (BYTE *)&properties);
    observe(player, ROW(7, 21), "GetProperties", (uint32_t)hr);
    observe(player, ROW(7, 21), "cbData", properties.cbData);
    observe(player, ROW(7, 38), "dwTypeSpecificFlags", properties.dwTypeSpecificFlags);
    observe(player, ROW(7, 22), "dwSampleFlags", properties.dwSampleFlags);
    observe(player, ROW(7, 11), "its length", (uint64_t)properties.lActual);
    observe(player, ROW(7, 12), "tStart", (uint64_t)properties.tStart);
    observe(player, ROW(7, 12), "tStop", (uint64_t)properties.tStop);
    observe(player, ROW(7, 38), "dwStreamId", properties.dwStreamId);
    observe(player, ROW(7, 3), "same pointer", properties.pbBuffer == held->pointer);
    observe(player, ROW(3, 2), "cbBuffer", (uint64_t)properties.cbBuffer);
    observe(player, ROW(7, 22), "media type given", properties.pMediaType != NULL);
    if (properties.pMediaType)
        observe_media_type(player, ROW(7, 22), properties.pMediaType);
}

void play_get_sample_properties(struct player *player)
{
    struct held_sample *held = choose_sample(player);
    BYTE whole[FULL + 32], part[FULL + 32];
    DWORD size = choose_size(player), written, i;
    HRESULT hr;

    if (!held)
        return;
    observe_sample(player, held);
    announce(player, "sample GetProperties of %lu bytes", (unsigned long)size);
    if (next_choice(&player->bytes, 16) == 15)
    {
        if (avoids(player, ROW(7, 20)))
            return;
        hr = IMediaSample2_GetProperties(held->sample, size, NULL);
        observe(player, ROW(7, 20), "GetProperties with NULL", (uint32_t)hr);
        return;
    }

    memset(whole, 0xcc, sizeof(whole));
    memset(part, 0xcc, sizeof(part));
    IMediaSample2_GetProperties(held->sample, FULL, whole);
    hr = IMediaSample2_GetProperties(held->sample, size, part);
    written = size < FULL ? size : FULL;
    observe(player, ROW(7, 20), "GetProperties", (uint32_t)hr);
    for (i = 0; i < written && i < sizeof(DWORD); ++i)
        observe(player, ROW(7, 21), "a byte of cbData", part[i]);
    observe(player, ROW(7, 21), "fields as far as asked for",
            written <= sizeof(DWORD) || !memcmp(part + sizeof(DWORD), whole + sizeof(DWORD), written - sizeof(DWORD)));
    for (i = written; i < sizeof(part) && part[i] == 0xcc; ++i)
        ;
    observe(player, ROW(7, 21), "nothing behind them", i == sizeof(part));
}

/* Most often the sample's own value, which is allowed, else a wrong one. */
static LONG choose_length(struct player *player, LONG right)
{
    const LONG lengths[] = { right, 0, right, 1, right < INT_MAX ? right + 1 : right, -1, INT_MAX, INT_MIN };

    return NEXT_OF(&player->bytes, lengths);
}

void play_set_sample_properties(struct player *player)
{
    static const DWORD flags[] = { 0,
                                   AM_SAMPLE_TIMEVALID | AM_SAMPLE_STOPVALID,
                                   AM_SAMPLE_TYPECHANGED,
                                   AM_SAMPLE_TIMEVALID,
                                   AM_SAMPLE_STOPVALID,
                                   0x1df,
                                   AM_SAMPLE_SPLICEPOINT | AM_SAMPLE_PREROLL | AM_SAMPLE_DATADISCONTINUITY,
                                   AM_SAMPLE_TIMEDISCONTINUITY | AM_SAMPLE_FLUSH_ON_PAUSE,
                                   0x20,
                                   0x200,
                                   0x40000000,
                                   0xffffffff };
    struct held_sample *held = choose_sample(player);
    AM_SAMPLE2_PROPERTIES properties;
    const char *kind = "NULL";
    struct bytes *bytes = &player->bytes;
    AM_MEDIA_TYPE type;
    DWORD size;
    BYTE which;
    HRESULT hr;

    /* Wine's builtin stores anything, pointers included. */
    if (!held || avoids(player, ROW(7, 31)))
        return;
    which = next_byte(bytes);
    size = choose_size(player);
    memset(&properties, 0, sizeof(properties));
    properties.cbData = which & 1 ? choose_size(player) : FULL;
    properties.dwTypeSpecificFlags = which & 2 ? next_byte(bytes) : 0;
    properties.dwSampleFlags = NEXT_OF(bytes, flags);
    properties.lActual = choose_length(player, held->size);
    properties.tStart = (int8_t)next_byte(bytes);
    properties.tStop = which & 4 ? INT64_MAX : properties.tStart + 10;
    properties.dwStreamId = which & 8 ? next_byte(bytes) : 0;
    if (which & 16)
    {
        kind = choose_media_type(player, &type);
        properties.pMediaType = &type;
    }
    properties.pbBuffer = which & 32 ? held->pointer : which & 64 ? held->pointer + 1 : NULL;
    properties.cbBuffer = which & 128 ? choose_length(player, held->size) : 0;
    announce(player,
             "sample SetProperties(%lu, {%lu, type-specific 0x%lx, flags 0x%lx, %ld bytes, %lld to %lld, stream %lu, "
             "type %s, "
             "%s pointer, %ld})",
             (unsigned long)size, (unsigned long)properties.cbData, (unsigned long)properties.dwTypeSpecificFlags,
             (unsigned long)properties.dwSampleFlags, (long)properties.lActual, (long long)properties.tStart,
             (long long)properties.tStop, (unsigned long)properties.dwStreamId, kind,
             which & 32           ? "its"
                     : which & 64 ? "a wrong"
                                  : "no",
             (long)properties.cbBuffer);
    if (next_choice(bytes, 16) == 15)
        hr = IMediaSample2_SetProperties(held->sample, size, NULL);
    else
        hr = IMediaSample2_SetProperties(held->sample, size, (const BYTE *)&properties);
    observe(player, ROW(7, 31), "SetProperties", (uint32_t)hr);
    observe_sample(player, held);
}
