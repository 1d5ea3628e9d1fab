/*
 * Allocators that are COM objects: see com.h.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#define INITGUID
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "providers/target.h"

DEFINE_GUID(CLSID_MemoryAllocator, 0x1e651cc0, 0xb199, 0x11d0, 0x82, 0x12, 0x00, 0xc0, 0x4f, 0xc3, 0x2c, 0x45);

typedef HRESULT(WINAPI *get_class_object_function)(REFCLSID clsid, REFIID iid, void **out);

static void to_utf8(const wchar_t *wide, char *utf8, size_t size)
{
    if (!WideCharToMultiByte(CP_UTF8, 0, wide, -1, utf8, (int)size, NULL, NULL))
        utf8[0] = 0;
}

/* The file's name without folders and ending, and a number where two are alike. */
static void label_by_path(const struct providers *providers, const char *path, char *label, size_t size)
{
    const char *name = path, *p;
    unsigned int i, same = 0;
    size_t length;

    for (p = path; *p; ++p)
    {
        if (*p == '\\' || *p == '/')
            name = p + 1;
    }
    length = strlen(name);
    if (length > 4 && !_stricmp(name + length - 4, ".dll"))
        length -= 4;
    snprintf(label, size, "%.*s", (int)(length < 47 ? length : 47), name);
    length = strlen(label);
    for (i = 0; i < providers->count; ++i)
        same += !strncmp(providers->list[i]->label, label, length);
    if (same)
        snprintf(label + length, size - length, "#%u", same + 1);
}

const char *com_add_dll(struct providers *providers, const char *argument)
{
    const char *equals = strchr(argument, '='), *path = argument;
    wchar_t wide[MAX_PATH], full[MAX_PATH];
    struct provider *provider;
    char label[64];

    if (equals && equals != argument && equals - argument < 32)
    {
        path = equals + 1;
        snprintf(label, sizeof(label), "%.*s", (int)(equals - argument), argument);
    }
    else
        label_by_path(providers, path, label, sizeof(label));
    if (!*path || !MultiByteToWideChar(CP_UTF8, 0, path, -1, wide, MAX_PATH))
        return "--dll needs the path of a DLL, not";
    if (!(provider = providers_add(providers, label)))
        return "there are too many allocators for";
    /* A full path, so that LoadLibrary does not search; a bare name that is no file here is left to its search. */
    if (GetFileAttributesW(wide) == INVALID_FILE_ATTRIBUTES || !GetFullPathNameW(wide, MAX_PATH, full, NULL))
        wcscpy(full, wide);
    to_utf8(full, provider->origin, sizeof(provider->origin));
    return NULL;
}

/* Ours: beside the program, as in a build folder, or where a prefix has it. */
static bool find_default_dll(wchar_t *path)
{
    static const wchar_t name[] = L"quartzalloc.dll";
    wchar_t *slash;

    if (GetModuleFileNameW(NULL, path, MAX_PATH) && (slash = wcsrchr(path, '\\'))
        && slash - path + 1 + ARRAY_LENGTH(name) <= MAX_PATH)
    {
        wcscpy(slash + 1, name);
        if (GetFileAttributesW(path) != INVALID_FILE_ATTRIBUTES)
            return true;
    }
    return SearchPathW(NULL, name, NULL, MAX_PATH, path, NULL);
}

void com_add_default_dll(struct providers *providers)
{
    wchar_t path[MAX_PATH];
    char name[MAX_PATH * 3];

    if (!find_default_dll(path))
        return;
    to_utf8(path, name, sizeof(name));
    com_add_dll(providers, name);
}

void com_add_builtin(struct providers *providers)
{
    providers_add(providers, "builtin");
}

static void open_module(struct provider *provider)
{
    get_class_object_function get_class_object;
    IClassFactory *factory;
    wchar_t path[MAX_PATH];
    HMODULE module;
    HRESULT hr;

    MultiByteToWideChar(CP_UTF8, 0, provider->origin, -1, path, MAX_PATH);
    if (!(module = LoadLibraryW(path)))
    {
        DWORD error = GetLastError();

        snprintf(provider->error, sizeof(provider->error), "cannot load %s (error %lu%s)", provider->origin, error,
                 error == ERROR_MOD_NOT_FOUND            ? ": no such file, or a DLL it needs is missing"
                         : error == ERROR_BAD_EXE_FORMAT ? ": not a DLL of this width"
                                                         : "");
    }
    else if (!(get_class_object = (get_class_object_function)(void *)GetProcAddress(module, "DllGetClassObject")))
        snprintf(provider->error, sizeof(provider->error), "%s exports no DllGetClassObject", provider->origin);
    else if (FAILED(hr = get_class_object(&CLSID_MemoryAllocator, &IID_IClassFactory, (void **)&factory)))
        snprintf(provider->error, sizeof(provider->error),
                 "%s has no class CLSID_MemoryAllocator (DllGetClassObject returned %#lx)", provider->origin, hr);
    else
        provider->implementation = factory;
}

static void open_provider(struct provider *provider)
{
    CLSID treat_as;

    provider->waits = true;
    if (!provider->origin[0])
    {
        /* Where another class answers for the builtin one, CoCreateInstance would give that one. */
        if (CoGetTreatAsClass(&CLSID_MemoryAllocator, &treat_as) != S_OK)
        {
            strcpy(provider->origin, "CoCreateInstance(CLSID_MemoryAllocator)");
            return;
        }
        strcpy(provider->origin, "quartz.dll");
    }
    open_module(provider);
}

void com_open(struct providers *providers, const char *program)
{
    unsigned int i;

    CoInitializeEx(NULL, COINIT_MULTITHREADED);
    for (i = 0; i < providers->count; ++i)
    {
        open_provider(providers->list[i]);
        if (providers->list[i]->error[0])
            fprintf(stderr, "%s: %s\n", program, providers->list[i]->error);
    }
}

HRESULT com_create_allocator(struct provider *provider, IMemAllocator **allocator)
{
    IClassFactory *factory = (IClassFactory *)provider->implementation;
    HRESULT hr;

    *allocator = NULL;
    if (factory)
        hr = IClassFactory_CreateInstance(factory, NULL, &IID_IMemAllocator, (void **)allocator);
    else
        hr = CoCreateInstance(&CLSID_MemoryAllocator, NULL, CLSCTX_INPROC_SERVER, &IID_IMemAllocator,
                              (void **)allocator);
    return SUCCEEDED(hr) && !*allocator ? E_FAIL : hr;
}

bool target_open(struct target *target, struct provider *provider, long buffers, long buffer_size,
                 struct measurement *measurement)
{
    ALLOCATOR_PROPERTIES request = { .cBuffers = buffers, .cbBuffer = buffer_size, .cbAlign = 16 }, actual;
    HRESULT hr;

    if (FAILED(hr = com_create_allocator(provider, &target->allocator)))
    {
        measurement_fail(measurement, "no allocator can be created (%#lx)", hr);
        return false;
    }
    if (FAILED(hr = IMemAllocator_SetProperties(target->allocator, &request, &actual)))
        measurement_fail(measurement, "SetProperties of %ld buffers of %ld bytes failed (%#lx)", buffers, buffer_size,
                         hr);
    else if (FAILED(hr = IMemAllocator_Commit(target->allocator)))
        measurement_fail(measurement, "a pool of %ld buffers of %ld bytes cannot be committed (%#lx)", buffers,
                         buffer_size, hr);
    else
        return true;
    IMemAllocator_Release(target->allocator);
    return false;
}

void target_close(struct target *target)
{
    IMemAllocator_Decommit(target->allocator);
    IMemAllocator_Release(target->allocator);
}
