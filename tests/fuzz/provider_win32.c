/*
 * The allocator of a DLL, on Windows and under Wine
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <stdio.h>
#include <stdlib.h>

#include "provider.h"

bool provider_open(struct provider *provider, const char *path)
{
    IClassFactory *factory;
    HMODULE module;
    HRESULT hr;

    if (!path && (!(path = getenv("QUARTZALLOC_TEST_DLL")) || !*path))
        path = "quartzalloc.dll";
    CoInitializeEx(NULL, COINIT_MULTITHREADED);
    if (!(module = LoadLibraryA(path)))
    {
        fprintf(stderr, "quartzalloc-fuzz: cannot load %s (error %u): name a DLL of this width with --dll\n", path,
                (unsigned int)GetLastError());
        return false;
    }
    provider->name = path;
    provider->module = module;
    provider->get_class_object = (void *)(ULONG_PTR)GetProcAddress(module, "DllGetClassObject");
    provider->can_unload = (void *)(ULONG_PTR)GetProcAddress(module, "DllCanUnloadNow");
    if (!provider->get_class_object)
    {
        fprintf(stderr, "quartzalloc-fuzz: %s has no DllGetClassObject: it is no COM server\n", path);
        return false;
    }
    hr = provider->get_class_object(&CLSID_MemoryAllocator, &IID_IClassFactory, (void **)&factory);
    if (FAILED(hr))
    {
        fprintf(stderr, "quartzalloc-fuzz: %s has no CLSID_MemoryAllocator (0x%08x)\n", path, (unsigned int)hr);
        return false;
    }
    IClassFactory_Release(factory);
    return true;
}
