/*
 * What SetProperties of the sample refuses: as a whole, whatever the fault, and nothing is changed.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#define COBJMACROS
#include "sample.h"

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

static void test_flags(IMediaSample2 *sample)
{
    static const DWORD taken[] = {
        AM_SAMPLE_SPLICEPOINT,
        AM_SAMPLE_PREROLL,
        AM_SAMPLE_DATADISCONTINUITY,
        AM_SAMPLE_TIMEVALID,
        AM_SAMPLE_TIMEDISCONTINUITY,
        AM_SAMPLE_FLUSH_ON_PAUSE,
        AM_SAMPLE_STOPVALID,
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
        check_hr(set_first_bytes(sample, &properties, sizeof(properties)), S_OK, "7.32");
        get_properties(sample, &after);
        ok(after.dwSampleFlags == taken[i], "7.32: the flags are %#lx.\n", after.dwSampleFlags);
        hr = IMediaSample2_IsSyncPoint(sample);
        ok(hr == (taken[i] & AM_SAMPLE_SPLICEPOINT ? S_OK : S_FALSE), "7.32: IsSyncPoint returned %#lx.\n", hr);
        hr = IMediaSample2_IsPreroll(sample);
        ok(hr == (taken[i] & AM_SAMPLE_PREROLL ? S_OK : S_FALSE), "7.32: IsPreroll returned %#lx.\n", hr);
        hr = IMediaSample2_IsDiscontinuity(sample);
        ok(hr == (taken[i] & AM_SAMPLE_DATADISCONTINUITY ? S_OK : S_FALSE), "7.32: IsDiscontinuity returned %#lx.\n",
           hr);
        start = end = 0xcccc;
        hr = IMediaSample2_GetTime(sample, &start, &end);
        if (taken[i] & AM_SAMPLE_STOPVALID)
        {
            /* Even without a start time. */
            todo_builtin_if(taken[i] == AM_SAMPLE_STOPVALID)
                    ok(hr == S_OK && start == 5 && end == 9, "7.4: got hr %#lx, %s to %s.\n", hr,
                       wine_dbgstr_longlong(start), wine_dbgstr_longlong(end));
        }
        else if (taken[i] & AM_SAMPLE_TIMEVALID)
        {
            ok(hr == VFW_S_NO_STOP_TIME && start == 5 && end == 6, "7.4: got hr %#lx, %s to %s.\n", hr,
               wine_dbgstr_longlong(start), wine_dbgstr_longlong(end));
        }
        else
        {
            ok(hr == VFW_E_SAMPLE_TIME_NOT_SET, "7.4: got hr %#lx.\n", hr);
        }
        winetest_pop_context();
    }

    /* Media times are no sample flag: a request leaves them alone. */
    start = 3;
    end = 4;
    IMediaSample2_SetMediaTime(sample, &start, &end);
    init_properties(&properties);
    check_hr(set_first_bytes(sample, &properties, sizeof(properties)), S_OK, "7.32");
    start = end = 0;
    hr = IMediaSample2_GetMediaTime(sample, &start, &end);
    ok(hr == S_OK && start == 3 && end == 4, "7.22, 7.32: got hr %#lx.\n", hr);
    IMediaSample2_SetMediaTime(sample, NULL, NULL);
}

static void test_time_valid(IMediaSample2 *sample)
{
    AM_SAMPLE2_PROPERTIES properties, after;

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
    check_hr(set_first_bytes(sample, &properties, sizeof(properties)), S_OK, "7.33");
    properties.dwSampleFlags = AM_SAMPLE_TIMEVALID | AM_SAMPLE_PREROLL;
    check_hr(set_first_bytes(sample, &properties, END_OF(dwSampleFlags)), S_OK, "7.33");
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

/* The media type is one of the fields too: see media_type.c for what becomes of it. */
static void test_media_type(IMediaSample2 *sample)
{
    AM_SAMPLE2_PROPERTIES properties;
    AM_MEDIA_TYPE type = { 0 };
    struct refusal refusal;
    unsigned int i;

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

    /* Any other fault is told in preference. */
    for (i = 0; i < 6; i++)
    {
        winetest_push_context("fault %u", i);
        init_request(&properties);
        properties.dwSampleFlags = AM_SAMPLE_TYPECHANGED | (i == 0 ? 0x20 : i == 1 ? 0x80000000 : 0);
        if (i == 2)
            properties.lActual = SIZE + 1;
        if (i == 3)
            properties.pbBuffer++;
        if (i == 4)
            properties.cbBuffer = SIZE - 1;
        if (i == 5)
            properties.cbData++;
        check_refused(sample, &properties, sizeof(properties), FALSE, "7.39");
        winetest_pop_context();
    }
    init_request(&properties);
    properties.dwSampleFlags = AM_SAMPLE_TYPECHANGED | AM_SAMPLE_PREROLL;

    /* A later field's fault leaves the type out as well. */
    properties.pMediaType = &type;
    properties.cbBuffer = SIZE - 1;
    check_refused(sample, &properties, sizeof(properties), FALSE, "7.34, 7.37");
    properties.cbBuffer = SIZE;
    properties.dwSampleFlags |= 0x20;
    check_refused(sample, &properties, sizeof(properties), FALSE, "7.32, 7.37");
}

START_TEST(sample_refusals)
{
    run_sample_tests(test_data_size, test_flags, test_time_valid, test_buffer, test_actual_length, test_media_type);
}
