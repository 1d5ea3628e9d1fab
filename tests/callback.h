/*
 * An allocator with a callback: how a test makes one, uses it and ends it.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef QUARTZALLOC_TESTS_CALLBACK_H
#define QUARTZALLOC_TESTS_CALLBACK_H

#include "target.h"
#include "object.h"

/* callback: from init_callback(), or NULL */
static inline HRESULT set_notify(IMemAllocatorCallbackTemp *allocator, struct object *callback)
{
    return IMemAllocatorCallbackTemp_SetNotify(allocator, (IMemAllocatorNotifyCallbackTemp *)callback);
}

static inline LONG get_free_count(IMemAllocatorCallbackTemp *allocator)
{
    LONG count = -1;

    IMemAllocatorCallbackTemp_GetFreeCount(allocator, &count);
    return count;
}

/* The interface as IMemAllocator, which it is (1.2). */
static inline IMemAllocator *base(IMemAllocatorCallbackTemp *allocator)
{
    return (IMemAllocator *)allocator;
}

/* Committed unless count is 0; NULL where the class lacks the interface. */
static inline IMemAllocatorCallbackTemp *create_callback_allocator(LONG count, LONG size)
{
    IMemAllocatorCallbackTemp *allocator;
    HRESULT hr;

    if (FAILED(create_instance(NULL, &IID_IMemAllocatorCallbackTemp, (void **)&allocator)))
        return NULL;
    if (count)
    {
        hr = set_properties(base(allocator), count, size, 1, 0);
        ok(hr == S_OK, "SetProperties returned %#lx.\n", hr);
        hr = IMemAllocatorCallbackTemp_Commit(allocator);
        ok(hr == S_OK, "Commit returned %#lx.\n", hr);
    }
    return allocator;
}

/* The same, for tests whose rows cannot be held without the interface: those rows fail, and the result is FALSE. */
#define check_callback_allocator(allocator, count, size, rows) \
    check_callback_allocator_(__FILE__, __LINE__, allocator, count, size, rows)
static inline BOOL check_callback_allocator_(const char *file, int line, IMemAllocatorCallbackTemp **allocator,
                                             LONG count, LONG size, const char *rows)
{
    *allocator = create_callback_allocator(count, size);
    todo_builtin ok_(file, line)(*allocator != NULL, "%s: IMemAllocatorCallbackTemp is missing.\n", rows);
    return *allocator != NULL;
}

/* One GetBuffer and one Release. */
static inline void cycle(IMemAllocatorCallbackTemp *allocator)
{
    IMediaSample *sample = get_sample(base(allocator));

    if (sample)
        IMediaSample_Release(sample);
}

/* Without callback, decommitted: so nothing is left of it on Windows either. */
static inline void destroy(IMemAllocatorCallbackTemp *allocator)
{
    set_notify(allocator, NULL);
    IMemAllocatorCallbackTemp_Decommit(allocator);
    IMemAllocatorCallbackTemp_Release(allocator);
}

/* For tests in which an allocator's last reference goes during its callback's call; row is 6.7 or one that follows from it.
 * FALSE where the class has no callbacks, for which the row fails, or where it is freed too early, which is skipped. */
static inline BOOL check_outlives_callback(const char *row)
{
    IMemAllocatorCallbackTemp *allocator;

    if (!check_callback_allocator(&allocator, 2, 100, row))
        return FALSE;
    destroy(allocator);
    if (target_survives(CRASHES_WINE | CRASHES_WINDOWS))
        return TRUE;
    skip("%s: This allocator may be freed before its callback has returned.\n", row);
    return FALSE;
}

#endif /* QUARTZALLOC_TESTS_CALLBACK_H */
