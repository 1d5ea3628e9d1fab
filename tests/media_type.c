/*
 * Media types on samples: deep copies in and out, the sample's own copy in its properties, and references.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#define COBJMACROS
#include "media_type.h"

static void test_set_and_get(IMediaSample2 *sample)
{
    AM_MEDIA_TYPE type, *first, *second, original;
    AM_SAMPLE2_PROPERTIES properties;
    struct object holder, other_holder;

    first = (AM_MEDIA_TYPE *)0xdeadbeef;
    check_hr(IMediaSample2_GetMediaType(sample, &first), S_FALSE, "7.10");
    ok(!first, "7.10: got pointer %p.\n", first);
    check_hr(IMediaSample2_SetMediaType(sample, NULL), S_OK, "7.9");

    init_media_type(&type, &holder);
    original = type;
    check_hr(IMediaSample2_SetMediaType(sample, &type), S_OK, "7.9");
    ok(holder.refcount == 2, "7.9: pUnk has %ld references.\n", holder.refcount);
    get_properties(sample, &properties);
    ok(properties.dwSampleFlags == AM_SAMPLE_TYPECHANGED, "7.9: the flags are %#lx.\n", properties.dwSampleFlags);

    /* Deep: what becomes of the caller's structure does not matter. */
    memset(format, 0x11, sizeof(format));
    memset(&type, 0x22, sizeof(type));
    first = second = NULL;
    check_hr(IMediaSample2_GetMediaType(sample, &first), S_OK, "7.10");
    check_hr(IMediaSample2_GetMediaType(sample, &second), S_OK, "7.10");
    ok(first && second && first != second, "7.10: the copies are %p and %p.\n", first, second);
    ok(first->pbFormat && first->pbFormat != second->pbFormat && first->pbFormat != format,
       "7.10: the copies' formats are %p and %p.\n", first->pbFormat, second->pbFormat);
    ok(same_media_type(first, &original), "7.9, 7.10: the copy differs from what was set.\n");
    ok(same_media_type(second, &original), "7.9, 7.10: the second copy differs from what was set.\n");
    ok(first->pbFormat[0] == 0x5a && !memcmp(first->pbFormat, first->pbFormat + 1, sizeof(format) - 1),
       "7.9: the format is not the one that was set.\n");
    ok(holder.refcount == 4, "7.10: pUnk has %ld references.\n", holder.refcount);
    memset(first->pbFormat, 0x33, sizeof(format));
    delete_media_type(first);
    ok(second->pbFormat[0] == 0x5a, "7.10: the copies share a format.\n");
    delete_media_type(second);
    ok(holder.refcount == 2, "7.10: pUnk has %ld references.\n", holder.refcount);
    check_hr(IMediaSample2_GetMediaType(sample, &first), S_OK, "7.10");
    ok(first->pbFormat[0] == 0x5a, "7.10: a copy shares the sample's format.\n");
    delete_media_type(first);

    /* Another type takes its place. */
    init_media_type(&type, &other_holder);
    type.cbFormat = 0;
    type.pbFormat = NULL;
    type.lSampleSize = 7;
    check_hr(IMediaSample2_SetMediaType(sample, &type), S_OK, "7.9");
    ok(holder.refcount == 1, "7.9: the earlier pUnk has %ld references.\n", holder.refcount);
    ok(other_holder.refcount == 2, "7.9: pUnk has %ld references.\n", other_holder.refcount);
    check_hr(IMediaSample2_GetMediaType(sample, &first), S_OK, "7.10");
    ok(same_media_type(first, &type), "7.10: the copy differs from what was set.\n");
    ok(!first->pbFormat, "7.10: the format is %p.\n", first->pbFormat);
    delete_media_type(first);

    /* A format that is not there. */
    if (target_survives(CRASHES_WINE | CRASHES_WINDOWS))
    {
        type.cbFormat = 1;
        check_hr(IMediaSample2_SetMediaType(sample, &type), E_INVALIDARG, "7.9");
        get_properties(sample, &properties);
        properties.pMediaType = &type;
        check_hr(set_sample_properties(sample, &properties), E_INVALIDARG, "7.9, 7.37");
        ok(other_holder.refcount == 2, "7.9: pUnk has %ld references.\n", other_holder.refcount);
        check_hr(IMediaSample2_GetMediaType(sample, &first), S_OK, "7.9, 7.10");
        ok(!first->cbFormat && first->lSampleSize == 7, "7.9: the earlier type is lost.\n");
        delete_media_type(first);
    }
    else
    {
        skip("7.9: A format that is not there would crash this allocator.\n");
    }

    check_hr(IMediaSample2_SetMediaType(sample, NULL), S_OK, "7.9");
    ok(other_holder.refcount == 1, "7.9: pUnk has %ld references.\n", other_holder.refcount);
    check_hr(IMediaSample2_GetMediaType(sample, &first), S_FALSE, "7.10");
    ok(!first, "7.10: got pointer %p.\n", first);
    get_properties(sample, &properties);
    ok(!properties.dwSampleFlags, "7.9: the flags are %#lx.\n", properties.dwSampleFlags);
}

static void test_own_pointer(IMediaSample2 *sample)
{
    AM_SAMPLE2_PROPERTIES properties, again;
    AM_MEDIA_TYPE type, *copy;
    struct object holder;

    get_properties(sample, &properties);
    ok(!properties.pMediaType, "7.22: pMediaType is %p.\n", properties.pMediaType);

    init_media_type(&type, &holder);
    IMediaSample2_SetMediaType(sample, &type);
    get_properties(sample, &properties);
    ok(properties.pMediaType != NULL, "7.22: pMediaType is NULL.\n");
    ok(properties.pMediaType != &type, "7.22: pMediaType is the caller's structure.\n");
    ok(properties.dwSampleFlags & AM_SAMPLE_TYPECHANGED, "7.22: the flags are %#lx.\n", properties.dwSampleFlags);
    if (properties.pMediaType)
    {
        ok(same_media_type(properties.pMediaType, &type), "7.22: the type differs from what was set.\n");
        ok(properties.pMediaType->pbFormat != format, "7.22: the format is the caller's.\n");
    }
    ok(holder.refcount == 2, "7.22: pUnk has %ld references.\n", holder.refcount);
    get_properties(sample, &again);
    ok(again.pMediaType == properties.pMediaType, "7.22: pMediaType is %p, then %p.\n", properties.pMediaType,
       again.pMediaType);
    IMediaSample2_GetMediaType(sample, &copy);
    ok(copy != properties.pMediaType, "7.10, 7.22: the caller's copy is the sample's own.\n");
    delete_media_type(copy);

    if (target_survives(CRASHES_WINE | CRASHES_WINDOWS))
    {
        /* What GetProperties gave is what SetProperties and SetMediaType may get. */
        check_hr(set_sample_properties(sample, &properties), S_OK, "7.22, 7.37");
        ok(holder.refcount == 2, "7.22, 7.37: pUnk has %ld references.\n", holder.refcount);
        get_properties(sample, &properties);
        check_hr(IMediaSample2_SetMediaType(sample, properties.pMediaType), S_OK, "7.9, 7.22");
        ok(holder.refcount == 2, "7.9, 7.22: pUnk has %ld references.\n", holder.refcount);
        copy = NULL;
        check_hr(IMediaSample2_GetMediaType(sample, &copy), S_OK, "7.10");
        ok(same_media_type(copy, &type), "7.22, 7.37: the type differs from what was set.\n");
        ok(copy->pbFormat[0] == 0x5a && copy->pbFormat[19] == 0x5a, "7.22, 7.37: the format was lost.\n");
        delete_media_type(copy);
    }
    IMediaSample2_SetMediaType(sample, NULL);
    ok(holder.refcount == 1, "7.9: pUnk has %ld references.\n", holder.refcount);
    get_properties(sample, &properties);
    ok(!properties.pMediaType, "7.22: pMediaType is %p.\n", properties.pMediaType);
}

static void test_set_properties(IMediaSample2 *sample)
{
    AM_SAMPLE2_PROPERTIES properties, state;
    AM_MEDIA_TYPE type, other, *copy;
    struct object holder, other_holder;

    if (!target_survives(CRASHES_WINE))
    {
        skip("7.37: A media type set through SetProperties would be freed twice.\n");
        return;
    }

    init_media_type(&type, &holder);
    get_properties(sample, &properties);
    properties.dwSampleFlags = AM_SAMPLE_TYPECHANGED;
    properties.pMediaType = NULL;
    check_hr(set_sample_properties(sample, &properties), E_POINTER, "7.37");
    get_properties(sample, &state);
    ok(!state.dwSampleFlags && !state.pMediaType, "7.37: the flags are %#lx.\n", state.dwSampleFlags);

    properties.pMediaType = &type;
    check_hr(set_sample_properties(sample, &properties), S_OK, "7.37");
    ok(holder.refcount == 2, "7.37: pUnk has %ld references.\n", holder.refcount);
    memset(format, 0, sizeof(format));
    get_properties(sample, &state);
    ok(state.dwSampleFlags == AM_SAMPLE_TYPECHANGED, "7.37: the flags are %#lx.\n", state.dwSampleFlags);
    ok(state.pMediaType && state.pMediaType != &type, "7.37: pMediaType is %p.\n", state.pMediaType);
    copy = NULL;
    check_hr(IMediaSample2_GetMediaType(sample, &copy), S_OK, "7.37");
    ok(copy->pbFormat[0] == 0x5a, "7.37: the format is the caller's.\n");
    delete_media_type(copy);

    /* A refused call does not touch the type. */
    properties.pMediaType = NULL;
    check_hr(set_sample_properties(sample, &properties), E_POINTER, "7.37");
    ok(holder.refcount == 2, "7.37: pUnk has %ld references.\n", holder.refcount);

    /* Without the flag a type is neither taken nor removed, and the flag stays with it. */
    init_media_type(&other, &other_holder);
    properties.dwSampleFlags = AM_SAMPLE_SPLICEPOINT;
    properties.pMediaType = &other;
    check_hr(set_sample_properties(sample, &properties), S_OK, "7.37");
    ok(holder.refcount == 2 && other_holder.refcount == 1, "7.37: the types have %ld and %ld references.\n",
       holder.refcount, other_holder.refcount);
    get_properties(sample, &state);
    ok(state.dwSampleFlags == (AM_SAMPLE_SPLICEPOINT | AM_SAMPLE_TYPECHANGED), "7.37: the flags are %#lx.\n",
       state.dwSampleFlags);
    properties.pMediaType = NULL;
    check_hr(set_sample_properties(sample, &properties), S_OK, "7.37");
    ok(holder.refcount == 2, "7.37: pUnk has %ld references.\n", holder.refcount);

    /* The flag without the field: as without the flag. */
    properties.cbData = FIELD_OFFSET(AM_SAMPLE2_PROPERTIES, pMediaType);
    properties.dwSampleFlags = AM_SAMPLE_TYPECHANGED;
    check_hr(set_sample_properties(sample, &properties), S_OK, "7.37");
    get_properties(sample, &state);
    ok(state.dwSampleFlags == AM_SAMPLE_TYPECHANGED, "7.37: the flags are %#lx.\n", state.dwSampleFlags);
    ok(holder.refcount == 2, "7.37: pUnk has %ld references.\n", holder.refcount);

    /* Another type takes its place. */
    properties.cbData = sizeof(properties);
    properties.pMediaType = &other;
    check_hr(set_sample_properties(sample, &properties), S_OK, "7.37");
    ok(holder.refcount == 1 && other_holder.refcount == 2, "7.37: the types have %ld and %ld references.\n",
       holder.refcount, other_holder.refcount);

    IMediaSample2_SetMediaType(sample, NULL);
    ok(other_holder.refcount == 1, "7.37: pUnk has %ld references.\n", other_holder.refcount);
    properties.cbData = FIELD_OFFSET(AM_SAMPLE2_PROPERTIES, pMediaType);
    check_hr(set_sample_properties(sample, &properties), S_OK, "7.37");
    get_properties(sample, &state);
    ok(!state.dwSampleFlags, "7.37: with no type the flags are %#lx.\n", state.dwSampleFlags);
}

START_TEST(media_type)
{
    run_sample_tests(test_set_and_get, test_own_pointer, test_set_properties);
}
