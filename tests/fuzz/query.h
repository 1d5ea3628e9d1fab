/*
 * QueryInterface of the objects that the fuzzer has of its own: the model's and the application's
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef QUARTZALLOC_FUZZ_QUERY_H
#define QUARTZALLOC_FUZZ_QUERY_H

#include "provider.h"

/* The object itself, counted, if the interface is among those known, which end with NULL; otherwise E_NOINTERFACE.  out may be
 * NULL: E_POINTER. */
static inline HRESULT query(void *iface, REFIID iid, void **out, const IID *const known[])
{
    if (!out)
        return E_POINTER;
    *out = NULL;
    for (; *known; ++known)
    {
        if (!IsEqualGUID(iid, *known))
            continue;
        *out = iface;
        IUnknown_AddRef((IUnknown *)iface);
        return S_OK;
    }
    return E_NOINTERFACE;
}

#endif
