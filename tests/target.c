/*
 * Finds the allocator under test. The subtest of the same name says which one it is and that it can be made and used.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#define COBJMACROS
#include "target.h"

/* quartzalloc's own class: a module that answers to it is ours whatever its file is called. */
static const GUID CLSID_quartzalloc = {
    0x7c0e6c5b, 0x2d53, 0x4c0b, { 0x9b, 0x5b, 0x3a, 0x1f, 0x4d, 0x5e, 0x6a, 0x10 }
};

struct target target;

static IClassFactory *named_factory;

static BOOL get_option(const char *name)
{
    char value[8];
    DWORD length = GetEnvironmentVariableA(name, value, sizeof(value));

    return length && length < sizeof(value) && strcmp(value, "0");
}

static BOOL describe_module(HMODULE module)
{
    char path[MAX_PATH] = "";
    const char *name;
    IUnknown *factory;

    target.module = module;
    GetModuleFileNameA(module, path, sizeof(path));
    name = strrchr(path, '\\');
    lstrcpynA(target.name, name ? name + 1 : path, sizeof(target.name));

    target.get_class_object = (void *)GetProcAddress(module, "DllGetClassObject");
    target.can_unload = (void *)GetProcAddress(module, "DllCanUnloadNow");
    if (!target.get_class_object)
    {
        ok(0, "%s has no DllGetClassObject: it is no COM server.\n", target.name);
        return FALSE;
    }
    if (SUCCEEDED(target.get_class_object(&CLSID_quartzalloc, &IID_IUnknown, (void **)&factory)))
    {
        target.ours = TRUE;
        IUnknown_Release(factory);
    }
    return TRUE;
}

/* The factory is kept until close_target, as COM would keep it. */
static BOOL open_named_dll(const WCHAR *path)
{
    HMODULE module;
    HRESULT hr;

    /* Errors come back as codes, not as a box that waits for a click. */
    SetErrorMode(SEM_FAILCRITICALERRORS | SEM_NOOPENFILEERRORBOX);
    if (!(module = LoadLibraryW(path)))
    {
        ok(0, "Cannot load the DLL %s that QUARTZALLOC_TEST_DLL names, error %lu.\n", wine_dbgstr_w(path),
           GetLastError());
        return FALSE;
    }
    if (!describe_module(module))
        return FALSE;

    hr = target.get_class_object(&CLSID_MemoryAllocator, &IID_IClassFactory, (void **)&named_factory);
    if (hr != S_OK || !named_factory)
    {
        ok(0, "%s has no class CLSID_MemoryAllocator, hr %#lx.\n", target.name, hr);
        named_factory = NULL;
        return FALSE;
    }
    target.named = TRUE;
    return TRUE;
}

/* The module is the one that holds the methods: CLSID_MemoryAllocator may be redirected to any DLL. */
static BOOL open_registered_class(void)
{
    IMemAllocator *allocator;
    HMODULE module;
    HRESULT hr;
    BOOL found;

    hr = CoCreateInstance(&CLSID_MemoryAllocator, NULL, CLSCTX_INPROC_SERVER, &IID_IMemAllocator, (void **)&allocator);
    if (hr != S_OK)
    {
        ok(0, "CoCreateInstance gives no CLSID_MemoryAllocator, hr %#lx.\n", hr);
        return FALSE;
    }
    found = GetModuleHandleExA(GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS | GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT,
                               (const char *)allocator->lpVtbl->GetBuffer, &module);
    IMemAllocator_Release(allocator);
    if (!found)
    {
        ok(0, "The allocator's methods lie in no module, error %lu.\n", GetLastError());
        return FALSE;
    }
    if (!describe_module(module))
        return FALSE;
    target.builtin = !strcmp(winetest_platform, "wine") && !target.ours;
    return TRUE;
}

BOOL open_target(void)
{
    WCHAR path[MAX_PATH];
    DWORD length;
    HRESULT hr;
    BOOL opened;

    memset(&target, 0, sizeof(target));
    hr = CoInitializeEx(NULL, COINIT_MULTITHREADED);
    ok(hr == S_OK, "CoInitializeEx returned %#lx.\n", hr);

    length = GetEnvironmentVariableW(L"QUARTZALLOC_TEST_DLL", path, ARRAY_SIZE(path));
    if (length >= ARRAY_SIZE(path))
    {
        ok(0, "The path in QUARTZALLOC_TEST_DLL is too long.\n");
        opened = FALSE;
    }
    else if (length)
        opened = open_named_dll(path);
    else
        opened = open_registered_class();

    target.observed = get_option("QUARTZALLOC_TEST_OBSERVED");
    if (get_option("QUARTZALLOC_TEST_BUILTIN"))
    {
        target.builtin = TRUE;
        target.ours = FALSE;
    }

    if (!opened)
        CoUninitialize();
    return opened;
}

void close_target(void)
{
    if (named_factory)
        IClassFactory_Release(named_factory);
    named_factory = NULL;
    CoUninitialize();
}

void run_tests_(void (*const *tests)(void))
{
    if (!open_target())
        return;
    while (*tests)
        (*tests++)();
    close_target();
}

BOOL target_survives(unsigned int crash)
{
    if (target.ours || get_option("QUARTZALLOC_TEST_UNSAFE"))
        return TRUE;
    return !(crash & (target.builtin ? CRASHES_WINE : CRASHES_WINDOWS));
}

HRESULT can_unload_now(void)
{
    HRESULT hr;

    if (!named_factory)
        return target.can_unload();
    IClassFactory_Release(named_factory);
    hr = target.can_unload();
    if (target.get_class_object(&CLSID_MemoryAllocator, &IID_IClassFactory, (void **)&named_factory) != S_OK)
        named_factory = NULL;
    return hr;
}

HRESULT create_instance(IUnknown *outer, REFIID iid, void **out)
{
    if (named_factory)
        return IClassFactory_CreateInstance(named_factory, outer, iid, out);
    return CoCreateInstance(&CLSID_MemoryAllocator, outer, CLSCTX_INPROC_SERVER, iid, out);
}

IMemAllocator *create_allocator(void)
{
    IMemAllocator *allocator = NULL;
    HRESULT hr;

    hr = create_instance(NULL, &IID_IMemAllocator, (void **)&allocator);
    ok(hr == S_OK, "Cannot create an allocator, hr %#lx.\n", hr);
    return allocator;
}

IMemAllocator *create_committed(LONG count, LONG size, LONG align, LONG prefix)
{
    IMemAllocator *allocator = create_allocator();
    HRESULT hr;

    hr = set_properties(allocator, count, size, align, prefix);
    ok(hr == S_OK, "SetProperties returned %#lx.\n", hr);
    hr = IMemAllocator_Commit(allocator);
    ok(hr == S_OK, "Commit returned %#lx.\n", hr);
    return allocator;
}

static void test_first_use(void)
{
    IMemAllocator *allocator;
    IMediaSample *sample;
    HRESULT hr;
    ULONG ref;

    allocator = create_committed(1, 4096, 1, 0);
    hr = IMemAllocator_GetBuffer(allocator, &sample, NULL, NULL, AM_GBF_NOWAIT);
    ok(hr == S_OK, "GetBuffer returned %#lx.\n", hr);
    ref = IMediaSample_Release(sample);
    ok(!ref, "The sample has %lu references left.\n", ref);
    hr = IMemAllocator_Decommit(allocator);
    ok(hr == S_OK, "Decommit returned %#lx.\n", hr);
    ref = IMemAllocator_Release(allocator);
    ok(!ref, "The allocator has %lu references left.\n", ref);
}

START_TEST(target)
{
    if (!open_target())
        return;

    trace("The allocator is %s in %s, %s, %u bits.\n",
          target.ours              ? "quartzalloc"
                  : target.builtin ? "Wine's builtin"
                                   : "another one",
          target.name, winetest_platform, (unsigned int)sizeof(void *) * 8);
    test_first_use();

    close_target();
}
