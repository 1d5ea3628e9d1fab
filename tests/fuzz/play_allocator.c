/*
 * The allocator's other calls (sections 4 to 6 of the contract)
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <limits.h>

#include "player.h"

/* Section 4 */

/* Whether Commit would want so much memory that nobody knows whether it is there. */
static bool memory_is_doubtful(const struct held_allocator *held)
{
    const ALLOCATOR_PROPERTIES *properties = &held->properties;
    ULONGLONG stride, most = sizeof(void *) == 4 ? INT_MAX : UINT64_C(1) << 47;

    if (held->laid_out || properties->cBuffers <= 0 || properties->cbBuffer <= 0 || properties->cbPrefix < 0)
        return false;
    stride = (ULONGLONG)properties->cbBuffer + (ULONGLONG)properties->cbPrefix;
    if ((ULONGLONG)properties->cBuffers > most / stride)
        return false;
    return (ULONGLONG)properties->cBuffers * stride > 0x100000 || properties->cBuffers > 1000;
}

void play_commit(struct player *player)
{
    struct held_allocator *held = choose_allocator(player, false);
    const ALLOCATOR_PROPERTIES *properties;
    HRESULT hr;

    if (!held || memory_is_doubtful(held))
        return;
    properties = &held->properties;
    if ((avoids(player, ROW(4, 2)) && (properties->cBuffers <= 0 || properties->cbBuffer <= 0))
        || (avoids(player, ROW(4, 3))
            && (properties->cbPrefix < 0 || properties->cBuffers > 1000 || properties->cbBuffer > 0x100000))
        || (avoids(player, ROW(4, 7)) && !held->committed && held->samples_out))
        return;
    announce(player, "Commit");
    hr = IMemAllocatorCallbackTemp_Commit(held->allocator);
    observe(player, held->samples_out ? ROW(4, 7) : ROW(4, 1), "Commit", (uint32_t)hr);
    if (FAILED(hr))
        return;
    if (!held->laid_out)
    {
        held->known_count = 0;
        held->first = NULL;
    }
    held->committed = held->laid_out = true;
}

void play_decommit(struct player *player)
{
    struct held_allocator *held = choose_allocator(player, false);

    if (!held)
        return;
    announce(player, "Decommit");
    observe(player, ROW(4, 4), "Decommit", (uint32_t)IMemAllocatorCallbackTemp_Decommit(held->allocator));
    held->committed = false;
}

/* Section 5 */

/* Where a sample's buffer lies and what is in it (rows 3.1 to 3.4). */
static void observe_buffer(struct player *player, struct held_allocator *held, struct held_sample *sample)
{
    const ALLOCATOR_PROPERTIES *properties = &held->properties;
    LONG size = IMediaSample2_GetSize(sample->sample), align = properties->cbAlign;
    BYTE *pointer = NULL;
    uintptr_t address;

    IMediaSample2_GetPointer(sample->sample, &pointer);
    sample->size = size;
    sample->pointer = pointer;
    observe(player, ROW(3, 2), "GetSize", (uint64_t)size);
    if (!held->first)
    {
        held->first = pointer;
        /* The first has the highest address: what is below is the whole block. */
        address = (uintptr_t)pointer - (uintptr_t)properties->cbPrefix;
        address -= (uintptr_t)(properties->cBuffers - 1) * ((uintptr_t)size + (uintptr_t)properties->cbPrefix);
        observe(player, ROW(3, 1), "alignment of the block", address & 0xffff);
    }
    observe(player, ROW(3, 3), "offset from the first pointer", (uint64_t)(pointer - held->first));
    if (!(align & (align - 1)))
        observe(player, ROW(3, 1), "alignment of the prefix",
                ((uintptr_t)pointer - (uintptr_t)properties->cbPrefix) & (uintptr_t)(align - 1));
    observe(player, ROW(3, 4), "first byte", pointer[0]);
    observe(player, ROW(3, 4), "last byte", pointer[size - 1]);
    if (properties->cbPrefix)
        observe(player, ROW(3, 4), "first byte of the prefix", pointer[-properties->cbPrefix]);
}

void play_get_buffer(struct player *player)
{
    struct held_allocator *held = choose_allocator(player, false);
    unsigned int way = next_byte(&player->bytes), held_count = 0, i;
    DWORD flags = way & (AM_GBF_PREVFRAMESKIPPED | AM_GBF_NOTASYNCPOINT);
    REFERENCE_TIME start = 5, stop = 7;
    IMediaSample *sample = POISON;
    HRESULT hr;

    for (i = 0; i < SAMPLES; ++i)
        held_count += player->samples[i].sample != NULL;
    if (!held || held_count == SAMPLES)
        return;
    if (way == 0xff && !avoids(player, ROW(5, 3)))
    {
        announce(player, "GetBuffer(NULL)");
        hr = IMemAllocatorCallbackTemp_GetBuffer(held->allocator, NULL, NULL, NULL, AM_GBF_NOWAIT);
        observe(player, ROW(5, 3), "GetBuffer with NULL", (uint32_t)hr);
        return;
    }
    if (way & 0x20)
        flags |= 0x80000000;
    /* Who waits with the only thread waits for ever. */
    if (!(way & 0x10) || (held->committed && (LONG)held->samples_out >= held->properties.cBuffers))
        flags |= AM_GBF_NOWAIT;
    announce(player, "GetBuffer, flags 0x%lx%s", (unsigned long)flags, way & 0x40 ? ", with times" : "");
    hr = IMemAllocatorCallbackTemp_GetBuffer(held->allocator, &sample, way & 0x40 ? &start : NULL,
                                             way & 0x40 ? &stop : NULL, flags);
    observe(player, held->committed ? ROW(5, 1) : ROW(4, 4), "GetBuffer", (uint32_t)hr);
    if (FAILED(hr))
    {
        observe(player, ROW(5, 1), "its out pointer", out_state(sample));
        return;
    }
    hold_sample(player, held, (IMediaSample2 *)sample);
    observe(player, ROW(3, 3), "the sample", sample_number(held, (IMediaSample2 *)sample));
    for (i = 0; player->samples[i].sample != (IMediaSample2 *)sample; ++i)
        ;
    observe_buffer(player, held, &player->samples[i]);
    observe(player, ROW(7, 11), "its length", (uint64_t)IMediaSample2_GetActualDataLength((IMediaSample2 *)sample));
}

/* What is no sample of this allocator that could be released (row 5.6), or NULL where there is none of that kind. */
static IMediaSample *choose_wrong_sample(struct player *player, struct held_allocator *held, unsigned int way)
{
    struct held_sample *other = choose_sample(player);
    unsigned int i, j;

    switch (way)
    {
        case 0: /* free already */
            for (i = 0; i < held->known_count; ++i)
            {
                for (j = 0; j < SAMPLES && player->samples[j].sample != held->known[i]; ++j)
                    ;
                /* One of an earlier layout may have become anything. */
                if (j == SAMPLES && held->laid_out)
                    return (IMediaSample *)held->known[i];
            }
            return NULL;
        case 1: /* of another allocator, or held twice */
            return other && (other->allocator != held || other->references > 1) ? (IMediaSample *)other->sample : NULL;
        case 2: /* within a sample */
            return other ? (IMediaSample *)((BYTE *)other->sample + 4) : NULL;
        case 3: /* something else */
            return (IMediaSample *)&player->unknowns[0];
        default:
            return POISON;
    }
}

void play_release_buffer(struct player *player)
{
    struct held_allocator *held = choose_allocator(player, false);
    unsigned int way = next_choice(&player->bytes, 16);
    struct held_sample *sample;
    IMediaSample *wrong;
    HRESULT hr;

    if (!held)
        return;
    if (way == 15 && !avoids(player, ROW(5, 3)))
    {
        announce(player, "ReleaseBuffer(NULL)");
        hr = IMemAllocatorCallbackTemp_ReleaseBuffer(held->allocator, NULL);
        observe(player, ROW(5, 3), "ReleaseBuffer with NULL", (uint32_t)hr);
    }
    else if (way >= 8)
    {
        if (avoids(player, ROW(5, 6)) || !(wrong = choose_wrong_sample(player, held, way - 8)))
            return;
        announce(player, "ReleaseBuffer of what is no sample to release, kind %u", way - 8);
        hr = IMemAllocatorCallbackTemp_ReleaseBuffer(held->allocator, wrong);
        observe(player, ROW(5, 6), "ReleaseBuffer", (uint32_t)hr);
    }
    else if ((sample = choose_sample(player)) && sample->references == 1 && sample->allocator->references
             && !avoids(player, ROW(5, 5)))
    {
        announce(player, "ReleaseBuffer(sample %u)", sample_number(sample->allocator, sample->sample));
        return_sample(player, sample, true);
    }
}

/* Section 6 */

void play_set_notify(struct player *player)
{
    struct held_allocator *held = choose_allocator(player, true);
    unsigned int number = next_choice(&player->bytes, CALLBACKS + 1);
    IMemAllocatorNotifyCallbackTemp *callback = NULL;
    HRESULT hr;

    if (!held || avoids(player, ROW(6, 1)))
        return;
    if (number < CALLBACKS)
        callback = callback_interface(&player->callbacks[number]);
    announce(player, callback ? "SetNotify(callback %u)" : "SetNotify(NULL)", number);
    hr = IMemAllocatorCallbackTemp_SetNotify(held->allocator, callback);
    observe(player, ROW(6, 1), "SetNotify", (uint32_t)hr);
}

void play_get_free_count(struct player *player)
{
    struct held_allocator *held = choose_allocator(player, true);
    LONG count = 0x5a5a;
    HRESULT hr;

    if (!held || avoids(player, ROW(6, 1)))
        return;
    announce(player, "GetFreeCount");
    if (next_choice(&player->bytes, 16) == 15 && !avoids(player, ROW(6, 8)))
    {
        hr = IMemAllocatorCallbackTemp_GetFreeCount(held->allocator, NULL);
        observe(player, ROW(6, 8), "GetFreeCount with NULL", (uint32_t)hr);
        return;
    }
    hr = IMemAllocatorCallbackTemp_GetFreeCount(held->allocator, &count);
    observe(player, ROW(6, 8), "GetFreeCount", (uint32_t)hr);
    observe(player, ROW(6, 8), "free samples", (uint64_t)count);
}
