/*
 * Two allocators, one input: do they behave alike?
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef QUARTZALLOC_FUZZ_COMPARE_H
#define QUARTZALLOC_FUZZ_COMPARE_H

#include "player.h"

struct comparison
{
    struct provider first, second;
    struct masks masks;
    uint64_t sequences, calls;
};

/*
 * Play an input on both.  Returns true when no difference was found that is not masked; else `difference` has the first.
 * After a difference objects are left in the second one: end the process.
 */
bool compare(struct comparison *comparison, const uint8_t *data, size_t size, struct difference *difference,
             struct progress *progress);

/* Print the calls that the input makes on the second allocator, up to the difference, and then both answers. */
void compare_verbosely(struct comparison *comparison, const uint8_t *data, size_t size, struct progress *progress);

/*
 * Make an input shorter as long as `still` holds of it: takes away blocks of bytes, then single ones, then turns bytes into
 * zeros.  Returns the new size.  `still` says no when it has been asked often enough.
 */
size_t shorten(uint8_t *data, size_t size, bool (*still)(void *context, const uint8_t *data, size_t size),
               void *context);

#endif
