/*
 * The sample's own methods: identity, size, times, flags, and what is left of them when it is handed out again.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#define COBJMACROS
#include "sample.h"

static void test_interfaces(IMediaSample *sample)
{
    IMediaSample2 *sample2;
    IUnknown *unknown;
    ULONG ref;

    check_interface(sample, &IID_IUnknown, S_OK, "7.1");
    check_interface(sample, &IID_IMediaSample, S_OK, "7.1");
    check_interface(sample, &IID_IMediaSample2, S_OK, "7.1");
    check_interface(sample, &IID_IMemAllocator, E_NOINTERFACE, "7.1");
    check_interface(sample, &IID_IMarshal, E_NOINTERFACE, "7.1");
    check_interface(sample, &GUID_NULL, E_NOINTERFACE, "7.1");

    check_hr(IMediaSample_QueryInterface(sample, &IID_IMediaSample2, (void **)&sample2), S_OK, "7.1");
    ok((void *)sample2 == (void *)sample, "7.1: IMediaSample2 is %p, not %p.\n", sample2, sample);
    check_hr(IMediaSample2_QueryInterface(sample2, &IID_IUnknown, (void **)&unknown), S_OK, "7.1");
    ok((void *)unknown == (void *)sample, "7.1: IUnknown is %p, not %p.\n", unknown, sample);
    check_references(IUnknown_Release(unknown), 2, "7.1");
    check_references(IMediaSample2_Release(sample2), 1, "7.1");
    check_references(IMediaSample_AddRef(sample), 2, "7.1");
    check_references(IMediaSample_Release(sample), 1, "7.1");

    if (target_survives(CRASHES_WINE))
    {
        check_hr(IMediaSample_QueryInterface(sample, &IID_IMediaSample, NULL), E_POINTER, "7.1");
        ref = get_refcount(sample);
        ok(ref == 1, "7.1: the sample has %lu references.\n", ref);
    }
    else
    {
        skip("7.1: QueryInterface with a NULL out pointer would crash this allocator.\n");
    }
}

static void test_null_pointers(IMediaSample *sample)
{
    LONGLONG start = 0xcccc, end = 0xdddd;
    unsigned int i;

    if (!target_survives(CRASHES_WINE | CRASHES_WINDOWS))
    {
        skip("7.2: NULL pointers would crash this allocator.\n");
        return;
    }
    for (i = 0; i < 2; i++)
    {
        LONGLONG time = 5, stop = 7;

        winetest_push_context("times %s", i ? "set" : "not set");
        IMediaSample_SetTime(sample, i ? &time : NULL, i ? &stop : NULL);
        IMediaSample_SetMediaTime(sample, i ? &time : NULL, i ? &stop : NULL);
        check_hr(IMediaSample_GetTime(sample, &start, NULL), E_POINTER, "7.2");
        check_hr(IMediaSample_GetTime(sample, NULL, &end), E_POINTER, "7.2");
        check_hr(IMediaSample_GetTime(sample, NULL, NULL), E_POINTER, "7.2");
        check_hr(IMediaSample_GetMediaTime(sample, &start, NULL), E_POINTER, "7.2");
        check_hr(IMediaSample_GetMediaTime(sample, NULL, &end), E_POINTER, "7.2");
        check_hr(IMediaSample_GetMediaTime(sample, NULL, NULL), E_POINTER, "7.2");
        ok(start == 0xcccc && end == 0xdddd, "7.2: the other pointer's target was written.\n");
        winetest_pop_context();
    }
    check_hr(IMediaSample_GetPointer(sample, NULL), E_POINTER, "7.2");
    check_hr(IMediaSample_GetMediaType(sample, NULL), E_POINTER, "7.2");
    IMediaSample_SetTime(sample, NULL, NULL);
    IMediaSample_SetMediaTime(sample, NULL, NULL);
}

static void test_length(IMediaSample *sample)
{
    BYTE *pointer = NULL, *again = NULL;

    check_hr(IMediaSample_GetPointer(sample, &pointer), S_OK, "7.3");
    check_hr(IMediaSample_GetPointer(sample, &again), S_OK, "7.3");
    ok(pointer && pointer == again, "7.3: the pointers are %p and %p.\n", pointer, again);
    ok(IMediaSample_GetSize(sample) == 100, "7.3: the size is %ld.\n", IMediaSample_GetSize(sample));
    ok(IMediaSample_GetActualDataLength(sample) == 100, "7.12: the length is %ld.\n",
       IMediaSample_GetActualDataLength(sample));

    check_hr(IMediaSample_SetActualDataLength(sample, 0), S_OK, "7.3");
    ok(!IMediaSample_GetActualDataLength(sample), "7.3: the length is %ld.\n",
       IMediaSample_GetActualDataLength(sample));
    check_hr(IMediaSample_SetActualDataLength(sample, 100), S_OK, "7.3");
    check_hr(IMediaSample_SetActualDataLength(sample, 42), S_OK, "7.3");
    check_hr(IMediaSample_SetActualDataLength(sample, 101), VFW_E_BUFFER_OVERFLOW, "7.3");
    check_hr(IMediaSample_SetActualDataLength(sample, 0x7fffffff), VFW_E_BUFFER_OVERFLOW, "7.3");
    check_hr(IMediaSample_SetActualDataLength(sample, -1), VFW_E_BUFFER_OVERFLOW, "7.3");
    check_hr(IMediaSample_SetActualDataLength(sample, (LONG)0x80000000), VFW_E_BUFFER_OVERFLOW, "7.3");
    ok(IMediaSample_GetActualDataLength(sample) == 42, "7.3: the length is %ld.\n",
       IMediaSample_GetActualDataLength(sample));
    ok(IMediaSample_GetSize(sample) == 100, "7.3: the size is %ld.\n", IMediaSample_GetSize(sample));
}

/* What GetTime or GetMediaTime gives and leaves. */
#define check_times(get, sample, expect_hr, expect_start, expect_end, rows) \
    do \
    { \
        LONGLONG start_ = 0xcccc, end_ = 0xdddd; \
        HRESULT hr_ = IMediaSample_##get(sample, &start_, &end_); \
        ok(hr_ == (expect_hr), rows ": " #get " returned %#lx.\n", hr_); \
        ok(start_ == (expect_start) && end_ == (expect_end), rows ": got %s to %s.\n", wine_dbgstr_longlong(start_), \
           wine_dbgstr_longlong(end_)); \
    } while (0)

#define check_time(...)       check_times(GetTime, __VA_ARGS__)
#define check_media_time(...) check_times(GetMediaTime, __VA_ARGS__)

static void test_time(IMediaSample *sample)
{
    REFERENCE_TIME start, end;

    check_time(sample, VFW_E_SAMPLE_TIME_NOT_SET, 0xcccc, 0xdddd, "7.4");

    start = 10;
    end = 20;
    check_hr(IMediaSample_SetTime(sample, &start, NULL), S_OK, "7.5");
    check_time(sample, VFW_S_NO_STOP_TIME, 10, 11, "7.4");
    check_hr(IMediaSample_SetTime(sample, &start, &end), S_OK, "7.5");
    check_time(sample, S_OK, 10, 20, "7.4, 7.5");
    start = 30;
    check_hr(IMediaSample_SetTime(sample, &start, NULL), S_OK, "7.5");
    check_time(sample, VFW_S_NO_STOP_TIME, 30, 31, "7.4, 7.5");
    check_hr(IMediaSample_SetTime(sample, NULL, &end), S_OK, "7.5");
    check_time(sample, VFW_E_SAMPLE_TIME_NOT_SET, 0xcccc, 0xdddd, "7.4, 7.5");
    check_hr(IMediaSample_SetTime(sample, &start, &end), S_OK, "7.5");
    check_time(sample, S_OK, 30, 20, "7.4");
    start = -5;
    end = -4;
    check_hr(IMediaSample_SetTime(sample, &start, &end), S_OK, "7.5");
    check_time(sample, S_OK, -5, -4, "7.4, 7.5");
    start = 0;
    check_hr(IMediaSample_SetTime(sample, &start, NULL), S_OK, "7.5");
    check_time(sample, VFW_S_NO_STOP_TIME, 0, 1, "7.4");
    check_hr(IMediaSample_SetTime(sample, NULL, NULL), S_OK, "7.5");
    check_time(sample, VFW_E_SAMPLE_TIME_NOT_SET, 0xcccc, 0xdddd, "7.4, 7.5");
}

static void test_media_time(IMediaSample *sample)
{
    LONGLONG start = 10, end = 20, got_start, got_end;

    check_media_time(sample, VFW_E_MEDIA_TIME_NOT_SET, 0xcccc, 0xdddd, "7.6");
    check_hr(IMediaSample_SetMediaTime(sample, &start, &end), S_OK, "7.6");
    check_media_time(sample, S_OK, 10, 20, "7.6");
    /* Sample times and media times have nothing to do with each other. */
    check_time(sample, VFW_E_SAMPLE_TIME_NOT_SET, 0xcccc, 0xdddd, "7.4, 7.6");
    check_hr(IMediaSample_SetMediaTime(sample, NULL, &end), S_OK, "7.6");
    check_media_time(sample, VFW_E_MEDIA_TIME_NOT_SET, 0xcccc, 0xdddd, "7.6");
    check_hr(IMediaSample_SetMediaTime(sample, &start, &end), S_OK, "7.6");
    check_hr(IMediaSample_SetMediaTime(sample, NULL, NULL), S_OK, "7.6");
    check_media_time(sample, VFW_E_MEDIA_TIME_NOT_SET, 0xcccc, 0xdddd, "7.6");

    check_hr(IMediaSample_SetMediaTime(sample, &start, &end), S_OK, "7.6");
    if (target_survives(CRASHES_WINE))
    {
        LONGLONG other = 77;

        check_hr(IMediaSample_SetMediaTime(sample, &other, NULL), E_POINTER, "7.6");
        check_media_time(sample, S_OK, 10, 20, "7.6");
        IMediaSample_SetMediaTime(sample, NULL, NULL);
        check_hr(IMediaSample_SetMediaTime(sample, &other, NULL), E_POINTER, "7.6");
        check_media_time(sample, VFW_E_MEDIA_TIME_NOT_SET, 0xcccc, 0xdddd, "7.6");
    }
    else
    {
        skip("7.6: A NULL end would crash this allocator.\n");
    }

    start = 0x1000;
    end = start + 0x123456789ll;
    check_hr(IMediaSample_SetMediaTime(sample, &start, &end), S_OK, "7.7");
    got_start = got_end = 0;
    check_hr(IMediaSample_GetMediaTime(sample, &got_start, &got_end), S_OK, "7.7");
    ok(got_start == start, "7.7: the start is %s.\n", wine_dbgstr_longlong(got_start));
    ok(got_end == end || windows_differs(got_end == start + 0x23456789), "7.7: the end is %s.\n",
       wine_dbgstr_longlong(got_end));
    start = 0x7fffffff00000000ll;
    end = -3;
    IMediaSample_SetMediaTime(sample, &start, &end);
    check_hr(IMediaSample_GetMediaTime(sample, &got_start, &got_end), S_OK, "7.7");
    ok((got_start == start && got_end == end) || windows_differs(got_start == start), "7.7: got %s to %s.\n",
       wine_dbgstr_longlong(got_start), wine_dbgstr_longlong(got_end));
    IMediaSample_SetMediaTime(sample, NULL, NULL);
}

static void test_flags(IMediaSample *sample)
{
    static const BOOL values[] = { TRUE, FALSE, 2, 0, -1, 0x100 };
    unsigned int i;

    check_hr(IMediaSample_IsSyncPoint(sample), S_FALSE, "7.8");
    check_hr(IMediaSample_IsPreroll(sample), S_FALSE, "7.8");
    check_hr(IMediaSample_IsDiscontinuity(sample), S_FALSE, "7.8");
    for (i = 0; i < ARRAY_SIZE(values); i++)
    {
        HRESULT expect = values[i] ? S_OK : S_FALSE, opposite = values[i] ? S_FALSE : S_OK;

        winetest_push_context("value %#x", values[i]);
        check_hr(IMediaSample_SetSyncPoint(sample, values[i]), S_OK, "7.8");
        check_hr(IMediaSample_SetPreroll(sample, !values[i]), S_OK, "7.8");
        check_hr(IMediaSample_SetDiscontinuity(sample, values[i]), S_OK, "7.8");
        check_hr(IMediaSample_IsSyncPoint(sample), expect, "7.8");
        check_hr(IMediaSample_IsPreroll(sample), opposite, "7.8");
        check_hr(IMediaSample_IsDiscontinuity(sample), expect, "7.8");
        check_hr(IMediaSample_SetPreroll(sample, values[i]), S_OK, "7.8");
        check_hr(IMediaSample_IsPreroll(sample), expect, "7.8");
        winetest_pop_context();
    }
    IMediaSample_SetPreroll(sample, FALSE);
    IMediaSample_SetSyncPoint(sample, FALSE);
    IMediaSample_SetDiscontinuity(sample, FALSE);
}

static void test_reuse(void)
{
    IMemAllocator *allocator = create_committed(1, 100, 1, 0);
    LONGLONG start = 10, end = 20;
    AM_SAMPLE2_PROPERTIES properties, request;
    AM_MEDIA_TYPE type = { 0 }, *got;
    IMediaSample *sample;
    unsigned int round;

    sample = get_sample(allocator);
    check_hr(get_properties(sample, &properties), S_OK, "7.12");
    ok(properties.cbData == sizeof(properties), "7.12: cbData is %lu.\n", properties.cbData);
    ok(!properties.dwTypeSpecificFlags, "7.12: the type-specific flags are %#lx.\n", properties.dwTypeSpecificFlags);
    ok(!properties.dwSampleFlags, "7.12: the flags are %#lx.\n", properties.dwSampleFlags);
    ok(properties.lActual == 100, "7.12: lActual is %ld.\n", properties.lActual);
    ok(!properties.tStart || windows_differs(properties.tStart), "7.12: tStart is %s.\n",
       wine_dbgstr_longlong(properties.tStart));
    ok(!properties.tStop || windows_differs(properties.tStop), "7.12: tStop is %s.\n",
       wine_dbgstr_longlong(properties.tStop));
    ok(properties.dwStreamId == AM_STREAM_MEDIA, "7.12: the stream is %lu.\n", properties.dwStreamId);
    ok(!properties.pMediaType, "7.12: pMediaType is %p.\n", properties.pMediaType);
    ok(properties.pbBuffer == get_pointer(sample), "7.12: pbBuffer is %p.\n", properties.pbBuffer);
    ok(properties.cbBuffer == 100, "7.12: cbBuffer is %ld.\n", properties.cbBuffer);
    check_hr(IMediaSample_GetMediaType(sample, &got), S_FALSE, "7.12, 7.10");

    for (round = 0; round < 3; round++)
    {
        winetest_push_context("round %u", round);
        IMediaSample_SetActualDataLength(sample, 9);
        IMediaSample_SetTime(sample, &start, &end);
        IMediaSample_SetMediaTime(sample, &start, &end);
        IMediaSample_SetSyncPoint(sample, TRUE);
        IMediaSample_SetPreroll(sample, TRUE);
        IMediaSample_SetDiscontinuity(sample, TRUE);
        IMediaSample_SetMediaType(sample, &type);
        get_properties(sample, &request);
        request.cbData = FIELD_OFFSET(AM_SAMPLE2_PROPERTIES, pMediaType);
        request.dwTypeSpecificFlags = 0x12345678;
        request.dwStreamId = AM_STREAM_CONTROL;
        request.dwSampleFlags |= AM_SAMPLE_TIMEDISCONTINUITY | AM_SAMPLE_FLUSH_ON_PAUSE;
        check_hr(set_first_bytes(sample, &request, request.cbData), S_OK, "7.11, 7.38");

        IMediaSample_Release(sample);
        sample = get_sample(allocator);
        check_hr(get_properties(sample, &properties), S_OK, "7.11");
        ok(!properties.dwSampleFlags, "7.11: the flags are %#lx.\n", properties.dwSampleFlags);
        todo_builtin ok(!properties.dwTypeSpecificFlags, "7.11: the type-specific flags are %#lx.\n",
                        properties.dwTypeSpecificFlags);
        todo_builtin ok(properties.dwStreamId == AM_STREAM_MEDIA, "7.11: the stream is %lu.\n", properties.dwStreamId);
        ok(!properties.pMediaType, "7.11: pMediaType is %p.\n", properties.pMediaType);
        ok(properties.lActual == 9, "7.11: lActual is %ld.\n", properties.lActual);
        ok(IMediaSample_GetActualDataLength(sample) == 9, "7.11: the length is %ld.\n",
           IMediaSample_GetActualDataLength(sample));
        ok(properties.cbBuffer == 100, "7.11: cbBuffer is %ld.\n", properties.cbBuffer);
        check_time(sample, VFW_E_SAMPLE_TIME_NOT_SET, 0xcccc, 0xdddd, "7.11");
        check_media_time(sample, VFW_E_MEDIA_TIME_NOT_SET, 0xcccc, 0xdddd, "7.11");
        check_hr(IMediaSample_IsPreroll(sample), S_FALSE, "7.11");
        check_hr(IMediaSample_IsSyncPoint(sample), S_FALSE, "7.11");
        check_hr(IMediaSample_IsDiscontinuity(sample), S_FALSE, "7.11");
        check_hr(IMediaSample_GetMediaType(sample, &got), S_FALSE, "7.11");
        winetest_pop_context();
    }

    IMediaSample_Release(sample);
    IMemAllocator_Decommit(allocator);
    IMemAllocator_Release(allocator);
}

START_TEST(sample)
{
    IMemAllocator *allocator;
    IMediaSample *sample;
    ULONG ref;

    if (!open_target())
        return;

    allocator = create_committed(1, 100, 1, 0);
    sample = get_sample(allocator);
    test_interfaces(sample);
    test_null_pointers(sample);
    test_length(sample);
    test_time(sample);
    test_media_time(sample);
    test_flags(sample);
    ref = IMediaSample_Release(sample);
    ok(!ref, "7.1: the final Release returned %lu.\n", ref);
    IMemAllocator_Decommit(allocator);
    IMemAllocator_Release(allocator);
    test_reuse();

    close_target();
}
