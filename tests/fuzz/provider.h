/*
 * An allocator to try: where it comes from, the DLL's two entry points for COM
 *
 * provider_posix.c has the sources of the DLL linked in, natively, where sanitizers can watch them; provider_win32.c loads
 * a DLL, on Windows and under Wine.  model_class.c provides the model.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef QUARTZALLOC_FUZZ_PROVIDER_H
#define QUARTZALLOC_FUZZ_PROVIDER_H

#include <stdbool.h>
#include <stdint.h>

#define COBJMACROS
#define WIN32_LEAN_AND_MEAN
#ifndef CONST_VTABLE
#define CONST_VTABLE
#endif
#include <windows.h>
#include <objbase.h>

#include "strmif.h"

#include <uuids.h>
#include <vfwmsgs.h>

struct provider
{
    const char *name; /* for messages */
    HRESULT(WINAPI *get_class_object)(REFCLSID clsid, REFIID iid, void **out);
    HRESULT(WINAPI *can_unload)(void); /* may be NULL */
    void *module;                      /* where it is a DLL */
};

/* The contract as a program: a small allocator that keeps its rows, with one thread (model.h). */
extern const struct provider model_provider;

/*
 * The allocator under test.  path: a DLL; NULL takes the one of QUARTZALLOC_TEST_DLL, else quartzalloc.dll, and is the only
 * value natively.  Returns false after saying why on standard error; DLLs are never unloaded.
 */
bool provider_open(struct provider *provider, const char *path);

#endif
