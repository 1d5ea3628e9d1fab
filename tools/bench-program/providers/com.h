/*
 * Allocators that are COM objects: DLLs with the class CLSID_MemoryAllocator, and the system's own.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef QUARTZALLOC_BENCH_PROVIDER_COM_H
#define QUARTZALLOC_BENCH_PROVIDER_COM_H

#define COBJMACROS
#include <windows.h>
#include "providers/provider.h"
#include "strmif.h"

#ifndef VFW_E_TIMEOUT
#define VFW_E_TIMEOUT ((HRESULT)0x8004022e)
#endif

/*
 * Adds the DLL that an argument [NAME=]PATH names; without a name it is called by its file.  Returns NULL, or what is
 * wrong with it.
 */
const char *com_add_dll(struct providers *providers, const char *argument);
/* quartzalloc.dll beside the program, or where the system looks for DLLs; nothing where there is none. */
void com_add_default_dll(struct providers *providers);
/* The system's own. */
void com_add_builtin(struct providers *providers);

/* Loads the DLLs and finds the classes; what cannot be used has its error set, and is told on standard error. */
void com_open(struct providers *providers, const char *program);

/* An allocator without properties. */
HRESULT com_create_allocator(struct provider *provider, IMemAllocator **allocator);

#endif
