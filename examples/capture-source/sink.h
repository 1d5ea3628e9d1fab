/*
 * What stands behind the source in the test: keeps as many frames as it is told to, as a queue or a renderer does
 *
 * It is the callback of DirectShow's sample grabber, which calls it for each sample inside of Receive.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef QUARTZALLOC_EXAMPLE_SINK_H
#define QUARTZALLOC_EXAMPLE_SINK_H

#include <stdatomic.h>

#include "com.h"

#include <qedit.h>

/* More than any allocator here has */
#define SINK_FRAMES 8

struct sink
{
    ISampleGrabberCB ISampleGrabberCB_iface;
    LONG refcount;
    CRITICAL_SECTION lock; /* for these three */
    IMediaSample *kept[SINK_FRAMES];
    unsigned int kept_count, keep;

    /* Written by Receive */
    _Atomic DWORD received; /* frames, counted when the rest is written */
    DWORD last;             /* the number of the last */
    DWORD disorder;         /* frames that came out of order */
    DWORD gaps;             /* frames that said that something is missing before them */
    BOOL timed;             /* the last frame had a time */
};

/* The caller's memory: no reference may be left when sink_destroy is called.  It gives the frames back that it has kept. */
void sink_init(struct sink *sink, unsigned int keep);
void sink_destroy(struct sink *sink);

/* Keep so many frames from now on, and release what is too many, the oldest first, inside the sink's lock as filters do. */
void sink_keep(struct sink *sink, unsigned int keep);

#endif
