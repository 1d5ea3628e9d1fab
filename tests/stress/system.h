/*
 * What the stress test asks of the system: threads, time, and the DLL under test
 *
 * system_win32.c loads a DLL, on Windows and under Wine.  system_posix.c has the allocator linked in, natively, where
 * sanitizers can watch it.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef QUARTZALLOC_STRESS_SYSTEM_H
#define QUARTZALLOC_STRESS_SYSTEM_H

#include <stdatomic.h>
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

/*
 * Find the DLL under test: the one that `dll` names, else the one of QUARTZALLOC_TEST_DLL, else quartzalloc.dll.
 * Returns its factory for CLSID_MemoryAllocator; or NULL, after saying why on standard error.
 */
IClassFactory *system_open_provider(const char *dll);

/* DllCanUnloadNow of the DLL under test. */
HRESULT system_can_unload(void);

struct system_thread
{
    void (*function)(void *context);
    void *context;
    void *handle;
    _Atomic long id; /* of a thread that runs; POSIX only */
    _Atomic bool ended;
};

/* Ends the program when there is no thread to be had. */
void system_thread_start(struct system_thread *thread, void (*function)(void *context), void *context);

/* Returns false when the thread still runs after so many milliseconds. */
bool system_thread_join(struct system_thread *thread, unsigned int milliseconds);

/*
 * Whether the thread sleeps in the system at this moment.  A thread that makes no system call of its own between saying
 * that it will call GetBuffer and calling it, and then sleeps, is blocked in GetBuffer.
 */
bool system_thread_sleeps(struct system_thread *thread);

/* What the calling thread has set last, or NULL. */
void system_set_self(void *self);
void *system_self(void);

uint64_t system_milliseconds(void);
void system_sleep(unsigned int milliseconds);
void system_yield(void);

/* End the program at once, whatever its threads do. */
__attribute__((noreturn)) void system_exit(int code);

#endif
