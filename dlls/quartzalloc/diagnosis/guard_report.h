/*
 * What is said of guarded memory
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef QUARTZALLOC_DIAGNOSIS_GUARD_REPORT_H
#define QUARTZALLOC_DIAGNOSIS_GUARD_REPORT_H

#include "guard.h"
#include "messages.h"

struct ledger_buffer;

/*
 * A pattern was found changed: `id` is MESSAGE_OVERRUN, MESSAGE_UNDERRUN or MESSAGE_WRITTEN_AFTER_RELEASE; nothing is said
 * for a finding of length 0.  `caller` gave the buffer back, or takes it.  No lock of the ledger may be held.
 */
void guard_report_finding(enum message_id id, const struct guard *guard, struct ledger_buffer *buffer,
                          const struct guard_finding *finding, const void *caller);

/*
 * Somebody touches an address of a guard that nobody may touch.  Returns false where it is none of ours; *page receives
 * what to open if the program is to go on.
 */
bool guard_report_fault(uintptr_t address, bool write, const void *instruction, uint8_t **page);

/* The limit has been reached: said once. */
void guard_report_limit(const struct guard *guard);

#endif
