/*
 * Does COM follow TreatAs? A test for Wine's own tree: quartzalloc stands in for the system's allocator by that key, so a call
 * that does not follow it gets the other one, whatever quartzalloc does.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#define COBJMACROS
#include "dshow.h"
#include "wine/test.h"

/* A class of nobody's, which is to be treated as the system's allocator. */
static const GUID CLSID_emulated = { 0x5ab3c1d8, 0x6e0f, 0x4a5c, { 0x8f, 0x27, 0x91, 0x3d, 0x0b, 0x64, 0xe7, 0x52 } };
static const char emulated_key[] = "CLSID\\{5ab3c1d8-6e0f-4a5c-8f27-913d0b64e752}";
static const char treat_as_key[] = "CLSID\\{5ab3c1d8-6e0f-4a5c-8f27-913d0b64e752}\\TreatAs";

static BOOL write_treat_as(void)
{
    static const char value[] = "{1e651cc0-b199-11d0-8212-00c04fc32c45}";
    LSTATUS status;
    HKEY key;

    if (RegCreateKeyExA(HKEY_CLASSES_ROOT, treat_as_key, 0, NULL, 0, KEY_WRITE, NULL, &key, NULL))
        return FALSE;
    status = RegSetValueExA(key, NULL, 0, REG_SZ, (const BYTE *)value, sizeof(value));
    RegCloseKey(key);
    return !status;
}

static void delete_treat_as(void)
{
    RegDeleteKeyA(HKEY_CLASSES_ROOT, treat_as_key);
    RegDeleteKeyA(HKEY_CLASSES_ROOT, emulated_key);
}

START_TEST(treat_as)
{
    IUnknown *unknown = NULL;
    IClassFactory *factory = NULL;
    CLSID clsid;
    HRESULT hr;

    CoInitialize(NULL);
    if (!write_treat_as())
    {
        skip("HKEY_CLASSES_ROOT cannot be written.\n");
        delete_treat_as();
        CoUninitialize();
        return;
    }

    hr = CoGetTreatAsClass(&CLSID_emulated, &clsid);
    ok(hr == S_OK, "Got hr %#lx.\n", hr);
    ok(IsEqualGUID(&clsid, &CLSID_MemoryAllocator), "Got another class.\n");

    hr = CoCreateInstance(&CLSID_emulated, NULL, CLSCTX_INPROC_SERVER, &IID_IUnknown, (void **)&unknown);
    ok(hr == S_OK, "Got hr %#lx.\n", hr);
    if (unknown)
        IUnknown_Release(unknown);

    hr = CoGetClassObject(&CLSID_emulated, CLSCTX_INPROC_SERVER, NULL, &IID_IClassFactory, (void **)&factory);
    todo_wine ok(hr == S_OK, "Got hr %#lx.\n", hr);
    if (factory)
        IClassFactory_Release(factory);

    delete_treat_as();
    CoUninitialize();
}
