/*
 * The cases: threads that are terminated, processes that end, references that come back while they do
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "exits.h"

static void case_nothing(void)
{
    IMemAllocatorCallbackTemp *allocator = create_allocator(1);

    IMemAllocatorCallbackTemp_Release(allocator);
    ending();
}

static void terminate(HANDLE thread)
{
    if (!TerminateThread(thread, 0))
        fail("TerminateThread failed, error %lu", GetLastError());
    join(thread, "a thread that was terminated");
}

/*
 * Others go on as if the terminated thread had never come, in every way that an allocator can be used.  Both samples are out.
 *
 * A thread that was terminated in its sleep may take one wake-up with it: the system's, not ours to tell.  So who waits has to be
 * served by the second release at the latest.
 */
static void use_on(IMemAllocatorCallbackTemp *allocator, IMediaSample *first, IMediaSample *second)
{
    ALLOCATOR_PROPERTIES properties = { 1, 128, 1, 0 }, actual;
    struct waiter waiter;
    LONG free_count;

    start_waiter(&waiter, allocator);
    IMediaSample_Release(first);
    IMediaSample_Release(second);
    join(waiter.thread, "a thread that waits beside the terminated one");
    expect(waiter.hr, S_OK);
    IMediaSample_Release(waiter.sample);

    first = get_buffer(allocator);
    second = get_buffer(allocator);
    expect(IMemAllocatorCallbackTemp_GetFreeCount(allocator, &free_count), S_OK);
    if (free_count)
        fail("6.8: %ld samples are free of 2 that are out", free_count);
    /* Now that one is used up, each release wakes. */
    start_waiter(&waiter, allocator);
    IMediaSample_Release(first);
    join(waiter.thread, "a thread that waits after the terminated one");
    expect(waiter.hr, S_OK);
    first = waiter.sample;
    start_waiter(&waiter, allocator);
    expect(IMemAllocatorCallbackTemp_Decommit(allocator), S_OK);
    join(waiter.thread, "a thread that waits during Decommit");
    expect(waiter.hr, VFW_E_NOT_COMMITTED);
    IMediaSample_Release(first);
    IMediaSample_Release(second);
    expect(IMemAllocatorCallbackTemp_SetProperties(allocator, &properties, &actual), S_OK);
    expect(IMemAllocatorCallbackTemp_Commit(allocator), S_OK);
    cycle(allocator);
    expect(IMemAllocatorCallbackTemp_SetNotify(allocator, NULL), S_OK);
}

static void case_terminate_in_getbuffer(void)
{
    IMemAllocatorCallbackTemp *allocator = create_allocator(2);
    IMediaSample *first = get_buffer(allocator), *second = get_buffer(allocator);
    struct waiter waiter;

    start_waiter(&waiter, allocator);
    terminate(waiter.thread);
    use_on(allocator, first, second);
    IMemAllocatorCallbackTemp_Release(allocator);
    ending();
}

static void case_terminate_in_notify(void)
{
    IMemAllocatorCallbackTemp *allocator = create_allocator(2);
    IMediaSample *first, *second;
    static struct object callback;

    terminate(start_in_notify(allocator, &callback));
    callback.on_notify = NULL;
    first = get_buffer(allocator);
    second = get_buffer(allocator);
    use_on(allocator, first, second);
    /* Its call never ended, so the callback is kept, as long as the process lives. */
    if (callback.refcount < 2)
        fail("6.6: the callback was released under a call: %ld references", callback.refcount);
    IMemAllocatorCallbackTemp_Release(allocator);
    ending();
}

static DWORD WINAPI exit_thread(void *context)
{
    (void)context;
    ending();
    ExitProcess(0);
}

static void exit_on_another_thread(void)
{
    CreateThread(NULL, 0, exit_thread, NULL, 0, NULL);
    Sleep(INFINITE);
}

static void case_exit_under_waiter(void)
{
    IMemAllocatorCallbackTemp *allocator = create_allocator(1);
    struct waiter waiter;

    get_buffer(allocator);
    start_waiter(&waiter, allocator);
    exit_on_another_thread();
}

static void case_exit_under_notify(void)
{
    IMemAllocatorCallbackTemp *allocator = create_allocator(1);
    static struct object callback;

    start_in_notify(allocator, &callback);
    exit_on_another_thread();
}

static void end_in_notify(struct object *object)
{
    (void)object;
    ending();
    ExitProcess(0);
}

static void case_exit_in_notify(void)
{
    IMemAllocatorCallbackTemp *allocator = create_allocator(1);
    static struct object callback;

    init_callback(&callback);
    callback.on_notify = end_in_notify;
    expect(IMemAllocatorCallbackTemp_SetNotify(allocator, (IMemAllocatorNotifyCallbackTemp *)&callback), S_OK);
    give_to_holder(allocator);
    cycle(allocator);
    fail("6.3: NotifyRelease is not called");
}

/* The references of others come back when no other thread lives any more: samples first, or the allocator. */
static void case_detach_samples_first(void)
{
    IMemAllocatorCallbackTemp *allocator = create_allocator(2);

    give_to_holder(get_buffer(allocator));
    give_to_holder(get_buffer(allocator));
    give_to_holder(allocator);
    ending();
}

static void case_detach_allocator_first(void)
{
    IMemAllocatorCallbackTemp *allocator = create_allocator(2);

    give_to_holder(allocator);
    give_to_holder(get_buffer(allocator));
    give_to_holder(get_buffer(allocator));
    ending();
}

static void case_detach_under_waiter(void)
{
    IMemAllocatorCallbackTemp *allocator = create_allocator(1);
    struct waiter waiter;

    give_to_holder(get_buffer(allocator));
    give_to_holder(allocator);
    start_waiter(&waiter, allocator);
    exit_on_another_thread();
}

static void case_detach_under_notify(void)
{
    IMemAllocatorCallbackTemp *allocator = create_allocator(2);
    static struct object callback;

    start_in_notify(allocator, &callback);
    callback.on_notify = NULL;
    give_to_holder(get_buffer(allocator));
    give_to_holder(allocator);
    exit_on_another_thread();
}

static volatile LONG cycles;

static DWORD WINAPI __attribute__((noreturn)) cycle_thread(void *context)
{
    IMemAllocatorCallbackTemp *allocator = context;
    IMediaSample *sample;

    for (;;)
    {
        if (IMemAllocatorCallbackTemp_GetBuffer(allocator, &sample, NULL, NULL, 0) == S_OK)
            IMediaSample_Release(sample);
        InterlockedIncrement(&cycles);
    }
}

/* The end comes while threads are anywhere in the allocator, with samples in their hands and on their way to sleep. */
static void case_detach_amid_cycles(void)
{
    IMemAllocatorCallbackTemp *allocator = create_allocator(2);
    DWORD start = GetTickCount();
    unsigned int i;

    give_to_holder(get_buffer(allocator));
    give_to_holder(allocator);
    for (i = 0; i < 4; ++i)
        CreateThread(NULL, 0, cycle_thread, allocator, 0, NULL);
    while (cycles < 1000)
    {
        if (GetTickCount() - start > PATIENCE)
            fail("the threads get no samples: %ld cycles", cycles);
        Sleep(1);
    }
    exit_on_another_thread();
}

const struct exit_case exit_cases[] = {
    { "nothing", case_nothing, 0 },
    { "terminate-in-getbuffer", case_terminate_in_getbuffer, 0 },
    { "terminate-in-notify", case_terminate_in_notify, 0 },
    { "exit-under-waiter", case_exit_under_waiter, 0 },
    { "exit-under-notify", case_exit_under_notify, 0 },
    { "exit-in-notify", case_exit_in_notify, 1 },
    { "detach-samples-first", case_detach_samples_first, 3 },
    { "detach-allocator-first", case_detach_allocator_first, 3 },
    { "detach-under-waiter", case_detach_under_waiter, 2 },
    { "detach-under-notify", case_detach_under_notify, 2 },
    { "detach-amid-cycles", case_detach_amid_cycles, 2 },
    { "free-library-with-samples", case_free_library_with_samples, 0 },
    { "free-library-under-waiter", case_free_library_under_waiter, 0 },
    { "unload-by-the-rules", case_unload_by_the_rules, 0 },
    { "full-address-space", case_full_address_space, 0 },
};

const unsigned int exit_case_count = ARRAYSIZE(exit_cases);
