/*
 * The stress test's system on POSIX, with the DLL's own sources linked in and the little of COM that they need
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#define _GNU_SOURCE

#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Defines here the identifiers that come from import libraries on Windows. */
#define INITGUID
#include "system.h"

#include <uuids.h>

#include "quartzalloc.h"

HRESULT WINAPI DllGetClassObject(REFCLSID clsid, REFIID iid, void **out);
HRESULT WINAPI DllCanUnloadNow(void);

void *WINAPI CoTaskMemAlloc(SIZE_T size)
{
    return malloc(size ? size : 1);
}

void WINAPI CoTaskMemFree(void *memory)
{
    free(memory);
}

BOOL WINAPI DisableThreadLibraryCalls(HMODULE module)
{
    (void)module;
    return TRUE;
}

IClassFactory *system_open_provider(const char *dll)
{
    IClassFactory *factory;

    if (dll)
    {
        fprintf(stderr, "stress-test: no DLL can be named here: the allocator is part of this program\n");
        return NULL;
    }
    if (DllGetClassObject(&CLSID_MemoryAllocator, &IID_IClassFactory, (void **)&factory) != S_OK)
        return NULL;
    return factory;
}

HRESULT system_can_unload(void)
{
    return DllCanUnloadNow();
}

static void *thread_main(void *context)
{
    struct system_thread *thread = context;

    atomic_store(&thread->id, syscall(SYS_gettid));
    thread->function(thread->context);
    atomic_store(&thread->ended, true);
    return NULL;
}

void system_thread_start(struct system_thread *thread, void (*function)(void *context), void *context)
{
    pthread_t id;

    thread->function = function;
    thread->context = context;
    atomic_init(&thread->id, 0);
    atomic_init(&thread->ended, false);
    if (pthread_create(&id, NULL, thread_main, thread))
    {
        fprintf(stderr, "stress-test: cannot start a thread\n");
        system_exit(3);
    }
    thread->handle = (void *)id;
}

bool system_thread_join(struct system_thread *thread, unsigned int milliseconds)
{
    uint64_t start = system_milliseconds();

    while (!atomic_load(&thread->ended))
    {
        if (system_milliseconds() - start > milliseconds)
            return false;
        system_sleep(1);
    }
    pthread_join((pthread_t)thread->handle, NULL);
    return true;
}

bool system_thread_sleeps(struct system_thread *thread)
{
    char path[64], state = 0;
    FILE *file;

    snprintf(path, sizeof(path), "/proc/self/task/%ld/stat", atomic_load(&thread->id));
    if (!(file = fopen(path, "r")))
        return false;
    if (fscanf(file, "%*d (%*[^)]) %c", &state) != 1)
        state = 0;
    fclose(file);
    return state == 'S';
}

static _Thread_local void *thread_self;

void system_set_self(void *self)
{
    thread_self = self;
}

void *system_self(void)
{
    return thread_self;
}

uint64_t system_milliseconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

void system_sleep(unsigned int milliseconds)
{
    struct timespec time = { milliseconds / 1000, (long)(milliseconds % 1000) * 1000000 };

    nanosleep(&time, NULL);
}

void system_yield(void)
{
    sched_yield();
}

void system_exit(int code)
{
    fflush(stdout);
    _exit(code);
}
