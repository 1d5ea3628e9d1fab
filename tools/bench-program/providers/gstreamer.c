/*
 * GStreamer's GstBufferPool, with as many buffers as the others have and no more.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <gst/gst.h>
#include "providers/native.h"

static const char *gstreamer_version(void)
{
    static char text[32];
    guint major, minor, micro, nano;

    gst_version(&major, &minor, &micro, &nano);
    g_snprintf(text, sizeof(text), "%u.%u.%u", major, minor, micro);
    return text;
}

static void gstreamer_destroy(void *pool)
{
    gst_buffer_pool_set_active(pool, FALSE);
    gst_object_unref(pool);
}

static void *gstreamer_create(uint32_t count, size_t size)
{
    GstStructure *config;
    GstBufferPool *pool;

    gst_init(NULL, NULL);
    pool = gst_buffer_pool_new();
    config = gst_buffer_pool_get_config(pool);
    gst_buffer_pool_config_set_params(config, NULL, size, count, count);
    if (gst_buffer_pool_set_config(pool, config) && gst_buffer_pool_set_active(pool, TRUE))
        return pool;
    gst_object_unref(pool);
    return NULL;
}

static void *gstreamer_get(void *pool)
{
    GstBuffer *buffer;

    if (gst_buffer_pool_acquire_buffer(pool, &buffer, NULL) != GST_FLOW_OK)
        return NULL;
    return buffer;
}

static void gstreamer_put(void *pool, void *buffer)
{
    (void)pool;
    gst_buffer_unref(buffer);
}

const struct native_pool gstreamer_pool = {
    .name = "GstBufferPool",
    .waits = true,
    .version = gstreamer_version,
    NATIVE_POOL_FUNCTIONS(gstreamer),
};
