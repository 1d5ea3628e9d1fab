/*
 * The textbook allocator's class object and the DLL's two entry points
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "textbook.h"
#include "../object.h"

LONG module_references;

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

static const IClassFactoryVtbl class_object_methods = { OBJECT_METHODS, class_object_CreateInstance,
                                                        class_object_LockServer };

static struct object class_object = { .methods = &class_object_methods, .iid = &IID_IClassFactory };

HRESULT WINAPI DllGetClassObject(REFCLSID clsid, REFIID iid, void **out)
{
    *out = NULL;
    if (!IsEqualGUID(clsid, &CLSID_MemoryAllocator))
        return CLASS_E_CLASSNOTAVAILABLE;
    return object_QueryInterface(&class_object, iid, out);
}

HRESULT WINAPI DllCanUnloadNow(void)
{
    return module_references || class_object.refcount ? S_FALSE : S_OK;
}
