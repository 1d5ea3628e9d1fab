/*
 * QUARTZALLOC_WRAP: the allocator of another DLL, to be looked at in place of ours
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef QUARTZALLOC_DIAGNOSIS_WRAP_H
#define QUARTZALLOC_DIAGNOSIS_WRAP_H

#include "com.h"

/* Make an allocator of the class CLSID_MemoryAllocator of the DLL that options.wrap names. */
HRESULT wrap_create(IMemAllocator **allocator);

#endif
