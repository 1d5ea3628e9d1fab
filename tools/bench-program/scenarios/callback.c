/*
 * The callback that the scenarios set: see callback.h.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "scenarios/callback.h"

static HRESULT WINAPI silent_NotifyRelease(IMemAllocatorNotifyCallbackTemp *iface)
{
    (void)iface;
    return S_OK;
}

static IMemAllocatorNotifyCallbackTempVtbl silent_vtbl = {
    notify_counter_QueryInterface,
    notify_counter_AddRef,
    notify_counter_Release,
    silent_NotifyRelease,
};

static void set_event(struct notify_counter *counter)
{
    SetEvent(CONTAINING_RECORD(counter, struct callback, counter)->event);
}

void callback_init_silent(struct callback *callback)
{
    notify_counter_init(&callback->counter, NULL);
    callback->counter.IMemAllocatorNotifyCallbackTemp_iface.lpVtbl = &silent_vtbl;
    callback->event = NULL;
}

bool callback_init_event(struct callback *callback)
{
    notify_counter_init(&callback->counter, set_event);
    callback->event = CreateEventW(NULL, FALSE, FALSE, NULL);
    return callback->event != NULL;
}

IMemAllocatorCallbackTemp *callback_set(const struct target *target, struct callback *callback,
                                        struct measurement *measurement)
{
    IMemAllocatorCallbackTemp *allocator_callback;
    HRESULT hr;

    if (FAILED(IMemAllocator_QueryInterface(target->allocator, &IID_IMemAllocatorCallbackTemp,
                                            (void **)&allocator_callback)))
    {
        measurement_unsupported(measurement, "has no IMemAllocatorCallbackTemp");
        return NULL;
    }
    hr = IMemAllocatorCallbackTemp_SetNotify(allocator_callback,
                                             &callback->counter.IMemAllocatorNotifyCallbackTemp_iface);
    if (SUCCEEDED(hr))
        return allocator_callback;
    measurement_fail(measurement, "SetNotify failed (%#lx)", hr);
    IMemAllocatorCallbackTemp_Release(allocator_callback);
    return NULL;
}

void callback_reset(IMemAllocatorCallbackTemp *allocator_callback)
{
    IMemAllocatorCallbackTemp_SetNotify(allocator_callback, NULL);
    IMemAllocatorCallbackTemp_Release(allocator_callback);
}
