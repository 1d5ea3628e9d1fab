/*
 * Running the cases of failing memory: see failing.h
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "failing.h"

#include <stdio.h>
#include <string.h>

#include "memory.h"

static const struct masks no_masks;
static struct transcript transcript;

static void begin(struct scene *scene, const struct provider *provider)
{
    unsigned int i;

    memset(scene, 0, sizeof(*scene));
    scene->provider = provider;
    scene->player.masks = &no_masks;
    scene->player.transcript = &transcript;
    for (i = 0; i < CALLBACKS; ++i)
        callback_init(&scene->player.callbacks[i], &scene->player, i);
    for (i = 0; i < UNKNOWNS; ++i)
        counted_init(&scene->player.unknowns[i], &scene->player);
    provider->get_class_object(&CLSID_MemoryAllocator, &IID_IClassFactory, (void **)&scene->factory);
}

static void end(struct scene *scene)
{
    if (scene->type && scene->type->pUnk)
        IUnknown_Release(scene->type->pUnk);
    if (scene->type)
        memory_free_task(scene->type->pbFormat);
    memory_free_task(scene->type);
    if (scene->made)
        IUnknown_Release(scene->made);
    if (scene->sample)
        IMediaSample2_Release(scene->sample);
    if (scene->allocator)
        IMemAllocatorCallbackTemp_Release(scene->allocator);
    IClassFactory_Release(scene->factory);
}

/* The application's objects are as they were. */
static bool counts_are_even(const struct scene *scene)
{
    unsigned int i;

    for (i = 0; i < CALLBACKS; ++i)
    {
        if (scene->player.callbacks[i].references != 1)
            return false;
    }
    for (i = 0; i < UNKNOWNS; ++i)
    {
        if (scene->player.unknowns[i].references != 1)
            return false;
    }
    return true;
}

/* What went wrong when the allocation after `after` ones failed, or NULL.  *reached: whether there was such a one. */
static const char *run(const struct failing_case *failing, const struct provider *provider, unsigned int after,
                       bool *reached)
{
    const char *wrong = NULL;
    long before = memory_live();
    struct scene scene;
    HRESULT hr;

    begin(&scene, provider);
    if (failing->prepare)
        failing->prepare(&scene);
    memory_fail(after);
    hr = failing->call(&scene);
    *reached = memory_has_failed();
    memory_heal();

    if (*reached)
    {
        if (hr != E_OUTOFMEMORY)
            wrong = "the call does not say E_OUTOFMEMORY";
        else if (failing->failed && !failing->failed(&scene))
            wrong = "what the failed call left is not what the contract says";
        else
            hr = failing->call(&scene);
    }
    if (!wrong && FAILED(hr))
        wrong = *reached ? "with memory, the next call does not work" : "the call does not work with memory";
    if (!wrong && failing->worked && !failing->worked(&scene))
        wrong = "the call that worked did not do its work";
    end(&scene);
    if (!wrong && !counts_are_even(&scene))
        wrong = "an object of the application is not released as often as it is referenced";
    if (!wrong && memory_live() != before)
        wrong = "memory is left";
    if (!wrong && provider->can_unload && provider->can_unload() != S_OK)
        wrong = "DllCanUnloadNow says that something lives";
    return wrong;
}

/* What a DLL does once, before its first allocator, as looking for its options, it may do without memory too. */
static void make_the_first(const struct provider *provider)
{
    struct scene scene;

    begin(&scene, provider);
    if (FAILED(IClassFactory_CreateInstance(scene.factory, NULL, &IID_IUnknown, (void **)&scene.made)))
        scene.made = NULL;
    end(&scene);
}

bool failing_memory(const struct provider *provider)
{
    unsigned int passed = 0, failed = 0, allocations, i;

    if (!memory_attach(provider))
    {
        printf("0 passed, 0 failed, 1 skipped\n");
        return true;
    }
    make_the_first(provider);
    for (i = 0; i < failing_case_count; ++i)
    {
        const char *wrong = NULL;
        bool reached = true;

        for (allocations = 0; reached && !wrong; allocations += reached)
        {
            if ((wrong = run(&failing_cases[i], provider, allocations, &reached)))
                printf("FAILED %s, allocation %u%s: %s\n", failing_cases[i].name, allocations + 1,
                       reached ? "" : " (there is none)", wrong);
            passed += !wrong;
            failed += wrong != NULL;
        }
        printf("%-40s %u allocations failed\n", failing_cases[i].name, allocations);
        fflush(stdout);
    }
    printf("%u passed, %u failed, 0 skipped\n", passed, failed);
    fflush(stdout);
    return !failed;
}
