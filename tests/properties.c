/*
 * SetProperties and GetProperties of the allocator: what is taken, what is rounded, what is refused and in which order.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#define COBJMACROS
#include "target.h"

/* Both are compared as a whole, so that a failure shows all four numbers. */
#define check_properties(properties, count, size, align, prefix, rows) \
    do \
    { \
        const ALLOCATOR_PROPERTIES *properties_ = (properties); \
        ok(properties_->cBuffers == (count) && properties_->cbBuffer == (size) && properties_->cbAlign == (align) \
                   && properties_->cbPrefix == (prefix), \
           rows ": got {%ld, %ld, %ld, %ld}.\n", properties_->cBuffers, properties_->cbBuffer, properties_->cbAlign, \
           properties_->cbPrefix); \
    } while (0)

#define check_stored(allocator, count, size, align, prefix, rows) \
    do \
    { \
        ALLOCATOR_PROPERTIES stored_ = { -1, -1, -1, -1 }; \
        HRESULT hr_ = IMemAllocator_GetProperties(allocator, &stored_); \
        ok(hr_ == S_OK, rows ": GetProperties returned %#lx.\n", hr_); \
        check_properties(&stored_, count, size, align, prefix, rows); \
    } while (0)

static void test_fresh(void)
{
    IMemAllocator *allocator = create_allocator();
    ALLOCATOR_PROPERTIES request = { 1, 100, 1, 0 }, actual = { 7, 7, 7, 7 };

    check_stored(allocator, 0, 0, 0, 0, "2.1");

    if (target_survives(CRASHES_WINE))
    {
        check_hr(IMemAllocator_GetProperties(allocator, NULL), E_POINTER, "2.1");
        check_hr(IMemAllocator_SetProperties(allocator, &request, NULL), E_POINTER, "2.1");
        check_stored(allocator, 0, 0, 0, 0, "2.1");
    }
    else
    {
        skip("2.1: NULL pointers would crash this allocator.\n");
    }
    if (target_survives(CRASHES_WINE | CRASHES_WINDOWS))
    {
        check_hr(IMemAllocator_SetProperties(allocator, NULL, &actual), E_POINTER, "2.1");
        check_properties(&actual, 7, 7, 7, 7, "2.1");
        check_hr(IMemAllocator_SetProperties(allocator, NULL, NULL), E_POINTER, "2.1");
        check_stored(allocator, 0, 0, 0, 0, "2.1");
    }
    else
    {
        skip("2.1: A NULL request would crash this allocator.\n");
    }
    IMemAllocator_Release(allocator);
}

static void test_alignment(void)
{
    static const LONG refused[] = {
        0,
        131072,
        -1,
        -2,
        -3,
        -65535,
        -131072,
        (LONG)0x80000000,
        65537,
        131071,
        0x7fffffff,
        /* These pass the mask; Windows rounds the size to the same negative number. */
        -65536,
        -131071,
        -2147483647,
    };
    IMemAllocator *allocator = create_allocator();
    ALLOCATOR_PROPERTIES request = { 1, 100, 0, 0 }, actual;
    unsigned int i;
    HRESULT hr;

    for (i = 0; i < ARRAY_SIZE(refused); i++)
    {
        BOOL passes = refused[i] && !(65536 & (refused[i] - 1));

        winetest_push_context("align %ld", refused[i]);
        request.cbAlign = refused[i];
        hr = IMemAllocator_SetProperties(allocator, &request, &actual);
        todo_builtin_if(refused[i])
                ok(hr == VFW_E_BADALIGN || windows_differs(passes && hr == S_OK && actual.cbBuffer == refused[i]),
                   "2.2: got hr %#lx.\n", hr);
        if (hr == S_OK && target_survives(CRASHES_WINE))
            check_hr(IMemAllocator_Commit(allocator), VFW_E_SIZENOTSET, "2.2, 4.2");
        winetest_pop_context();
    }
    for (i = 0; i <= 16; i++)
    {
        LONG align = 1 << i, rounded = (100 + align - 1) / align * align;

        winetest_push_context("align %ld", align);
        request.cbAlign = align;
        check_hr(IMemAllocator_SetProperties(allocator, &request, &actual), S_OK, "2.2");
        todo_builtin_if(rounded != 100) check_properties(&actual, 1, rounded, align, 0, "2.2, 2.3");
        winetest_pop_context();
    }
    for (i = 3; i <= 12; i++)
    {
        LONG rounded = (100 + (LONG)i - 1) / (LONG)i * (LONG)i;

        winetest_push_context("align %u", i);
        request.cbAlign = i;
        check_hr(IMemAllocator_SetProperties(allocator, &request, &actual), S_OK, "2.2");
        todo_builtin_if(rounded != 100) check_properties(&actual, 1, rounded, (LONG)i, 0, "2.2");
        winetest_pop_context();
    }

    /* They are not only stored. */
    if (target_survives(CRASHES_WINE))
    {
        request.cbAlign = 6;
        IMemAllocator_SetProperties(allocator, &request, &actual);
        check_hr(IMemAllocator_Commit(allocator), S_OK, "2.2");
        IMemAllocator_Decommit(allocator);
    }
    IMemAllocator_Release(allocator);
}

static void test_rounding(void)
{
    static const struct
    {
        LONG count, size, align, prefix, rounded;
    } tests[] = {
        { 1, 100, 16, 0, 112 },      { 3, 100, 16, 4, 108 }, { 5, 33, 32, 7, 57 },         { 1, 1, 16, 16, 16 },
        { 1, 100, 65536, 0, 65536 }, { 1, 112, 16, 0, 112 }, { 1, 100, 1, 0, 100 },        { 1, 100, 1, 33, 100 },
        { 2, 100, 4, 0, 100 },       { 2, 101, 4, 0, 104 },  { 2, 100, 4, 1, 103 },        { 1, 100, 3, 0, 102 },
        { 1, 100, 6, 0, 102 },       { 1, 100, 6, 4, 104 },  { 1, 65536, 4096, 1, 69631 }, { 7, 1, 1, 0, 1 },
    };
    IMemAllocator *allocator = create_allocator();
    ALLOCATOR_PROPERTIES request, actual;
    unsigned int i;

    for (i = 0; i < ARRAY_SIZE(tests); i++)
    {
        BOOL todo = tests[i].rounded != tests[i].size;

        winetest_push_context("test %u", i);
        request.cBuffers = tests[i].count;
        request.cbBuffer = tests[i].size;
        request.cbAlign = tests[i].align;
        request.cbPrefix = tests[i].prefix;
        memset(&actual, 0xcc, sizeof(actual));
        check_hr(IMemAllocator_SetProperties(allocator, &request, &actual), S_OK, "2.3");
        todo_builtin_if(todo)
                check_properties(&actual, tests[i].count, tests[i].rounded, tests[i].align, tests[i].prefix, "2.3");
        check_properties(&request, tests[i].count, tests[i].size, tests[i].align, tests[i].prefix, "2.3");
        todo_builtin_if(todo)
        {
            ALLOCATOR_PROPERTIES stored = { 0 };

            IMemAllocator_GetProperties(allocator, &stored);
            check_properties(&stored, tests[i].count, tests[i].rounded, tests[i].align, tests[i].prefix, "2.3");
        }
        winetest_pop_context();
    }
    IMemAllocator_Release(allocator);
}

static void test_refused(void)
{
    IMemAllocator *allocator = create_allocator();
    ALLOCATOR_PROPERTIES request = { 2, 100, 1, 0 }, bad_align = { 3, 200, 0, 0 }, actual;
    IMediaSample *sample;

    check_hr(IMemAllocator_SetProperties(allocator, &request, &actual), S_OK, "2.4");

    memset(&actual, 0xcc, sizeof(actual));
    check_hr(IMemAllocator_SetProperties(allocator, &bad_align, &actual), VFW_E_BADALIGN, "2.2, 2.4");
    todo_builtin check_properties(&actual, 0, 0, 0, 0, "2.4");
    check_stored(allocator, 2, 100, 1, 0, "2.4");

    /* Committed, with and without a sample out. */
    request.cBuffers = 3;
    IMemAllocator_Commit(allocator);
    memset(&actual, 0xcc, sizeof(actual));
    check_hr(IMemAllocator_SetProperties(allocator, &request, &actual), VFW_E_ALREADY_COMMITTED, "2.5");
    todo_builtin check_properties(&actual, 0, 0, 0, 0, "2.4");
    memset(&actual, 0xcc, sizeof(actual));
    todo_builtin check_hr(IMemAllocator_SetProperties(allocator, &bad_align, &actual), VFW_E_BADALIGN, "2.5");
    todo_builtin check_properties(&actual, 0, 0, 0, 0, "2.4");
    sample = get_sample(allocator);
    todo_builtin check_hr(IMemAllocator_SetProperties(allocator, &request, &actual), VFW_E_ALREADY_COMMITTED, "2.5");
    check_stored(allocator, 2, 100, 1, 0, "2.4, 2.5");

    /* Decommit pending. */
    IMemAllocator_Decommit(allocator);
    memset(&actual, 0xcc, sizeof(actual));
    check_hr(IMemAllocator_SetProperties(allocator, &request, &actual), VFW_E_BUFFERS_OUTSTANDING, "2.5");
    todo_builtin check_properties(&actual, 0, 0, 0, 0, "2.4");
    todo_builtin check_hr(IMemAllocator_SetProperties(allocator, &bad_align, &actual), VFW_E_BADALIGN, "2.5");
    check_stored(allocator, 2, 100, 1, 0, "2.4, 2.5");

    IMediaSample_Release(sample);
    check_hr(IMemAllocator_SetProperties(allocator, &request, &actual), S_OK, "2.5");
    check_stored(allocator, 3, 100, 1, 0, "2.5");
    IMemAllocator_Release(allocator);
}

static void test_useless_values(void)
{
    static const struct
    {
        LONG count, size, align, prefix, rounded;
    } tests[] = {
        { 0, 0, 1, 0, 0 }, { 0, 100, 1, 0, 100 }, { -1, 100, 1, 0, 100 }, { (LONG)0x80000000, 100, 1, 0, 100 },
        { 1, 0, 1, 0, 0 }, { 1, 0, 16, 0, 0 },    { 1, -1, 1, 0, -1 },    { 1, -1, 16, 0, 16 },
    };
    IMemAllocator *allocator = create_allocator();
    ALLOCATOR_PROPERTIES request, actual;
    unsigned int i;

    for (i = 0; i < ARRAY_SIZE(tests); i++)
    {
        winetest_push_context("test %u", i);
        request.cBuffers = tests[i].count;
        request.cbBuffer = tests[i].size;
        request.cbAlign = tests[i].align;
        request.cbPrefix = tests[i].prefix;
        check_hr(IMemAllocator_SetProperties(allocator, &request, &actual), S_OK, "2.6");
        todo_builtin_if(tests[i].rounded != tests[i].size)
                check_properties(&actual, tests[i].count, tests[i].rounded, tests[i].align, tests[i].prefix, "2.6");
        winetest_pop_context();
    }
    IMemAllocator_Release(allocator);
}

static void test_overflow(void)
{
    static ALLOCATOR_PROPERTIES tests[] = {
        { 1, 0x7fffffff, 16, 0 },
        { 1, 0x7ffffff1, 16, 0 },
        { 1, 0x7fffffff, 65536, 0 },
        { 1, 0x7fff0001, 65536, 0 },
    };
    IMemAllocator *allocator = create_allocator();
    ALLOCATOR_PROPERTIES request, actual;
    unsigned int i;
    HRESULT hr;

    check_hr(set_properties(allocator, 2, 100, 4, 0), S_OK, "2.7");
    for (i = 0; i < ARRAY_SIZE(tests); i++)
    {
        ALLOCATOR_PROPERTIES stored;

        winetest_push_context("test %u", i);
        memset(&actual, 0xcc, sizeof(actual));
        hr = IMemAllocator_SetProperties(allocator, &tests[i], &actual);
        todo_builtin ok(hr == E_OUTOFMEMORY || windows_differs(hr == S_OK), "2.7: got hr %#lx.\n", hr);
        if (FAILED(hr))
            check_properties(&actual, 0, 0, 0, 0, "2.4, 2.7");
        IMemAllocator_GetProperties(allocator, &stored);
        todo_builtin ok((stored.cBuffers == 2 && stored.cbBuffer == 100 && stored.cbAlign == 4 && !stored.cbPrefix)
                                || windows_differs(stored.cBuffers == 1),
                        "2.7: got {%ld, %ld, %ld, %ld}.\n", stored.cBuffers, stored.cbBuffer, stored.cbAlign,
                        stored.cbPrefix);
        winetest_pop_context();
    }

    /* The largest sizes that need not grow beyond a LONG are taken. */
    request = tests[0];
    for (i = 0; i < 2; i++)
    {
        request.cbBuffer = i ? 0x7fffffff : 0x7ffffff0;
        request.cbAlign = i ? 1 : 16;
        check_hr(IMemAllocator_SetProperties(allocator, &request, &actual), S_OK, "2.7");
        check_properties(&actual, 1, request.cbBuffer, request.cbAlign, 0, "2.7");
    }
    IMemAllocator_Release(allocator);
}

/* Even equal values: the memory that survives Decommit (3.4) is not used again. */
static void test_allocates_afresh(void)
{
    IMemAllocator *allocator = create_committed(1, 1000, 1, 0);
    IMediaSample *sample;
    unsigned int i;
    BYTE *pointer;

    sample = get_sample(allocator);
    memset(get_pointer(sample), 0x99, 1000);
    IMediaSample_SetActualDataLength(sample, 9);
    IMediaSample_Release(sample);
    IMemAllocator_Decommit(allocator);
    check_hr(set_properties(allocator, 1, 1000, 1, 0), S_OK, "2.8");
    check_hr(IMemAllocator_Commit(allocator), S_OK, "2.8");
    sample = get_sample(allocator);
    pointer = get_pointer(sample);
    for (i = 0; i < 1000 && !pointer[i]; i++)
        ;
    ok(i == 1000, "2.8: byte %u is %#x.\n", i, i < 1000 ? pointer[i] : 0);
    ok(IMediaSample_GetActualDataLength(sample) == 1000, "2.8, 7.12: the sample holds %ld bytes.\n",
       IMediaSample_GetActualDataLength(sample));
    IMediaSample_Release(sample);
    IMemAllocator_Decommit(allocator);
    IMemAllocator_Release(allocator);
}

static void test_same_structure(void)
{
    IMemAllocator *allocator = create_allocator();
    ALLOCATOR_PROPERTIES properties = { 3, 100, 16, 4 }, stored;
    HRESULT hr;

    hr = IMemAllocator_SetProperties(allocator, &properties, &properties);
    ok(hr == S_OK || windows_differs(hr == VFW_E_BADALIGN), "2.9: got hr %#lx.\n", hr);
    if (FAILED(hr))
    {
        IMemAllocator_Release(allocator);
        return;
    }
    todo_builtin check_properties(&properties, 3, 108, 16, 4, "2.9");
    check_hr(IMemAllocator_GetProperties(allocator, &stored), S_OK, "2.9");
    todo_builtin check_properties(&stored, 3, 108, 16, 4, "2.9");

    /* A request that fails is left as it was. */
    properties.cbAlign = 0;
    properties.cbBuffer = 50;
    check_hr(IMemAllocator_SetProperties(allocator, &properties, &properties), VFW_E_BADALIGN, "2.9");
    check_properties(&properties, 3, 50, 0, 4, "2.9");
    properties.cbAlign = 1;
    properties.cbPrefix = 0;
    check_hr(IMemAllocator_SetProperties(allocator, &properties, &properties), S_OK, "2.9");
    IMemAllocator_Commit(allocator);
    properties.cBuffers = 9;
    check_hr(IMemAllocator_SetProperties(allocator, &properties, &properties), VFW_E_ALREADY_COMMITTED, "2.9");
    check_properties(&properties, 9, 50, 1, 0, "2.9");
    check_stored(allocator, 3, 50, 1, 0, "2.9");
    IMemAllocator_Decommit(allocator);
    IMemAllocator_Release(allocator);
}

START_TEST(properties)
{
    run_tests(test_fresh, test_alignment, test_rounding, test_refused, test_useless_values, test_overflow,
              test_allocates_afresh, test_same_structure);
}
