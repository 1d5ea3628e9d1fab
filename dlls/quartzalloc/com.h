/*
 * What every file of the COM storey includes first: the interfaces that widl made of quartzalloc.idl, as C sees them, and
 * what all objects answer alike
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef QUARTZALLOC_COM_H
#define QUARTZALLOC_COM_H

#define COBJMACROS
#define WIN32_LEAN_AND_MEAN
#include <windows.h>
#include <objbase.h>

#include "quartzalloc.h"

#include <stdatomic.h>

/*
 * QueryInterface of an object with one interface pointer for all that it has.  object: that pointer.  known: the IIDs that
 * it answers to, NULL behind the last.  S_OK with a reference in *out; E_NOINTERFACE with *out NULL for any other IID (rows
 * 1.1, 7.1); E_POINTER where out is NULL (row 1.3).  Calls the object's AddRef and nothing else.
 */
HRESULT com_query(void *object, REFIID iid, void **out, const IID *const *known);

/*
 * AddRef and Release, as far as they count: one reference more or less, and how many there are then.  Any thread.  Whoever
 * is told 0 sees all that others did before they gave up theirs.
 */
static inline ULONG com_add_reference(_Atomic LONG *references)
{
    return (ULONG)atomic_fetch_add_explicit(references, 1, memory_order_relaxed) + 1;
}

static inline ULONG com_drop_reference(_Atomic LONG *references)
{
    return (ULONG)atomic_fetch_sub_explicit(references, 1, memory_order_acq_rel) - 1;
}

#endif
