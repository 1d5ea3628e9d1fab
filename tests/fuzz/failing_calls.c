/*
 * The calls whose memory fails: see failing.h
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <string.h>

#include "failing.h"
#include "memory.h"

/* Scenes */

static void have_allocator(struct scene *scene)
{
    IClassFactory_CreateInstance(scene->factory, NULL, &IID_IMemAllocatorCallbackTemp, (void **)&scene->allocator);
}

static HRESULT set_properties(struct scene *scene, LONG count, LONG size)
{
    ALLOCATOR_PROPERTIES request = { count, size, 1, 0 }, actual;

    return IMemAllocatorCallbackTemp_SetProperties(scene->allocator, &request, &actual);
}

static void have_properties(struct scene *scene)
{
    have_allocator(scene);
    set_properties(scene, 3, 100);
}

static void have_committed(struct scene *scene)
{
    have_properties(scene);
    IMemAllocatorCallbackTemp_Commit(scene->allocator);
}

/* Committed before, and about to be with other properties. */
static void have_layout(struct scene *scene)
{
    have_committed(scene);
    IMemAllocatorCallbackTemp_Decommit(scene->allocator);
}

static void have_layout_want_larger(struct scene *scene)
{
    have_layout(scene);
    set_properties(scene, 20, 5000);
}

static void have_layout_want_smaller(struct scene *scene)
{
    have_layout(scene);
    set_properties(scene, 1, 10);
}

static void have_sample(struct scene *scene)
{
    have_committed(scene);
    IMemAllocatorCallbackTemp_GetBuffer(scene->allocator, (IMediaSample **)&scene->sample, NULL, NULL, AM_GBF_NOWAIT);
}

static HRESULT set_type(struct scene *scene, ULONG mark)
{
    BYTE format[] = { 1, 2, 3 };
    AM_MEDIA_TYPE type = { .lSampleSize = mark,
                           .cbFormat = sizeof(format),
                           .pbFormat = format,
                           .pUnk = &scene->player.unknowns[0].IUnknown_iface };

    return IMediaSample2_SetMediaType(scene->sample, &type);
}

static void have_type(struct scene *scene)
{
    have_sample(scene);
    set_type(scene, 1);
}

/* The mark of the sample's media type, 0 where there is none. */
static ULONG type_mark(struct scene *scene)
{
    AM_MEDIA_TYPE *type = NULL;
    ULONG mark;

    if (IMediaSample2_GetMediaType(scene->sample, &type) != S_OK)
        return 0;
    mark = type->lSampleSize;
    IUnknown_Release(type->pUnk);
    memory_free_task(type->pbFormat);
    memory_free_task(type);
    return mark;
}

/* Making allocators */

static HRESULT create(struct scene *scene)
{
    return IClassFactory_CreateInstance(scene->factory, NULL, &IID_IMemAllocator, (void **)&scene->allocator);
}

static bool nothing_created(struct scene *scene)
{
    return !scene->allocator && (!scene->provider->can_unload || scene->provider->can_unload() == S_OK);
}

static HRESULT create_aggregated(struct scene *scene)
{
    outer_init(&scene->outer);
    return IClassFactory_CreateInstance(scene->factory, &scene->outer.IUnknown_iface, &IID_IUnknown,
                                        (void **)&scene->made);
}

static bool nothing_made(struct scene *scene)
{
    return !scene->made && scene->outer.references == 1;
}

/* The allocator's calls */

static HRESULT take_properties(struct scene *scene)
{
    return set_properties(scene, 4, 50);
}

static HRESULT commit(struct scene *scene)
{
    return IMemAllocatorCallbackTemp_Commit(scene->allocator);
}

static HRESULT take(struct scene *scene, IMediaSample **sample)
{
    return IMemAllocatorCallbackTemp_GetBuffer(scene->allocator, sample, NULL, NULL, AM_GBF_NOWAIT);
}

/* Row 4.3 */
static bool still_decommitted(struct scene *scene)
{
    ALLOCATOR_PROPERTIES properties;
    IMediaSample *sample;
    LONG count;

    IMemAllocatorCallbackTemp_GetProperties(scene->allocator, &properties);
    IMemAllocatorCallbackTemp_GetFreeCount(scene->allocator, &count);
    return take(scene, &sample) == VFW_E_NOT_COMMITTED && !sample && count == properties.cBuffers;
}

static bool samples_there(struct scene *scene)
{
    IMediaSample *samples[32] = { NULL };
    ALLOCATOR_PROPERTIES properties;
    LONG taken = 0, i;

    IMemAllocatorCallbackTemp_GetProperties(scene->allocator, &properties);
    while (taken < 32 && take(scene, &samples[taken]) == S_OK)
    {
        BYTE *pointer = NULL;

        IMediaSample_GetPointer(samples[taken], &pointer);
        memset(pointer, 0xa5, (size_t)properties.cbBuffer);
        ++taken;
    }
    for (i = 0; i < taken; ++i)
        IMediaSample_Release(samples[i]);
    return taken == properties.cBuffers;
}

static HRESULT get_and_release(struct scene *scene)
{
    IMediaSample *sample;
    HRESULT hr;

    if (FAILED(hr = take(scene, &sample)))
        return hr;
    return IMemAllocatorCallbackTemp_ReleaseBuffer(scene->allocator, sample);
}

static HRESULT notify_first(struct scene *scene)
{
    return IMemAllocatorCallbackTemp_SetNotify(scene->allocator, callback_interface(&scene->player.callbacks[0]));
}

static HRESULT notify_second(struct scene *scene)
{
    return IMemAllocatorCallbackTemp_SetNotify(scene->allocator, callback_interface(&scene->player.callbacks[1]));
}

static HRESULT notify_none(struct scene *scene)
{
    return IMemAllocatorCallbackTemp_SetNotify(scene->allocator, NULL);
}

static void have_callback(struct scene *scene)
{
    have_properties(scene);
    IMemAllocatorCallbackTemp_Commit(scene->allocator);
    notify_first(scene);
}

static bool calls_first(struct scene *scene)
{
    unsigned int before = scene->player.observed;

    return get_and_release(scene) == S_OK && scene->player.observed == before + 1
            && scene->player.callbacks[0].references == 2 && scene->player.callbacks[1].references == 1;
}

static bool calls_second(struct scene *scene)
{
    unsigned int before = scene->player.observed;

    return get_and_release(scene) == S_OK && scene->player.observed == before + 1
            && scene->player.callbacks[0].references == 1 && scene->player.callbacks[1].references == 2;
}

static bool calls_nobody(struct scene *scene)
{
    unsigned int before = scene->player.observed;

    return (!scene->player.observed || get_and_release(scene) == S_OK) && scene->player.observed == before
            && scene->player.callbacks[0].references == 1;
}

/* The sample's calls */

static HRESULT set_second_type(struct scene *scene)
{
    return set_type(scene, 2);
}

/* Row 7.9: no memory, no type. */
static bool no_type(struct scene *scene)
{
    return !type_mark(scene) && scene->player.unknowns[0].references == 1;
}

static bool second_type(struct scene *scene)
{
    return type_mark(scene) == 2 && scene->player.unknowns[0].references == 2;
}

static HRESULT get_type(struct scene *scene)
{
    return IMediaSample2_GetMediaType(scene->sample, &scene->type);
}

static bool no_copy(struct scene *scene)
{
    return !scene->type && scene->player.unknowns[0].references == 2 && type_mark(scene) == 1;
}

static bool a_copy(struct scene *scene)
{
    return scene->type && scene->type->cbFormat == 3 && scene->type->pbFormat[2] == 3 && scene->type->pUnk;
}

static HRESULT set_all(struct scene *scene)
{
    BYTE format = 4;
    AM_MEDIA_TYPE type = {
        .lSampleSize = 2, .cbFormat = 1, .pbFormat = &format, .pUnk = &scene->player.unknowns[0].IUnknown_iface
    };
    AM_SAMPLE2_PROPERTIES properties = { .cbData = sizeof(properties),
                                         .dwTypeSpecificFlags = 3,
                                         .dwSampleFlags = AM_SAMPLE_TYPECHANGED | AM_SAMPLE_PREROLL,
                                         .lActual = 5,
                                         .dwStreamId = 7,
                                         .pMediaType = &type,
                                         .cbBuffer = 100 };

    return IMediaSample2_SetProperties(scene->sample, sizeof(properties), (BYTE *)&properties);
}

static bool set_nothing(struct scene *scene)
{
    AM_SAMPLE2_PROPERTIES properties;

    IMediaSample2_GetProperties(scene->sample, sizeof(properties), (BYTE *)&properties);
    return properties.dwSampleFlags == AM_SAMPLE_TYPECHANGED && !properties.dwTypeSpecificFlags
            && properties.lActual == 100 && !properties.dwStreamId && type_mark(scene) == 1;
}

static HRESULT get_all(struct scene *scene)
{
    AM_SAMPLE2_PROPERTIES properties;

    return IMediaSample2_GetProperties(scene->sample, sizeof(properties), (BYTE *)&properties);
}

static HRESULT set_times(struct scene *scene)
{
    REFERENCE_TIME time = 5;

    IMediaSample2_SetMediaTime(scene->sample, &time, &time);
    return IMediaSample2_SetTime(scene->sample, &time, &time);
}

static HRESULT get_class(struct scene *scene)
{
    return scene->provider->get_class_object(&CLSID_MemoryAllocator, &IID_IUnknown, (void **)&scene->made);
}

const struct failing_case failing_cases[] = {
    { "DllGetClassObject", NULL, get_class, NULL, NULL },
    { "CreateInstance", NULL, create, nothing_created, NULL },
    { "CreateInstance with an outer object", NULL, create_aggregated, nothing_made, NULL },
    { "SetProperties", have_allocator, take_properties, NULL, NULL },
    { "Commit", have_properties, commit, still_decommitted, samples_there },
    { "Commit with more and larger buffers", have_layout_want_larger, commit, still_decommitted, samples_there },
    { "Commit with fewer and smaller buffers", have_layout_want_smaller, commit, still_decommitted, samples_there },
    { "Commit without a change", have_layout, commit, NULL, samples_there },
    { "GetBuffer and ReleaseBuffer", have_callback, get_and_release, NULL, NULL },
    { "SetNotify", have_properties, notify_first, calls_nobody, NULL },
    { "SetNotify with another", have_callback, notify_second, calls_first, calls_second },
    { "SetNotify with the same", have_callback, notify_first, calls_first, calls_first },
    { "SetNotify(NULL)", have_callback, notify_none, calls_first, calls_nobody },
    { "SetMediaType", have_sample, set_second_type, no_type, second_type },
    { "SetMediaType in place of another", have_type, set_second_type, no_type, second_type },
    { "GetMediaType", have_type, get_type, no_copy, a_copy },
    { "a sample's SetProperties", have_type, set_all, set_nothing, NULL },
    { "a sample's GetProperties", have_type, get_all, NULL, NULL },
    { "SetTime and SetMediaTime", have_sample, set_times, NULL, NULL },
};

const unsigned int failing_case_count = sizeof(failing_cases) / sizeof(*failing_cases);
