/*
 * The allocator under test: where it comes from, what is known of it, and how a test makes one.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/*
 * Messages cite the row of the contract that they hold: ok(hr == S_OK, "6.4: got hr %#lx.\n", hr), several rows as
 * "2.4, 2.5: ...". The citation stands in the format string itself, where tools find it.
 *
 * Environment:
 *   QUARTZALLOC_TEST_DLL=path   test that DLL's class instead of what CoCreateInstance gives
 *   QUARTZALLOC_TEST_UNSAFE=1   make the calls of target_survives() whatever the target
 *   QUARTZALLOC_TEST_OBSERVED=1 the allocator is looked at by quartzalloc's diagnosis (docs/diagnostics.md)
 *   QUARTZALLOC_TEST_BUILTIN=1  ... and it is Wine's builtin, whichever DLL makes it
 */

#ifndef QUARTZALLOC_TESTS_TARGET_H
#define QUARTZALLOC_TESTS_TARGET_H

/* The tests' own vtables are constant. */
#ifndef CONST_VTABLE
#define CONST_VTABLE
#endif

#include "dshow.h"
#include "wine/test.h"

/* How long a wait may take before the test fails. Nothing that works comes near it, however busy the machine. */
#define TIMEOUT 10000

struct target
{
    HMODULE module;
    char name[MAX_PATH];
    BOOL ours;     /* quartzalloc, under whatever name and by whichever way */
    BOOL builtin;  /* Wine's own quartz: known differences are todo there, and only there */
    BOOL observed; /* diagnosis is on: each hand-out is a new object, and its records have locks */
    BOOL named;    /* by QUARTZALLOC_TEST_DLL: its class object is the suite's to hold, not COM's */
    HRESULT(WINAPI *get_class_object)(REFCLSID clsid, REFIID iid, void **out);
    HRESULT(WINAPI *can_unload)(void);
};

extern struct target target;

/* Reports what is wrong and returns FALSE if there is nothing to test. A START_TEST begins with it and, if it returned
 * TRUE, ends with close_target. */
extern BOOL open_target(void);
extern void close_target(void);

/* Most subtests' whole body: opens the target, makes the calls, closes it. */
#define run_tests(...) run_tests_((void (*const[])(void)){ __VA_ARGS__, NULL })
extern void run_tests_(void (*const *tests)(void));

enum crash
{
    CRASHES_WINE = 1,    /* the builtin crashes, hangs or corrupts memory */
    CRASHES_WINDOWS = 2, /* Windows does, or may */
};

/* FALSE if the target is known not to survive the calls that follow. */
extern BOOL target_survives(unsigned int crash);

/* The DLL's DllCanUnloadNow while the suite holds no class object: where that counts as alive, as it does on Windows, only
 * what a test left behind is to be seen. COM may hold one all the same (row 1.6). */
extern HRESULT can_unload_now(void);

#define check_unloadable(expect, rows) \
    do \
    { \
        if (target.can_unload) \
        { \
            HRESULT hr_ = can_unload_now(); \
            todo_builtin_if((expect) == S_OK) ok(hr_ == (expect) || windows_differs(!target.named && hr_ == S_FALSE), \
                                                 rows ": DllCanUnloadNow returned %#lx.\n", hr_); \
        } \
    } while (0)

extern HRESULT create_instance(IUnknown *outer, REFIID iid, void **out);
extern IMemAllocator *create_allocator(void);
extern IMemAllocator *create_committed(LONG count, LONG size, LONG align, LONG prefix);

/* What differs on Wine's builtin. */
#define todo_builtin          todo_wine_if(target.builtin)
#define todo_builtin_if(cond) todo_wine_if(target.builtin && (cond))

/* What Windows' allocator may do instead; never accepted from ours. */
#define windows_differs(cond) broken(!target.ours && (cond))

static inline ULONG get_refcount(void *object)
{
    IUnknown_AddRef((IUnknown *)object);
    return IUnknown_Release((IUnknown *)object);
}

static inline HRESULT set_properties(IMemAllocator *allocator, LONG count, LONG size, LONG align, LONG prefix)
{
    ALLOCATOR_PROPERTIES request = { count, size, align, prefix }, actual;

    return IMemAllocator_SetProperties(allocator, &request, &actual);
}

/* A sample if one is free, else NULL. */
static inline IMediaSample *get_sample(IMemAllocator *allocator)
{
    IMediaSample *sample = NULL;

    if (FAILED(IMemAllocator_GetBuffer(allocator, &sample, NULL, NULL, AM_GBF_NOWAIT)))
        return NULL;
    return sample;
}

static inline BYTE *get_pointer(IMediaSample *sample)
{
    BYTE *pointer = NULL;

    IMediaSample_GetPointer(sample, &pointer);
    return pointer;
}

/* Whether `sample` is the one that was `before` and had the buffer `pointer`. An allocator that is looked at makes a new
 * object of it, and only the buffer tells. */
static inline BOOL is_same_sample(IMediaSample *sample, IMediaSample *before, BYTE *pointer)
{
    return sample == before || (target.observed && sample && get_pointer(sample) == pointer);
}

/* As many as there are, which is as many as are asked for. */
static inline void get_samples(IMemAllocator *allocator, IMediaSample **samples, BYTE **pointers, unsigned int count)
{
    unsigned int i;

    for (i = 0; i < count; i++)
    {
        samples[i] = get_sample(allocator);
        ok(samples[i] != NULL, "5.1: there is no sample %u.\n", i);
        pointers[i] = get_pointer(samples[i]);
    }
}

static inline BOOL is_mapped(const void *address)
{
    MEMORY_BASIC_INFORMATION info;

    return VirtualQuery(address, &info, sizeof(info)) && info.State == MEM_COMMIT;
}

/* The result of a call, of which nothing else is wanted. */
#define check_hr(call, expect, rows) \
    do \
    { \
        HRESULT hr_ = (call); \
        ok(hr_ == (expect), rows ": got hr %#lx.\n", hr_); \
    } while (0)

/* call: AddRef or Release, with what it must return */
#define check_references(call, expect, rows) \
    do \
    { \
        ULONG references_ = (call); \
        ok(references_ == (expect), rows ": got %lu references.\n", references_); \
    } while (0)

/* An allocator works: after failures, say. It takes properties, commits, hands out a sample, and is decommitted again. */
#define check_works(allocator, rows) \
    do \
    { \
        IMediaSample *sample_; \
        check_hr(set_properties(allocator, 1, 100, 1, 0), S_OK, rows); \
        check_hr(IMemAllocator_Commit(allocator), S_OK, rows); \
        sample_ = get_sample(allocator); \
        ok(sample_ != NULL, rows ": there is no sample.\n"); \
        if (sample_) \
            IMediaSample_Release(sample_); \
        IMemAllocator_Decommit(allocator); \
    } while (0)

#define check_interface(iface, iid, expect_hr, row) check_interface_(__LINE__, (IUnknown *)(iface), iid, expect_hr, row)
#define check_interface_(line, iface, iid, expect_hr, row) \
    do \
    { \
        IUnknown *unknown_ = (IUnknown *)0xdeadbeef; \
        HRESULT hr_ = IUnknown_QueryInterface(iface, iid, (void **)&unknown_); \
        ok_(__FILE__, line)(hr_ == (expect_hr), row ": got hr %#lx for %s.\n", hr_, wine_dbgstr_guid(iid)); \
        if (SUCCEEDED(hr_)) \
            IUnknown_Release(unknown_); \
        else \
            ok_(__FILE__, line)(!unknown_, row ": got pointer %p for %s.\n", (void *)unknown_, wine_dbgstr_guid(iid)); \
    } while (0)

#endif /* QUARTZALLOC_TESTS_TARGET_H */
