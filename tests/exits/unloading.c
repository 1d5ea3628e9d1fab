/*
 * The DLL is unloaded: by the rules, and while it should not be
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "exits.h"

static void unload(void)
{
    if (!FreeLibrary(target.module))
        fail("FreeLibrary failed, error %lu", GetLastError());
}

/* Against the rules; but who makes no call any more must be able to end. */
void case_free_library_with_samples(void)
{
    get_buffer(create_allocator(2));
    expect(target.can_unload(), S_FALSE);
    unload();
    ending();
}

void case_free_library_under_waiter(void)
{
    IMemAllocatorCallbackTemp *allocator = create_allocator(1);
    struct waiter waiter;

    get_buffer(allocator);
    start_waiter(&waiter, allocator);
    unload();
    ending();
}

/* Whatever is left of an allocator keeps the DLL; when nothing is, it goes, and comes back. */
void case_unload_by_the_rules(void)
{
    IMemAllocatorCallbackTemp *allocator = create_allocator(1);
    IMediaSample *sample = get_buffer(allocator);
    struct object callback;
    struct waiter waiter;
    HANDLE thread;

    /* A thread in GetBuffer whose allocator nobody refers to any more. */
    start_waiter(&waiter, allocator);
    IMemAllocatorCallbackTemp_Release(allocator);
    expect(target.can_unload(), S_FALSE);
    IMediaSample_Release(sample);
    join(waiter.thread, "a thread that waits while the last reference goes");
    expect(waiter.hr, S_OK);
    /* A sample without an allocator. */
    expect(target.can_unload(), S_FALSE);
    IMediaSample_Release(waiter.sample);
    expect(target.can_unload(), S_OK);

    /* A call of NotifyRelease that has not returned. */
    allocator = create_allocator(1);
    thread = start_in_notify(allocator, &callback);
    IMemAllocatorCallbackTemp_Release(allocator);
    expect(target.can_unload(), S_FALSE);
    SetEvent(leave_notify);
    join(thread, "a thread that returns from NotifyRelease");
    expect(target.can_unload(), S_OK);
    if (callback.refcount != 1)
        fail("1.9: the callback has %ld references", callback.refcount);

    unload();
    if (GetModuleHandleA(target.path))
        fail("1.6: the DLL is still loaded");
    load_target();
    allocator = create_allocator(1);
    cycle(allocator);
    IMemAllocatorCallbackTemp_Release(allocator);
    unload();
    ending();
}
