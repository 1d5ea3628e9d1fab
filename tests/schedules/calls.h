/*
 * Programs of a few calls for a few threads, and what must hold whatever their schedule is
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef QUARTZALLOC_SCHEDULES_CALLS_H
#define QUARTZALLOC_SCHEDULES_CALLS_H

#include "machine.h"

/*
 * A program.  Each thread's calls are letters:
 *   G GetBuffer, waiting      g GetBuffer, without waiting   R Release of the oldest sample that the thread has
 *   B ReleaseBuffer of it     A AddRef and two Releases of it, the first one shared   T SetTime, SetSyncPoint, SetMediaType of it
 *   M GetMediaType of it      Y SetSyncPoint or SetPreroll of it, another one than the other thread's
 *   D Decommit                C Commit                       P SetProperties, one buffer more or less
 *   S SetNotify, another one  N SetNotify(NULL)              F GetFreeCount
 *   X Release of the thread's reference on the allocator     W wait until another thread sleeps in GetBuffer

 */
struct calls
{
    const char *name;
    const char *threads[THREADS_MOST - 1]; /* NULL behind the last */
    unsigned int buffers;
    unsigned int out[THREADS_MOST - 1]; /* samples that each thread has at the beginning */
    bool shared;                        /* thread 2 begins with a reference on the first sample of thread 1 too */
    bool notified;                      /* there is a callback at the beginning */
    bool decommitted;                   /* at the beginning */
    bool large;                         /* takes longer than a check should */
};

extern const struct calls all_calls[];
extern const unsigned int all_calls_count;

/* The program for the machine. */
struct program calls_program(const struct calls *calls);

#endif
