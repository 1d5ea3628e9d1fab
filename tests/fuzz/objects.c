/*
 * The application's own objects: see objects.h
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "objects.h"

#include "player.h"

/*
 * Where the contract says that no lock is held (row 6.2): calls that want every lock there is.  A lock that is held after
 * all shows as a thread that does not come back.  Nothing is noted, for how often AddRef and Release run is nobody's
 * business.
 */
static void touch_everything(struct player *player)
{
    AM_SAMPLE2_PROPERTIES sample_properties;
    ALLOCATOR_PROPERTIES properties;
    unsigned int i;

    if (avoids(player, ROW(6, 2)))
        return;
    for (i = 0; i < ALLOCATORS; ++i)
    {
        struct held_allocator *held = &player->allocators[i];

        if (!held->allocator || !held->references)
            continue;
        IMemAllocatorCallbackTemp_GetProperties(held->allocator, &properties);
        if (!avoids(player, ROW(5, 6)))
            IMemAllocatorCallbackTemp_ReleaseBuffer(held->allocator, (IMediaSample *)&player->unknowns[0]);
    }
    for (i = 0; i < SAMPLES; ++i)
    {
        if (player->samples[i].sample)
            IMediaSample2_GetProperties(player->samples[i].sample, sizeof(sample_properties),
                                        (BYTE *)&sample_properties);
    }
}

/* Counted objects: what pUnk refers to, and callbacks, which have one method more */

static struct counted *impl_from_counted(IUnknown *iface)
{
    return CONTAINING_RECORD(iface, struct counted, IUnknown_iface);
}

static HRESULT WINAPI counted_QueryInterface(IUnknown *iface, REFIID iid, void **out)
{
    const IID *const known[] = { &IID_IUnknown, impl_from_counted(iface)->iid, NULL };

    return query(iface, iid, out, known);
}

static ULONG WINAPI counted_AddRef(IUnknown *iface)
{
    struct counted *counted = impl_from_counted(iface);

    touch_everything(counted->player);
    return ++counted->references;
}

static ULONG WINAPI counted_Release(IUnknown *iface)
{
    struct counted *counted = impl_from_counted(iface);

    touch_everything(counted->player);
    return --counted->references;
}

static HRESULT WINAPI counted_NotifyRelease(IUnknown *iface)
{
    struct counted *callback = impl_from_counted(iface);
    struct player *player = callback->player;

    observe(player, ROW(6, 3), "NotifyRelease of callback", callback->number);
    play_nested(player);
    /* Row 6.5: any result will do. */
    return player->step & 1 ? E_FAIL : S_OK;
}

/* The interface that callbacks have, on the structure that both kinds share: its address is that of either interface. */
static const struct
{
    IUnknownVtbl unknown;
    HRESULT(WINAPI *NotifyRelease)(IUnknown *iface);
} counted_vtbl = { { counted_QueryInterface, counted_AddRef, counted_Release }, counted_NotifyRelease };

static void init(struct counted *counted, struct player *player, const IID *iid, unsigned int number)
{
    counted->IUnknown_iface.lpVtbl = &counted_vtbl.unknown;
    counted->iid = iid;
    counted->references = 1;
    counted->number = number;
    counted->player = player;
}

void counted_init(struct counted *counted, struct player *player)
{
    init(counted, player, NULL, 0);
}

void callback_init(struct counted *callback, struct player *player, unsigned int number)
{
    init(callback, player, &IID_IMemAllocatorNotifyCallbackTemp, number);
}

/* Outer objects */

static struct outer *impl_from_outer(IUnknown *iface)
{
    return CONTAINING_RECORD(iface, struct outer, IUnknown_iface);
}

static HRESULT WINAPI outer_QueryInterface(IUnknown *iface, REFIID iid, void **out)
{
    struct outer *outer = impl_from_outer(iface);

    if (!out)
        return E_POINTER;
    if (!IsEqualGUID(iid, &IID_IUnknown))
        return IUnknown_QueryInterface(outer->inner, iid, out);
    *out = iface;
    ++outer->references;
    return S_OK;
}

static ULONG WINAPI outer_AddRef(IUnknown *iface)
{
    return ++impl_from_outer(iface)->references;
}

static ULONG WINAPI outer_Release(IUnknown *iface)
{
    struct outer *outer = impl_from_outer(iface);
    ULONG references = --outer->references;

    if (!references && outer->inner)
        IUnknown_Release(outer->inner);
    return references;
}

static const IUnknownVtbl outer_vtbl = { outer_QueryInterface, outer_AddRef, outer_Release };

void outer_init(struct outer *outer)
{
    outer->IUnknown_iface.lpVtbl = &outer_vtbl;
    outer->references = 1;
    outer->inner = NULL;
}
