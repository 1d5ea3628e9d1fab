/*
 * Native pools: see native.h.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <stdio.h>
#include "providers/target.h"

void native_pools_add(struct providers *providers)
{
    static const struct native_pool *const pools[] = {
        &quartzalloc_pool,
#ifdef HAVE_FFMPEG
        &ffmpeg_pool,
#endif
#ifdef HAVE_GSTREAMER
        &gstreamer_pool,
#endif
    };
    struct provider *provider;
    unsigned int i;

    for (i = 0; i < ARRAY_LENGTH(pools) && (provider = providers_add(providers, pools[i]->name)); ++i)
    {
        snprintf(provider->origin, sizeof(provider->origin), "version %s", pools[i]->version());
        provider->waits = pools[i]->waits;
        provider->implementation = pools[i];
    }
}

bool target_open(struct target *target, struct provider *provider, long buffers, long buffer_size,
                 struct measurement *measurement)
{
    const struct native_pool *pool = provider->implementation;

    target->get = pool->get;
    target->put = pool->put;
    target->destroy = pool->destroy;
    if ((target->pool = pool->create((uint32_t)buffers, (size_t)buffer_size)))
        return true;
    measurement_fail(measurement, "a pool of %ld buffers of %ld bytes cannot be had", buffers, buffer_size);
    return false;
}

void target_close(struct target *target)
{
    target->destroy(target->pool);
}
