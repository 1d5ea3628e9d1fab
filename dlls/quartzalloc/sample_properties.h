/*
 * Two methods of IMediaSample2, for the sample's vtable
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef QUARTZALLOC_SAMPLE_PROPERTIES_H
#define QUARTZALLOC_SAMPLE_PROPERTIES_H

#include "com.h"

/*
 * size: the bytes that `buffer`, an AM_SAMPLE2_PROPERTIES or the beginning of one, has room for.
 * GetProperties (rows 7.20 to 7.22): S_OK, or E_POINTER where size is not 0 and buffer is NULL.
 * SetProperties (rows 7.30 to 7.39): S_OK; E_POINTER for NULL where size is 4 or more; E_INVALIDARG for a value that is
 * refused; E_POINTER for a NULL media type where nothing else is wrong; E_OUTOFMEMORY.  A call that fails changes nothing.
 */
HRESULT WINAPI sample_GetProperties(IMediaSample2 *iface, DWORD size, BYTE *buffer);
HRESULT WINAPI sample_SetProperties(IMediaSample2 *iface, DWORD size, const BYTE *buffer);

#endif
