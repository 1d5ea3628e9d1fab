/*
 * The allocator object and the sample object, as the files of the COM storey know them
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef QUARTZALLOC_ALLOCATOR_H
#define QUARTZALLOC_ALLOCATOR_H

#include <stdatomic.h>

#include "module.h"
#include "notify.h"
#include "pool_fast.h"

/* A media type that samples and running calls share; never changes once made. */
struct shared_media_type
{
    _Atomic LONG refcount;
    AM_MEDIA_TYPE type;
};

/*
 * A sample.  Lives in its allocator's array from one layout to the next; while free, refcount is 0.
 *
 * The first 32 bytes are what a cycle of GetBuffer and Release touches: with samples 96 bytes apart, the hot parts of two
 * samples never share a cache line.
 */
struct sample
{
    _Alignas(32) IMediaSample2 IMediaSample2_iface;
    struct allocator *allocator;
    _Atomic LONG refcount;
    uint32_t slot;
    _Atomic DWORD flags; /* AM_SAMPLE_* and the SAMPLE_* below */
    LONG actual;

    BYTE *buffer;
    REFERENCE_TIME start, stop;
    LONGLONG media_start, media_stop;
    struct shared_media_type *media_type; /* under the allocator's media_type_lock */
    DWORD stream_id;
    DWORD type_specific_flags;
};

/* Flags that no caller ever sees (row 7.22). */
#define SAMPLE_MEDIA_TIME_VALID 0x40000000 /* media_start and media_stop are set */
#define SAMPLE_EXTRAS_SET       0x20000000 /* stream_id or type_specific_flags may differ from 0 */
#define SAMPLE_PUBLIC_FLAGS     0x1fffffff

struct allocator
{
    /* First, for its own alignment to cache lines. */
    struct pool pool;

    IMemAllocatorCallbackTemp IMemAllocatorCallbackTemp_iface;
    IUnknown IUnknown_inner;
    IUnknown *outer;       /* our own IUnknown_inner where not aggregated */
    _Atomic LONG refcount; /* references of the outside world */
    _Atomic LONG holds;    /* what keeps the memory: the outside world or samples out (one for all), calls under way */

    struct sample *samples; /* as many as the pool has slots; stable while any is out */
    struct notify_slot notify;

    /* Taken for SetProperties, a Commit with a new layout, SetNotify and a direct ReleaseBuffer.  No application code runs
     * inside it (row 6.2). */
    struct platform_lock lock;
    struct platform_lock media_type_lock;
    ALLOCATOR_PROPERTIES properties; /* as the next Commit will use them; under lock */
    _Atomic LONG buffer_count;       /* properties.cBuffers, for GetFreeCount */
    LONG buffer_size;                /* of the samples as they are laid out now */
};

/*
 * Make an allocator with one reference (row 1.7).  outer: the object that aggregates it, or NULL; no reference on it is
 * taken.  *unknown receives the non-delegating IUnknown.  S_OK or E_OUTOFMEMORY.
 */
HRESULT allocator_create(IUnknown *outer, IUnknown **unknown);

/* Keep the allocator's memory, or stop keeping it.  Any thread. */
void allocator_hold(struct allocator *allocator);
void allocator_drop(struct allocator *allocator);

/*
 * Take back a sample whose last reference is gone: put it on the free list, wake a waiter, notify (rows 5.4, 6.3).
 * Any thread; no lock of the allocator is held while the callback runs.  The allocator may be gone afterwards.
 */
void allocator_take_back(struct allocator *allocator, struct sample *sample);

/* Make a sample of freshly allocated, zero-filled memory (row 7.12). */
void sample_init(struct sample *sample, struct allocator *allocator, uint32_t slot, BYTE *buffer);

/* Bring a sample without references back into the state that GetBuffer hands out (row 7.11).  May run the application's
 * Release of a media type's pUnk: no lock. */
void sample_reset(struct sample *sample);

/*
 * The methods of IMediaSample2 that sample_properties.c implements.  size: the bytes that `buffer`, an
 * AM_SAMPLE2_PROPERTIES or the beginning of one, has room for.
 * GetProperties (rows 7.20 to 7.22): S_OK, or E_POINTER where size is not 0 and buffer is NULL.
 * SetProperties (rows 7.30 to 7.38): S_OK; E_POINTER for NULL where size is 4 or more, or for a NULL media type;
 * E_INVALIDARG for a value that is refused; E_OUTOFMEMORY.  A call that fails changes nothing.
 */
HRESULT WINAPI sample_GetProperties(IMediaSample2 *iface, DWORD size, BYTE *buffer);
HRESULT WINAPI sample_SetProperties(IMediaSample2 *iface, DWORD size, const BYTE *buffer);

/* The sample of an interface that a method was called on.  Any other pointer is undefined: see claim_sample in allocator.c. */
struct sample *impl_from_IMediaSample2(IMediaSample2 *iface);

/* Set the flags in `set` after clearing those in `clear`, in one step.  Any thread. */
void sample_change_flags(struct sample *sample, DWORD clear, DWORD set);

/*
 * A deep copy of `source` (row 7.9) with one reference.  S_OK, or E_OUTOFMEMORY with *shared NULL; E_INVALIDARG where
 * cbFormat is not 0 and pbFormat is NULL.  Runs the application's AddRef of pUnk: no lock.
 */
HRESULT shared_media_type_create(const AM_MEDIA_TYPE *source, struct shared_media_type **shared);

/* Drop a reference; NULL is ignored.  The last runs the application's Release of pUnk: no lock. */
void shared_media_type_release(struct shared_media_type *shared);

/* A copy for a caller to free with CoTaskMemFree and pUnk's Release (row 7.10).  S_OK or E_OUTOFMEMORY. */
HRESULT media_type_duplicate(const AM_MEDIA_TYPE *source, AM_MEDIA_TYPE **copy);

/* Give the sample the type (whose reference it takes over), or none when NULL, and set AM_SAMPLE_TYPECHANGED to match. */
void sample_replace_media_type(struct sample *sample, struct shared_media_type *shared);

#endif
