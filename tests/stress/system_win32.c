/*
 * The stress test's system under Windows and Wine
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <stdio.h>
#include <stdlib.h>

#include "system.h"

#include <uuids.h>

static HRESULT(WINAPI *can_unload)(void);

IClassFactory *system_open_provider(const char *dll)
{
    HRESULT(WINAPI * get_class_object)(REFCLSID clsid, REFIID iid, void **out);
    char path[MAX_PATH];
    IClassFactory *factory;
    HMODULE module;
    DWORD length;
    HRESULT hr;

    if (!dll)
    {
        length = GetEnvironmentVariableA("QUARTZALLOC_TEST_DLL", path, sizeof(path));
        if (length >= sizeof(path))
        {
            fprintf(stderr, "quartzalloc-stress: the path in QUARTZALLOC_TEST_DLL is too long: use a shorter one\n");
            return NULL;
        }
        dll = length ? path : "quartzalloc.dll";
    }

    /* Errors come back as codes, not as a box that waits for a click. */
    SetErrorMode(SEM_FAILCRITICALERRORS | SEM_NOOPENFILEERRORBOX);
    CoInitializeEx(NULL, COINIT_MULTITHREADED);
    if (!(module = LoadLibraryA(dll)))
    {
        fprintf(stderr, "quartzalloc-stress: cannot load %s (error %u): name a DLL of this width with --dll\n", dll,
                (unsigned int)GetLastError());
        return NULL;
    }
    get_class_object = (void *)GetProcAddress(module, "DllGetClassObject");
    can_unload = (void *)GetProcAddress(module, "DllCanUnloadNow");
    if (!get_class_object || !can_unload)
    {
        fprintf(stderr, "quartzalloc-stress: %s is no COM server: name another with --dll\n", dll);
        return NULL;
    }
    if (FAILED(hr = get_class_object(&CLSID_MemoryAllocator, &IID_IClassFactory, (void **)&factory)))
    {
        fprintf(stderr, "quartzalloc-stress: %s has no CLSID_MemoryAllocator (0x%08x): name another with --dll\n", dll,
                (unsigned int)hr);
        return NULL;
    }
    return factory;
}

HRESULT system_can_unload(void)
{
    return can_unload();
}

static DWORD WINAPI thread_main(void *context)
{
    struct system_thread *thread = context;

    thread->function(thread->context);
    return 0;
}

void system_thread_start(struct system_thread *thread, void (*function)(void *context), void *context)
{
    thread->function = function;
    thread->context = context;
    if (!(thread->handle = CreateThread(NULL, 0, thread_main, thread, 0, NULL)))
    {
        fprintf(stderr, "quartzalloc-stress: cannot start a thread (error %u)\n", (unsigned int)GetLastError());
        system_exit(3);
    }
}

bool system_thread_join(struct system_thread *thread, unsigned int milliseconds)
{
    if (WaitForSingleObject(thread->handle, milliseconds) != WAIT_OBJECT_0)
        return false;
    CloseHandle(thread->handle);
    return true;
}

/* In the system's own code, which the program and the DLL under test enter only to sleep. */
bool system_thread_sleeps(struct system_thread *thread)
{
    CONTEXT context = { .ContextFlags = CONTEXT_CONTROL };
    MEMORY_BASIC_INFORMATION info;
    const void *address;
    BOOL known;

    if (SuspendThread(thread->handle) == (DWORD)-1)
        return false;
    known = GetThreadContext(thread->handle, &context);
    ResumeThread(thread->handle);
#if defined(__aarch64__)
    address = (const void *)(uintptr_t)context.Pc;
#elif defined(_WIN64)
    address = (const void *)(uintptr_t)context.Rip;
#else
    address = (const void *)(uintptr_t)context.Eip;
#endif
    return known && VirtualQuery(address, &info, sizeof(info)) && info.AllocationBase == GetModuleHandleW(L"ntdll.dll");
}

static DWORD self_index(void)
{
    static _Atomic DWORD index = TLS_OUT_OF_INDEXES;
    DWORD mine = atomic_load(&index), none = TLS_OUT_OF_INDEXES;

    if (mine != TLS_OUT_OF_INDEXES)
        return mine;
    mine = TlsAlloc();
    if (!atomic_compare_exchange_strong(&index, &none, mine))
    {
        TlsFree(mine);
        mine = none;
    }
    return mine;
}

void system_set_self(void *self)
{
    TlsSetValue(self_index(), self);
}

void *system_self(void)
{
    return TlsGetValue(self_index());
}

uint64_t system_milliseconds(void)
{
    return GetTickCount64();
}

void system_sleep(unsigned int milliseconds)
{
    Sleep(milliseconds);
}

void system_yield(void)
{
    Sleep(0);
}

void system_exit(int code)
{
    fflush(stdout);
    /* Not exit(): threads that hang may hold what it wants. */
    TerminateProcess(GetCurrentProcess(), (UINT)code);
    for (;;)
        Sleep(INFINITE);
}
