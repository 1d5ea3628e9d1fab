/*
 * Programs that ask for too little: what happens without steering, and with it
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <stdio.h>
#include <stdlib.h>

#include "faulty.h"

/* A decoder that keeps two pictures, in front of a renderer, in another module, that keeps the last one. */
struct player
{
    const struct scene *scene;
    IMemAllocatorCallbackTemp *allocator;
    unsigned int frames;
};

static DWORD WINAPI decode(void *context)
{
    IMediaSample *kept[2] = { NULL, NULL }, *sample;
    struct player *player = context;

    for (player->frames = 0; player->frames < 100; ++player->frames)
    {
        if (FAILED(IMemAllocatorCallbackTemp_GetBuffer(player->allocator, &sample, NULL, NULL, 0)))
            break;
        player->scene->show(sample, 1);
        if (kept[0])
            IMediaSample_Release(kept[0]);
        kept[0] = kept[1];
        kept[1] = sample;
    }
    player->scene->show(NULL, 0);
    if (kept[0])
        IMediaSample_Release(kept[0]);
    if (kept[1])
        IMediaSample_Release(kept[1]);
    return 0;
}

FAULT(too_few)
{
    struct player player = { scene, make_committed(scene, 2, 64, 16, 0), 0 };
    HANDLE thread = CreateThread(NULL, 0, decode, &player, 0, NULL);

    if (WaitForSingleObject(thread, scene->stall * 3) == WAIT_TIMEOUT)
        fprintf(stderr, "frozen\n");
    IMemAllocatorCallbackTemp_Decommit(player.allocator);
    WaitForSingleObject(thread, INFINITE);
    CloseHandle(thread);
    fprintf(stderr, "%u frames\n", player.frames);
    IMemAllocatorCallbackTemp_Release(player.allocator);
}

/*
 * A filter whose queue grows while it plays, in front of a decoder that keeps the last picture: in the end nothing is left for
 * the next.  docs/report.png shows it.
 */
static DWORD WINAPI decode_for_a_queue(void *context)
{
    IMediaSample *kept = NULL, *sample;
    struct player *player = context;

    for (player->frames = 0;; ++player->frames)
    {
        if (FAILED(IMemAllocatorCallbackTemp_GetBuffer(player->allocator, &sample, NULL, NULL, 0)))
            break;
        Sleep(5 + player->frames * 7 % 20);
        player->scene->show(sample, 1 + player->frames / 18);
        if (kept)
            IMediaSample_Release(kept);
        kept = sample;
        Sleep(5 + player->frames * 5 % 10);
    }
    player->scene->show(NULL, 0);
    if (kept)
        IMediaSample_Release(kept);
    return 0;
}

FAULT(queue_grows)
{
    struct player player = { scene, make_committed(scene, 6, 3110400, 16, 0), 0 };
    HANDLE thread = CreateThread(NULL, 0, decode_for_a_queue, &player, 0, NULL);

    WaitForSingleObject(thread, scene->stall * 5);
    IMemAllocatorCallbackTemp_Decommit(player.allocator);
    WaitForSingleObject(thread, INFINITE);
    CloseHandle(thread);
    IMemAllocatorCallbackTemp_Release(player.allocator);
}

/* Needs buffers that are aligned to 32 bytes, and asks for 1. */
static void look_at_alignment(const struct scene *scene, LONG prefix)
{
    IMemAllocatorCallbackTemp *allocator = make_committed(scene, 3, 100, 1, prefix);
    unsigned int i, aligned = 0;
    IMediaSample *samples[3];

    for (i = 0; i < 3; ++i)
    {
        samples[i] = take(allocator);
        aligned += !((uintptr_t)pointer_of(samples[i]) % 32);
    }
    fprintf(stderr, "prefix %ld: %u of 3 aligned\n", prefix, aligned);
    for (i = 0; i < 3; ++i)
        IMediaSample_Release(samples[i]);
    end_allocator(allocator);
}

FAULT(too_little_alignment)
{
    look_at_alignment(scene, 0);
    look_at_alignment(scene, 4);
}

/* Reads 64 bytes behind each buffer's end, as wide instructions do, and says of how many that went well. */
FAULT(reads_behind)
{
    IMemAllocatorCallbackTemp *allocator = make_committed(scene, 2, 65536, 1, 0);
    IMediaSample *samples[2] = { take(allocator), take(allocator) };
    unsigned int i, readable = 0;
    BYTE *pointers[2];

    for (i = 0; i < 2; ++i)
    {
        pointers[i] = pointer_of(samples[i]);
        readable += !IsBadReadPtr(pointers[i] + IMediaSample_GetSize(samples[i]), 64);
    }
    fprintf(stderr, "%u of 2 readable behind %ld bytes, %d apart\n", readable, IMediaSample_GetSize(samples[0]),
            (int)(pointers[0] - pointers[1]));
    for (i = 0; i < 2; ++i)
        IMediaSample_Release(samples[i]);
    end_allocator(allocator);
}

/* 138 MB of buffers; with 1 MB behind each, more than a 32-bit process can hold. */
FAULT(much_padding)
{
    ALLOCATOR_PROPERTIES request = { 2100, 65536, 1, 0 }, actual;
    IMemAllocatorCallbackTemp *allocator = make_allocator(scene);
    IMediaSample *samples[2];
    HRESULT hr;

    IMemAllocatorCallbackTemp_SetProperties(allocator, &request, &actual);
    hr = IMemAllocatorCallbackTemp_Commit(allocator);
    fprintf(stderr, "committed with %08lx\n", hr);
    if (FAILED(hr))
        return;
    samples[0] = take(allocator);
    samples[1] = take(allocator);
    fprintf(stderr, "%d buffers, %d apart\n", (int)actual.cBuffers,
            abs((int)(pointer_of(samples[0]) - pointer_of(samples[1]))));
    IMediaSample_Release(samples[0]);
    IMediaSample_Release(samples[1]);
    end_allocator(allocator);
}

/* As overrun, where there is padding: it may be read, but not written. */
FAULT(writes_padding)
{
    IMemAllocatorCallbackTemp *allocator = make_committed(scene, 2, 100, 16, 0);
    IMediaSample *sample = take(allocator);

    pointer_of(sample)[IMediaSample_GetSize(sample) + 5] += 1;
    IMediaSample_Release(sample);
    end_allocator(allocator);
}

/* What a client sees of its negotiations, one line each. */
FAULT(negotiates)
{
    static const ALLOCATOR_PROPERTIES requests[] = {
        { 1, 100, 1, 0 }, { 9, 100, 64, 0 }, { 0, 100, 1, 0 },         { 1, -1, 16, 0 },   { 2, 100, 0, 0 },
        { 2, 100, 3, 0 }, { 2, 100, 16, 4 }, { 2, 0x7fffffff, 16, 0 }, { 2, 100, 16, 32 }, { 1, 0x7ffffff0, 1, 0 },
    };
    IMemAllocatorCallbackTemp *allocator = make_allocator(scene);
    ALLOCATOR_PROPERTIES actual, one, stored;
    HRESULT hr, same;
    unsigned int i;

    fprintf(stderr, "NULL: %08lx %08lx\n", IMemAllocatorCallbackTemp_SetProperties(allocator, NULL, &actual),
            IMemAllocatorCallbackTemp_SetProperties(allocator, &actual, NULL));
    for (i = 0; i < ARRAYSIZE(requests); ++i)
    {
        ALLOCATOR_PROPERTIES request = one = requests[i];

        memset(&actual, 0xcc, sizeof(actual));
        hr = IMemAllocatorCallbackTemp_SetProperties(allocator, &request, &actual);
        if (memcmp(&request, &requests[i], sizeof(request)))
            fprintf(stderr, "request %u was written to\n", i);
        same = IMemAllocatorCallbackTemp_SetProperties(allocator, &one, &one);
        IMemAllocatorCallbackTemp_GetProperties(allocator, &stored);
        if (same != hr || memcmp(&one, SUCCEEDED(hr) ? &actual : &requests[i], sizeof(one))
            || (SUCCEEDED(hr) && memcmp(&stored, &actual, sizeof(stored))))
            fprintf(stderr, "request %u: what is stored, or given where both are one, differs\n", i);
        fprintf(stderr, "{%ld,%ld,%ld,%ld}: %08lx {%ld,%ld,%ld,%ld}\n", requests[i].cBuffers, requests[i].cbBuffer,
                requests[i].cbAlign, requests[i].cbPrefix, hr, actual.cBuffers, actual.cbBuffer, actual.cbAlign,
                actual.cbPrefix);
    }
    IMemAllocatorCallbackTemp_Release(allocator);
}
