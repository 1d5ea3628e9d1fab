/*
 * FFmpeg's AVBufferPool.  It grows without bound, so it is filled before the measurement; a get never waits.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <stdlib.h>
#include <libavutil/avutil.h>
#include <libavutil/buffer.h>
#include "providers/native.h"

static bool fill(AVBufferPool *pool, uint32_t count)
{
    AVBufferRef **buffers;
    bool success = true;
    uint32_t i;

    if (!(buffers = calloc(count, sizeof(*buffers))))
        return false;
    for (i = 0; i < count; ++i)
        success &= (buffers[i] = av_buffer_pool_get(pool)) != NULL;
    for (i = 0; i < count; ++i)
        av_buffer_unref(&buffers[i]);
    free(buffers);
    return success;
}

static void ffmpeg_destroy(void *pool)
{
    AVBufferPool *buffer_pool = pool;

    av_buffer_pool_uninit(&buffer_pool);
}

static void *ffmpeg_create(uint32_t count, size_t size)
{
    AVBufferPool *pool = av_buffer_pool_init(size, NULL);

    if (pool && !fill(pool, count))
    {
        ffmpeg_destroy(pool);
        return NULL;
    }
    return pool;
}

static void *ffmpeg_get(void *pool)
{
    return av_buffer_pool_get(pool);
}

static void ffmpeg_put(void *pool, void *buffer)
{
    AVBufferRef *reference = buffer;

    (void)pool;
    av_buffer_unref(&reference);
}

const struct native_pool ffmpeg_pool = {
    .name = "AVBufferPool",
    .version = av_version_info,
    NATIVE_POOL_FUNCTIONS(ffmpeg),
};
