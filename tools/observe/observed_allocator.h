/*
 * An allocator as seen from outside: buffers taken and given back, and the calls of NotifyRelease.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef QUARTZALLOC_OBSERVED_ALLOCATOR_H
#define QUARTZALLOC_OBSERVED_ALLOCATOR_H

#include "notify_counter.h"

#define NO_DSHOW_STRSAFE
#include <dshow.h>

struct method_table;

struct observed_allocator
{
    struct notify_counter callback;
    IMemAllocator *allocator;
    IMemAllocatorCallbackTemp *callback_temp;
    struct method_table *table;
    struct method_table *sample_table;

    WCHAR module[64];
    ALLOCATOR_PROPERTIES properties;
    BOOL has_properties;

    LONG64 taken;    /* GetBuffer succeeded */
    LONG64 returned; /* a sample's Release returned 0, or with an allocator that cannot notify, ReleaseBuffer */
    LONG64 get_ticks;
    LONG64 release_ticks;
    LONG lowest_free;     /* by GetFreeCount where there is one, else by our own count */
    LONG references_left; /* after observed_allocator_finish */
    LONG final_free;      /* after observed_allocator_detach; -1: it cannot notify */
};

/* Puts an observer on the allocator and, where it can notify, sets a callback of its own, which must be the only one.
 * Takes a reference. To be called while nobody calls the allocator: before the graph runs. NULL when memory runs out. */
extern struct observed_allocator *observed_allocator_create(IMemAllocator *iface);

/* Takes the observer off while the graph still stands, stopped, and reads what can be read only now. */
extern void observed_allocator_detach(struct observed_allocator *allocator);

/* Gives our reference back once the graph is gone; ours must have been the last one. The record itself stays until the
 * process ends: a sample that leaked would still point to it. */
extern void observed_allocator_finish(struct observed_allocator *allocator);

#endif /* QUARTZALLOC_OBSERVED_ALLOCATOR_H */
