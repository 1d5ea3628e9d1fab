/*
 * The facts that several messages tell: which buffers are out, what was agreed, who keeps how many
 *
 * All of these run under the lock of the allocator's record.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef QUARTZALLOC_DIAGNOSIS_DESCRIBE_H
#define QUARTZALLOC_DIAGNOSIS_DESCRIBE_H

#include "ledger.h"
#include "messages.h"

/* One line for each buffer that is out, the longest out first, up to 16. */
void describe_buffers(struct report *report, struct ledger_allocator *allocator, uint64_t now);

/* One line: the properties in force, and who asked for how many. */
void describe_agreement(struct report *report, const struct ledger_allocator *allocator);

/* "a.ax keeps 3 and b.ax 2" of the buffers that are out, the most first; "nobody keeps any" where none is. */
#define KEEPERS_SIZE 256
const char *describe_keepers(struct ledger_allocator *allocator, char text[KEEPERS_SIZE]);

/* One line for one buffer: who holds it, or who had it last. */
void describe_buffer(struct report *report, const struct ledger_buffer *buffer, uint64_t now);

#endif
