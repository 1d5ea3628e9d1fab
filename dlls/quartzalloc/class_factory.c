/*
 * The class factory: one static object that makes allocators, alone or aggregated (rows 1.4 to 1.6)
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "class_factory.h"

#include <stdatomic.h>

#include "allocator.h"
#include "diagnosis/hook.h"
#include "module.h"

static HRESULT WINAPI class_factory_QueryInterface(IClassFactory *iface, REFIID iid, void **out)
{
    static const IID *const known[] = { &IID_IUnknown, &IID_IClassFactory, NULL };

    return com_query(iface, iid, out, known);
}

/* The factory is static: references to it do not count as reasons to stay loaded, as COM's documentation demands. */
static ULONG WINAPI class_factory_AddRef(IClassFactory *iface)
{
    (void)iface;
    return 2;
}

static ULONG WINAPI class_factory_Release(IClassFactory *iface)
{
    (void)iface;
    return 1;
}

static HRESULT WINAPI class_factory_CreateInstance(IClassFactory *iface, IUnknown *outer, REFIID iid, void **out)
{
    IUnknown *unknown;
    HRESULT hr;

    (void)iface;
    if (!out)
        return E_POINTER;
    *out = NULL;

    /* Row 1.4: the outer object must ask for the non-delegating IUnknown, for nothing else could reach it. */
    if (outer && !IsEqualGUID(iid, &IID_IUnknown))
        return E_NOINTERFACE;

    hr = diagnosis_is_on() ? diagnosis_allocator_create(outer, __builtin_return_address(0), &unknown)
                           : allocator_create(outer, &unknown);
    if (FAILED(hr))
        return hr;
    hr = IUnknown_QueryInterface(unknown, iid, out);
    IUnknown_Release(unknown);
    return hr;
}

/* Calls of LockServer(TRUE) that are not undone: a LockServer(FALSE) without one must not take away an object's reason. */
static _Atomic LONG locks;

static HRESULT WINAPI class_factory_LockServer(IClassFactory *iface, BOOL lock)
{
    LONG count;

    (void)iface;
    if (lock)
    {
        /* The reason first: whoever undoes this lock finds it there. */
        module_add_reason();
        atomic_fetch_add_explicit(&locks, 1, memory_order_release);
        return S_OK;
    }

    count = atomic_load_explicit(&locks, memory_order_relaxed);
    do
    {
        if (!count)
            return S_OK;
    } while (!atomic_compare_exchange_weak_explicit(&locks, &count, count - 1, memory_order_acquire,
                                                    memory_order_relaxed));
    module_drop_reason();
    return S_OK;
}

static const IClassFactoryVtbl class_factory_vtbl = {
    class_factory_QueryInterface, class_factory_AddRef,     class_factory_Release,
    class_factory_CreateInstance, class_factory_LockServer,
};

static IClassFactory class_factory = { (IClassFactoryVtbl *)&class_factory_vtbl };

HRESULT class_factory_query(REFIID iid, void **out)
{
    return IClassFactory_QueryInterface(&class_factory, iid, out);
}
