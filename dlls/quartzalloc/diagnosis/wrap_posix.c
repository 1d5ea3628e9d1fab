/*
 * QUARTZALLOC_WRAP on POSIX, where there are no other allocators
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "wrap.h"

HRESULT wrap_create(IUnknown *outer, IMemAllocator **allocator)
{
    (void)outer;
    (void)allocator;
    return CLASS_E_CLASSNOTAVAILABLE;
}
