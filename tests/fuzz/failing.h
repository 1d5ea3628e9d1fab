/*
 * Failing memory: every allocation of every public call fails once
 *
 * A case is a call with what comes before it.  It is made again and again, with its first allocation failing, then its second,
 * until none is left that could.  Each time the call has to say E_OUTOFMEMORY and to leave what the contract says; made
 * again, with memory, it has to work; and in the end nothing may be left.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef QUARTZALLOC_FUZZ_FAILING_H
#define QUARTZALLOC_FUZZ_FAILING_H

#include "player.h"

struct scene
{
    const struct provider *provider;
    IClassFactory *factory;
    IMemAllocatorCallbackTemp *allocator;
    IMediaSample2 *sample; /* of a committed allocator, or NULL */
    IUnknown *made;        /* by the call, or NULL */
    AM_MEDIA_TYPE *type;   /* by the call, or NULL */
    struct outer outer;
    struct player player; /* only for its objects; counts calls of NotifyRelease as observations */
};

struct failing_case
{
    const char *name;
    void (*prepare)(struct scene *scene); /* may be NULL */
    HRESULT (*call)(struct scene *scene);
    bool (*failed)(struct scene *scene); /* whether all is as it has to be after the call has failed; may be NULL */
    bool (*worked)(struct scene *scene); /* and after it has worked; may be NULL */
};

extern const struct failing_case failing_cases[];
extern const unsigned int failing_case_count;

/* Run all cases on a provider, print what is wrong and the line of counts.  Returns whether all went well. */
bool failing_memory(const struct provider *provider);

#endif
