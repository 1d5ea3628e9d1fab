/*
 * The class factory, as DllGetClassObject knows it
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef QUARTZALLOC_CLASS_FACTORY_H
#define QUARTZALLOC_CLASS_FACTORY_H

#include "com.h"

/*
 * Ask the one class factory for an interface: IID_IUnknown or IID_IClassFactory (row 1.6).
 * S_OK with a reference in *out; E_NOINTERFACE with *out NULL; E_POINTER where out is NULL.  No lock.  Any thread.
 */
HRESULT class_factory_query(REFIID iid, void **out);

#endif
