/*
 * A media type whose copies can be told apart and counted.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef QUARTZALLOC_TESTS_MEDIA_TYPE_H
#define QUARTZALLOC_TESTS_MEDIA_TYPE_H

#include "sample.h"
#include "object.h"

static BYTE format[20];

static inline void init_media_type(AM_MEDIA_TYPE *type, struct object *holder)
{
    init_unknown(holder);
    memset(type, 0, sizeof(*type));
    type->majortype = MEDIATYPE_Video;
    type->subtype = MEDIASUBTYPE_RGB24;
    type->bFixedSizeSamples = TRUE;
    type->lSampleSize = 0x1234;
    type->formattype = FORMAT_VideoInfo;
    type->pUnk = (IUnknown *)holder;
    memset(format, 0x5a, sizeof(format));
    type->cbFormat = sizeof(format);
    type->pbFormat = format;
}

static inline void delete_media_type(AM_MEDIA_TYPE *type)
{
    CoTaskMemFree(type->pbFormat);
    if (type->pUnk)
        IUnknown_Release(type->pUnk);
    CoTaskMemFree(type);
}

static inline BOOL same_media_type(const AM_MEDIA_TYPE *first, const AM_MEDIA_TYPE *second)
{
    return IsEqualGUID(&first->majortype, &second->majortype) && IsEqualGUID(&first->subtype, &second->subtype)
            && IsEqualGUID(&first->formattype, &second->formattype)
            && first->bFixedSizeSamples == second->bFixedSizeSamples
            && first->bTemporalCompression == second->bTemporalCompression && first->lSampleSize == second->lSampleSize
            && first->pUnk == second->pUnk && first->cbFormat == second->cbFormat;
}

#endif /* QUARTZALLOC_TESTS_MEDIA_TYPE_H */
