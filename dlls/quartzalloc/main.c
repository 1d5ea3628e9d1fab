/*
 * The DLL's entry points for COM: which classes it has, and whether it may be unloaded
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "class_factory.h"
#include "module.h"

#include <uuids.h>

BOOL WINAPI DllMain(HINSTANCE instance, DWORD reason, void *reserved)
{
    (void)reserved;
    if (reason == DLL_PROCESS_ATTACH)
    {
        module_instance = instance;
        DisableThreadLibraryCalls(instance);
    }
    return TRUE;
}

/*
 * COM's way in: the class factory of CLSID_QuartzAllocator, which also answers to CLSID_MemoryAllocator for programs
 * that load this DLL by name (row 1.6).
 *
 * clsid  the class; any but these two is CLASS_E_CLASSNOTAVAILABLE
 * iid    IID_IUnknown or IID_IClassFactory; any other is E_NOINTERFACE
 * out    receives the interface, or NULL when the call fails; NULL itself is E_POINTER
 *
 * Takes no lock.  Any thread.
 */
HRESULT WINAPI DllGetClassObject(REFCLSID clsid, REFIID iid, void **out)
{
    if (!out)
        return E_POINTER;
    *out = NULL;
    if (!IsEqualCLSID(clsid, &CLSID_QuartzAllocator) && !IsEqualCLSID(clsid, &CLSID_MemoryAllocator))
        return CLASS_E_CLASSNOTAVAILABLE;
    return class_factory_query(iid, out);
}

/*
 * S_OK exactly when no object of this DLL lives and no lock of its class factory is held, else S_FALSE (row 1.6).  An
 * allocator whose samples are still out lives (row 1.8).  Takes no lock.  Any thread.
 */
HRESULT WINAPI DllCanUnloadNow(void)
{
    return module_has_reason() ? S_FALSE : S_OK;
}
