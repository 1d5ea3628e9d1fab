/*
 * GetProperties and SetProperties of the sample: partial structures, and the checks that refuse a call as a whole.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#define COBJMACROS
#include "target.h"

#define SIZE 100

/* The sample's buffer, asked before any test may have changed it. */
static BYTE *buffer;

#define END_OF(field) (FIELD_OFFSET(AM_SAMPLE2_PROPERTIES, field) + sizeof(((AM_SAMPLE2_PROPERTIES *)0)->field))

static void get_properties(IMediaSample2 *sample, AM_SAMPLE2_PROPERTIES *properties)
{
    memset(properties, 0, sizeof(*properties));
    IMediaSample2_GetProperties(sample, sizeof(*properties), (BYTE *)properties);
}

/* What a fresh sample has, with nothing set. */
static void init_properties(AM_SAMPLE2_PROPERTIES *properties)
{
    memset(properties, 0, sizeof(*properties));
    properties->cbData = sizeof(*properties);
    properties->lActual = SIZE;
    properties->pbBuffer = buffer;
    properties->cbBuffer = SIZE;
}

static HRESULT set_first_bytes(IMediaSample2 *sample, AM_SAMPLE2_PROPERTIES *properties, DWORD size)
{
    return IMediaSample2_SetProperties(sample, size, (BYTE *)properties);
}

/* Padding is nobody's, so the structures are compared by field. */
static BOOL same_properties(const AM_SAMPLE2_PROPERTIES *first, const AM_SAMPLE2_PROPERTIES *second)
{
    return first->cbData == second->cbData && first->dwTypeSpecificFlags == second->dwTypeSpecificFlags
            && first->dwSampleFlags == second->dwSampleFlags && first->lActual == second->lActual
            && first->tStart == second->tStart && first->tStop == second->tStop
            && first->dwStreamId == second->dwStreamId && first->pMediaType == second->pMediaType
            && first->pbBuffer == second->pbBuffer && first->cbBuffer == second->cbBuffer;
}

static void test_get_arguments(IMediaSample2 *sample)
{
    AM_SAMPLE2_PROPERTIES properties;
    HRESULT hr;

    memset(&properties, 0xcc, sizeof(properties));
    if (!target_survives(CRASHES_WINE))
    {
        skip("7.20: NULL pointers would crash this allocator.\n");
        hr = IMediaSample2_GetProperties(sample, 0, (BYTE *)&properties);
        ok(hr == S_OK, "7.20: got hr %#lx.\n", hr);
        return;
    }
    hr = IMediaSample2_GetProperties(sample, 0, NULL);
    ok(hr == S_OK, "7.20: got hr %#lx.\n", hr);
    hr = IMediaSample2_GetProperties(sample, 0, (BYTE *)&properties);
    ok(hr == S_OK, "7.20: got hr %#lx.\n", hr);
    ok(properties.cbData == 0xcccccccc, "7.20: cbData is %#lx.\n", properties.cbData);
    hr = IMediaSample2_GetProperties(sample, 1, NULL);
    ok(hr == E_POINTER, "7.20: got hr %#lx.\n", hr);
    hr = IMediaSample2_GetProperties(sample, sizeof(properties), NULL);
    ok(hr == E_POINTER, "7.20: got hr %#lx.\n", hr);
    hr = IMediaSample2_GetProperties(sample, ~0u, NULL);
    ok(hr == E_POINTER, "7.20: got hr %#lx.\n", hr);
}

static void test_get_sizes(IMediaSample2 *sample)
{
    BYTE bytes[sizeof(AM_SAMPLE2_PROPERTIES) + 32], *whole;
    AM_SAMPLE2_PROPERTIES properties;
    unsigned int i, j;
    HRESULT hr;

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
        hr = IMediaSample2_GetProperties(sample, i, bytes);
        ok(hr == S_OK, "7.21: got hr %#lx.\n", hr);
        memcpy(&written, bytes, expect < sizeof(written) ? expect : sizeof(written));
        todo_builtin_if(i < sizeof(properties)) ok(written == expect, "7.21: cbData is %lu.\n", written);
        for (j = expect; j < sizeof(bytes) && bytes[j] == 0xcc; j++)
            ;
        ok(j == sizeof(bytes), "7.21: byte %u was written.\n", j);
        for (j = sizeof(DWORD); j < expect
             && (bytes[j] == whole[j]
                 || (j >= END_OF(dwStreamId) && j < FIELD_OFFSET(AM_SAMPLE2_PROPERTIES, pMediaType))
                 || j >= END_OF(cbBuffer));
             j++)
            ;
        ok(j == (expect < sizeof(DWORD) ? sizeof(DWORD) : expect), "7.21: byte %u is %#x, not %#x.\n", j, bytes[j],
           j < sizeof(properties) ? whole[j] : 0);
        winetest_pop_context();
    }
    hr = IMediaSample2_GetProperties(sample, 0x80000000, bytes);
    ok(hr == S_OK, "7.21: got hr %#lx.\n", hr);
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
    hr = set_first_bytes(sample, NULL, 0);
    ok(hr == S_OK, "7.30: got hr %#lx.\n", hr);
    hr = set_first_bytes(sample, NULL, 3);
    ok(hr == S_OK, "7.30: got hr %#lx.\n", hr);
    hr = set_first_bytes(sample, NULL, 4);
    ok(hr == E_POINTER, "7.30: got hr %#lx.\n", hr);
    hr = set_first_bytes(sample, NULL, sizeof(properties));
    ok(hr == E_POINTER, "7.30: got hr %#lx.\n", hr);
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
    hr = set_first_bytes(sample, &properties, size);
    ok(hr == S_OK, "7.31: got hr %#lx.\n", hr);

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

struct refusal
{
    HRESULT hr;
    BOOL unchanged;
};

/* Resets the sample, makes the call, tells what came of it, and resets again: an allocator without checks may have taken
 * anything. */
static struct refusal try_properties(IMediaSample2 *sample, AM_SAMPLE2_PROPERTIES *properties, DWORD size)
{
    AM_SAMPLE2_PROPERTIES reset, before, after;
    struct refusal refusal;

    init_properties(&reset);
    IMediaSample2_SetProperties(sample, sizeof(reset), (BYTE *)&reset);
    get_properties(sample, &before);
    refusal.hr = IMediaSample2_SetProperties(sample, size, (BYTE *)properties);
    get_properties(sample, &after);
    refusal.unchanged = same_properties(&before, &after);
    IMediaSample2_SetProperties(sample, sizeof(reset), (BYTE *)&reset);
    return refusal;
}

/* deviates: Windows takes what the row refuses. */
#define check_refused(sample, properties, size, deviates, rows) \
    do \
    { \
        struct refusal refusal_ = try_properties(sample, properties, size); \
        todo_builtin ok(refusal_.hr == E_INVALIDARG || windows_differs((deviates) && refusal_.hr == S_OK), \
                        rows ": got hr %#lx.\n", refusal_.hr); \
        todo_builtin ok(refusal_.unchanged || windows_differs((deviates) && refusal_.hr == S_OK), \
                        rows ": the refused call changed the properties.\n"); \
    } while (0)

#define check_taken(sample, properties, size, rows) \
    do \
    { \
        struct refusal refusal_ = try_properties(sample, properties, size); \
        ok(refusal_.hr == S_OK, rows ": got hr %#lx.\n", refusal_.hr); \
    } while (0)

/* Valid in every field, and every field differs from what a reset sample has. */
static void init_request(AM_SAMPLE2_PROPERTIES *properties)
{
    init_properties(properties);
    properties->dwTypeSpecificFlags = 0x11;
    properties->dwSampleFlags = AM_SAMPLE_PREROLL;
    properties->lActual = 33;
    properties->tStart = 44;
    properties->tStop = 55;
    properties->dwStreamId = 66;
}

static void test_data_size(IMediaSample2 *sample)
{
    AM_SAMPLE2_PROPERTIES properties;

    init_request(&properties);
    properties.cbData = sizeof(properties) + 1;
    check_refused(sample, &properties, sizeof(properties), FALSE, "7.31");
    check_refused(sample, &properties, 4, FALSE, "7.31");
    if (target_survives(CRASHES_WINE))
        check_refused(sample, &properties, 1000, FALSE, "7.31");
    properties.cbData = 0xffffffff;
    check_refused(sample, &properties, sizeof(properties), FALSE, "7.31");
}

static void test_set_sizes(IMediaSample2 *sample)
{
    DWORD i;

    if (!target_survives(CRASHES_WINE))
    {
        skip("7.31: This allocator takes what is not given, up to half a field.\n");
        test_data_size(sample);
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
    test_data_size(sample);
}

static void test_flags(IMediaSample2 *sample)
{
    static const DWORD taken[] = {
        AM_SAMPLE_SPLICEPOINT,
        AM_SAMPLE_PREROLL,
        AM_SAMPLE_DATADISCONTINUITY,
        AM_SAMPLE_TIMEVALID,
        AM_SAMPLE_TIMEDISCONTINUITY,
        AM_SAMPLE_FLUSH_ON_PAUSE,
        AM_SAMPLE_TIMEVALID | AM_SAMPLE_STOPVALID,
        AM_SAMPLE_SPLICEPOINT | AM_SAMPLE_PREROLL | AM_SAMPLE_DATADISCONTINUITY | AM_SAMPLE_TIMEVALID
                | AM_SAMPLE_TIMEDISCONTINUITY | AM_SAMPLE_FLUSH_ON_PAUSE | AM_SAMPLE_STOPVALID,
        0,
    };
    AM_SAMPLE2_PROPERTIES properties, after;
    LONGLONG start, end;
    unsigned int i;
    HRESULT hr;

    for (i = 0; i < 32; i++)
    {
        DWORD flag = 1u << i;

        if (flag
            & (AM_SAMPLE_SPLICEPOINT | AM_SAMPLE_PREROLL | AM_SAMPLE_DATADISCONTINUITY | AM_SAMPLE_TYPECHANGED
               | AM_SAMPLE_TIMEVALID | AM_SAMPLE_TIMEDISCONTINUITY | AM_SAMPLE_FLUSH_ON_PAUSE | AM_SAMPLE_STOPVALID))
            continue;
        winetest_push_context("flag %#lx", flag);
        init_request(&properties);
        properties.dwSampleFlags = flag;
        check_refused(sample, &properties, sizeof(properties), FALSE, "7.32");
        properties.dwSampleFlags = flag | AM_SAMPLE_SPLICEPOINT;
        check_refused(sample, &properties, sizeof(properties), FALSE, "7.32");
        winetest_pop_context();
    }
    for (i = 0; i < ARRAY_SIZE(taken); i++)
    {
        winetest_push_context("flags %#lx", taken[i]);
        init_properties(&properties);
        properties.dwSampleFlags = taken[i];
        properties.tStart = 5;
        properties.tStop = 9;
        hr = set_first_bytes(sample, &properties, sizeof(properties));
        ok(hr == S_OK, "7.32: got hr %#lx.\n", hr);
        get_properties(sample, &after);
        ok(after.dwSampleFlags == taken[i], "7.32: the flags are %#lx.\n", after.dwSampleFlags);
        hr = IMediaSample2_IsSyncPoint(sample);
        ok(hr == (taken[i] & AM_SAMPLE_SPLICEPOINT ? S_OK : S_FALSE), "7.32: IsSyncPoint returned %#lx.\n", hr);
        hr = IMediaSample2_IsPreroll(sample);
        ok(hr == (taken[i] & AM_SAMPLE_PREROLL ? S_OK : S_FALSE), "7.32: IsPreroll returned %#lx.\n", hr);
        hr = IMediaSample2_IsDiscontinuity(sample);
        ok(hr == (taken[i] & AM_SAMPLE_DATADISCONTINUITY ? S_OK : S_FALSE), "7.32: IsDiscontinuity returned %#lx.\n",
           hr);
        hr = IMediaSample2_GetTime(sample, &start, &end);
        ok(hr
                   == (taken[i] & AM_SAMPLE_STOPVALID           ? S_OK
                               : taken[i] & AM_SAMPLE_TIMEVALID ? VFW_S_NO_STOP_TIME
                                                                : VFW_E_SAMPLE_TIME_NOT_SET),
           "7.4, 7.32: GetTime returned %#lx.\n", hr);
        winetest_pop_context();
    }

    /* Media times are no sample flag: a request leaves them alone. */
    start = 3;
    end = 4;
    IMediaSample2_SetMediaTime(sample, &start, &end);
    init_properties(&properties);
    hr = set_first_bytes(sample, &properties, sizeof(properties));
    ok(hr == S_OK, "7.32: got hr %#lx.\n", hr);
    start = end = 0;
    hr = IMediaSample2_GetMediaTime(sample, &start, &end);
    ok(hr == S_OK && start == 3 && end == 4, "7.22, 7.32: got hr %#lx.\n", hr);
    IMediaSample2_SetMediaTime(sample, NULL, NULL);
}

static void test_time_valid(IMediaSample2 *sample)
{
    AM_SAMPLE2_PROPERTIES properties, after;
    HRESULT hr;

    init_request(&properties);
    properties.dwSampleFlags = AM_SAMPLE_TIMEVALID;
    check_refused(sample, &properties, END_OF(dwSampleFlags), FALSE, "7.33");
    check_refused(sample, &properties, END_OF(tStart), FALSE, "7.33");
    check_refused(sample, &properties, END_OF(tStop) - 1, FALSE, "7.33");
    properties.cbData = END_OF(tStart);
    check_refused(sample, &properties, sizeof(properties), FALSE, "7.33");
    properties.cbData = sizeof(properties);
    check_taken(sample, &properties, END_OF(tStop), "7.33");

    /* Only newly: a sample that has a time keeps it. */
    init_properties(&properties);
    properties.dwSampleFlags = AM_SAMPLE_TIMEVALID;
    properties.tStart = 5;
    hr = set_first_bytes(sample, &properties, sizeof(properties));
    ok(hr == S_OK, "7.33: got hr %#lx.\n", hr);
    properties.dwSampleFlags = AM_SAMPLE_TIMEVALID | AM_SAMPLE_PREROLL;
    hr = set_first_bytes(sample, &properties, END_OF(dwSampleFlags));
    ok(hr == S_OK, "7.33: got hr %#lx.\n", hr);
    get_properties(sample, &after);
    ok(after.dwSampleFlags == (AM_SAMPLE_TIMEVALID | AM_SAMPLE_PREROLL), "7.33: the flags are %#lx.\n",
       after.dwSampleFlags);
    ok(after.tStart == 5, "7.33: tStart is %s.\n", wine_dbgstr_longlong(after.tStart));
}

static void test_buffer(IMediaSample2 *sample)
{
    AM_SAMPLE2_PROPERTIES properties;
    BYTE other[SIZE], *pointer;

    init_request(&properties);
    pointer = properties.pbBuffer;
    properties.pbBuffer = other;
    check_refused(sample, &properties, sizeof(properties), FALSE, "7.34");
    properties.pbBuffer = pointer + 1;
    check_refused(sample, &properties, sizeof(properties), FALSE, "7.34");
    properties.pbBuffer = pointer;
    properties.cbBuffer = SIZE - 1;
    check_refused(sample, &properties, sizeof(properties), FALSE, "7.34");
    properties.cbBuffer = SIZE + 1;
    check_refused(sample, &properties, sizeof(properties), FALSE, "7.34");
    properties.cbBuffer = -SIZE;
    check_refused(sample, &properties, sizeof(properties), FALSE, "7.34");

    /* NULL and 0 mean that nothing is asked. */
    init_request(&properties);
    properties.pbBuffer = NULL;
    check_taken(sample, &properties, sizeof(properties), "7.34");
    properties.cbBuffer = 0;
    properties.lActual = 0;
    check_taken(sample, &properties, sizeof(properties), "7.34, 7.35");
    ok(IMediaSample2_GetSize(sample) == SIZE, "7.34: the size is %ld.\n", IMediaSample2_GetSize(sample));
    ok(get_pointer((IMediaSample *)sample) == pointer, "7.34: the pointer changed.\n");
}

static void test_actual_length(IMediaSample2 *sample)
{
    AM_SAMPLE2_PROPERTIES properties;

    init_request(&properties);
    properties.lActual = SIZE + 1;
    check_refused(sample, &properties, sizeof(properties), FALSE, "7.35");
    properties.lActual = 0x7fffffff;
    check_refused(sample, &properties, sizeof(properties), FALSE, "7.35");
    properties.lActual = 1;
    properties.cbBuffer = 0;
    check_refused(sample, &properties, sizeof(properties), FALSE, "7.35");
    properties.cbBuffer = SIZE;
    properties.lActual = SIZE;
    check_taken(sample, &properties, sizeof(properties), "7.35");
    properties.lActual = 0;
    check_taken(sample, &properties, sizeof(properties), "7.35");

    properties.lActual = -1;
    check_refused(sample, &properties, sizeof(properties), TRUE, "7.36");
    properties.lActual = (LONG)0x80000000;
    check_refused(sample, &properties, sizeof(properties), TRUE, "7.36");
    check_refused(sample, &properties, END_OF(lActual), TRUE, "7.36");
    properties.lActual = SIZE + 1;
    check_refused(sample, &properties, END_OF(lActual), TRUE, "7.36");
    check_refused(sample, &properties, END_OF(cbBuffer) - 1, TRUE, "7.36");
    properties.lActual = SIZE;
    check_taken(sample, &properties, END_OF(lActual), "7.36");
}

static void test_stored(IMediaSample2 *sample)
{
    AM_SAMPLE2_PROPERTIES properties, after;
    HRESULT hr;

    init_properties(&properties);
    properties.dwTypeSpecificFlags = 0xfedcba98;
    properties.lActual = 17;
    properties.tStart = -12345678901ll;
    properties.tStop = 0x7fffffffffffffffll;
    properties.dwStreamId = 0xffffffff;
    hr = set_first_bytes(sample, &properties, sizeof(properties));
    ok(hr == S_OK, "7.38: got hr %#lx.\n", hr);
    get_properties(sample, &after);
    ok(same_properties(&properties, &after), "7.38: the properties are not what was set.\n");
    ok(IMediaSample2_GetActualDataLength(sample) == 17, "7.38: the length is %ld.\n",
       IMediaSample2_GetActualDataLength(sample));
    properties.dwStreamId = AM_STREAM_CONTROL;
    properties.dwTypeSpecificFlags = 1;
    hr = set_first_bytes(sample, &properties, sizeof(properties));
    ok(hr == S_OK, "7.38: got hr %#lx.\n", hr);
    get_properties(sample, &after);
    ok(same_properties(&properties, &after), "7.38: the properties are not what was set.\n");
}

/* The media type is one of the fields too: see media_type.c for what becomes of it. */
static void test_media_type(IMediaSample2 *sample)
{
    AM_SAMPLE2_PROPERTIES properties;
    AM_MEDIA_TYPE type = { 0 };
    struct refusal refusal;

    init_request(&properties);
    properties.dwSampleFlags = AM_SAMPLE_TYPECHANGED | AM_SAMPLE_PREROLL;
    refusal = try_properties(sample, &properties, sizeof(properties));
    todo_builtin ok(refusal.hr == E_POINTER, "7.37: got hr %#lx.\n", refusal.hr);
    todo_builtin ok(refusal.unchanged, "7.37: the refused call changed the properties.\n");
    if (!target_survives(CRASHES_WINE))
    {
        skip("7.37: A media type set through SetProperties would be freed twice.\n");
        return;
    }

    /* A later field's fault leaves the type out as well. */
    properties.pMediaType = &type;
    properties.cbBuffer = SIZE - 1;
    check_refused(sample, &properties, sizeof(properties), FALSE, "7.34, 7.37");
    properties.cbBuffer = SIZE;
    properties.dwSampleFlags |= 0x20;
    check_refused(sample, &properties, sizeof(properties), FALSE, "7.32, 7.37");
}

START_TEST(sample_properties)
{
    IMemAllocator *allocator;
    IMediaSample2 *sample2;
    IMediaSample *sample;
    HRESULT hr;

    if (!open_target())
        return;

    allocator = create_committed(1, SIZE, 1, 0);
    sample = get_sample(allocator);
    hr = IMediaSample_QueryInterface(sample, &IID_IMediaSample2, (void **)&sample2);
    ok(hr == S_OK, "7.1: got hr %#lx.\n", hr);
    IMediaSample_Release(sample);
    buffer = get_pointer(sample);

    test_get_arguments(sample2);
    test_get_sizes(sample2);
    test_internal_flags(sample2);
    test_set_arguments(sample2);
    test_set_sizes(sample2);
    test_flags(sample2);
    test_time_valid(sample2);
    test_buffer(sample2);
    test_actual_length(sample2);
    test_stored(sample2);
    test_media_type(sample2);

    IMediaSample2_Release(sample2);
    IMemAllocator_Decommit(allocator);
    IMemAllocator_Release(allocator);
    close_target();
}
