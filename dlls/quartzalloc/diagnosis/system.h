/*
 * All that diagnosis asks of the operating system beyond platform.h: threads, modules, stacks, the environment, a log
 *
 * system_win32.c is the side that ships; system_posix.c lets sanitizers see the layer.  No function takes the loader
 * lock after system_stay: a DllMain that waits for a streaming thread must not hang because of us.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef QUARTZALLOC_DIAGNOSIS_SYSTEM_H
#define QUARTZALLOC_DIAGNOSIS_SYSTEM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "platform.h"

/* The longest name of a module, a thread or a program that is kept, with its terminating 0. */
#define SYSTEM_NAME_SIZE 64

/* The deepest stack that is kept. */
#define SYSTEM_STACK_DEPTH 16

/* Modules begin at multiples of this. */
#ifdef _WIN32
#define SYSTEM_MODULE_GRANULARITY 65536
#else
#define SYSTEM_MODULE_GRANULARITY 4096
#endif

/* Once, before anything else here: may take the loader lock. */
void system_start(void);

/* Once, when diagnosis is on: keeps this DLL loaded for as long as the process lives.  May take the loader lock. */
void system_stay(void);

/* Whether the process is ending and all other threads were killed, possibly inside a lock. */
bool system_is_ending(void);

/* Take a lock if nobody holds it.  Any thread. */
bool system_lock_try(struct platform_lock *lock);

/* Take a lock; at the process's end, return false where a thread that was killed has it. */
static inline bool system_lock(struct platform_lock *lock)
{
    if (system_is_ending())
        return system_lock_try(lock);
    platform_lock_acquire(lock);
    return true;
}

/*
 * Leave a lock that system_lock has taken.  At the process's end without waking who waits for it: they were killed, and one
 * of them may have been inside the system's own wake-up, which would then wait for that thread for ever.
 */
static inline void system_unlock(struct platform_lock *lock)
{
    if (system_is_ending())
        platform_lock_init(lock);
    else
        platform_lock_release(lock);
}

uint32_t system_thread_id(void);
uint32_t system_process_id(void);

/*
 * The name that the program has given the thread, in UTF-8; empty where it has none or the system keeps none.  Makes a
 * request to the Wine server: for reports only.
 */
void system_thread_name(uint32_t thread, char name[SYSTEM_NAME_SIZE]);

/* The file name of the program without its folder. */
void system_program_name(char name[SYSTEM_NAME_SIZE]);

/* A module, as it was when it was seen first. */
struct system_module
{
    uintptr_t base;
    uint32_t size;
    uint32_t timestamp; /* the linker's, to tell versions apart; 0 where there is none */
    char name[SYSTEM_NAME_SIZE];
};

/* Describe the module that has `address`, which must be code that runs now.  Returns false for code outside modules. */
bool system_describe_module(uintptr_t address, struct system_module *module);

/*
 * Where the file of the module at `base` lies, in UTF-8, as the system names it: "\??\C:\filter.ax" under Wine,
 * "\Device\HarddiskVolume1\filter.ax" on Windows.  Returns false where that is not known or does not fit.
 */
bool system_module_path(uintptr_t base, char *path, size_t size);

/* The folder of Wine's prefix as a path of Unix, in UTF-8.  Returns false where there is none.  May take the loader lock. */
bool system_prefix(char *path, size_t size);

/*
 * Return addresses of the calling thread, the caller of the function that calls this one first; at most `depth`.  The
 * system's own unwinder: in 32-bit programs it sees functions with frame pointers only.
 */
unsigned int system_stack(uintptr_t *addresses, unsigned int depth);

/* The variable's value in UTF-8.  Returns false where it is not set; cut off where it does not fit. */
bool system_environment(const char *name, char *value, size_t size);

/*
 * `path` in UTF-8, a Unix or a Windows path, as functions of Windows take it: `size` characters with the terminating 0.
 * Returns false where it does not fit.  Not on POSIX.
 */
#ifdef _WIN32
bool system_wide_path(const char *path, wchar_t *wide, size_t size);
#endif

/*
 * Where text goes: open `path` (UTF-8; a Unix or a Windows path) for appending, or where it is empty the debug output of
 * Wine or standard error.  Returns false where the file cannot be opened; the text goes where it would without a path.
 */
bool system_log_open(const char *path);

/* Write one line, with its end of line.  Callers take turns. */
void system_log_write(const char *line, size_t length);

/* Reserve address space that nobody may touch; given back with platform_free_block.  NULL where there is none. */
void *system_reserve(size_t size);

/* Let whole pages of it be read and written, or nobody touch them any more; their contents stay. */
bool system_open(void *pages, size_t size);
void system_close(void *pages, size_t size);

/*
 * Call `handler` at each access violation, before anybody else sees it: with the address, whether it is a write, and the
 * instruction.  Where it returns true, the instruction is tried again.
 */
void system_watch_faults(bool (*handler)(uintptr_t address, bool write, const void *instruction));

/* A value of the calling thread, NULL at first. */
void system_set_thread_value(const void *value);
const void *system_thread_value(void);

/* Stop in a debugger. */
void system_break(void);

/* What a thread of our own is to do. */
struct system_errand
{
    void (*function)(void *context);
    void *context;
};

/*
 * Start a thread that runs the errand, which stays where it is until the process ends.  Does not wait for it.  Returns
 * false where there is none to be had.
 */
bool system_start_thread(struct system_errand *errand);

/*
 * Run the errand on another thread and wait until it has returned. Returns false, and does not run it, where there
 * is no thread to be had. The new thread needs the loader lock: not for what must work without it.
 */
bool system_run_elsewhere(struct system_errand *errand);

void system_sleep_for(unsigned int milliseconds);

#endif
