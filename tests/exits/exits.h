/*
 * Ends of threads, of processes and of the DLL at the wrong moment: what the cases share
 *
 * Each case runs in a process of its own.  It says what is wrong with fail(), calls ending() when nothing is left to do but to
 * end, and ends.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef QUARTZALLOC_EXITS_H
#define QUARTZALLOC_EXITS_H

#define COBJMACROS
#define CONST_VTABLE
#include <windows.h>
#include <objbase.h>

#include "quartzalloc.h"
#include "../object.h"

#include <uuids.h>
#include <vfwmsgs.h>

/* Milliseconds after which a wait inside a case has failed. */
#define PATIENCE 20000

/* What a case's process shares with the one that started it. */
struct shared
{
    volatile LONG ending;   /* ending() was called */
    volatile LONG released; /* references that the holder has given back while the process ended */
    volatile LONG skipped;
    char failure[400]; /* empty where nothing is wrong; or why the case is skipped */
};
extern struct shared *shared;

struct exit_case
{
    const char *name;
    void (*run)(void);
    LONG released; /* how many references the holder must have given back after the end */
};
extern const struct exit_case exit_cases[];
extern const unsigned int exit_case_count;

/* Say what is wrong, and end the process. */
void fail(const char *format, ...) __attribute__((format(printf, 1, 2), noreturn));
/* Say why the case cannot run here, and end the process. */
void skip(const char *format, ...) __attribute__((format(printf, 1, 2), noreturn));
/* From here on the process has a second to end. */
void ending(void);

/* fail() where the result of a call is another one. */
#define expect(call, expected) expect_result(#call, call, expected)
void expect_result(const char *call, HRESULT result, HRESULT expected);

/* The DLL under test. */
struct target
{
    HMODULE module;
    const char *path;
    HRESULT(WINAPI *get_class_object)(REFCLSID clsid, REFIID iid, void **out);
    HRESULT(WINAPI *can_unload)(void);
};
extern struct target target;
void load_target(void);

/* An allocator of the DLL under test, committed, with so many buffers of 64 bytes. */
IMemAllocatorCallbackTemp *create_allocator(LONG buffers);
IMediaSample *get_buffer(IMemAllocatorCallbackTemp *allocator);
/* Take a sample and give it back. */
void cycle(IMemAllocatorCallbackTemp *allocator);

/* Let the holder have a reference. */
void give_to_holder(void *object);

/* A thread that calls GetBuffer and waits there, for there is no sample. */
struct waiter
{
    IMemAllocatorCallbackTemp *allocator;
    IMediaSample *sample;
    HRESULT hr;
    HANDLE thread;
};
void start_waiter(struct waiter *waiter, IMemAllocatorCallbackTemp *allocator);

/* A thread that releases a sample and stays in NotifyRelease, for ever or until leave_notify is set. */
HANDLE start_in_notify(IMemAllocatorCallbackTemp *allocator, struct object *callback);
extern HANDLE leave_notify;

/* The thread must end, by itself. */
void join(HANDLE thread, const char *what);

/* The case that fills the address space: address_space.c; those that unload the DLL: unloading.c. */
void case_full_address_space(void);
void case_free_library_with_samples(void);
void case_free_library_under_waiter(void);
void case_unload_by_the_rules(void);

#endif
