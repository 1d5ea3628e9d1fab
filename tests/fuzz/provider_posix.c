/*
 * The allocator natively: its sources are part of this program; tests/stress/system_posix.c has the little of COM that they need
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <stdio.h>

#include "provider.h"

HRESULT WINAPI DllGetClassObject(REFCLSID clsid, REFIID iid, void **out);
HRESULT WINAPI DllCanUnloadNow(void);

bool provider_open(struct provider *provider, const char *path)
{
    if (path)
    {
        fprintf(stderr, "no DLL can be named here: the allocator is part of this program\n");
        return false;
    }
    *provider = (struct provider){ "the allocator", DllGetClassObject, DllCanUnloadNow, NULL };
    return true;
}
