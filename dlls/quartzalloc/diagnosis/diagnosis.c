/*
 * Where the layer begins: whether it is wanted, and the first allocator
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <stdatomic.h>

#include "allocator.h"
#include "guard_report.h"
#include "hook.h"
#include "judge.h"
#include "log.h"
#include "narrate.h"
#include "options.h"
#include "proxy.h"
#include "watch.h"
#include "wrap.h"

enum state
{
    STATE_UNKNOWN,
    STATE_OFF,
    STATE_ON,
};

static _Atomic enum state state;
static struct platform_lock start_lock;

/* Whether to try the instruction again, with the page open. */
static bool handle_fault(uintptr_t address, bool write, const void *instruction)
{
    uint8_t *page;

    return guard_report_fault(address, write, instruction, &page) && options.guard & GUARD_CONTINUE
            && system_open(page, GUARD_PAGE_SIZE);
}

static enum state start(void)
{
    system_start();
    ledger_start();
    if (!options_read())
        return STATE_OFF;
    narrate_start();
    watch_start();
    if (options.guard & GUARD_PAGE)
        system_watch_faults(handle_fault);
    return STATE_ON;
}

bool diagnosis_is_on(void)
{
    enum state now = atomic_load_explicit(&state, memory_order_acquire);

    if (now == STATE_UNKNOWN)
    {
        platform_lock_acquire(&start_lock);
        if ((now = atomic_load_explicit(&state, memory_order_relaxed)) == STATE_UNKNOWN)
        {
            now = start();
            atomic_store_explicit(&state, now, memory_order_release);
        }
        platform_lock_release(&start_lock);
    }
    return now == STATE_ON;
}

HRESULT diagnosis_allocator_create(IUnknown *outer, const void *caller, IUnknown **unknown)
{
    IMemAllocator *real;
    IUnknown *inner;
    HRESULT hr;

    if (options.wrap[0])
        hr = wrap_create(&real);
    else if (SUCCEEDED(hr = allocator_create(NULL, &inner)))
    {
        hr = IUnknown_QueryInterface(inner, &IID_IMemAllocator, (void **)&real);
        IUnknown_Release(inner);
    }
    if (FAILED(hr))
        return hr;

    if (proxy_allocator_create(outer, real, caller, unknown))
        return S_OK;
    IMemAllocator_Release(real);
    log_line(LOG_WARN, "out of memory: an allocator is not looked at");
    return allocator_create(outer, unknown);
}

/* The process ends, or the DLL is unloaded although it was to stay.  All other threads may have been killed, wherever they
 * were. */
static __attribute__((destructor)) void end(void)
{
    if (atomic_load_explicit(&state, memory_order_relaxed) != STATE_ON)
        return;
    judge_end();
    narrate_end();
}
