/*
 * Writing where nothing of one's own is
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <stdio.h>

#include "faulty.h"

#define BUFFER_SIZE 100

/* One byte, `offset` from the buffer's first, or from behind its last. */
static void write_at(const struct scene *scene, LONG align, LONG prefix, LONG offset, bool from_end)
{
    IMemAllocatorCallbackTemp *allocator = make_committed(scene, 2, BUFFER_SIZE, align, prefix);
    IMediaSample *sample = take(allocator);
    BYTE *pointer = pointer_of(sample);
    volatile BYTE *byte;

    if (((uintptr_t)pointer - (uintptr_t)prefix) % (uintptr_t)align)
        printf("misaligned: align %ld, prefix %ld, pointer %p\n", align, prefix, (void *)pointer);
    byte = pointer + offset + (from_end ? IMediaSample_GetSize(sample) : 0);
    *byte = *byte + 1;
    IMediaSample_Release(sample);
    end_allocator(allocator);
}

FAULT(overrun)
{
    write_at(scene, 16, 0, 0, true);
}

FAULT(underrun)
{
    write_at(scene, 16, 0, -1, false);
}

/* Every alignment and some prefixes; what is written lies just outside, and what is just inside stays unsaid. */
FAULT(bounds)
{
    static const LONG prefixes[] = { 0, 1, 16, 4095 };
    unsigned int i;
    LONG align;

    for (align = 1; align <= 65536; align *= 2)
    {
        for (i = 0; i < ARRAYSIZE(prefixes); ++i)
        {
            write_at(scene, align, prefixes[i], 0, true);
            write_at(scene, align, prefixes[i], -prefixes[i] - 1, false);
            write_at(scene, align, prefixes[i], -1, true);
            write_at(scene, align, prefixes[i], -prefixes[i], false);
        }
    }
}

FAULT(written_after_release)
{
    IMemAllocatorCallbackTemp *allocator = make_committed(scene, 1, 10000, 16, 0);
    IMediaSample *sample = take(allocator);
    BYTE *pointer = pointer_of(sample);

    IMediaSample_Release(sample);
    *(volatile BYTE *)(pointer + 5000) = 1;
    sample = take(allocator);
    IMediaSample_Release(sample);
    end_allocator(allocator);
}

/* Contents stay from one holder to the next (row 3.4), and a program that relies on it must not be told off. */
FAULT(contents_stay)
{
    IMemAllocatorCallbackTemp *allocator = make_committed(scene, 1, 10000, 16, 0);
    IMediaSample *sample = take(allocator);
    BYTE *pointer = pointer_of(sample);

    memset(pointer, 0x5a, 10000);
    IMediaSample_Release(sample);
    IMemAllocatorCallbackTemp_Decommit(allocator);
    IMemAllocatorCallbackTemp_Commit(allocator);
    sample = take(allocator);
    pointer = pointer_of(sample);
    if (pointer[0] != 0x5a || pointer[9999] != 0x5a)
        printf("contents lost\n");
    IMediaSample_Release(sample);
    end_allocator(allocator);
}
