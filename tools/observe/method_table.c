/*
 * Copies the method table of an interface, however many methods there are behind those that it declares.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "method_table.h"

#include <stdlib.h>
#include <string.h>

struct method_table *method_table_create(const void *original, void *owner)
{
    MEMORY_BASIC_INFORMATION info;
    struct method_table *table;
    size_t size;

    if (!VirtualQuery(original, &info, sizeof(info)))
        return NULL;
    size = (const char *)info.BaseAddress + info.RegionSize - (const char *)original;
    if (size > sizeof(table->methods))
        size = sizeof(table->methods);

    if (!(table = calloc(1, sizeof(*table))))
        return NULL;
    memcpy(table->methods, original, size);
    if (original != info.BaseAddress)
        table->type_information = ((void *const *)original)[-1];
    table->original = original;
    table->owner = owner;
    return table;
}
