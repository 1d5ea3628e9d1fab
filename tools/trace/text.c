/*
 * How numbers are written for people
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <stddef.h>
#include <stdio.h>

#include "text.h"

const char *text_duration(uint64_t nanoseconds, char text[TEXT_DURATION_SIZE])
{
    double seconds = (double)nanoseconds / 1e9;
    unsigned int minutes = (unsigned int)(seconds / 60);

    if (nanoseconds < 1000000)
        snprintf(text, TEXT_DURATION_SIZE, "%u us", (unsigned int)(nanoseconds / 1000));
    else if (seconds < 1)
        snprintf(text, TEXT_DURATION_SIZE, seconds < 0.01 ? "%.2f ms" : "%.1f ms", seconds * 1000);
    else if (seconds < 120)
        snprintf(text, TEXT_DURATION_SIZE, seconds < 10 ? "%.2f s" : "%.1f s", seconds);
    else if (minutes < 120)
        snprintf(text, TEXT_DURATION_SIZE, "%u min %02u s", minutes, (unsigned int)(seconds - minutes * 60.0));
    else
        snprintf(text, TEXT_DURATION_SIZE, "%u h %02u min", minutes / 60, minutes % 60);
    return text;
}

const char *text_result(int32_t result, char text[TEXT_RESULT_SIZE])
{
    static const struct
    {
        uint32_t result;
        const char *name;
    } names[] = {
        { 0x00000000, "S_OK" },
        { 0x80004003, "E_POINTER" },
        { 0x80004005, "E_FAIL" },
        { 0x8007000e, "E_OUTOFMEMORY" },
        { 0x80070057, "E_INVALIDARG" },
        { 0x80040212, "VFW_E_SIZENOTSET" },
        { 0x8004020e, "VFW_E_BADALIGN" },
        { 0x8004020f, "VFW_E_ALREADY_COMMITTED" },
        { 0x80040210, "VFW_E_BUFFERS_OUTSTANDING" },
        { 0x80040211, "VFW_E_NOT_COMMITTED" },
        { 0x8004022e, "VFW_E_TIMEOUT" },
    };
    size_t i;

    for (i = 0; i < sizeof(names) / sizeof(*names); ++i)
    {
        if (names[i].result == (uint32_t)result)
            return names[i].name;
    }
    snprintf(text, TEXT_RESULT_SIZE, "0x%08x", (unsigned int)result);
    return text;
}

const char *text_plural(uint64_t count)
{
    return count == 1 ? "" : "s";
}
