/*
 * Where allocators come from: the system's class, or any DLL that has it.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#define INITGUID
#include "bench.h"

DEFINE_GUID(CLSID_MemoryAllocator, 0x1e651cc0, 0xb199, 0x11d0, 0x82, 0x12, 0x00, 0xc0, 0x4f, 0xc3, 0x2c, 0x45);

typedef HRESULT(WINAPI *get_class_object_function)(REFCLSID clsid, REFIID iid, void **out);

static void open_module(struct provider *provider, const wchar_t *path)
{
    get_class_object_function get_class_object;
    HMODULE module;
    HRESULT hr;

    if (!(module = LoadLibraryW(path)))
    {
        DWORD error = GetLastError();

        snprintf(provider->error, sizeof(provider->error), "cannot load %s (error %lu%s)", provider->origin, error,
                 error == ERROR_MOD_NOT_FOUND            ? ": no such file, or a DLL it needs is missing"
                         : error == ERROR_BAD_EXE_FORMAT ? ": not a DLL of this width"
                                                         : "");
        return;
    }
    if (!(get_class_object = (get_class_object_function)(void *)GetProcAddress(module, "DllGetClassObject")))
    {
        snprintf(provider->error, sizeof(provider->error), "%s exports no DllGetClassObject", provider->origin);
        return;
    }
    if (FAILED(hr = get_class_object(&CLSID_MemoryAllocator, &IID_IClassFactory, (void **)&provider->factory)))
    {
        provider->factory = NULL;
        snprintf(provider->error, sizeof(provider->error),
                 "%s has no class CLSID_MemoryAllocator (DllGetClassObject returned %#lx)", provider->origin, hr);
    }
}

void provider_open(struct provider *provider)
{
    CLSID treat_as;

    if (provider->path[0])
    {
        wide_to_utf8(provider->path, provider->origin, sizeof(provider->origin));
        open_module(provider, provider->path);
        return;
    }
    /* Where another class answers for the builtin one, CoCreateInstance would give that one. */
    if (CoGetTreatAsClass(&CLSID_MemoryAllocator, &treat_as) == S_OK)
    {
        strcpy(provider->origin, "quartz.dll");
        open_module(provider, L"quartz.dll");
        return;
    }
    strcpy(provider->origin, "CoCreateInstance(CLSID_MemoryAllocator)");
}

HRESULT provider_create_allocator(struct provider *provider, IMemAllocator **allocator)
{
    HRESULT hr;

    *allocator = NULL;
    if (provider->factory)
        hr = IClassFactory_CreateInstance(provider->factory, NULL, &IID_IMemAllocator, (void **)allocator);
    else
        hr = CoCreateInstance(&CLSID_MemoryAllocator, NULL, CLSCTX_INPROC_SERVER, &IID_IMemAllocator,
                              (void **)allocator);
    return SUCCEEDED(hr) && !*allocator ? E_FAIL : hr;
}

IMemAllocator *committed_allocator(struct provider *provider, long buffers, long buffer_size,
                                   struct measurement *measurement)
{
    ALLOCATOR_PROPERTIES request = { .cBuffers = buffers, .cbBuffer = buffer_size, .cbAlign = 16 }, actual;
    IMemAllocator *allocator;
    HRESULT hr;

    if (FAILED(hr = provider_create_allocator(provider, &allocator)))
    {
        measurement_fail(measurement, "no allocator can be created (%#lx)", hr);
        return NULL;
    }
    if (FAILED(hr = IMemAllocator_SetProperties(allocator, &request, &actual)))
        measurement_fail(measurement, "SetProperties of %ld buffers of %ld bytes failed (%#lx)", buffers, buffer_size,
                         hr);
    else if (FAILED(hr = IMemAllocator_Commit(allocator)))
        measurement_fail(measurement, "a pool of %ld buffers of %ld bytes cannot be committed (%#lx)", buffers,
                         buffer_size, hr);
    else
        return allocator;
    IMemAllocator_Release(allocator);
    return NULL;
}
