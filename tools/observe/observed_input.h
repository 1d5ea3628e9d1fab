/*
 * An input pin: what arrives through IMemInputPin.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef QUARTZALLOC_OBSERVED_INPUT_H
#define QUARTZALLOC_OBSERVED_INPUT_H

#include "observed_allocator.h"

#include <stdint.h>

struct observed_input
{
    IMemInputPin *pin;
    struct method_table *table;
    struct observed_allocator *allocator;

    DWORD delay;                       /* milliseconds by which each sample is held up */
    struct observed_allocator *source; /* that the first sample came from, if it is known */
    WCHAR source_module[64];           /* else the module that the sample belongs to */
    LONG64 samples;
    LONG64 foreign; /* samples from another allocator than that of the connection */
    LONG64 bytes;
    LONG64 receive_ticks;
    LONG64 position; /* end, else start, of the last sample that has a time */
    uint64_t checksum;
    HRESULT error; /* first failure that Receive returned */
};

/* Puts an observer on the pin of a connection that the allocator serves (NULL: not known). The record is zeroed but for
 * what the caller has set, and stays in its place until observed_input_detach. No reference is taken. To be called while
 * no sample flows. FALSE when memory runs out.
 *
 * A filter whose ReceiveMultiple hands the samples to its own Receive through the interface would count them twice.
 * Wine's filters call their own method directly. */
extern BOOL observed_input_attach(struct observed_input *input, IMemInputPin *pin,
                                  struct observed_allocator *allocator);

/* Takes the observer off; the counts stay. To be called while the pin lives and no sample flows. */
extern void observed_input_detach(struct observed_input *input);

#endif /* QUARTZALLOC_OBSERVED_INPUT_H */
