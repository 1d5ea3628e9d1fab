/*
 * A DLL with static objects: it gives back what it holds when the process ends, as the destructors of a C++ program do
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#define COBJMACROS
#include <windows.h>
#include <objbase.h>

#define HELD_MOST 16

static IUnknown *held[HELD_MOST];
static unsigned int held_count;
static volatile LONG *released_count;

/* Take over a reference, until the DLL is detached; *released then counts it. */
__declspec(dllexport) void hold(IUnknown *object, volatile LONG *released)
{
    released_count = released;
    held[held_count++] = object;
}

BOOL WINAPI DllMain(HINSTANCE instance, DWORD reason, void *reserved)
{
    unsigned int i;

    (void)instance;
    (void)reserved;
    for (i = 0; reason == DLL_PROCESS_DETACH && i < held_count; ++i)
    {
        IUnknown_Release(held[i]);
        InterlockedIncrement(released_count);
    }
    return TRUE;
}
