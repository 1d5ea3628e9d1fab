/*
 * Sees the calls that pass through a connection of a filter graph, without a filter in between: the interface of one
 * object gets a copy of its own method table in which a few methods count, measure, and then call the original.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef QUARTZALLOC_METHOD_TABLE_H
#define QUARTZALLOC_METHOD_TABLE_H

#include <windows.h>

/* Interfaces of C++ objects may have further methods behind those that the interface declares, and their run-time type
 * information in front of the first. A copy that stopped at the declared methods would crash such an object. */
#define OBSERVE_MAX_METHODS 96

struct method_table
{
    void *type_information;
    void *methods[OBSERVE_MAX_METHODS];
    const void *original; /* the object's own table */
    void *owner;
};

/* A copy of the table "original" (an interface's lpVtbl) that remembers its owner; NULL when memory runs out. It is made
 * with calloc, and must stay as long as an object has its methods, which is for good where a sample may leak. */
extern struct method_table *method_table_create(const void *original, void *owner);

/* The copy that an interface's lpVtbl points into. To be asked at the start of a method that was put in: the object may
 * be gone once the original method returns. */
static inline struct method_table *method_table_of(const void *methods)
{
    return CONTAINING_RECORD(methods, struct method_table, methods);
}

#endif /* QUARTZALLOC_METHOD_TABLE_H */
