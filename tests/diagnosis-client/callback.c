/*
 * Callbacks that do in NotifyRelease what does not belong there
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "faulty.h"
#include "../object.h"

struct callback
{
    struct object object;
    IMemAllocatorCallbackTemp *allocator;
    const struct scene *scene;
    void (*act)(struct callback *callback); /* in the first call of NotifyRelease */
    IMediaSample *taken;
};

static void notify(struct object *object)
{
    struct callback *callback = object->context;

    if (object->calls == 1)
        callback->act(callback);
}

static void run(const struct scene *scene, LONG count, void (*act)(struct callback *callback))
{
    struct callback callback = { .allocator = make_committed(scene, count, 64, 16, 0), .scene = scene, .act = act };
    IMediaSample *sample = take(callback.allocator);

    init_callback(&callback.object);
    callback.object.on_notify = notify;
    callback.object.context = &callback;
    IMemAllocatorCallbackTemp_SetNotify(callback.allocator, (IMemAllocatorNotifyCallbackTemp *)&callback.object);
    IMediaSample_Release(sample);
    if (callback.taken)
        IMediaSample_Release(callback.taken);
    IMemAllocatorCallbackTemp_SetNotify(callback.allocator, NULL);
    end_allocator(callback.allocator);
}

static void sleep_a_while(struct callback *callback)
{
    Sleep(callback->scene->stall / 2);
}

FAULT(callback_slow)
{
    run(scene, 2, sleep_a_while);
}

static DWORD WINAPI release_later(void *context)
{
    IMediaSample *sample = context;

    Sleep(100);
    IMediaSample_Release(sample);
    return 0;
}

/* Every buffer is taken, and then it waits for one more, which another thread will release. */
static void wait_for_a_buffer(struct callback *callback)
{
    HANDLE thread = CreateThread(NULL, 0, release_later, take(callback->allocator), 0, NULL);

    wait_and_give_back(callback->allocator);
    WaitForSingleObject(thread, INFINITE);
    CloseHandle(thread);
}

FAULT(callback_blocks)
{
    run(scene, 1, wait_for_a_buffer);
}

static void hang_a_while(struct callback *callback)
{
    Sleep(callback->scene->stall * 3);
}

FAULT(callback_hangs)
{
    run(scene, 2, hang_a_while);
}

static void keep_a_buffer(struct callback *callback)
{
    callback->taken = take(callback->allocator);
}

FAULT(callback_holds)
{
    run(scene, 2, keep_a_buffer);
}

static DWORD WINAPI ask_for_count(void *context)
{
    IMemAllocatorCallbackTemp *allocator = context;
    LONG count;

    IMemAllocatorCallbackTemp_GetFreeCount(allocator, &count);
    return 0;
}

/* Waits for a thread that calls the allocator: a deadlock wherever the allocator's lock is held during the call. */
static void wait_for_a_thread(struct callback *callback)
{
    HANDLE thread = CreateThread(NULL, 0, ask_for_count, callback->allocator, 0, NULL);

    WaitForSingleObject(thread, INFINITE);
    CloseHandle(thread);
}

FAULT(callback_waits_for_thread)
{
    run(scene, 2, wait_for_a_thread);
}
