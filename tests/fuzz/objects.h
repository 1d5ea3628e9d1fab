/*
 * The application's own objects: callbacks, outer objects, and what a media type's pUnk refers to
 *
 * They lie in the player and are never freed, so that their counts can be looked at to the end.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef QUARTZALLOC_FUZZ_OBJECTS_H
#define QUARTZALLOC_FUZZ_OBJECTS_H

#include "provider.h"
#include "query.h"

struct player;

/* Aggregates an allocator: its own IUnknown, and the inner object's interfaces.  The last Release releases that. */
struct outer
{
    IUnknown IUnknown_iface;
    ULONG references;
    IUnknown *inner;
};

/* An object that is counted; a callback has a second interface, at the same address. */
struct counted
{
    IUnknown IUnknown_iface;
    const IID *iid; /* of the second interface; NULL if there is none */
    ULONG references;
    unsigned int number; /* of a callback */
    struct player *player;
};

/* Each with one reference, the player's. */
void callback_init(struct counted *callback, struct player *player, unsigned int number);
void outer_init(struct outer *outer);
void counted_init(struct counted *counted, struct player *player);

static inline IMemAllocatorNotifyCallbackTemp *callback_interface(struct counted *callback)
{
    return (IMemAllocatorNotifyCallbackTemp *)&callback->IUnknown_iface;
}

#endif
