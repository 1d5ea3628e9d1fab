/*
 * What a sample is made of, and how its state changes
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef QUARTZALLOC_SAMPLE_STATE_H
#define QUARTZALLOC_SAMPLE_STATE_H

#include "allocator_state.h"
#include "media_type.h"

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

/* The sample of an interface that a method was called on.  Any other pointer is undefined: see claim_sample in allocator.c. */
static inline struct sample *impl_from_IMediaSample2(IMediaSample2 *iface)
{
    return CONTAINING_RECORD(iface, struct sample, IMediaSample2_iface);
}

/* Set the flags in `set` after clearing those in `clear`, in one step.  Any thread. */
void sample_change_flags(struct sample *sample, DWORD clear, DWORD set);

/*
 * Give the sample the type (whose reference it takes over), or none when NULL, and set AM_SAMPLE_TYPECHANGED to match.
 * May run the application's Release of the earlier type's pUnk: no lock.  Any thread that has a reference.
 */
void sample_replace_media_type(struct sample *sample, struct shared_media_type *shared);

/* Bring a sample without references back into the state that GetBuffer hands out (row 7.11).  May run the application's
 * Release of a media type's pUnk: no lock. */
void sample_reset(struct sample *sample);

#endif
