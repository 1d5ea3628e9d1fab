/*
 * The only thing that the storeys below know of diagnosis: who makes an allocator
 *
 * Without QUARTZALLOC_DIAGNOSIS the layer is not compiled in, and every allocator is a plain one.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef QUARTZALLOC_DIAGNOSIS_HOOK_H
#define QUARTZALLOC_DIAGNOSIS_HOOK_H

#include <stdbool.h>

#include "com.h"

#ifdef QUARTZALLOC_DIAGNOSIS

/*
 * Whether this process wants its allocators observed or steered: one of the options of options.h is set and
 * QUARTZALLOC_PROCESS does not leave the program out.  The answer is found out at the first call and never changes.  Any thread.
 */
bool diagnosis_is_on(void);

/*
 * Make an allocator with one reference, steered or with a proxy around it or both.  Arguments and results as for allocator_create; caller: the
 * return address of CreateInstance.  Where there is no memory for a proxy, the allocator comes without one, and a line says
 * so.  Any thread.
 */
HRESULT diagnosis_allocator_create(IUnknown *outer, const void *caller, IUnknown **unknown);

#else

static inline bool diagnosis_is_on(void)
{
    return false;
}

static inline HRESULT diagnosis_allocator_create(IUnknown *outer, const void *caller, IUnknown **unknown)
{
    (void)outer;
    (void)caller;
    (void)unknown;
    return E_NOTIMPL;
}

#endif

#endif
