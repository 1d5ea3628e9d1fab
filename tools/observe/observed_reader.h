/*
 * The reading side of a pull-mode connection.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef QUARTZALLOC_OBSERVED_READER_H
#define QUARTZALLOC_OBSERVED_READER_H

#include <windows.h>

#define NO_DSHOW_STRSAFE
#include <dshow.h>

struct method_table;

struct observed_reader
{
    IAsyncReader *reader;
    struct method_table *table;
    IMemAllocator *allocator; /* what RequestAllocator gave last; a reference, which the caller gives back at the end */
    LONG64 reads;
    LONG64 sample_reads; /* through samples of an allocator, not into the reader's own memory */
    LONG64 bytes;
    LONG64 read_ticks;
};

/* Puts an observer on the reader and fills the record, which stays in its place until observed_reader_detach. No
 * reference of the reader is taken. To be called before the pin is connected: the other side asks for the allocator
 * while it connects. FALSE when memory runs out. */
extern BOOL observed_reader_attach(struct observed_reader *reader, IAsyncReader *iface);

/* Takes the observer off; the counts stay. To be called while the reader lives and nobody reads. */
extern void observed_reader_detach(struct observed_reader *reader);

#endif /* QUARTZALLOC_OBSERVED_READER_H */
