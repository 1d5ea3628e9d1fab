/*
 * An enumerator of one thing
 *
 * IEnumPins and IEnumMediaTypes have the same methods but for the type of what they hand out, so one table serves both.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "enumerator.h"

#include <stdlib.h>

struct enumerator_methods;

struct enumerator
{
    const struct enumerator_methods *methods;
    LONG refcount;
    const IID *iid;
    IUnknown *owner;
    enumerator_function give;
    LONG given; /* whether the one thing was handed out, or skipped */
};

static HRESULT WINAPI enumerator_QueryInterface(struct enumerator *enumerator, REFIID iid, void **out)
{
    const IID *const known[] = { &IID_IUnknown, enumerator->iid, NULL };

    return com_query(enumerator, iid, out, known);
}

static ULONG WINAPI enumerator_AddRef(struct enumerator *enumerator)
{
    return (ULONG)InterlockedIncrement(&enumerator->refcount);
}

static ULONG WINAPI enumerator_Release(struct enumerator *enumerator)
{
    ULONG refcount = (ULONG)InterlockedDecrement(&enumerator->refcount);

    if (!refcount)
    {
        IUnknown_Release(enumerator->owner);
        free(enumerator);
    }
    return refcount;
}

static HRESULT WINAPI enumerator_Next(struct enumerator *enumerator, ULONG count, void **things, ULONG *fetched)
{
    ULONG done = 0;
    HRESULT hr;

    if (!things || (!fetched && count != 1))
        return E_POINTER;
    if (count && !InterlockedExchange(&enumerator->given, TRUE))
    {
        if (FAILED(hr = enumerator->give(enumerator->owner, things)))
            return hr;
        done = 1;
    }
    if (fetched)
        *fetched = done;
    return done == count ? S_OK : S_FALSE;
}

static HRESULT WINAPI enumerator_Skip(struct enumerator *enumerator, ULONG count)
{
    if (!count)
        return S_OK;
    return !InterlockedExchange(&enumerator->given, TRUE) && count == 1 ? S_OK : S_FALSE;
}

static HRESULT WINAPI enumerator_Reset(struct enumerator *enumerator)
{
    InterlockedExchange(&enumerator->given, FALSE);
    return S_OK;
}

static HRESULT WINAPI enumerator_Clone(struct enumerator *enumerator, void **out)
{
    HRESULT hr = enumerator_create(enumerator->iid, enumerator->owner, enumerator->give, out);

    if (SUCCEEDED(hr))
        ((struct enumerator *)*out)->given = enumerator->given;
    return hr;
}

static const struct enumerator_methods
{
    HRESULT(WINAPI *QueryInterface)(struct enumerator *enumerator, REFIID iid, void **out);
    ULONG(WINAPI *AddRef)(struct enumerator *enumerator);
    ULONG(WINAPI *Release)(struct enumerator *enumerator);
    HRESULT(WINAPI *Next)(struct enumerator *enumerator, ULONG count, void **things, ULONG *fetched);
    HRESULT(WINAPI *Skip)(struct enumerator *enumerator, ULONG count);
    HRESULT(WINAPI *Reset)(struct enumerator *enumerator);
    HRESULT(WINAPI *Clone)(struct enumerator *enumerator, void **out);
} enumerator_methods = {
    enumerator_QueryInterface, enumerator_AddRef, enumerator_Release, enumerator_Next,
    enumerator_Skip,           enumerator_Reset,  enumerator_Clone,
};

HRESULT enumerator_create(REFIID iid, IUnknown *owner, enumerator_function give, void **out)
{
    struct enumerator *enumerator;

    *out = NULL;
    if (!(enumerator = calloc(1, sizeof(*enumerator))))
        return E_OUTOFMEMORY;
    enumerator->methods = &enumerator_methods;
    enumerator->refcount = 1;
    enumerator->iid = iid;
    enumerator->owner = owner;
    enumerator->give = give;
    IUnknown_AddRef(owner);
    *out = enumerator;
    return S_OK;
}
