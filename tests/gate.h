/*
 * A callback whose first call waits, on whatever thread it is made, until the test lets it go on.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef QUARTZALLOC_TESTS_GATE_H
#define QUARTZALLOC_TESTS_GATE_H

#include "callback.h"
#include "thread.h"

struct gate
{
    IMemAllocatorCallbackTemp *allocator;
    HANDLE entered, go;
    volatile LONG calls;
    LONG free_count;
    BOOL timed_out;
};

static inline void wait_at_gate(struct object *callback)
{
    struct gate *gate = callback->context;

    if (InterlockedIncrement(&gate->calls) > 1)
        return;
    SetEvent(gate->entered);
    /* Longer than the test waits for anything else. */
    gate->timed_out = WaitForSingleObject(gate->go, 3 * TIMEOUT) != WAIT_OBJECT_0;
    gate->free_count = get_free_count(gate->allocator);
}

static inline void init_gate(struct gate *gate, struct object *callback, IMemAllocatorCallbackTemp *allocator)
{
    memset(gate, 0, sizeof(*gate));
    gate->allocator = allocator;
    gate->entered = create_event();
    gate->go = create_event();
    init_callback(callback);
    callback->context = gate;
    callback->on_notify = wait_at_gate;
    set_notify(allocator, callback);
}

static inline void close_gate(struct gate *gate)
{
    ok(!gate->timed_out, "6.4: the test did not let the callback go.\n");
    CloseHandle(gate->entered);
    CloseHandle(gate->go);
}

static inline DWORD WINAPI release_thread(void *context)
{
    IMediaSample_Release((IMediaSample *)context);
    return 0;
}

#endif /* QUARTZALLOC_TESTS_GATE_H */
