/*
 * GetProperties and SetProperties of the sample: partial structures, what is shown, and what is stored.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#define COBJMACROS
#include "sample.h"

static void test_get_arguments(IMediaSample2 *sample)
{
    AM_SAMPLE2_PROPERTIES properties;

    memset(&properties, 0xcc, sizeof(properties));
    if (!target_survives(CRASHES_WINE))
    {
        skip("7.20: NULL pointers would crash this allocator.\n");
        check_hr(IMediaSample2_GetProperties(sample, 0, (BYTE *)&properties), S_OK, "7.20");
        return;
    }
    check_hr(IMediaSample2_GetProperties(sample, 0, NULL), S_OK, "7.20");
    check_hr(IMediaSample2_GetProperties(sample, 0, (BYTE *)&properties), S_OK, "7.20");
    ok(properties.cbData == 0xcccccccc, "7.20: cbData is %#lx.\n", properties.cbData);
    check_hr(IMediaSample2_GetProperties(sample, 1, NULL), E_POINTER, "7.20");
    check_hr(IMediaSample2_GetProperties(sample, sizeof(properties), NULL), E_POINTER, "7.20");
    check_hr(IMediaSample2_GetProperties(sample, ~0u, NULL), E_POINTER, "7.20");
}

/* For padding, of which one width may have none where the other has: written out, a compiler would warn of that. */
static BOOL is_between(unsigned int offset, unsigned int begin, unsigned int end)
{
    return offset >= begin && offset < end;
}

static void test_get_sizes(IMediaSample2 *sample)
{
    BYTE bytes[sizeof(AM_SAMPLE2_PROPERTIES) + 32], *whole;
    AM_SAMPLE2_PROPERTIES properties;
    unsigned int i, j;

    ok(sizeof(properties) == (sizeof(void *) == 8 ? 64 : 48), "7.21: the structure has %u bytes.\n",
       (unsigned int)sizeof(properties));
    get_properties(sample, &properties);
    ok(properties.cbData == sizeof(properties), "7.21: cbData is %lu.\n", properties.cbData);
    whole = (BYTE *)&properties;

    for (i = 1; i < sizeof(bytes); i++)
    {
        DWORD expect = i < sizeof(properties) ? i : sizeof(properties), written = 0;

        winetest_push_context("%u bytes", i);
        memset(bytes, 0xcc, sizeof(bytes));
        check_hr(IMediaSample2_GetProperties(sample, i, bytes), S_OK, "7.21");
        memcpy(&written, bytes, expect < sizeof(written) ? expect : sizeof(written));
        todo_builtin_if(i < sizeof(properties)) ok(written == expect, "7.21: cbData is %lu.\n", written);
        for (j = expect; j < sizeof(bytes) && bytes[j] == 0xcc; j++)
            ;
        ok(j == sizeof(bytes), "7.21: byte %u was written.\n", j);
        for (j = sizeof(DWORD); j < expect
             && (bytes[j] == whole[j]
                 || is_between(j, END_OF(dwStreamId), FIELD_OFFSET(AM_SAMPLE2_PROPERTIES, pMediaType))
                 || j >= END_OF(cbBuffer));
             j++)
            ;
        ok(j == (expect < sizeof(DWORD) ? sizeof(DWORD) : expect), "7.21: byte %u is %#x, not %#x.\n", j, bytes[j],
           j < sizeof(properties) ? whole[j] : 0);
        winetest_pop_context();
    }
    check_hr(IMediaSample2_GetProperties(sample, 0x80000000, bytes), S_OK, "7.21");
}

static void test_internal_flags(IMediaSample2 *sample)
{
    AM_SAMPLE2_PROPERTIES properties;
    LONGLONG start = 1, end = 2;

    IMediaSample2_SetMediaTime(sample, &start, &end);
    get_properties(sample, &properties);
    ok(!properties.dwSampleFlags, "7.22: the flags are %#lx.\n", properties.dwSampleFlags);
    IMediaSample2_SetTime(sample, &start, NULL);
    get_properties(sample, &properties);
    ok(properties.dwSampleFlags == AM_SAMPLE_TIMEVALID, "7.22: the flags are %#lx.\n", properties.dwSampleFlags);
    ok(properties.tStart == 1, "7.22: tStart is %s.\n", wine_dbgstr_longlong(properties.tStart));
    IMediaSample2_SetTime(sample, &start, &end);
    IMediaSample2_SetSyncPoint(sample, TRUE);
    get_properties(sample, &properties);
    ok(properties.dwSampleFlags == (AM_SAMPLE_TIMEVALID | AM_SAMPLE_STOPVALID | AM_SAMPLE_SPLICEPOINT),
       "7.22: the flags are %#lx.\n", properties.dwSampleFlags);
    ok(properties.tStart == 1 && properties.tStop == 2, "7.22: got %s to %s.\n",
       wine_dbgstr_longlong(properties.tStart), wine_dbgstr_longlong(properties.tStop));
    IMediaSample2_SetMediaTime(sample, NULL, NULL);
    IMediaSample2_SetTime(sample, NULL, NULL);
    IMediaSample2_SetSyncPoint(sample, FALSE);
    get_properties(sample, &properties);
    ok(!properties.dwSampleFlags, "7.22: the flags are %#lx.\n", properties.dwSampleFlags);
}

static void test_set_arguments(IMediaSample2 *sample)
{
    AM_SAMPLE2_PROPERTIES properties, before, after;
    HRESULT hr;
    DWORD i;

    if (!target_survives(CRASHES_WINE))
    {
        skip("7.30: Structures that are cut short would corrupt this allocator's sample.\n");
        return;
    }
    get_properties(sample, &before);
    check_hr(set_first_bytes(sample, NULL, 0), S_OK, "7.30");
    check_hr(set_first_bytes(sample, NULL, 3), S_OK, "7.30");
    check_hr(set_first_bytes(sample, NULL, 4), E_POINTER, "7.30");
    check_hr(set_first_bytes(sample, NULL, sizeof(properties)), E_POINTER, "7.30");
    memset(&properties, 0xff, sizeof(properties));
    for (i = 0; i < 4; i++)
    {
        hr = set_first_bytes(sample, &properties, i);
        ok(hr == S_OK, "7.30: got hr %#lx for %lu bytes.\n", hr, i);
    }
    get_properties(sample, &after);
    ok(same_properties(&before, &after), "7.30: the properties changed.\n");
}

/* Calls SetProperties with the first bytes of a structure whose every field has a value of its own, and reports which
 * fields were taken. */
static void check_partial(IMediaSample2 *sample, DWORD size, DWORD data_size, DWORD given)
{
    AM_SAMPLE2_PROPERTIES properties, reset, after;
    HRESULT hr;

    init_properties(&reset);
    hr = set_first_bytes(sample, &reset, sizeof(reset));
    ok(hr == S_OK, "7.31: the sample cannot be reset, hr %#lx.\n", hr);

    init_properties(&properties);
    properties.cbData = data_size;
    properties.dwTypeSpecificFlags = 0x11;
    properties.dwSampleFlags = AM_SAMPLE_PREROLL;
    properties.lActual = 33;
    properties.tStart = 0x4400000044;
    properties.tStop = 0x5500000055;
    properties.dwStreamId = 0x66;
    check_hr(set_first_bytes(sample, &properties, size), S_OK, "7.31");

    get_properties(sample, &after);
    ok(after.dwTypeSpecificFlags == (given >= END_OF(dwTypeSpecificFlags) ? 0x11 : 0),
       "7.31, 7.38: dwTypeSpecificFlags is %#lx.\n", after.dwTypeSpecificFlags);
    ok(after.dwSampleFlags == (given >= END_OF(dwSampleFlags) ? AM_SAMPLE_PREROLL : 0),
       "7.31, 7.32: dwSampleFlags is %#lx.\n", after.dwSampleFlags);
    ok(after.lActual == (given >= END_OF(lActual) ? 33 : SIZE), "7.31, 7.38: lActual is %ld.\n", after.lActual);
    ok(after.tStart == (given >= END_OF(tStart) ? 0x4400000044 : 0), "7.31, 7.38: tStart is %s.\n",
       wine_dbgstr_longlong(after.tStart));
    ok(after.tStop == (given >= END_OF(tStop) ? 0x5500000055 : 0), "7.31, 7.38: tStop is %s.\n",
       wine_dbgstr_longlong(after.tStop));
    ok(after.dwStreamId == (given >= END_OF(dwStreamId) ? 0x66 : 0), "7.31, 7.38: dwStreamId is %#lx.\n",
       after.dwStreamId);
    ok(after.cbBuffer == SIZE && after.pbBuffer == reset.pbBuffer, "7.34: the buffer changed.\n");
}

static void test_set_sizes(IMediaSample2 *sample)
{
    DWORD i;

    if (!target_survives(CRASHES_WINE))
    {
        skip("7.31: This allocator takes what is not given, up to half a field.\n");
        return;
    }

    for (i = 4; i <= sizeof(AM_SAMPLE2_PROPERTIES); i++)
    {
        winetest_push_context("%lu bytes", i);
        check_partial(sample, i, sizeof(AM_SAMPLE2_PROPERTIES), i);
        check_partial(sample, sizeof(AM_SAMPLE2_PROPERTIES), i, i);
        check_partial(sample, 1000, i, i);
        winetest_pop_context();
    }
    for (i = 0; i < 4; i++)
    {
        winetest_push_context("cbData %lu", i);
        check_partial(sample, sizeof(AM_SAMPLE2_PROPERTIES), i, i);
        winetest_pop_context();
    }
}

static void test_stored(IMediaSample2 *sample)
{
    AM_SAMPLE2_PROPERTIES properties, after;

    init_properties(&properties);
    properties.dwTypeSpecificFlags = 0xfedcba98;
    properties.lActual = 17;
    properties.tStart = -12345678901ll;
    properties.tStop = 0x7fffffffffffffffll;
    properties.dwStreamId = 0xffffffff;
    check_hr(set_first_bytes(sample, &properties, sizeof(properties)), S_OK, "7.38");
    get_properties(sample, &after);
    ok(same_properties(&properties, &after), "7.38: the properties are not what was set.\n");
    ok(IMediaSample2_GetActualDataLength(sample) == 17, "7.38: the length is %ld.\n",
       IMediaSample2_GetActualDataLength(sample));
    properties.dwStreamId = AM_STREAM_CONTROL;
    properties.dwTypeSpecificFlags = 1;
    check_hr(set_first_bytes(sample, &properties, sizeof(properties)), S_OK, "7.38");
    get_properties(sample, &after);
    ok(same_properties(&properties, &after), "7.38: the properties are not what was set.\n");
}

START_TEST(sample_properties)
{
    run_sample_tests(test_get_arguments, test_get_sizes, test_internal_flags, test_set_arguments, test_set_sizes,
                     test_stored);
}
