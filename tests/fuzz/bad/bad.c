/*
 * A DLL that is a bad target for quartzalloc-fuzz: the allocator of another DLL, which QUARTZALLOC_BAD_BASE names, with one method that
 * crashes or hangs; or a DLL that does so while it is loaded
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#define COBJMACROS
#include <windows.h>
#include <objbase.h>

#include "strmif.h"

static void misbehave(void)
{
#ifdef HANGS
    Sleep(INFINITE);
#else
    *(volatile int *)(ULONG_PTR)16 = 0;
#endif
}

#ifdef WHILE_LOADED

/* Not in DllMain, whose crashes Windows takes for a refusal to be loaded. */
__declspec(dllexport) HRESULT WINAPI DllGetClassObject(REFCLSID clsid, REFIID iid, void **out)
{
    (void)clsid;
    (void)iid;
    (void)out;
    misbehave();
    return E_FAIL;
}

#else

static HRESULT(WINAPI *base_get_class_object)(REFCLSID clsid, REFIID iid, void **out);
static HRESULT(WINAPI *base_can_unload)(void);
static HRESULT(WINAPI *base_GetBuffer)(IMemAllocator *iface, IMediaSample **out, REFERENCE_TIME *start,
                                       REFERENCE_TIME *stop, DWORD flags);

static HRESULT WINAPI bad_GetBuffer(IMemAllocator *iface, IMediaSample **out, REFERENCE_TIME *start,
                                    REFERENCE_TIME *stop, DWORD flags)
{
    HRESULT hr = base_GetBuffer(iface, out, start, stop, flags);

    if (hr == S_OK)
        misbehave();
    return hr;
}

/* Put our GetBuffer into the vtable that all allocators of the other DLL share. */
static void replace_method(void)
{
    static const GUID clsid = { 0x1e651cc0, 0xb199, 0x11d0, { 0x82, 0x12, 0x00, 0xc0, 0x4f, 0xc3, 0x2c, 0x45 } };
    IClassFactory *factory;
    IMemAllocator *allocator;
    IMemAllocatorVtbl *methods;
    DWORD protection;

    if (FAILED(base_get_class_object(&clsid, &IID_IClassFactory, (void **)&factory))
        || FAILED(IClassFactory_CreateInstance(factory, NULL, &IID_IMemAllocator, (void **)&allocator)))
        ExitProcess(99);
    methods = (IMemAllocatorVtbl *)allocator->lpVtbl;
    VirtualProtect(methods, sizeof(*methods), PAGE_READWRITE, &protection);
    base_GetBuffer = methods->GetBuffer;
    methods->GetBuffer = bad_GetBuffer;
    VirtualProtect(methods, sizeof(*methods), protection, &protection);
    IMemAllocator_Release(allocator);
    IClassFactory_Release(factory);
}

__declspec(dllexport) HRESULT WINAPI DllGetClassObject(REFCLSID clsid, REFIID iid, void **out)
{
    if (!base_get_class_object)
    {
        char path[MAX_PATH];
        HMODULE module;

        if (!GetEnvironmentVariableA("QUARTZALLOC_BAD_BASE", path, sizeof(path)) || !(module = LoadLibraryA(path)))
            ExitProcess(99);
        base_get_class_object = (void *)(ULONG_PTR)GetProcAddress(module, "DllGetClassObject");
        base_can_unload = (void *)(ULONG_PTR)GetProcAddress(module, "DllCanUnloadNow");
        replace_method();
    }
    return base_get_class_object(clsid, iid, out);
}

__declspec(dllexport) HRESULT WINAPI DllCanUnloadNow(void)
{
    return base_can_unload ? base_can_unload() : S_OK;
}

#endif
