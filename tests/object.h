/*
 * A COM object of the tests' own: one interface, references that are counted, and hooks for a test to act at each moment.
 *
 * Usable without the test framework; strmif.h comes first, with CONST_VTABLE. The structure's address is the interface pointer, so any vtable whose first three methods
 * are these serves: { OBJECT_METHODS, ... }. The test owns the memory and the first reference, so that counts can be looked at
 * after the "destruction", and nothing is freed.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef QUARTZALLOC_TESTS_OBJECT_H
#define QUARTZALLOC_TESTS_OBJECT_H

struct object
{
    const void *methods; /* the vtable */
    const GUID *iid;     /* the interface; NULL if there is none but IUnknown */
    volatile LONG refcount;
    volatile LONG references; /* how often AddRef was called */
    volatile LONG queries;    /* how often QueryInterface was called */
    volatile LONG destroyed;  /* how often the count reached 0 */

    /* Of an IMemAllocatorNotifyCallbackTemp: */
    volatile LONG calls;   /* how often NotifyRelease was called */
    volatile LONG running; /* calls of NotifyRelease that have not returned */
    volatile DWORD thread; /* the thread that called NotifyRelease last */
    HRESULT result;        /* what NotifyRelease returns */

    /* Set by the test; each may be NULL. They are called after the counting, on_release before the "destruction". */
    void (*on_addref)(struct object *object);
    void (*on_release)(struct object *object);
    void (*on_notify)(struct object *object);
    void *context;
};

static inline HRESULT WINAPI object_QueryInterface(struct object *object, REFIID iid, void **out)
{
    InterlockedIncrement(&object->queries);
    if (!IsEqualGUID(iid, &IID_IUnknown) && (!object->iid || !IsEqualGUID(iid, object->iid)))
    {
        *out = NULL;
        return E_NOINTERFACE;
    }
    IUnknown_AddRef((IUnknown *)object);
    *out = object;
    return S_OK;
}

static inline ULONG WINAPI object_AddRef(struct object *object)
{
    ULONG refcount = InterlockedIncrement(&object->refcount);

    InterlockedIncrement(&object->references);
    if (object->on_addref)
        object->on_addref(object);
    return refcount;
}

static inline ULONG WINAPI object_Release(struct object *object)
{
    ULONG refcount = InterlockedDecrement(&object->refcount);

    if (object->on_release)
        object->on_release(object);
    if (!refcount)
        InterlockedIncrement(&object->destroyed);
    return refcount;
}

static inline HRESULT WINAPI object_NotifyRelease(struct object *object)
{
    object->thread = GetCurrentThreadId();
    InterlockedIncrement(&object->running);
    InterlockedIncrement(&object->calls);
    if (object->on_notify)
        object->on_notify(object);
    InterlockedDecrement(&object->running);
    return object->result;
}

/* The casts are of the first argument alone. */
#define OBJECT_METHODS (void *)object_QueryInterface, (void *)object_AddRef, (void *)object_Release

/* The counting unknown is its first three methods. */
static const IMemAllocatorNotifyCallbackTempVtbl callback_methods = { OBJECT_METHODS, (void *)object_NotifyRelease };

#define OBJECT_INIT(methods_, iid_) \
    { \
        .methods = (methods_), .iid = (iid_), .refcount = 1 \
    }

static inline void init_object(struct object *object, const void *methods, const GUID *iid)
{
    *object = (struct object)OBJECT_INIT(methods, iid);
}

static inline void init_unknown(struct object *object)
{
    init_object(object, &callback_methods, NULL);
}

static inline void init_callback(struct object *object)
{
    init_object(object, &callback_methods, &IID_IMemAllocatorNotifyCallbackTemp);
}

#endif /* QUARTZALLOC_TESTS_OBJECT_H */
