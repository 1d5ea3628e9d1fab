/*
 * The class object and the identity of an allocator: interfaces, reference counts, unloading, threading model.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#define COBJMACROS
#include "target.h"
#include "thread.h"

static const GUID IID_unknown = { 0xc2f1d6a4, 0x8e5d, 0x4a8c, { 0x91, 0x3b, 0x0a, 0x64, 0x77, 0xd2, 0x5e, 0x19 } };

static void test_interfaces(void)
{
    static const GUID *const others[] = { &IID_IMemAllocatorNotifyCallbackTemp,
                                          &IID_IMediaSample,
                                          &IID_IMediaSample2,
                                          &IID_IMarshal,
                                          &IID_IPersist,
                                          &IID_IClassFactory,
                                          &IID_unknown,
                                          &GUID_NULL };
    IMemAllocator *allocator = create_allocator();
    IUnknown *unknown = NULL;
    unsigned int i;
    HRESULT hr;
    ULONG ref;

    hr = IMemAllocator_QueryInterface(allocator, &IID_IMemAllocatorCallbackTemp, (void **)&unknown);
    todo_builtin ok(hr == S_OK, "1.1: got hr %#lx for IMemAllocatorCallbackTemp.\n", hr);
    if (unknown)
        IUnknown_Release(unknown);
    check_interface(allocator, &IID_IUnknown, S_OK, "1.1");
    check_interface(allocator, &IID_IMemAllocator, S_OK, "1.1");
    for (i = 0; i < ARRAY_SIZE(others); i++)
        check_interface(allocator, others[i], E_NOINTERFACE, "1.1");

    ref = IMemAllocator_Release(allocator);
    ok(!ref, "1.1, 1.7: %lu references are left after all were released.\n", ref);
}

static void test_identity(void)
{
    IMemAllocator *allocator = create_allocator(), *again;
    IMemAllocatorCallbackTemp *with_callback;
    IUnknown *unknown, *other;

    check_hr(IMemAllocator_QueryInterface(allocator, &IID_IUnknown, (void **)&unknown), S_OK, "1.2");
    check_hr(IUnknown_QueryInterface(unknown, &IID_IUnknown, (void **)&other), S_OK, "1.2");
    ok(other == unknown, "1.2: IUnknown of IUnknown is %p, not %p.\n", other, unknown);
    IUnknown_Release(other);

    check_hr(IUnknown_QueryInterface(unknown, &IID_IMemAllocator, (void **)&again), S_OK, "1.2");
    ok(again == allocator, "1.2: IMemAllocator is %p, not %p.\n", again, allocator);
    IMemAllocator_Release(again);

    with_callback = NULL;
    IMemAllocator_QueryInterface(allocator, &IID_IMemAllocatorCallbackTemp, (void **)&with_callback);
    todo_builtin ok((void *)with_callback == (void *)allocator,
                    "1.2: IMemAllocatorCallbackTemp is %p, IMemAllocator %p.\n", with_callback, allocator);
    if (with_callback)
    {
        check_hr(IMemAllocatorCallbackTemp_QueryInterface(with_callback, &IID_IUnknown, (void **)&other), S_OK, "1.2");
        ok(other == unknown, "1.2: IUnknown of IMemAllocatorCallbackTemp is %p, not %p.\n", other, unknown);
        IUnknown_Release(other);
        check_hr(IMemAllocatorCallbackTemp_QueryInterface(with_callback, &IID_IMemAllocator, (void **)&again), S_OK,
                 "1.2");
        ok(again == allocator, "1.2: IMemAllocator is %p, not %p.\n", again, allocator);
        IMemAllocator_Release(again);
        IMemAllocatorCallbackTemp_Release(with_callback);
    }

    IUnknown_Release(unknown);
    IMemAllocator_Release(allocator);
}

static void test_null_out(void)
{
    IMemAllocator *allocator;
    ULONG ref;

    if (!target_survives(CRASHES_WINE | CRASHES_WINDOWS))
    {
        skip("1.3: QueryInterface with a NULL out pointer would crash this allocator.\n");
        return;
    }
    allocator = create_allocator();
    check_hr(IMemAllocator_QueryInterface(allocator, &IID_IMemAllocator, NULL), E_POINTER, "1.3");
    check_hr(IMemAllocator_QueryInterface(allocator, &IID_unknown, NULL), E_POINTER, "1.3");
    ref = get_refcount(allocator);
    ok(ref == 1, "1.3: got %lu references.\n", ref);
    IMemAllocator_Release(allocator);
}

static void test_refcount(void)
{
    IMemAllocator *allocator = create_allocator();
    IUnknown *unknown;
    ULONG ref;

    check_references(IMemAllocator_AddRef(allocator), 2, "1.7");
    check_references(IMemAllocator_AddRef(allocator), 3, "1.7");
    check_references(IMemAllocator_Release(allocator), 2, "1.7");
    IMemAllocator_QueryInterface(allocator, &IID_IUnknown, (void **)&unknown);
    ref = get_refcount(allocator);
    ok(ref == 3, "1.7: got %lu references.\n", ref);
    IUnknown_Release(unknown);
    check_references(IMemAllocator_Release(allocator), 1, "1.7");
    check_references(IMemAllocator_Release(allocator), 0, "1.7");
}

static void test_unknown_interface(void)
{
    IUnknown *unknown;

    unknown = (IUnknown *)0xdeadbeef;
    check_hr(create_instance(NULL, &IID_unknown, (void **)&unknown), E_NOINTERFACE, "1.5");
    ok(!unknown, "1.5: got pointer %p.\n", unknown);
    unknown = (IUnknown *)0xdeadbeef;
    check_hr(create_instance(NULL, &IID_IMediaSample, (void **)&unknown), E_NOINTERFACE, "1.5");
    ok(!unknown, "1.5: got pointer %p.\n", unknown);
}

/* Uses the DLL's own exports: COM keeps class objects of its own, which would count too. */
static void test_class_factory(void)
{
    IClassFactory *factory;
    IMemAllocator *allocator;
    IMediaSample *sample;
    IUnknown *unknown;

    factory = (IClassFactory *)0xdeadbeef;
    check_hr(target.get_class_object(&IID_unknown, &IID_IClassFactory, (void **)&factory), CLASS_E_CLASSNOTAVAILABLE,
             "1.6");

    check_hr(target.get_class_object(&CLSID_MemoryAllocator, &IID_IClassFactory, (void **)&factory), S_OK, "1.6");
    check_interface(factory, &IID_IUnknown, S_OK, "1.6");
    check_interface(factory, &IID_IClassFactory, S_OK, "1.6");
    check_interface(factory, &IID_IMemAllocator, E_NOINTERFACE, "1.6");
    check_interface(factory, &IID_unknown, E_NOINTERFACE, "1.6");
    check_hr(target.get_class_object(&CLSID_MemoryAllocator, &IID_IUnknown, (void **)&unknown), S_OK, "1.6");
    IUnknown_Release(unknown);

    allocator = NULL;
    check_hr(IClassFactory_CreateInstance(factory, NULL, &IID_IMemAllocator, (void **)&allocator), S_OK, "1.6");
    if (target_survives(CRASHES_WINE | CRASHES_WINDOWS))
    {
        check_hr(IClassFactory_LockServer(factory, FALSE), S_OK, "1.6");
    }
    else
    {
        skip("1.6: Undoing a lock that is not there may let this module go.\n");
    }
    IClassFactory_Release(factory);
    if (!allocator)
        return;

    check_unloadable(S_FALSE, "1.6");

    /* A sample alone keeps the module too. */
    set_properties(allocator, 1, 100, 1, 0);
    IMemAllocator_Commit(allocator);
    sample = get_sample(allocator);
    ok(sample != NULL, "1.6: there is no sample.\n");
    IMemAllocator_Decommit(allocator);
    if (target_survives(CRASHES_WINE))
    {
        IMemAllocator_Release(allocator);
        check_unloadable(S_FALSE, "1.6");
        IMediaSample_Release(sample);
    }
    else
    {
        skip("1.6: This allocator does not outlive its last reference while samples are out.\n");
        IMediaSample_Release(sample);
        IMemAllocator_Release(allocator);
    }
}

static IClassFactory *get_class_object(void)
{
    IClassFactory *factory = NULL;

    check_hr(target.get_class_object(&CLSID_MemoryAllocator, &IID_IClassFactory, (void **)&factory), S_OK, "1.6");
    return factory;
}

static void lock_server(BOOL lock)
{
    IClassFactory *factory = get_class_object();

    check_hr(IClassFactory_LockServer(factory, lock), S_OK, "1.6");
    IClassFactory_Release(factory);
}

/* Last, when no test holds anything any more: all that was left behind shows. */
static void test_unload(void)
{
    IClassFactory *factory;
    IUnknown *unknown;
    HRESULT hr;

    ok(target.can_unload != NULL, "1.6: %s has no DllCanUnloadNow.\n", target.name);
    if (!target.can_unload)
        return;
    check_unloadable(S_OK, "1.6");
    check_hr(create_instance(NULL, &IID_unknown, (void **)&unknown), E_NOINTERFACE, "1.5");
    check_unloadable(S_OK, "1.5");

    lock_server(TRUE);
    lock_server(TRUE);
    check_unloadable(S_FALSE, "1.6");
    lock_server(FALSE);
    check_unloadable(S_FALSE, "1.6");
    lock_server(FALSE);
    check_unloadable(S_OK, "1.6");

    factory = get_class_object();
    hr = target.can_unload();
    todo_builtin ok(hr == S_OK || windows_differs(hr == S_FALSE), "1.6: with a class object: got hr %#lx.\n", hr);
    IClassFactory_Release(factory);
}

struct apartment
{
    DWORD coinit;
    IMemAllocator *allocator;
    HRESULT hr;
};

static DWORD WINAPI apartment_thread(void *context)
{
    struct apartment *apartment = context;

    CoInitializeEx(NULL, apartment->coinit);
    apartment->hr = create_instance(NULL, &IID_IMemAllocator, (void **)&apartment->allocator);
    CoUninitialize();
    return 0;
}

static BOOL is_direct(IMemAllocator *allocator)
{
    HMODULE module = NULL;

    GetModuleHandleExA(GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS | GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT,
                       (const char *)allocator->lpVtbl->GetBuffer, &module);
    return module == target.module;
}

/* A class that is not Both would give a proxy, or fail for lack of one, in one of the apartments. */
static void test_threading_model(void)
{
    static const DWORD coinits[] = { COINIT_APARTMENTTHREADED, COINIT_MULTITHREADED };
    struct apartment apartment;
    IMediaSample *sample;
    HANDLE thread;
    unsigned int i;

    for (i = 0; i < ARRAY_SIZE(coinits); i++)
    {
        winetest_push_context("apartment %u", i);
        memset(&apartment, 0, sizeof(apartment));
        apartment.coinit = coinits[i];
        thread = start_thread(apartment_thread, &apartment);
        join_thread(thread, "1.10");
        ok(apartment.hr == S_OK, "1.10: got hr %#lx.\n", apartment.hr);
        if (apartment.allocator)
        {
            ok(is_direct(apartment.allocator), "1.10: the allocator is a proxy.\n");
            /* The apartment is gone, the allocator works on in this one. */
            check_hr(set_properties(apartment.allocator, 1, 100, 1, 0), S_OK, "1.10");
            check_hr(IMemAllocator_Commit(apartment.allocator), S_OK, "1.10");
            sample = get_sample(apartment.allocator);
            ok(sample != NULL, "1.10: there is no sample.\n");
            IMediaSample_Release(sample);
            IMemAllocator_Decommit(apartment.allocator);
            IMemAllocator_Release(apartment.allocator);
        }
        winetest_pop_context();
    }
}

START_TEST(class)
{
    run_tests(test_interfaces, test_identity, test_null_out, test_refcount, test_unknown_interface, test_class_factory,
              test_threading_model, test_unload);
}
