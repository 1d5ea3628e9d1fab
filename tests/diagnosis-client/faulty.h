/*
 * A client of an allocator that does everything wrong, one fault at a time, in a DLL of its own: diagnosis has to name it
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef QUARTZALLOC_TESTS_FAULTY_H
#define QUARTZALLOC_TESTS_FAULTY_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#define COBJMACROS
#define WIN32_LEAN_AND_MEAN
#ifndef CONST_VTABLE
#define CONST_VTABLE
#endif
#include <windows.h>
#include <objbase.h>

#include "quartzalloc.h"

#include <vfwmsgs.h>

/*
 * What a fault has to work with: a factory of the class under test, how long QUARTZALLOC_STALL is, and a filter in another
 * module, which keeps the last `keeps` samples, to 8, that it was shown; NULL is none.
 */
struct scene
{
    IClassFactory *factory;
    DWORD stall;
    void (*show)(IMediaSample *sample, unsigned int keeps);
};

typedef void (*fault)(const struct scene *scene);

/* The faults, found by name with GetProcAddress. */
#define FAULT(name) \
    __declspec(dllexport) void name(const struct scene *scene); \
    void name(const struct scene *scene)

static inline IMemAllocatorCallbackTemp *make_allocator(const struct scene *scene)
{
    IMemAllocatorCallbackTemp *allocator = NULL;

    IClassFactory_CreateInstance(scene->factory, NULL, &IID_IMemAllocatorCallbackTemp, (void **)&allocator);
    return allocator;
}

static inline IMemAllocatorCallbackTemp *make_committed(const struct scene *scene, LONG count, LONG size, LONG align,
                                                        LONG prefix)
{
    ALLOCATOR_PROPERTIES request = { count, size, align, prefix }, actual;
    IMemAllocatorCallbackTemp *allocator = make_allocator(scene);

    IMemAllocatorCallbackTemp_SetProperties(allocator, &request, &actual);
    IMemAllocatorCallbackTemp_Commit(allocator);
    return allocator;
}

static inline IMediaSample *take(IMemAllocatorCallbackTemp *allocator)
{
    IMediaSample *sample = NULL;

    IMemAllocatorCallbackTemp_GetBuffer(allocator, &sample, NULL, NULL, AM_GBF_NOWAIT);
    return sample;
}

/* Take a buffer, waiting for it, and give it back.  Returns whether there was one. */
static inline bool wait_and_give_back(IMemAllocatorCallbackTemp *allocator)
{
    IMediaSample *sample;

    if (FAILED(IMemAllocatorCallbackTemp_GetBuffer(allocator, &sample, NULL, NULL, 0)))
        return false;
    IMediaSample_Release(sample);
    return true;
}

static inline BYTE *pointer_of(IMediaSample *sample)
{
    BYTE *pointer = NULL;

    IMediaSample_GetPointer(sample, &pointer);
    return pointer;
}

static inline void end_allocator(IMemAllocatorCallbackTemp *allocator)
{
    IMemAllocatorCallbackTemp_Decommit(allocator);
    IMemAllocatorCallbackTemp_Release(allocator);
}

#endif
