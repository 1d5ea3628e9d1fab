/*
 * The pool of quartzalloc.dll, used as the DLL uses it: an object for every slot, and a put that does what it is told.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <stdlib.h>
#include "config.h"
#include "providers/native.h"
#include "pool_fast.h"

struct sample
{
    uint32_t slot;
    unsigned char *data;
};

struct user
{
    struct pool pool;
    struct sample *samples;
};

static const char *quartzalloc_version(void)
{
    return PACKAGE_VERSION;
}

static void quartzalloc_destroy(void *pool)
{
    struct user *user = pool;

    pool_decommit(&user->pool);
    pool_destroy(&user->pool);
    free(user->samples);
    free(user);
}

static void *quartzalloc_create(uint32_t count, size_t size)
{
    struct user *user;
    uint32_t i;

    if (!(user = aligned_alloc(_Alignof(struct user), sizeof(*user))))
        return NULL;
    pool_init(&user->pool);
    if (!(user->samples = calloc(count, sizeof(*user->samples))) || pool_allocate(&user->pool, count, size) != POOL_OK
        || pool_commit(&user->pool, true) != POOL_OK)
    {
        quartzalloc_destroy(user);
        return NULL;
    }
    for (i = 0; i < count; ++i)
    {
        user->samples[i].slot = i;
        user->samples[i].data = user->pool.block + i * size;
    }
    return user;
}

static void *quartzalloc_get(void *pool)
{
    struct user *user = pool;
    enum pool_result result;
    uint32_t slot;

    if ((result = pool_try_get(&user->pool, &slot)) == POOL_EMPTY)
        result = pool_wait(&user->pool, &slot);
    return result == POOL_OK ? &user->samples[slot] : NULL;
}

static void quartzalloc_put(void *pool, void *buffer)
{
    struct sample *sample = buffer;
    struct user *user = pool;

    if (pool_put_quietly(&user->pool, sample->slot))
        return;
    if (pool_put(&user->pool, sample->slot) & POOL_WAITING)
        pool_wake(&user->pool);
}

const struct native_pool quartzalloc_pool = {
    .name = "quartzalloc",
    .waits = true,
    .version = quartzalloc_version,
    NATIVE_POOL_FUNCTIONS(quartzalloc),
};
