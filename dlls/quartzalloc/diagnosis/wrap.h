/*
 * QUARTZALLOC_WRAP: the allocator of another DLL, to be looked at in place of ours
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef QUARTZALLOC_DIAGNOSIS_WRAP_H
#define QUARTZALLOC_DIAGNOSIS_WRAP_H

#include "com.h"

/*
 * Make an allocator of the class CLSID_MemoryAllocator of the DLL that options.wrap names.  outer: who wants to aggregate it,
 * or NULL; the result is then what that class says of it, and the allocator, if it agrees, is one of its own for the proxy to
 * aggregate.  CLASS_E_CLASSNOTAVAILABLE where there is no such DLL, else what its class factory gives.  Any thread.
 */
HRESULT wrap_create(IUnknown *outer, IMemAllocator **allocator);

#endif
