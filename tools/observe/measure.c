/*
 * Time, modules and checksums.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "measure.h"

#include <string.h>
#include <wchar.h>

int64_t observe_ticks(void)
{
    LARGE_INTEGER counter;

    QueryPerformanceCounter(&counter);
    return counter.QuadPart;
}

double observe_seconds(int64_t ticks)
{
    LARGE_INTEGER frequency;

    QueryPerformanceFrequency(&frequency);
    return (double)ticks / (double)frequency.QuadPart;
}

void observe_module_name(const void *address, WCHAR *name, size_t count)
{
    WCHAR path[MAX_PATH], *base;
    HMODULE module;

    name[0] = 0;
    if (!GetModuleHandleExW(GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS | GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT,
                            (const WCHAR *)address, &module)
        || !GetModuleFileNameW(module, path, ARRAYSIZE(path)))
        return;
    base = wcsrchr(path, '\\');
    wcsncpy(name, base ? base + 1 : path, count - 1);
    name[count - 1] = 0;
}

/* Eight bytes at a time, so that it costs little beside the copying that filters do anyway. */
uint64_t observe_checksum(uint64_t sum, const BYTE *data, size_t size)
{
    uint64_t word;

    for (; size >= sizeof(word); data += sizeof(word), size -= sizeof(word))
    {
        memcpy(&word, data, sizeof(word));
        sum = (sum ^ word) * 0x9e3779b97f4a7c15ull;
        sum ^= sum >> 29;
    }
    for (; size; ++data, --size)
    {
        sum = (sum ^ *data) * 0x9e3779b97f4a7c15ull;
        sum ^= sum >> 29;
    }
    return sum;
}
