/*
 * Where the layer begins: whether it is wanted, and the first allocator
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <stdatomic.h>

#include "allocator.h"
#include "clock.h"
#include "guard_report.h"
#include "hook.h"
#include "judge.h"
#include "log.h"
#include "narrate.h"
#include "options.h"
#include "proxy.h"
#include "steer.h"
#include "trace_file.h"
#include "watch.h"
#include "wrap.h"

/* What is wanted, options_wanted, or that nobody has asked yet. */
#define STATE_UNKNOWN (-1)

static _Atomic int state = STATE_UNKNOWN;
static struct platform_lock start_lock;

/* Whether to try the instruction again, with the page open. */
static bool handle_fault(uintptr_t address, bool write, const void *instruction)
{
    uint8_t *page;

    return guard_report_fault(address, write, instruction, &page) && options.guard & GUARD_CONTINUE
            && system_open(page, GUARD_PAGE_SIZE);
}

static int start(void)
{
    unsigned int wanted;

    system_start();
    ledger_start();
    wanted = options_read();
    if (wanted)
        system_stay();
    if (wanted & WANTED_STEER && options.wrap[0])
    {
        log_line(LOG_WARN, "QUARTZALLOC_WRAP: allocators of %.200s are not steered, only ours are", options.wrap);
        wanted &= ~(unsigned int)WANTED_STEER;
    }
    if (wanted && (!options.quiet || wanted & WANTED_STEER))
        narrate_start(wanted);
    if (wanted & WANTED_LOOK && options.trace[0] && !trace_open(options.trace, options.trace_size) && options.quiet)
        wanted &= ~(unsigned int)WANTED_LOOK;
    if (wanted & WANTED_LOOK)
    {
        watch_start();
        if (options.guard & GUARD_PAGE)
            system_watch_faults(handle_fault);
    }
    return (int)wanted;
}

bool diagnosis_is_on(void)
{
    int now = atomic_load_explicit(&state, memory_order_acquire);

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
    return now != WANTED_NOTHING;
}

/* An allocator of ours, steered where that is wanted. */
static HRESULT create(IUnknown *outer, int wanted, IUnknown **unknown)
{
    HRESULT hr = allocator_create(outer, unknown);

    if (SUCCEEDED(hr) && wanted & WANTED_STEER)
        steer_allocator(*unknown);
    return hr;
}

HRESULT diagnosis_allocator_create(IUnknown *outer, const void *caller, IUnknown **unknown)
{
    int wanted = atomic_load_explicit(&state, memory_order_relaxed);
    IMemAllocator *real;
    IUnknown *inner;
    HRESULT hr;

    if (!(wanted & WANTED_LOOK))
        return create(outer, wanted, unknown);
    if (options.wrap[0])
        hr = wrap_create(outer, &real);
    else if (SUCCEEDED(hr = create(NULL, wanted, &inner)))
    {
        hr = IUnknown_QueryInterface(inner, &IID_IMemAllocator, (void **)&real);
        IUnknown_Release(inner);
    }
    if (FAILED(hr))
        return hr;

    if (proxy_allocator_create(outer, real, caller, unknown))
        return S_OK;
    log_line(LOG_WARN, "out of memory: an allocator is not looked at");
    hr = outer ? E_OUTOFMEMORY : IMemAllocator_QueryInterface(real, &IID_IUnknown, (void **)unknown);
    IMemAllocator_Release(real);
    return hr;
}

/* The process ends, or the DLL is unloaded although it was to stay.  All other threads may have been killed, wherever they
 * were. */
static __attribute__((destructor)) void end(void)
{
    int now = atomic_load_explicit(&state, memory_order_relaxed);

    if (now == STATE_UNKNOWN || !(now & WANTED_LOOK))
        return;
    judge_end();
    trace_end(clock_nanoseconds());
    if (!options.quiet)
        narrate_end();
}
