/*
 * The calls of the class object, and those of the allocator's IUnknown (section 1 of the contract)
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <string.h>

#include "player.h"

/* A place for a new allocator, or NULL. */
static struct held_allocator *free_place(struct player *player)
{
    unsigned int i;

    for (i = 0; i < ALLOCATORS; ++i)
    {
        if (!player->allocators[i].allocator)
            return &player->allocators[i];
    }
    return NULL;
}

static void create_aggregated(struct player *player, struct held_allocator *held)
{
    IUnknown *unknown;
    HRESULT hr;

    outer_init(&held->outer);
    hr = IClassFactory_CreateInstance(player->factory, &held->outer.IUnknown_iface, &IID_IUnknown,
                                      (void **)&held->outer.inner);
    observe(player, ROW(1, 4), "CreateInstance with an outer object", (uint32_t)hr);
    if (FAILED(hr))
        return;
    observe(player, ROW(1, 4), "references of the outer object", held->outer.references);
    hr = IUnknown_QueryInterface(held->outer.inner, &IID_IMemAllocator, (void **)&held->allocator);
    observe(player, ROW(1, 4), "QueryInterface of the inner object", (uint32_t)hr);
    observe(player, ROW(1, 4), "references of the outer object", held->outer.references);
    held->aggregated = true;
    held->references = 2;

    hr = IMemAllocatorCallbackTemp_QueryInterface(held->allocator, &IID_IUnknown, (void **)&unknown);
    observe(player, ROW(1, 2), "identity of the outer object", hr == S_OK && unknown == &held->outer.IUnknown_iface);
    IUnknown_Release(unknown);
}

void play_create(struct player *player)
{
    struct held_allocator *held = free_place(player);
    unsigned int way = next_choice(&player->bytes, 8);
    struct outer outer;
    const char *name;
    const IID *iid;
    void *out;
    HRESULT hr;

    if (held)
        memset(held, 0, sizeof(*held));
    if (held && way == 1 && !avoids(player, ROW(1, 4)))
    {
        announce(player, "create an allocator in an outer object");
        create_aggregated(player, held);
    }
    else if (way == 2 && !avoids(player, ROW(1, 4)))
    {
        iid = choose_iid(player, &name);
        announce(player, "CreateInstance(outer, %s)", name);
        if (IsEqualGUID(iid, &IID_IUnknown))
            return;
        out = POISON;
        outer_init(&outer);
        hr = IClassFactory_CreateInstance(player->factory, &outer.IUnknown_iface, iid, &out);
        observe(player, ROW(1, 4), "CreateInstance with an outer object", (uint32_t)hr);
        observe(player, ROW(1, 4), "its out pointer", out_state(out));
        observe(player, ROW(1, 4), "references of the outer object", outer.references);
    }
    else if (way == 3)
    {
        announce(player, "CreateInstance(NULL, IID_IMediaSample)");
        out = POISON;
        hr = IClassFactory_CreateInstance(player->factory, NULL, &IID_IMediaSample, &out);
        observe(player, ROW(1, 5), "CreateInstance", (uint32_t)hr);
        observe(player, ROW(1, 5), "its out pointer", out_state(out));
    }
    else if (way == 4 && !avoids(player, ROW(1, 3)))
    {
        announce(player, "CreateInstance(NULL, IID_IUnknown, NULL)");
        hr = IClassFactory_CreateInstance(player->factory, NULL, &IID_IUnknown, NULL);
        observe(player, ROW(1, 3), "CreateInstance", (uint32_t)hr);
    }
    else if (held)
    {
        announce(player, "create an allocator");
        hr = IClassFactory_CreateInstance(player->factory, NULL, &IID_IMemAllocator, (void **)&held->allocator);
        observe(player, ROW(1, 7), "CreateInstance", (uint32_t)hr);
        if (FAILED(hr))
            held->allocator = NULL;
        held->references = held->allocator != NULL;
    }
}

/* Row 1.2: both interfaces are one pointer; IUnknown may be another, but always the same. */
static void observe_identity(struct player *player, struct held_allocator *held, const IID *iid, IUnknown *out)
{
    IUnknown *unknown, *same;

    if (!IsEqualGUID(iid, &IID_IUnknown))
        observe(player, ROW(1, 2), "same pointer", out == (IUnknown *)held->allocator);
    IUnknown_QueryInterface(out, &IID_IUnknown, (void **)&unknown);
    IMemAllocatorCallbackTemp_QueryInterface(held->allocator, &IID_IUnknown, (void **)&same);
    observe(player, ROW(1, 2), "same IUnknown", unknown == same);
    IUnknown_Release(unknown);
    IUnknown_Release(same);
}

void play_query_allocator(struct player *player)
{
    struct held_allocator *held = choose_allocator(player, false);
    const char *name;
    const IID *iid = choose_iid(player, &name);
    IUnknown *out = POISON;
    HRESULT hr;

    if (!held)
        return;
    announce(player, "QueryInterface(%s)", name);
    if (next_choice(&player->bytes, 16) == 15 && !avoids(player, ROW(1, 3)))
    {
        hr = IMemAllocatorCallbackTemp_QueryInterface(held->allocator, iid, NULL);
        observe(player, ROW(1, 3), "QueryInterface with NULL", (uint32_t)hr);
        return;
    }
    hr = IMemAllocatorCallbackTemp_QueryInterface(held->allocator, iid, (void **)&out);
    observe(player, ROW(1, 1), "QueryInterface", (uint32_t)hr);
    if (SUCCEEDED(hr))
    {
        observe_identity(player, held, iid, out);
        observe(player, ROW(1, 8), "references after Release", IUnknown_Release(out));
    }
    else
        observe(player, ROW(1, 1), "its out pointer", out_state(out));
}

void play_addref_allocator(struct player *player)
{
    struct held_allocator *held = choose_allocator(player, false);

    if (!held || held->references > 100)
        return;
    announce(player, "AddRef");
    ++held->references;
    observe(player, ROW(1, 8), "references after AddRef", IMemAllocatorCallbackTemp_AddRef(held->allocator));
}

void play_release_allocator(struct player *player)
{
    struct held_allocator *held = choose_allocator(player, false);

    if (!held || (held->references == 1 && held->samples_out && avoids(player, ROW(1, 8))))
        return;
    announce(player, "Release");
    return_allocator(player, held);
}

void play_class_object(struct player *player)
{
    static const GUID unknown_class = {
        0x5b0f6f0e, 0x60b7, 0x4b4a, { 0x8c, 0x55, 0x3d, 0x2f, 0x9a, 0x10, 0x76, 0xe3 }
    };
    IUnknown *out = POISON;
    const char *name;
    const IID *iid;
    HRESULT hr;

    switch (next_choice(&player->bytes, 6))
    {
        case 0:
            announce(player, "LockServer(TRUE)");
            observe(player, ROW(1, 6), "LockServer", (uint32_t)IClassFactory_LockServer(player->factory, TRUE));
            ++player->class_locks;
            break;
        case 1:
            announce(player, "LockServer(FALSE)");
            if (!player->class_locks)
                return;
            observe(player, ROW(1, 6), "LockServer", (uint32_t)IClassFactory_LockServer(player->factory, FALSE));
            --player->class_locks;
            break;
        case 2:
            announce(player, "DllGetClassObject of an unknown class");
            hr = player->provider->get_class_object(&unknown_class, &IID_IClassFactory, (void **)&out);
            observe(player, ROW(1, 6), "DllGetClassObject", (uint32_t)hr);
            break;
        case 3:
            iid = choose_iid(player, &name);
            announce(player, "QueryInterface of the class object for %s", name);
            hr = IClassFactory_QueryInterface(player->factory, iid, (void **)&out);
            observe(player, ROW(1, 6), "QueryInterface of the class object", (uint32_t)hr);
            if (SUCCEEDED(hr))
                IUnknown_Release(out);
            else
                observe(player, ROW(1, 6), "its out pointer", out_state(out));
            break;
        case 4:
            announce(player, "NULL for each out pointer of the class object");
            if (avoids(player, ROW(1, 3)))
                return;
            hr = IClassFactory_QueryInterface(player->factory, &IID_IUnknown, NULL);
            observe(player, ROW(1, 3), "QueryInterface of the class object", (uint32_t)hr);
            hr = player->provider->get_class_object(&CLSID_MemoryAllocator, &IID_IUnknown, NULL);
            observe(player, ROW(1, 3), "DllGetClassObject", (uint32_t)hr);
            break;
        default:
            announce(player, "DllCanUnloadNow");
            if (player->provider->can_unload)
                observe(player, ROW(1, 6), "DllCanUnloadNow", (uint32_t)player->provider->can_unload());
    }
}
