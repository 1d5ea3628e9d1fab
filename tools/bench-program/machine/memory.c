/*
 * How much memory the process has in use.
 *
 * The counters that the system keeps do not do: the working set lacks what was not touched yet, and committed bytes
 * contain what a heap keeps of blocks freed long ago.  So the heaps are walked, and the address space outside of them.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <stdbool.h>
#include <windows.h>
#include "machine/memory.h"

#define MAX_HEAPS 64
#define MAX_AREAS 1024

/* The allocations that belong to heaps; their pages are not counted a second time. */
struct areas
{
    unsigned int count;
    const void *bases[MAX_AREAS];
    const char *start, *end; /* the one found last: the next block of a walk mostly lies in it too */
};

static void areas_add(struct areas *areas, const void *address)
{
    MEMORY_BASIC_INFORMATION info;
    unsigned int i;

    if ((const char *)address >= areas->start && (const char *)address < areas->end)
        return;
    if (!VirtualQuery(address, &info, sizeof(info)))
        return;
    areas->start = info.BaseAddress;
    areas->end = areas->start + info.RegionSize;
    for (i = 0; i < areas->count; ++i)
    {
        if (areas->bases[i] == info.AllocationBase)
            return;
    }
    if (areas->count < MAX_AREAS)
        areas->bases[areas->count++] = info.AllocationBase;
}

static bool areas_contain(const struct areas *areas, const void *base)
{
    unsigned int i;

    for (i = 0; i < areas->count; ++i)
    {
        if (areas->bases[i] == base)
            return true;
    }
    return false;
}

static double heap_in_use(HANDLE heap, struct areas *areas)
{
    PROCESS_HEAP_ENTRY entry = { 0 };
    double bytes = 0.0;

    areas_add(areas, heap);
    while (HeapWalk(heap, &entry))
    {
        areas_add(areas, entry.lpData);
        if (entry.wFlags & PROCESS_HEAP_ENTRY_BUSY)
            bytes += (double)entry.cbData + entry.cbOverhead;
    }
    return bytes;
}

static double pages_in_use(const struct areas *areas)
{
    MEMORY_BASIC_INFORMATION info;
    const char *address = NULL;
    double bytes = 0.0;

    while (VirtualQuery(address, &info, sizeof(info)))
    {
        if (info.State == MEM_COMMIT && info.Type == MEM_PRIVATE && !areas_contain(areas, info.AllocationBase))
            bytes += info.RegionSize;
        if ((const char *)info.BaseAddress + info.RegionSize <= address)
            break;
        address = (const char *)info.BaseAddress + info.RegionSize;
    }
    return bytes;
}

double memory_in_use(void)
{
    HANDLE heaps[MAX_HEAPS];
    DWORD i, count = GetProcessHeaps(MAX_HEAPS, heaps);
    struct areas areas = { 0 };
    double bytes = 0.0;

    for (i = 0; i < count && i < MAX_HEAPS; ++i)
        bytes += heap_in_use(heaps[i], &areas);
    return bytes + pages_in_use(&areas);
}
