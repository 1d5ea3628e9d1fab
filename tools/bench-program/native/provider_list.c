/*
 * The limit: a lock-free list in its shortest form.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <stdlib.h>
#include "../list.h"
#include "native.h"

static const char *list_version(void)
{
    return "";
}

static void *list_create(uint32_t count, size_t size)
{
    struct list *list;

    (void)count;
    (void)size;
    if ((list = aligned_alloc(64, sizeof(*list))))
        list_init(list);
    return list;
}

static void *list_get(void *pool)
{
    return (void *)(uintptr_t)list_pop(pool);
}

static void list_put(void *pool, void *buffer)
{
    list_push(pool, (uint32_t)(uintptr_t)buffer);
}

const struct provider list_provider = {
    .name = "lock-free list",
    .version = list_version,
    .create = list_create,
    .destroy = free,
    .get = list_get,
    .put = list_put,
};
