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

HRESULT wrap_create(IMemAllocator **allocator)
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
    hr = IClassFactory_CreateInstance(factory, NULL, &IID_IMemAllocator, (void **)allocator);
    IClassFactory_Release(factory);
    return hr;
}
