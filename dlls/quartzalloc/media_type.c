/*
 * Media types: deep copies, and the shared form in which samples keep theirs
 *
 * A sample's type is reached from several threads (rows 1.10, 8) and may hold an application's object, whose AddRef and
 * Release must not run inside a lock (row 6.2).  So it is an immutable object of its own with a reference count: the lock
 * is held only while the pointer is read or replaced.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "media_type.h"

#include "platform.h"

/* Fill `copy` with a deep copy of `source`; nothing to free on failure. */
static HRESULT copy_media_type(AM_MEDIA_TYPE *copy, const AM_MEDIA_TYPE *source)
{
    *copy = *source;
    copy->pbFormat = NULL;
    if (source->cbFormat && !source->pbFormat)
        return E_INVALIDARG;
    if (source->cbFormat)
    {
        if (!(copy->pbFormat = CoTaskMemAlloc(source->cbFormat)))
            return E_OUTOFMEMORY;
        memcpy(copy->pbFormat, source->pbFormat, source->cbFormat);
    }
    if (copy->pUnk)
        IUnknown_AddRef(copy->pUnk);
    return S_OK;
}

HRESULT shared_media_type_create(const AM_MEDIA_TYPE *source, struct shared_media_type **out)
{
    struct shared_media_type *shared;
    HRESULT hr;

    *out = NULL;
    if (!(shared = platform_allocate(sizeof(*shared))))
        return E_OUTOFMEMORY;
    if (FAILED(hr = copy_media_type(&shared->type, source)))
    {
        platform_free(shared);
        return hr;
    }
    atomic_init(&shared->refcount, 1);
    *out = shared;
    return S_OK;
}

void shared_media_type_release(struct shared_media_type *shared)
{
    if (!shared || com_drop_reference(&shared->refcount))
        return;
    CoTaskMemFree(shared->type.pbFormat);
    if (shared->type.pUnk)
        IUnknown_Release(shared->type.pUnk);
    platform_free(shared);
}

HRESULT media_type_duplicate(const AM_MEDIA_TYPE *source, AM_MEDIA_TYPE **out)
{
    AM_MEDIA_TYPE *copy;
    HRESULT hr;

    *out = NULL;
    if (!(copy = CoTaskMemAlloc(sizeof(*copy))))
        return E_OUTOFMEMORY;
    if (FAILED(hr = copy_media_type(copy, source)))
    {
        CoTaskMemFree(copy);
        return hr;
    }
    *out = copy;
    return S_OK;
}
