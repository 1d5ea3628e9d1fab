/*
 * A DLL's memory on Windows: its imports are led here
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "memory.h"

#include <stdio.h>
#include <string.h>

#include "memory_count.h"

static void *WINAPI watched_HeapAlloc(HANDLE heap, DWORD flags, SIZE_T size)
{
    return memory_fails() ? NULL : memory_count(HeapAlloc(heap, flags, size));
}

static BOOL WINAPI watched_HeapFree(HANDLE heap, DWORD flags, void *memory)
{
    memory_uncount(memory);
    return HeapFree(heap, flags, memory);
}

static void *WINAPI watched_VirtualAlloc(void *address, SIZE_T size, DWORD type, DWORD protect)
{
    return memory_fails() ? NULL : memory_count(VirtualAlloc(address, size, type, protect));
}

static BOOL WINAPI watched_VirtualFree(void *address, SIZE_T size, DWORD type)
{
    memory_uncount(address);
    return VirtualFree(address, size, type);
}

static void *WINAPI watched_CoTaskMemAlloc(SIZE_T size)
{
    return memory_fails() ? NULL : memory_count(CoTaskMemAlloc(size));
}

static void WINAPI watched_CoTaskMemFree(void *memory)
{
    memory_uncount(memory);
    CoTaskMemFree(memory);
}

void memory_free_task(void *memory)
{
    watched_CoTaskMemFree(memory);
}

static const struct
{
    const char *name;
    void *function;
} watched[] = {
    { "HeapAlloc", watched_HeapAlloc },           { "HeapFree", watched_HeapFree },
    { "VirtualAlloc", watched_VirtualAlloc },     { "VirtualFree", watched_VirtualFree },
    { "CoTaskMemAlloc", watched_CoTaskMemAlloc }, { "CoTaskMemFree", watched_CoTaskMemFree },
};

#define WATCHED (sizeof(watched) / sizeof(*watched))

/* The import of that name goes to our function, if it is one of those. */
static bool redirect(const char *name, ULONG_PTR *address)
{
    DWORD protection;
    unsigned int i;

    for (i = 0; i < WATCHED && strcmp(name, watched[i].name); ++i)
        ;
    if (i == WATCHED || !VirtualProtect(address, sizeof(*address), PAGE_READWRITE, &protection))
        return false;
    *address = (ULONG_PTR)watched[i].function;
    VirtualProtect(address, sizeof(*address), protection, &protection);
    return true;
}

bool memory_attach(const struct provider *provider)
{
    BYTE *base = provider->module;
    const IMAGE_NT_HEADERS *headers = (void *)(base + ((IMAGE_DOS_HEADER *)base)->e_lfanew);
    const IMAGE_DATA_DIRECTORY *directory = &headers->OptionalHeader.DataDirectory[IMAGE_DIRECTORY_ENTRY_IMPORT];
    const IMAGE_IMPORT_DESCRIPTOR *import = (void *)(base + directory->VirtualAddress);
    unsigned int redirected = 0;

    for (; directory->VirtualAddress && import->Name; ++import)
    {
        const IMAGE_THUNK_DATA *name = (void *)(base + import->OriginalFirstThunk);
        IMAGE_THUNK_DATA *address = (void *)(base + import->FirstThunk);

        for (; import->OriginalFirstThunk && name->u1.AddressOfData; ++name, ++address)
        {
            if (!IMAGE_SNAP_BY_ORDINAL(name->u1.Ordinal))
                redirected += redirect((char *)((IMAGE_IMPORT_BY_NAME *)(base + name->u1.AddressOfData))->Name,
                                       (ULONG_PTR *)&address->u1.Function);
        }
    }
    if (!redirected)
        fprintf(stderr, "quartzalloc-fuzz: %s imports no function that allocates: it cannot be made to fail\n",
                provider->name);
    return redirected;
}
