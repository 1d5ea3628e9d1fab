/*
 * The textbook allocator's class object and the DLL's two entry points
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "textbook.h"

LONG module_references;

static HRESULT WINAPI class_object_QueryInterface(IClassFactory *iface, REFIID iid, void **out)
{
    *out = NULL;
    if (!IsEqualGUID(iid, &IID_IUnknown) && !IsEqualGUID(iid, &IID_IClassFactory))
        return E_NOINTERFACE;
    IClassFactory_AddRef(iface);
    *out = iface;
    return S_OK;
}

static ULONG WINAPI class_object_AddRef(IClassFactory *iface)
{
    (void)iface;
    InterlockedIncrement(&module_references);
    return 2;
}

static ULONG WINAPI class_object_Release(IClassFactory *iface)
{
    (void)iface;
    InterlockedDecrement(&module_references);
    return 1;
}

static HRESULT WINAPI class_object_CreateInstance(IClassFactory *iface, IUnknown *outer, REFIID iid, void **out)
{
    (void)iface;
    return allocator_create(outer, iid, out);
}

static HRESULT WINAPI class_object_LockServer(IClassFactory *iface, BOOL lock)
{
    (void)iface;
    InterlockedExchangeAdd(&module_references, lock ? 1 : -1);
    return S_OK;
}

static IClassFactoryVtbl class_object_vtbl = {
    class_object_QueryInterface, class_object_AddRef,     class_object_Release,
    class_object_CreateInstance, class_object_LockServer,
};

static IClassFactory class_object = { &class_object_vtbl };

HRESULT WINAPI DllGetClassObject(REFCLSID clsid, REFIID iid, void **out)
{
    *out = NULL;
    if (!IsEqualGUID(clsid, &CLSID_MemoryAllocator))
        return CLASS_E_CLASSNOTAVAILABLE;
    return IClassFactory_QueryInterface(&class_object, iid, out);
}

HRESULT WINAPI DllCanUnloadNow(void)
{
    return module_references ? S_FALSE : S_OK;
}
