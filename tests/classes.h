/*
 * What the two classes of allocators that the tests have of their own write alike: the textbook's and the fuzzer's model
 *
 * Only what any such class has, whatever it does: tables of methods, and methods that pass on to one function.  The
 * interfaces' headers come first.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef QUARTZALLOC_TESTS_CLASSES_H
#define QUARTZALLOC_TESTS_CLASSES_H

/* IUnknown of an object that may be aggregated: it is the outer object's.  impl(iface) has that in `outer`. */
#define DELEGATE_ALLOCATOR_UNKNOWN(impl) \
    static HRESULT WINAPI allocator_QueryInterface(IMemAllocatorCallbackTemp *iface, REFIID iid, void **out) \
    { \
        return IUnknown_QueryInterface(impl(iface)->outer, iid, out); \
    } \
    static ULONG WINAPI allocator_AddRef(IMemAllocatorCallbackTemp *iface) \
    { \
        return IUnknown_AddRef(impl(iface)->outer); \
    } \
    static ULONG WINAPI allocator_Release(IMemAllocatorCallbackTemp *iface) \
    { \
        return IUnknown_Release(impl(iface)->outer); \
    }

/* The methods, in the vtable's order: allocator_NAME. */
#define ALLOCATOR_METHODS \
    allocator_QueryInterface, allocator_AddRef, allocator_Release, allocator_SetProperties, allocator_GetProperties, \
            allocator_Commit, allocator_Decommit, allocator_GetBuffer, allocator_ReleaseBuffer, allocator_SetNotify, \
            allocator_GetFreeCount

/* IsNAME and SetNAME of a sample, by has_flag(iface, flag) and set_flag(iface, flag, value), which return HRESULTs. */
#define SAMPLE_FLAG_METHODS(name, flag) \
    static HRESULT WINAPI sample_Is##name(IMediaSample2 *iface) \
    { \
        return has_flag(iface, flag); \
    } \
    static HRESULT WINAPI sample_Set##name(IMediaSample2 *iface, BOOL value) \
    { \
        return set_flag(iface, flag, value); \
    }

/* The methods, in the vtable's order: sample_NAME. */
#define SAMPLE_METHODS \
    sample_QueryInterface, sample_AddRef, sample_Release, sample_GetPointer, sample_GetSize, sample_GetTime, \
            sample_SetTime, sample_IsSyncPoint, sample_SetSyncPoint, sample_IsPreroll, sample_SetPreroll, \
            sample_GetActualDataLength, sample_SetActualDataLength, sample_GetMediaType, sample_SetMediaType, \
            sample_IsDiscontinuity, sample_SetDiscontinuity, sample_GetMediaTime, sample_SetMediaTime, \
            sample_GetProperties, sample_SetProperties

/* AddRef and Release of an object that is static: its count means nothing. */
static inline ULONG WINAPI static_reference(void *object)
{
    (void)object;
    return 1;
}

/* Free a media type with all that it has; NULL is ignored. */
static inline void delete_media_type(AM_MEDIA_TYPE *type)
{
    if (!type)
        return;
    if (type->pUnk)
        IUnknown_Release(type->pUnk);
    CoTaskMemFree(type->pbFormat);
    CoTaskMemFree(type);
}

#endif /* QUARTZALLOC_TESTS_CLASSES_H */
