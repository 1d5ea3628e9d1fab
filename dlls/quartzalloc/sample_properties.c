/*
 * IMediaSample2's GetProperties and SetProperties: the structure of which callers may give or take a part
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "sample_properties.h"

#include "sample_state.h"

/* The flags that SetProperties takes (row 7.32). */
#define SETTABLE_FLAGS \
    (AM_SAMPLE_SPLICEPOINT | AM_SAMPLE_PREROLL | AM_SAMPLE_DATADISCONTINUITY | AM_SAMPLE_TYPECHANGED \
     | AM_SAMPLE_TIMEVALID | AM_SAMPLE_TIMEDISCONTINUITY | AM_SAMPLE_FLUSH_ON_PAUSE | AM_SAMPLE_STOPVALID)

/* Whether the first `size` bytes of the structure hold `field` whole (row 7.31). */
#define IS_GIVEN(size, field) \
    ((size) >= offsetof(AM_SAMPLE2_PROPERTIES, field) + sizeof(((AM_SAMPLE2_PROPERTIES *)0)->field))

HRESULT WINAPI sample_GetProperties(IMediaSample2 *iface, DWORD size, BYTE *buffer)
{
    struct sample *sample = impl_from_IMediaSample2(iface);
    struct platform_lock *lock = &sample->allocator->media_type_lock;
    AM_SAMPLE2_PROPERTIES properties;

    if (!size)
        return S_OK;
    if (!buffer)
        return E_POINTER;
    if (size > sizeof(properties))
        size = sizeof(properties);

    memset(&properties, 0, sizeof(properties));
    properties.cbData = size;
    properties.dwTypeSpecificFlags = sample->type_specific_flags;
    properties.lActual = sample->actual;
    properties.tStart = sample->start;
    properties.tStop = sample->stop;
    properties.dwStreamId = sample->stream_id;
    properties.pbBuffer = sample->buffer;
    properties.cbBuffer = sample->allocator->buffer_size;

    /* The flag and the type are only changed together, under this lock. */
    properties.dwSampleFlags = atomic_load_explicit(&sample->flags, memory_order_relaxed) & SAMPLE_PUBLIC_FLAGS;
    if (properties.dwSampleFlags & AM_SAMPLE_TYPECHANGED)
    {
        platform_lock_acquire(lock);
        if (sample->media_type)
            properties.pMediaType = &sample->media_type->type;
        else
            properties.dwSampleFlags &= ~AM_SAMPLE_TYPECHANGED;
        platform_lock_release(lock);
    }

    memcpy(buffer, &properties, size);
    return S_OK;
}

/*
 * Rows 7.32 to 7.37 and 7.39: whether the first `size` bytes of `properties` may be stored in `sample`.
 * S_OK, E_INVALIDARG or E_POINTER.
 */
static HRESULT check_properties(const struct sample *sample, const AM_SAMPLE2_PROPERTIES *properties, DWORD size)
{
    LONG buffer_size = sample->allocator->buffer_size;

    if (IS_GIVEN(size, dwSampleFlags))
    {
        DWORD flags = atomic_load_explicit(&sample->flags, memory_order_relaxed);

        if (properties->dwSampleFlags & ~SETTABLE_FLAGS)
            return E_INVALIDARG;
        if ((properties->dwSampleFlags & ~flags & AM_SAMPLE_TIMEVALID) && !IS_GIVEN(size, tStop))
            return E_INVALIDARG;
    }
    if (IS_GIVEN(size, lActual) && (properties->lActual < 0 || properties->lActual > buffer_size))
        return E_INVALIDARG;
    if (IS_GIVEN(size, pbBuffer) && properties->pbBuffer && properties->pbBuffer != sample->buffer)
        return E_INVALIDARG;
    if (IS_GIVEN(size, cbBuffer)
        && ((properties->cbBuffer && properties->cbBuffer != buffer_size)
            || properties->lActual > properties->cbBuffer))
        return E_INVALIDARG;

    /* Row 7.39: last, since any other fault is the one that is named. */
    if ((properties->dwSampleFlags & AM_SAMPLE_TYPECHANGED) && IS_GIVEN(size, pMediaType) && !properties->pMediaType)
        return E_POINTER;
    return S_OK;
}

HRESULT WINAPI sample_SetProperties(IMediaSample2 *iface, DWORD size, const BYTE *buffer)
{
    struct sample *sample = impl_from_IMediaSample2(iface);
    struct shared_media_type *shared = NULL;
    AM_SAMPLE2_PROPERTIES properties = { 0 };
    HRESULT hr;

    if (!IS_GIVEN(size, cbData))
        return S_OK;
    if (!buffer)
        return E_POINTER;
    memcpy(&properties.cbData, buffer, sizeof(properties.cbData));
    if (properties.cbData > sizeof(properties))
        return E_INVALIDARG;
    if (size > properties.cbData)
        size = properties.cbData;
    memcpy(&properties, buffer, size);

    if (FAILED(hr = check_properties(sample, &properties, size)))
        return hr;

    /* The copy comes before the first assignment, for it can fail too. */
    if ((properties.dwSampleFlags & AM_SAMPLE_TYPECHANGED) && IS_GIVEN(size, pMediaType)
        && FAILED(hr = shared_media_type_create(properties.pMediaType, &shared)))
        return hr;

    if (IS_GIVEN(size, dwTypeSpecificFlags) && properties.dwTypeSpecificFlags)
        sample_change_flags(sample, 0, SAMPLE_EXTRAS_SET);
    if (IS_GIVEN(size, dwTypeSpecificFlags))
        sample->type_specific_flags = properties.dwTypeSpecificFlags;
    if (IS_GIVEN(size, lActual))
        sample->actual = properties.lActual;
    if (IS_GIVEN(size, tStart))
        sample->start = properties.tStart;
    if (IS_GIVEN(size, tStop))
        sample->stop = properties.tStop;
    if (IS_GIVEN(size, dwStreamId) && properties.dwStreamId != AM_STREAM_MEDIA)
        sample_change_flags(sample, 0, SAMPLE_EXTRAS_SET);
    if (IS_GIVEN(size, dwStreamId))
        sample->stream_id = properties.dwStreamId;

    /* Row 7.37: AM_SAMPLE_TYPECHANGED follows the type, not the request. */
    if (IS_GIVEN(size, dwSampleFlags))
        sample_change_flags(sample, SETTABLE_FLAGS & ~AM_SAMPLE_TYPECHANGED,
                            properties.dwSampleFlags & ~AM_SAMPLE_TYPECHANGED);
    if (shared)
        sample_replace_media_type(sample, shared);
    return S_OK;
}
