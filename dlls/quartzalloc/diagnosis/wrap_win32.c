/*
 * QUARTZALLOC_WRAP: the allocator of another DLL
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <string.h>

#include "log.h"
#include "options.h"
#include "wrap.h"

#include <uuids.h>

/* What its class says of being aggregated holds for the proxy, which then does the aggregating. */
static HRESULT try_aggregation(IClassFactory *factory, IUnknown *outer)
{
    IUnknown *inner;
    HRESULT hr;

    if (SUCCEEDED(hr = IClassFactory_CreateInstance(factory, outer, &IID_IUnknown, (void **)&inner)))
        IUnknown_Release(inner);
    return hr;
}

HRESULT wrap_create(IUnknown *outer, IMemAllocator **allocator)
{
    HRESULT(WINAPI * get_class_object)(REFCLSID clsid, REFIID iid, void **out);
    IClassFactory *factory;
    FARPROC function;
    HMODULE module;
    HRESULT hr;

    if (!(module = LoadLibraryA(options.wrap)) || !(function = GetProcAddress(module, "DllGetClassObject")))
    {
        log_line(LOG_ERROR, "QUARTZALLOC_WRAP: \"%s\" is no DLL with classes: name one such as quartz.dll",
                 options.wrap);
        return CLASS_E_CLASSNOTAVAILABLE;
    }
    memcpy(&get_class_object, &function, sizeof(function));
    if (FAILED(hr = get_class_object(&CLSID_MemoryAllocator, &IID_IClassFactory, (void **)&factory)))
        return hr;
    if (!outer || SUCCEEDED(hr = try_aggregation(factory, outer)))
        hr = IClassFactory_CreateInstance(factory, NULL, &IID_IMemAllocator, (void **)allocator);
    IClassFactory_Release(factory);
    return hr;
}
