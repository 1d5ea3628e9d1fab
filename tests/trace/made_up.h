/*
 * A module's file that no linker has made: small, with all that names are taken from
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef TRACE_MADE_UP_H
#define TRACE_MADE_UP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MADE_UP_STAMP  0x5eed1234u
#define MADE_UP_LOADED 0x3000u
#define MADE_UP_SIZE   8192

/* Where its functions begin, and where its code ends */
#define MADE_UP_RECEIVE 0x1000u /* "Receive"; its symbol has a short name */
#define MADE_UP_DELIVER 0x1100u /* "DeliverTheSample"; a long one */
#define MADE_UP_HELPER  0x1180u /* a function that is not exported: only its symbol says so */
#define MADE_UP_END     0x1200u

/*
 * Make a 64-bit or a 32-bit file in `bytes`, which is zeroed, with or without a table of symbols.  The version resource says
 * "Made-up Decoder", the exports are Receive and DeliverTheSample.  Returns the file's size.
 */
size_t make_up_image(uint8_t bytes[MADE_UP_SIZE], bool is_64, bool has_symbols);

#endif
