/*
 * Media types: deep copies, and the shared form in which samples keep theirs
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef QUARTZALLOC_MEDIA_TYPE_H
#define QUARTZALLOC_MEDIA_TYPE_H

#include <stdatomic.h>

#include "com.h"

/* A media type that samples and running calls share; never changes once made. */
struct shared_media_type
{
    _Atomic LONG refcount;
    AM_MEDIA_TYPE type;
};

/*
 * A deep copy of `source` (row 7.9) with one reference.  S_OK, or E_OUTOFMEMORY with *shared NULL; E_INVALIDARG where
 * cbFormat is not 0 and pbFormat is NULL.  Runs the application's AddRef of pUnk: no lock.
 */
HRESULT shared_media_type_create(const AM_MEDIA_TYPE *source, struct shared_media_type **shared);

/* Drop a reference; NULL is ignored.  The last runs the application's Release of pUnk: no lock. */
void shared_media_type_release(struct shared_media_type *shared);

/* A copy for a caller to free with CoTaskMemFree and pUnk's Release (row 7.10).  S_OK or E_OUTOFMEMORY. */
HRESULT media_type_duplicate(const AM_MEDIA_TYPE *source, AM_MEDIA_TYPE **copy);

#endif
