/*
 * The model's class object (rows 1.4 to 1.6)
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "model.h"

static unsigned int locks;

static HRESULT WINAPI factory_QueryInterface(IClassFactory *iface, REFIID iid, void **out)
{
    static const IID *const known[] = { &IID_IUnknown, &IID_IClassFactory, NULL };

    return query(iface, iid, out, known);
}

static HRESULT WINAPI factory_CreateInstance(IClassFactory *iface, IUnknown *outer, REFIID iid, void **out)
{
    IUnknown *unknown = NULL;
    HRESULT hr = E_NOINTERFACE;

    (void)iface;
    if (!out)
        return E_POINTER;
    *out = NULL;
    /* Row 1.4 */
    if (!outer || IsEqualGUID(iid, &IID_IUnknown))
        hr = model_allocator_create(outer, &unknown);
    if (unknown)
    {
        hr = IUnknown_QueryInterface(unknown, iid, out);
        IUnknown_Release(unknown);
    }
    return hr;
}

static HRESULT WINAPI factory_LockServer(IClassFactory *iface, BOOL lock)
{
    (void)iface;
    if (lock)
        ++locks;
    else if (locks)
        --locks;
    return S_OK;
}

static const IClassFactoryVtbl factory_vtbl = {
    factory_QueryInterface, (void *)static_reference, (void *)static_reference,
    factory_CreateInstance, factory_LockServer,
};

static IClassFactory factory = { &factory_vtbl };

static HRESULT WINAPI get_class_object(REFCLSID clsid, REFIID iid, void **out)
{
    if (!out)
        return E_POINTER;
    *out = NULL;
    if (!IsEqualGUID(clsid, &CLSID_MemoryAllocator))
        return CLASS_E_CLASSNOTAVAILABLE;
    return factory_QueryInterface(&factory, iid, out);
}

static HRESULT WINAPI can_unload(void)
{
    return locks || model_allocators ? S_FALSE : S_OK;
}

const struct provider model_provider = { "the model", get_class_object, can_unload, NULL };
