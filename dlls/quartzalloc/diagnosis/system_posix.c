/*
 * The POSIX side of system.h
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#define _GNU_SOURCE

#include <dlfcn.h>
#include <errno.h>
#include <execinfo.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "system.h"

static int log_file = STDERR_FILENO;

void system_start(void)
{
}

void system_stay(void)
{
}

bool system_is_ending(void)
{
    return false;
}

bool system_lock_try(struct platform_lock *lock)
{
    return !pthread_mutex_trylock(&lock->mutex);
}

uint32_t system_thread_id(void)
{
    return (uint32_t)gettid();
}

uint32_t system_process_id(void)
{
    return (uint32_t)getpid();
}

void system_thread_name(uint32_t thread, char name[SYSTEM_NAME_SIZE])
{
    (void)thread;
    name[0] = 0;
}

void system_program_name(char name[SYSTEM_NAME_SIZE])
{
    snprintf(name, SYSTEM_NAME_SIZE, "%s", program_invocation_short_name);
}

bool system_describe_module(uintptr_t address, struct system_module *module)
{
    const char *name;
    Dl_info info;

    if (!dladdr((void *)address, &info) || !info.dli_fname)
        return false;
    memset(module, 0, sizeof(*module));
    name = strrchr(info.dli_fname, '/');
    module->base = (uintptr_t)info.dli_fbase;
    snprintf(module->name, sizeof(module->name), "%s", name ? name + 1 : info.dli_fname);
    return true;
}

bool system_module_path(uintptr_t base, char *path, size_t size)
{
    (void)base;
    (void)path;
    (void)size;
    return false;
}

bool system_prefix(char *path, size_t size)
{
    (void)path;
    (void)size;
    return false;
}

unsigned int system_stack(uintptr_t *addresses, unsigned int depth)
{
    void *frames[SYSTEM_STACK_DEPTH + 2];
    int count = backtrace(frames, SYSTEM_STACK_DEPTH + 2), i;

    for (i = 2; i < count && (unsigned int)i - 2 < depth; ++i)
        addresses[i - 2] = (uintptr_t)frames[i];
    return i > 2 ? (unsigned int)i - 2 : 0;
}

bool system_environment(const char *name, char *value, size_t size)
{
    const char *found = getenv(name);

    snprintf(value, size, "%s", found ? found : "");
    return found != NULL;
}

bool system_log_open(const char *path)
{
    int file;

    if (!path[0])
        return true;
    if ((file = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666)) < 0)
        return false;
    log_file = file;
    return true;
}

void system_log_write(const char *line, size_t length)
{
    if (write(log_file, line, length) < 0)
        return;
}

void *system_reserve(size_t size)
{
    void *pages = mmap(NULL, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    return pages == MAP_FAILED ? NULL : pages;
}

bool system_open(void *pages, size_t size)
{
    return !mprotect(pages, size, PROT_READ | PROT_WRITE);
}

void system_close(void *pages, size_t size)
{
    mprotect(pages, size, PROT_NONE);
}

void system_watch_faults(bool (*handler)(uintptr_t address, bool write, const void *instruction))
{
    (void)handler;
}

static _Thread_local const void *thread_value;

void system_set_thread_value(const void *value)
{
    thread_value = value;
}

const void *system_thread_value(void)
{
    return thread_value;
}

void system_break(void)
{
    raise(SIGTRAP);
}

static void *thread_main(void *context)
{
    struct system_errand *errand = context;

    errand->function(errand->context);
    return NULL;
}

bool system_start_thread(struct system_errand *errand)
{
    pthread_t thread;

    if (pthread_create(&thread, NULL, thread_main, errand))
        return false;
    pthread_detach(thread);
    return true;
}

bool system_run_elsewhere(struct system_errand *errand)
{
    pthread_t thread;

    if (pthread_create(&thread, NULL, thread_main, errand))
        return false;
    pthread_join(thread, NULL);
    return true;
}

void system_sleep_for(unsigned int milliseconds)
{
    struct timespec time = { milliseconds / 1000, (long)(milliseconds % 1000) * 1000000 };

    nanosleep(&time, NULL);
}
