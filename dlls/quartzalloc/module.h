/*
 * What the files of the COM storey share about the DLL as a whole
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef QUARTZALLOC_MODULE_H
#define QUARTZALLOC_MODULE_H

#define COBJMACROS
#define WIN32_LEAN_AND_MEAN
#include <windows.h>
#include <objbase.h>

#include "quartzalloc.h"

/* The DLL's own instance, from DllMain. */
extern HINSTANCE module_instance;

/*
 * Count one more, or one fewer, reason to stay loaded: a live object or a lock of the class factory.  DllCanUnloadNow
 * answers S_OK exactly when none is left (row 1.6).  Any thread.
 */
void module_add_reason(void);
void module_drop_reason(void);

/* The class factory's part of DllGetClassObject, class_factory.c. */
HRESULT class_factory_query(REFIID iid, void **out);

#endif
