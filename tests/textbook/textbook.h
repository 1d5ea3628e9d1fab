/*
 * The textbook allocator: what Windows' class does, row by row, in the plainest way
 *
 * A critical section, a semaphore and a list. It keeps the contract's rows from the sources D, W and R, and where a row says
 * that Windows does otherwise it does as Windows does: it counts, wraps, leaks and crashes there. So the conformance suite
 * can be tried on an allocator that answers as Windows' does, and the benchmark has a rival of the usual making. Nothing here
 * is an example to follow.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef QUARTZALLOC_TESTS_TEXTBOOK_H
#define QUARTZALLOC_TESTS_TEXTBOOK_H

#define COBJMACROS
#define CONST_VTABLE
#include <windows.h>
#include <objbase.h>

#include "quartzalloc.h"

#include <stdlib.h>
#include <uuids.h>
#include <vfwmsgs.h>

#include "../classes.h"

struct allocator;

struct sample
{
    IMediaSample2 IMediaSample2_iface;
    LONG refcount;
    struct allocator *allocator;
    struct sample *next;              /* while it is free */
    AM_SAMPLE2_PROPERTIES properties; /* pMediaType is the sample's own; dwSampleFlags tells whether there is one */
    LONGLONG media_start;
    LONG media_length; /* 32 bits (row 7.7) */
    BOOL media_time_valid;
};

/* Without an outer object, outer is the allocator's own IUnknown. */
struct allocator
{
    IMemAllocatorCallbackTemp IMemAllocatorCallbackTemp_iface;
    IUnknown IUnknown_iface;
    IUnknown *outer;
    LONG refcount;

    CRITICAL_SECTION lock; /* for all that follows */
    HANDLE semaphore;      /* gets one for each waiting thread that is to look again */
    LONG waiting;
    ALLOCATOR_PROPERTIES properties;
    BOOL changed;            /* properties were set since the buffers were made */
    BOOL committed, pending; /* while either is set, there is a reference of the Commit's (row 1.8) */
    LONG out;
    struct sample *samples, *free;
    BYTE *block;
    IMemAllocatorNotifyCallbackTemp *callback;
};

/* Allocators and locks. With the references to the class object they are the reasons for the module to stay (row 1.6). */
extern LONG module_references;

extern HRESULT allocator_create(IUnknown *outer, REFIID iid, void **out);
extern void sample_init(struct sample *sample, struct allocator *allocator, BYTE *buffer);
extern HRESULT WINAPI allocator_ReleaseBuffer(IMemAllocatorCallbackTemp *iface, IMediaSample *sample);

#endif /* QUARTZALLOC_TESTS_TEXTBOOK_H */
