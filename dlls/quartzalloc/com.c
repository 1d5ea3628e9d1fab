/*
 * QueryInterface, once for all objects: see com.h
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "com.h"

HRESULT com_query(void *object, REFIID iid, void **out, const IID *const *known)
{
    if (!out)
        return E_POINTER;
    while (*known && !IsEqualGUID(iid, *known))
        ++known;
    if (!*known)
    {
        *out = NULL;
        return E_NOINTERFACE;
    }
    IUnknown_AddRef((IUnknown *)object);
    *out = object;
    return S_OK;
}
