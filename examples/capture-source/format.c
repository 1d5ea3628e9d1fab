/*
 * The one format that the source has: uncompressed pictures of 32 bits for each pixel
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "format.h"

#include <amvideo.h>
#include <string.h>
#include <uuids.h>

HRESULT format_fill(AM_MEDIA_TYPE *type)
{
    VIDEOINFOHEADER *format;

    memset(type, 0, sizeof(*type));
    if (!(format = CoTaskMemAlloc(sizeof(*format))))
        return E_OUTOFMEMORY;
    memset(format, 0, sizeof(*format));
    format->AvgTimePerFrame = FRAME_DURATION;
    format->bmiHeader.biSize = sizeof(format->bmiHeader);
    format->bmiHeader.biWidth = FRAME_WIDTH;
    format->bmiHeader.biHeight = FRAME_HEIGHT;
    format->bmiHeader.biPlanes = 1;
    format->bmiHeader.biBitCount = 32;
    format->bmiHeader.biSizeImage = FRAME_BYTES;

    type->majortype = MEDIATYPE_Video;
    type->subtype = MEDIASUBTYPE_RGB32;
    type->bFixedSizeSamples = TRUE;
    type->lSampleSize = FRAME_BYTES;
    type->formattype = FORMAT_VideoInfo;
    type->cbFormat = sizeof(*format);
    type->pbFormat = (BYTE *)format;
    return S_OK;
}

void format_clear(AM_MEDIA_TYPE *type)
{
    CoTaskMemFree(type->pbFormat);
    if (type->pUnk)
        IUnknown_Release(type->pUnk);
    memset(type, 0, sizeof(*type));
}

static BOOL guid_matches(const GUID *given, const GUID *ours, BOOL partial)
{
    return IsEqualGUID(given, ours) || (partial && IsEqualGUID(given, &GUID_NULL));
}

BOOL format_matches(const AM_MEDIA_TYPE *type, BOOL partial)
{
    const VIDEOINFOHEADER *format = (const VIDEOINFOHEADER *)type->pbFormat;

    if (!guid_matches(&type->majortype, &MEDIATYPE_Video, partial)
        || !guid_matches(&type->subtype, &MEDIASUBTYPE_RGB32, partial)
        || !guid_matches(&type->formattype, &FORMAT_VideoInfo, partial))
        return FALSE;
    if (!IsEqualGUID(&type->formattype, &FORMAT_VideoInfo))
        return TRUE;
    return type->cbFormat >= sizeof(*format) && format && format->bmiHeader.biWidth == FRAME_WIDTH
            && format->bmiHeader.biHeight == FRAME_HEIGHT && format->bmiHeader.biBitCount == 32;
}
