/*
 * The calls of the sample, but those that take a structure (section 7 of the contract)
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <limits.h>
#include <string.h>

#include "player.h"

/* What out pointers hold before a call that should leave them alone. */
#define UNTOUCHED INT64_C(0x5a5a5a5a5a5a5a5a)

/* Whether this call is the one of sixteen that passes NULL, where the row allows it. */
static bool passes_null(struct player *player)
{
    return next_choice(&player->bytes, 16) == 15 && !avoids(player, ROW(7, 2));
}

static void observe_times(struct player *player, unsigned int row, HRESULT hr, LONGLONG start, LONGLONG stop)
{
    observe(player, row, "result", (uint32_t)hr);
    observe(player, row, "start", (uint64_t)start);
    observe(player, row, "stop", (uint64_t)stop);
}

static LONGLONG choose_time(struct player *player)
{
    static const LONGLONG times[] = { 0, 1, -1, 333333, INT64_C(0x123456789), INT64_MIN, INT64_MAX };

    return times[next_choice(&player->bytes, COUNT_OF(times) - avoids(player, ROW(7, 7)))];
}

/* IUnknown */

void play_query_sample(struct player *player)
{
    struct held_sample *held = choose_sample(player);
    const char *name;
    const IID *iid = choose_iid(player, &name);
    IUnknown *out = (void *)(uintptr_t)0xdead;
    HRESULT hr;

    if (!held)
        return;
    announce(player, "sample QueryInterface(%s)", name);
    if (passes_null(player))
    {
        hr = IMediaSample2_QueryInterface(held->sample, iid, NULL);
        observe(player, ROW(7, 1), "QueryInterface with NULL", (uint32_t)hr);
        return;
    }
    hr = IMediaSample2_QueryInterface(held->sample, iid, (void **)&out);
    observe(player, ROW(7, 1), "QueryInterface", (uint32_t)hr);
    if (SUCCEEDED(hr))
    {
        observe(player, ROW(7, 1), "same pointer", out == (IUnknown *)held->sample);
        observe(player, ROW(7, 1), "references after Release", IUnknown_Release(out));
    }
    else
        observe(player, ROW(7, 1), "out pointer cleared", !out);
}

void play_addref_sample(struct player *player)
{
    struct held_sample *held = choose_sample(player);

    if (!held || held->references > 100)
        return;
    announce(player, "sample AddRef");
    ++held->references;
    observe(player, ROW(7, 1), "references after AddRef", IMediaSample2_AddRef(held->sample));
}

void play_release_sample(struct player *player)
{
    struct held_sample *held = choose_sample(player);

    if (!held)
        return;
    announce(player, "sample Release (sample %u)", sample_number(held->allocator, held->sample));
    return_sample(player, held, false);
}

/* The buffer */

void play_get_pointer(struct player *player)
{
    struct held_sample *held = choose_sample(player);
    BYTE *pointer = NULL;

    if (!held)
        return;
    announce(player, "GetPointer, GetSize");
    if (passes_null(player))
    {
        observe(player, ROW(7, 2), "GetPointer with NULL", (uint32_t)IMediaSample2_GetPointer(held->sample, NULL));
        return;
    }
    observe(player, ROW(7, 3), "GetPointer", (uint32_t)IMediaSample2_GetPointer(held->sample, &pointer));
    observe(player, ROW(7, 3), "same pointer", pointer == held->pointer);
    observe(player, ROW(3, 2), "GetSize", (uint64_t)IMediaSample2_GetSize(held->sample));
}

void play_write(struct player *player)
{
    struct held_sample *held = choose_sample(player);
    BYTE value = next_byte(&player->bytes);
    LONG prefix;

    if (!held)
        return;
    announce(player, "write %u into a buffer and its prefix", value);
    prefix = held->allocator->properties.cbPrefix;
    held->pointer[0] = value;
    held->pointer[held->size - 1] = (BYTE)(value + 1);
    if (prefix)
        held->pointer[-prefix] = (BYTE)(value + 2);
}

void play_get_length(struct player *player)
{
    struct held_sample *held = choose_sample(player);

    if (!held)
        return;
    announce(player, "GetActualDataLength");
    observe(player, ROW(7, 11), "its length", (uint64_t)IMediaSample2_GetActualDataLength(held->sample));
}

void play_set_length(struct player *player)
{
    struct held_sample *held = choose_sample(player);
    unsigned int way = next_choice(&player->bytes, 8);
    LONG length;

    if (!held)
        return;
    if (way < 4)
        length = (LONG)next_byte(&player->bytes) % (held->size + 1);
    else
        length = (LONG[]){ held->size, held->size < INT_MAX ? held->size + 1 : -2, -1, INT_MIN }[way - 4];
    announce(player, "SetActualDataLength(%ld)", (long)length);
    observe(player, ROW(7, 3), "SetActualDataLength",
            (uint32_t)IMediaSample2_SetActualDataLength(held->sample, length));
}

/* Times */

/* GetTime and GetMediaTime, which are `get`. */
static void get_times(struct player *player, struct held_sample *held, const char *name, unsigned int row,
                      HRESULT(WINAPI *get)(IMediaSample2 *iface, LONGLONG *start, LONGLONG *stop))
{
    LONGLONG start = UNTOUCHED, stop = UNTOUCHED;
    bool null;
    HRESULT hr;

    announce(player, "%s", name);
    null = passes_null(player);
    hr = get(held->sample, null && next_choice(&player->bytes, 2) ? NULL : &start, null ? NULL : &stop);
    observe_times(player, null ? ROW(7, 2) : row, hr, start, stop);
}

void play_get_time(struct player *player)
{
    struct held_sample *held = choose_sample(player);

    if (held)
        get_times(player, held, "GetTime", ROW(7, 4), held->sample->lpVtbl->GetTime);
}

void play_set_time(struct player *player)
{
    struct held_sample *held = choose_sample(player);
    unsigned int way = next_choice(&player->bytes, 4);
    REFERENCE_TIME start, stop;
    HRESULT hr;

    if (!held)
        return;
    start = choose_time(player);
    stop = choose_time(player);
    announce(player, "SetTime(%lld, %lld), NULL for %u", (long long)start, (long long)stop, way);
    hr = IMediaSample2_SetTime(held->sample, way & 1 ? NULL : &start, way & 2 ? NULL : &stop);
    observe(player, ROW(7, 5), "SetTime", (uint32_t)hr);
}

void play_get_media_time(struct player *player)
{
    struct held_sample *held = choose_sample(player);

    if (held)
        get_times(player, held, "GetMediaTime", ROW(7, 6), held->sample->lpVtbl->GetMediaTime);
}

void play_set_media_time(struct player *player)
{
    struct held_sample *held = choose_sample(player);
    unsigned int way = next_choice(&player->bytes, 4);
    LONGLONG start, stop;
    HRESULT hr;

    if (!held || (way == 2 && avoids(player, ROW(7, 6))))
        return;
    start = choose_time(player);
    /* Row 7.7: Windows has 32 bits for the length. */
    stop = avoids(player, ROW(7, 7)) ? start + next_byte(&player->bytes) : choose_time(player);
    announce(player, "SetMediaTime(%lld, %lld), NULL for %u", (long long)start, (long long)stop, way);
    hr = IMediaSample2_SetMediaTime(held->sample, way & 1 ? NULL : &start, way & 2 ? NULL : &stop);
    observe(player, ROW(7, 6), "SetMediaTime", (uint32_t)hr);
}

/* Flags */

void play_get_flag(struct player *player)
{
    struct held_sample *held = choose_sample(player);

    if (!held)
        return;
    announce(player, "IsSyncPoint, IsPreroll, IsDiscontinuity");
    observe(player, ROW(7, 8), "IsSyncPoint", (uint32_t)IMediaSample2_IsSyncPoint(held->sample));
    observe(player, ROW(7, 8), "IsPreroll", (uint32_t)IMediaSample2_IsPreroll(held->sample));
    observe(player, ROW(7, 8), "IsDiscontinuity", (uint32_t)IMediaSample2_IsDiscontinuity(held->sample));
}

void play_set_flag(struct player *player)
{
    static const BOOL values[] = { 0, 1, 2, -1, 0x100 };
    struct held_sample *held = choose_sample(player);
    unsigned int flag = next_choice(&player->bytes, 3);
    BOOL value = NEXT_OF(&player->bytes, values);
    HRESULT hr;

    if (!held)
        return;
    announce(player, "set flag %u to %d", flag, value);
    hr = flag == 0      ? IMediaSample2_SetSyncPoint(held->sample, value)
            : flag == 1 ? IMediaSample2_SetPreroll(held->sample, value)
                        : IMediaSample2_SetDiscontinuity(held->sample, value);
    observe(player, ROW(7, 8), "set a flag", (uint32_t)hr);
}

/* Media types */

const char *choose_media_type(struct player *player, AM_MEDIA_TYPE *type)
{
    static BYTE format[] = { 1, 2, 3, 4, 5, 6, 7, 8, 9 };
    static const char *const kinds[] = {
        "without a format", "with a format", "with an object", "with both", "whose format is missing",
    };
    unsigned int kind = next_choice(&player->bytes, COUNT_OF(kinds));

    if (kind == 4 && avoids(player, ROW(7, 2)))
        kind = 0;
    memset(type, 0, sizeof(*type));
    type->majortype.Data1 = type->lSampleSize = kind + 1;
    if (kind & 1)
    {
        type->cbFormat = 1 + next_choice(&player->bytes, sizeof(format));
        type->pbFormat = format;
    }
    if (kind & 2)
        type->pUnk = &player->unknowns[next_choice(&player->bytes, UNKNOWNS)].IUnknown_iface;
    if (kind == 4)
        type->cbFormat = 1;
    return kinds[kind];
}

void observe_media_type(struct player *player, unsigned int row, const AM_MEDIA_TYPE *type)
{
    uint64_t sum = 0;
    unsigned int i;

    for (i = 0; i < UNKNOWNS && type->pUnk != &player->unknowns[i].IUnknown_iface; ++i)
        ;
    observe(player, row, "major type", type->majortype.Data1);
    observe(player, row, "sample size", type->lSampleSize);
    observe(player, row, "object of the media type", type->pUnk ? i : UNKNOWNS + 1);
    observe(player, row, "size of the format", type->cbFormat);
    for (i = 0; i < type->cbFormat && type->pbFormat; ++i)
        sum = sum * 31 + type->pbFormat[i];
    observe(player, row, "contents of the format", sum);
}

void play_get_media_type(struct player *player)
{
    struct held_sample *held = choose_sample(player);
    AM_MEDIA_TYPE *type = (void *)(uintptr_t)0xdead;
    HRESULT hr;

    if (!held)
        return;
    announce(player, "GetMediaType");
    if (passes_null(player))
    {
        observe(player, ROW(7, 2), "GetMediaType with NULL", (uint32_t)IMediaSample2_GetMediaType(held->sample, NULL));
        return;
    }
    hr = IMediaSample2_GetMediaType(held->sample, &type);
    observe(player, ROW(7, 10), "GetMediaType", (uint32_t)hr);
    if (hr != S_OK)
    {
        observe(player, ROW(7, 10), "out pointer cleared", !type);
        return;
    }
    observe_media_type(player, ROW(7, 10), type);
    if (type->pUnk)
        IUnknown_Release(type->pUnk);
    CoTaskMemFree(type->pbFormat);
    CoTaskMemFree(type);
}

void play_set_media_type(struct player *player)
{
    struct held_sample *held = choose_sample(player);
    const char *kind = "that is NULL";
    AM_MEDIA_TYPE type;
    bool null;
    HRESULT hr;

    if (!held || avoids(player, ROW(7, 9)))
        return;
    null = next_choice(&player->bytes, 4) == 3;
    if (!null)
        kind = choose_media_type(player, &type);
    announce(player, "SetMediaType of a type %s", kind);
    hr = IMediaSample2_SetMediaType(held->sample, null ? NULL : &type);
    observe(player, ROW(7, 9), "SetMediaType", (uint32_t)hr);
}
