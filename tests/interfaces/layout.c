/*
 * What a caller's compiler needs to agree on with ours: order of methods, offsets, sizes and values, as plain data
 *
 * tests/interfaces/run compiles this once with the headers that widl makes and once with mingw-w64's own, and compares the
 * two objects.  Nothing here is ever run.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#define COBJMACROS
#define INITGUID
#include <windows.h>
#include <objbase.h>
#include <strmif.h>

#include <stddef.h>

#define METHOD(interface, name) offsetof(interface##Vtbl, name) / sizeof(void *)
#define FIELD(type, name)       offsetof(type, name), sizeof(((type *)0)->name)

/* Sections with names of our own, so that the comparison finds them. */
#define COMPARED(section_name) __attribute__((used, section(section_name)))

const unsigned int methods[] COMPARED(".methods") = {
    METHOD(IMemAllocator, QueryInterface),
    METHOD(IMemAllocator, AddRef),
    METHOD(IMemAllocator, Release),
    METHOD(IMemAllocator, SetProperties),
    METHOD(IMemAllocator, GetProperties),
    METHOD(IMemAllocator, Commit),
    METHOD(IMemAllocator, Decommit),
    METHOD(IMemAllocator, GetBuffer),
    METHOD(IMemAllocator, ReleaseBuffer),
    sizeof(IMemAllocatorVtbl),

    METHOD(IMemAllocatorCallbackTemp, SetProperties),
    METHOD(IMemAllocatorCallbackTemp, GetProperties),
    METHOD(IMemAllocatorCallbackTemp, Commit),
    METHOD(IMemAllocatorCallbackTemp, Decommit),
    METHOD(IMemAllocatorCallbackTemp, GetBuffer),
    METHOD(IMemAllocatorCallbackTemp, ReleaseBuffer),
    METHOD(IMemAllocatorCallbackTemp, SetNotify),
    METHOD(IMemAllocatorCallbackTemp, GetFreeCount),
    sizeof(IMemAllocatorCallbackTempVtbl),

    METHOD(IMemAllocatorNotifyCallbackTemp, NotifyRelease),
    sizeof(IMemAllocatorNotifyCallbackTempVtbl),

    METHOD(IMediaSample2, GetPointer),
    METHOD(IMediaSample2, GetSize),
    METHOD(IMediaSample2, GetTime),
    METHOD(IMediaSample2, SetTime),
    METHOD(IMediaSample2, IsSyncPoint),
    METHOD(IMediaSample2, SetSyncPoint),
    METHOD(IMediaSample2, IsPreroll),
    METHOD(IMediaSample2, SetPreroll),
    METHOD(IMediaSample2, GetActualDataLength),
    METHOD(IMediaSample2, SetActualDataLength),
    METHOD(IMediaSample2, GetMediaType),
    METHOD(IMediaSample2, SetMediaType),
    METHOD(IMediaSample2, IsDiscontinuity),
    METHOD(IMediaSample2, SetDiscontinuity),
    METHOD(IMediaSample2, GetMediaTime),
    METHOD(IMediaSample2, SetMediaTime),
    METHOD(IMediaSample2, GetProperties),
    METHOD(IMediaSample2, SetProperties),
    sizeof(IMediaSample2Vtbl),
};

const unsigned int fields[] COMPARED(".fields") = {
    FIELD(ALLOCATOR_PROPERTIES, cBuffers),
    FIELD(ALLOCATOR_PROPERTIES, cbBuffer),
    FIELD(ALLOCATOR_PROPERTIES, cbAlign),
    FIELD(ALLOCATOR_PROPERTIES, cbPrefix),
    sizeof(ALLOCATOR_PROPERTIES),

    FIELD(AM_SAMPLE2_PROPERTIES, cbData),
    FIELD(AM_SAMPLE2_PROPERTIES, dwTypeSpecificFlags),
    FIELD(AM_SAMPLE2_PROPERTIES, dwSampleFlags),
    FIELD(AM_SAMPLE2_PROPERTIES, lActual),
    FIELD(AM_SAMPLE2_PROPERTIES, tStart),
    FIELD(AM_SAMPLE2_PROPERTIES, tStop),
    FIELD(AM_SAMPLE2_PROPERTIES, dwStreamId),
    FIELD(AM_SAMPLE2_PROPERTIES, pMediaType),
    FIELD(AM_SAMPLE2_PROPERTIES, pbBuffer),
    FIELD(AM_SAMPLE2_PROPERTIES, cbBuffer),
    sizeof(AM_SAMPLE2_PROPERTIES),

    FIELD(AM_MEDIA_TYPE, majortype),
    FIELD(AM_MEDIA_TYPE, subtype),
    FIELD(AM_MEDIA_TYPE, bFixedSizeSamples),
    FIELD(AM_MEDIA_TYPE, bTemporalCompression),
    FIELD(AM_MEDIA_TYPE, lSampleSize),
    FIELD(AM_MEDIA_TYPE, formattype),
    FIELD(AM_MEDIA_TYPE, pUnk),
    FIELD(AM_MEDIA_TYPE, cbFormat),
    FIELD(AM_MEDIA_TYPE, pbFormat),
    sizeof(AM_MEDIA_TYPE),
};

const unsigned int values[] COMPARED(".values") = {
    AM_SAMPLE_SPLICEPOINT,
    AM_SAMPLE_PREROLL,
    AM_SAMPLE_DATADISCONTINUITY,
    AM_SAMPLE_TYPECHANGED,
    AM_SAMPLE_TIMEVALID,
    AM_SAMPLE_TIMEDISCONTINUITY,
    AM_SAMPLE_FLUSH_ON_PAUSE,
    AM_SAMPLE_STOPVALID,
    AM_SAMPLE_ENDOFSTREAM,
    AM_STREAM_MEDIA,
    AM_GBF_PREVFRAMESKIPPED,
    AM_GBF_NOTASYNCPOINT,
    AM_GBF_NOWAIT,
};

/* Naming an identifier makes the compiler keep it. */
const void *const identifiers[] COMPARED(".references") = {
    &IID_IMemAllocator, &IID_IMemAllocatorCallbackTemp, &IID_IMemAllocatorNotifyCallbackTemp, &IID_IMediaSample,
    &IID_IMediaSample2,
};
