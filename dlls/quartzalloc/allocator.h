/*
 * The allocator object, as the class factory knows it
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef QUARTZALLOC_ALLOCATOR_H
#define QUARTZALLOC_ALLOCATOR_H

#include "com.h"

/*
 * Make an allocator with one reference (row 1.7).  outer: the object that aggregates it, or NULL; no reference on it is
 * taken.  *unknown receives the non-delegating IUnknown.  S_OK or E_OUTOFMEMORY.
 */
HRESULT allocator_create(IUnknown *outer, IUnknown **unknown);

#endif
