/*
 * Calls the faults of faulty.dll one after the other, and says on standard error which one comes
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <stdio.h>
#include <stdlib.h>

#include "../diagnosis-client/faulty.h"

#include <uuids.h>

/* Copied, as function pointers may not be converted to one another without a word of warning. */
static void find(HMODULE module, const char *name, void *pointer)
{
    FARPROC function = module ? GetProcAddress(module, name) : NULL;

    if (!function)
    {
        fprintf(stderr, "diagnosis-test: there is no %s\n", name);
        exit(2);
    }
    memcpy(pointer, &function, sizeof(function));
}

static void show(IMediaSample *sample, unsigned int keeps)
{
    static IMediaSample *kept[9];
    static unsigned int count;

    if (sample)
    {
        IMediaSample_AddRef(sample);
        kept[count++] = sample;
    }
    while (count > keeps)
    {
        IMediaSample_Release(kept[0]);
        memmove(kept, kept + 1, --count * sizeof(*kept));
    }
}

int main(int argc, char **argv)
{
    HRESULT(WINAPI * get_class_object)(REFCLSID clsid, REFIID iid, void **out);
    struct scene scene;
    HMODULE faulty;
    fault fault;
    int i;

    if (argc < 5)
    {
        fprintf(stderr, "Usage: quartzalloc-diagnosis-test.exe ALLOCATOR-DLL FAULTY-DLL STALL FAULT...\n");
        return 2;
    }
    setvbuf(stdout, NULL, _IONBF, 0);
    faulty = LoadLibraryA(argv[2]);
    find(LoadLibraryA(argv[1]), "DllGetClassObject", &get_class_object);
    if (FAILED(get_class_object(&CLSID_MemoryAllocator, &IID_IClassFactory, (void **)&scene.factory)))
        return 3;
    scene.stall = (DWORD)atoi(argv[3]);
    scene.show = show;

    for (i = 4; i < argc; ++i)
    {
        find(faulty, argv[i], &fault);
        fprintf(stderr, "begin %s\n", argv[i]);
        fault(&scene);
    }
    fprintf(stderr, "begin end\n");
    return 0;
}
