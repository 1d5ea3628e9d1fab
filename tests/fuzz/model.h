/*
 * The model: the contract's allocator for one thread, as plain as can be
 *
 * It is an allocator of its own, with COM's interfaces, and shares no code with the DLL, nor with the textbook allocator more
 * than the tables of methods in classes.h.  Where the DLL has a lock-free list,
 * lazy resets and shared media types, the model has an array, a structure that is cleared, and copies.  It never calls
 * the application but where the contract says so, and it may be called back from there.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef QUARTZALLOC_FUZZ_MODEL_H
#define QUARTZALLOC_FUZZ_MODEL_H

#include "provider.h"
#include "query.h"
#include "../classes.h"

struct model_sample
{
    IMediaSample2 IMediaSample2_iface;
    struct model_allocator *allocator;
    ULONG references; /* 0 while free */
    BYTE *pointer;

    /* What an application can set */
    DWORD flags; /* AM_SAMPLE_TIMEVALID and STOPVALID among them; TYPECHANGED is whether there is a type */
    LONG actual;
    REFERENCE_TIME start, stop;
    bool media_time_valid;
    LONGLONG media_start, media_stop;
    AM_MEDIA_TYPE *type;
    DWORD stream, type_specific;
};

struct model_allocator
{
    IMemAllocatorCallbackTemp IMemAllocatorCallbackTemp_iface;
    IUnknown IUnknown_inner;
    IUnknown *outer;
    ULONG references;
    unsigned int notifying; /* calls of NotifyRelease that are under way */
    IMemAllocatorNotifyCallbackTemp *callback;

    ALLOCATOR_PROPERTIES properties;
    bool committed;
    bool laid_out; /* for these properties */

    /* The layout: what the last successful Commit has made */
    struct model_sample *samples;
    struct model_sample **stack; /* the free ones; the one on top goes out first (row 3.3) */
    LONG free_count, count, size;
    void *memory;
};

/* CreateInstance's part: an allocator with one reference, or E_OUTOFMEMORY. */
HRESULT model_allocator_create(IUnknown *outer, IUnknown **unknown);

/* Take back a sample whose last reference is gone. */
void model_allocator_put_back(struct model_allocator *allocator, struct model_sample *sample);

/* Whether the pointer is one of this allocator's samples. */
struct model_sample *model_allocator_find(struct model_allocator *allocator, const void *iface);

/* A fresh sample of zero-filled memory. */
void model_sample_init(struct model_sample *sample, struct model_allocator *allocator, BYTE *pointer);

/* Row 7.11 */
void model_sample_reset(struct model_sample *sample);

/* How many allocators live. */
extern unsigned int model_allocators;

#endif
