/*
 * A DLL that is a bad target for the conformance suite, in one of several ways.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#define COBJMACROS
#define CONST_VTABLE
#include <windows.h>
#include <objbase.h>

#include "strmif.h"
#include "../object.h"

#if defined(NO_EXPORT)

__declspec(dllexport) int something_else;

#elif defined(NO_CLASS)

__declspec(dllexport) HRESULT WINAPI DllGetClassObject(REFCLSID clsid, REFIID iid, void **out)
{
    (void)clsid;
    (void)iid;
    *out = NULL;
    return CLASS_E_CLASSNOTAVAILABLE;
}

#else

/* The first object comes from Wine's own class; asked for a second one, the DLL misbehaves. */

static HRESULT WINAPI factory_CreateInstance(IClassFactory *iface, IUnknown *outer, REFIID iid, void **out)
{
    static const GUID clsid = { 0x1e651cc0, 0xb199, 0x11d0, { 0x82, 0x12, 0x00, 0xc0, 0x4f, 0xc3, 0x2c, 0x45 } };
    static volatile LONG calls;

    (void)iface;
    if (InterlockedIncrement(&calls) > 1)
    {
#ifdef HANGS
        Sleep(INFINITE);
#else
        *(volatile int *)(ULONG_PTR)16 = 0;
#endif
    }
    return CoCreateInstance(&clsid, outer, CLSCTX_INPROC_SERVER, iid, out);
}

static HRESULT WINAPI factory_LockServer(IClassFactory *iface, BOOL lock)
{
    (void)iface;
    (void)lock;
    return S_OK;
}

static const IClassFactoryVtbl factory_methods = { OBJECT_METHODS, factory_CreateInstance, factory_LockServer };

static struct object factory = OBJECT_INIT(&factory_methods, &IID_IClassFactory);

__declspec(dllexport) HRESULT WINAPI DllGetClassObject(REFCLSID clsid, REFIID iid, void **out)
{
    static const GUID expected = { 0x1e651cc0, 0xb199, 0x11d0, { 0x82, 0x12, 0x00, 0xc0, 0x4f, 0xc3, 0x2c, 0x45 } };

    *out = NULL;
    if (!IsEqualGUID(clsid, &expected))
        return CLASS_E_CLASSNOTAVAILABLE;
    return object_QueryInterface(&factory, iid, out);
}

#endif
