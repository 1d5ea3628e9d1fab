/*
 * Playing a fuzz input: see player.h
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "player.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* How deep calls of NotifyRelease may lie within each other. */
#define DEPTH_MOST 3

/* Every call that an input can name; what it names by chance most often stands here more than once. */
static const struct
{
    const char *name;
    call *make;
} calls[] = {
    { "GetBuffer", play_get_buffer },
    { "sample Release", play_release_sample },
    { "SetProperties", play_set_properties },
    { "Commit", play_commit },
    { "Decommit", play_decommit },
    { "create an allocator", play_create },
    { "GetBuffer", play_get_buffer },
    { "sample Release", play_release_sample },
    { "GetFreeCount", play_get_free_count },
    { "SetNotify", play_set_notify },
    { "ReleaseBuffer", play_release_buffer },
    { "QueryInterface", play_query_allocator },
    { "AddRef", play_addref_allocator },
    { "Release", play_release_allocator },
    { "GetProperties", play_get_properties },
    { "class object", play_class_object },
    { "sample QueryInterface", play_query_sample },
    { "sample AddRef", play_addref_sample },
    { "GetPointer, GetSize", play_get_pointer },
    { "GetTime", play_get_time },
    { "SetTime", play_set_time },
    { "IsSyncPoint, IsPreroll, IsDiscontinuity", play_get_flag },
    { "SetSyncPoint, SetPreroll, SetDiscontinuity", play_set_flag },
    { "GetActualDataLength", play_get_length },
    { "SetActualDataLength", play_set_length },
    { "GetMediaType", play_get_media_type },
    { "SetMediaType", play_set_media_type },
    { "GetMediaTime", play_get_media_time },
    { "SetMediaTime", play_set_media_time },
    { "write into a buffer", play_write },
    { "sample GetProperties", play_get_sample_properties },
    { "sample SetProperties", play_set_sample_properties },
};

static void trace_observation(unsigned int row, const char *what, uint64_t value, const char *end)
{
    printf("    row %u.%u: %s %lld (0x%llx)%s\n", row / 100, row % 100, what, (long long)value,
           (unsigned long long)value, end);
    fflush(stdout);
}

void observe(struct player *player, unsigned int row, const char *what, uint64_t value)
{
    struct observation seen = { (uint16_t)row, (uint16_t)player->step, what, value }, *expected;
    struct transcript *transcript = player->transcript;
    unsigned int index = player->observed;

    if (player->stopped || index == OBSERVATIONS_MOST)
        return;
    ++player->observed;
    expected = &transcript->observations[index];

    if (!player->difference)
    {
        *expected = seen;
        transcript->count = player->observed;
    }
    else if (index >= transcript->count)
    {
        player->difference->found = player->stopped = true;
        player->difference->seen = seen;
    }
    else if (expected->row != row || (expected->what != what && strcmp(expected->what, what))
             || (expected->value != value && player->masks->mask[row] == MASK_NONE))
    {
        player->difference->found = player->stopped = true;
        player->difference->expected = *expected;
        player->difference->seen = seen;
    }
    if (player->tracing)
        trace_observation(row, what, value, player->stopped ? "    <- here they differ" : "");
}

void announce(struct player *player, const char *format, ...)
{
    va_list arguments;

    if (!player->tracing)
        return;
    printf("%3u %*s", player->step, (int)(2 * player->depth), "");
    va_start(arguments, format);
    vprintf(format, arguments);
    va_end(arguments);
    printf("\n");
    fflush(stdout);
}

bool avoids(const struct player *player, unsigned int row)
{
    return player->masks->mask[row] == MASK_AVOID;
}

const IID *choose_iid(struct player *player, const char **name)
{
    static const struct
    {
        const IID *iid;
        const char *name;
    } iids[] = {
        { &IID_IMemAllocator, "IMemAllocator" },
        { &IID_IUnknown, "IUnknown" },
        { &IID_IMediaSample, "IMediaSample" },
        { &IID_IMediaSample2, "IMediaSample2" },
        { &IID_IMemAllocatorNotifyCallbackTemp, "IMemAllocatorNotifyCallbackTemp" },
        { &IID_IClassFactory, "IClassFactory" },
        { &IID_IMarshal, "IMarshal" },
        { &IID_IMemAllocatorCallbackTemp, "IMemAllocatorCallbackTemp" },
    };
    unsigned int number = next_choice(&player->bytes, avoids(player, ROW(1, 1)) ? COUNT_OF(iids) - 1 : COUNT_OF(iids));

    *name = iids[number].name;
    return iids[number].iid;
}

/* Holding and giving back */

struct held_allocator *choose_allocator(struct player *player, bool in_notify)
{
    unsigned int first = next_choice(&player->bytes, 4) == 3, i;

    for (i = 0; i < ALLOCATORS; ++i)
    {
        struct held_allocator *held = &player->allocators[(first + i) % ALLOCATORS];

        if (held->allocator && (held->references || (in_notify && held->notifying)))
            return held;
    }
    return NULL;
}

struct held_sample *choose_sample(struct player *player)
{
    unsigned int number = next_choice(&player->bytes, SAMPLES), i;

    for (i = 0; i < SAMPLES; ++i)
    {
        struct held_sample *held = &player->samples[(number + i) % SAMPLES];

        if (held->sample)
            return held;
    }
    return NULL;
}

unsigned int sample_number(struct held_allocator *allocator, IMediaSample2 *sample)
{
    unsigned int i;

    for (i = 0; i < allocator->known_count && allocator->known[i] != sample; ++i)
        ;
    if (i == allocator->known_count && i < SAMPLES_KNOWN)
        allocator->known[allocator->known_count++] = sample;
    return i;
}

void hold_sample(struct player *player, struct held_allocator *allocator, IMediaSample2 *sample)
{
    struct held_sample *held = player->samples;

    while (held->sample)
        ++held;
    memset(held, 0, sizeof(*held));
    held->sample = sample;
    held->allocator = allocator;
    held->references = 1;
    ++allocator->samples_out;
}

/* Forget an allocator that has ended. */
static void forget_if_ended(struct held_allocator *held)
{
    if (!held->references && !held->samples_out && !held->notifying)
        held->allocator = NULL;
}

void return_sample(struct player *player, struct held_sample *held, bool directly)
{
    struct held_allocator *allocator = held->allocator;
    IMediaSample2 *sample = held->sample;
    bool last = !--held->references;

    /* Before the call: in its NotifyRelease the sample may be had again. */
    if (last)
    {
        held->sample = NULL;
        --allocator->samples_out;
        ++allocator->notifying;
    }
    if (directly)
        observe(player, ROW(5, 5), "ReleaseBuffer",
                (uint32_t)IMemAllocatorCallbackTemp_ReleaseBuffer(allocator->allocator, (IMediaSample *)sample));
    else
        observe(player, ROW(7, 1), "references after Release", IMediaSample2_Release(sample));
    if (last)
    {
        --allocator->notifying;
        forget_if_ended(allocator);
    }
}

void return_allocator(struct player *player, struct held_allocator *held)
{
    IMemAllocatorCallbackTemp *allocator = held->allocator;
    bool last = !--held->references;

    /* On Windows Commit's reference would be left. */
    if (last && held->committed && avoids(player, ROW(1, 8)))
        IMemAllocatorCallbackTemp_Decommit(allocator);
    observe(player, ROW(1, 8), "references after Release", IMemAllocatorCallbackTemp_Release(allocator));
    if (last)
        forget_if_ended(held);
}

/* Playing */

/* The counts of the application's objects, which only mean something while no call is under way. */
static void look_at_counts(struct player *player)
{
    uint64_t callbacks = 0, unknowns = 0;
    bool tracing = player->tracing;
    unsigned int i;

    for (i = 0; i < CALLBACKS; ++i)
        callbacks = callbacks << 16 | player->callbacks[i].references;
    for (i = 0; i < UNKNOWNS; ++i)
        unknowns = unknowns << 16 | player->unknowns[i].references;
    /* For the trace they are only news when they change. */
    player->tracing = tracing && player->seen_counts != callbacks * 31 + unknowns;
    player->seen_counts = callbacks * 31 + unknowns;
    observe(player, ROW(6, 1), "references of the callbacks, 16 bits each", callbacks);
    observe(player, ROW(7, 9), "references of the media types' objects, 16 bits each", unknowns);
    player->tracing = tracing;
}

void play_one(struct player *player)
{
    unsigned int number;

    if (player->stopped || player->step == STEPS_MOST || !bytes_are_left(&player->bytes))
        return;
    ++player->step;
    number = next_choice(&player->bytes, COUNT_OF(calls));
    player->progress->step = player->step;
    memcpy(player->progress->call, calls[number].name, strlen(calls[number].name) + 1);
    calls[number].make(player);
    if (!player->depth)
        look_at_counts(player);
}

void play_nested(struct player *player)
{
    unsigned int count = player->depth < DEPTH_MOST ? next_choice(&player->bytes, 4) : 0;

    ++player->depth;
    while (count--)
        play_one(player);
    --player->depth;
}

/* Give everything back, samples or allocators first. */
static void give_back(struct player *player, bool samples_first)
{
    unsigned int i, round;

    for (round = 0; round < 2; ++round)
    {
        for (i = 0; samples_first == !round && i < SAMPLES; ++i)
        {
            while (player->samples[i].sample && !player->stopped)
                return_sample(player, &player->samples[i], false);
        }
        for (i = 0; samples_first == !!round && i < ALLOCATORS; ++i)
        {
            while (player->allocators[i].allocator && player->allocators[i].references && !player->stopped)
                return_allocator(player, &player->allocators[i]);
        }
    }
}

/* Without bytes, no call of NotifyRelease does anything more. */
static void play_end(struct player *player)
{
    bool samples_first = next_choice(&player->bytes, 2) || avoids(player, ROW(1, 8));

    player->bytes.at = player->bytes.end;
    ++player->step;
    player->progress->step = player->step;
    strcpy(player->progress->call, "give everything back");
    announce(player, "give everything back, %s first", samples_first ? "samples" : "allocators");

    give_back(player, samples_first);
    look_at_counts(player);
    while (player->class_locks)
    {
        IClassFactory_LockServer(player->factory, FALSE);
        --player->class_locks;
    }
    IClassFactory_Release(player->factory);
    if (player->provider->can_unload)
        observe(player, ROW(1, 6), "DllCanUnloadNow", (uint32_t)player->provider->can_unload());
}

unsigned int play(const struct provider *provider, const struct masks *masks, const uint8_t *data, size_t size,
                  struct transcript *transcript, struct difference *difference, struct progress *progress, bool tracing)
{
    struct player player = { .provider = provider,
                             .masks = masks,
                             .progress = progress,
                             .bytes = { data, data + (size < INPUT_MOST ? size : INPUT_MOST) },
                             .transcript = transcript,
                             .difference = difference,
                             .tracing = tracing };
    unsigned int i;

    progress->side = difference != NULL;
    progress->step = 0;
    if (difference)
        memset(difference, 0, sizeof(*difference));
    else
        transcript->count = 0;

    for (i = 0; i < CALLBACKS; ++i)
        callback_init(&player.callbacks[i], &player, i);
    for (i = 0; i < UNKNOWNS; ++i)
        counted_init(&player.unknowns[i], &player);
    if (FAILED(provider->get_class_object(&CLSID_MemoryAllocator, &IID_IClassFactory, (void **)&player.factory)))
        return 0;

    play_create(&player);
    while (bytes_are_left(&player.bytes) && player.step < STEPS_MOST && !player.stopped)
        play_one(&player);
    if (!player.stopped)
        play_end(&player);

    if (difference && !player.stopped && player.observed < transcript->count)
    {
        difference->found = true;
        difference->expected = transcript->observations[player.observed];
    }
    return player.step;
}
