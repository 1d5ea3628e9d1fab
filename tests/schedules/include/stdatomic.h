/*
 * C11's atomics, which say from where they are used before each access
 *
 * In front of the compiler's own header.  The access itself becomes a call of the __tsan functions in access.c, because the DLL's
 * sources are compiled with -fsanitize=thread here and linked without its library.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef QUARTZALLOC_SCHEDULES_STDATOMIC_H
#define QUARTZALLOC_SCHEDULES_STDATOMIC_H

#include_next <stdatomic.h>

/* The place in the source of the next atomic access. */
void schedule_at(const char *file, int line);

#define AT_HERE schedule_at(__FILE__, __LINE__)

#undef atomic_load_explicit
#define atomic_load_explicit(object, order) \
    __extension__({ \
        __auto_type object_ = (object); \
        __typeof__((void)0, *object_) value_; \
        AT_HERE; \
        __atomic_load(object_, &value_, (order)); \
        value_; \
    })

#undef atomic_store_explicit
#define atomic_store_explicit(object, value, order) \
    __extension__({ \
        __auto_type object_ = (object); \
        __typeof__((void)0, *object_) value_ = (value); \
        AT_HERE; \
        __atomic_store(object_, &value_, (order)); \
    })

#undef atomic_init
#define atomic_init(object, value) atomic_store_explicit(object, value, memory_order_relaxed)

#undef atomic_fetch_add_explicit
#define atomic_fetch_add_explicit(object, value, order) (AT_HERE, __atomic_fetch_add((object), (value), (order)))

#undef atomic_fetch_sub_explicit
#define atomic_fetch_sub_explicit(object, value, order) (AT_HERE, __atomic_fetch_sub((object), (value), (order)))

#undef atomic_fetch_and_explicit
#define atomic_fetch_and_explicit(object, value, order) (AT_HERE, __atomic_fetch_and((object), (value), (order)))

#undef atomic_fetch_or_explicit
#define atomic_fetch_or_explicit(object, value, order) (AT_HERE, __atomic_fetch_or((object), (value), (order)))

#define COMPARE_EXCHANGE(object, expected, desired, weak, success, failure) \
    __extension__({ \
        __auto_type object_ = (object); \
        __auto_type expected_ = (expected); \
        __typeof__((void)0, *object_) desired_ = (desired); \
        AT_HERE; \
        __atomic_compare_exchange(object_, expected_, &desired_, weak, (success), (failure)); \
    })

#undef atomic_compare_exchange_weak_explicit
#define atomic_compare_exchange_weak_explicit(object, expected, desired, success, failure) \
    COMPARE_EXCHANGE(object, expected, desired, 1, success, failure)

#undef atomic_compare_exchange_strong_explicit
#define atomic_compare_exchange_strong_explicit(object, expected, desired, success, failure) \
    COMPARE_EXCHANGE(object, expected, desired, 0, success, failure)

#endif
