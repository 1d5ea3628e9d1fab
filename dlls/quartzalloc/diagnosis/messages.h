/*
 * The messages: every id with its severity and the contract's rows, and how one is put together
 *
 * The table in message_list.c is the only place that knows them all; docs/diagnostics.md is checked against it, and says what
 * they mean, as quartzalloc-trace explain does.
 *
 * A message is a headline for scripts, facts below it, and a last line that says what follows:
 *
 *     quartzalloc: error: QA-STALL: no free buffer for 1.0 s, all 4 of allocator 2 are out (row 5.1)
 *         waiting      thread 01a4   GetBuffer called from filter.ax+0x2f1c0
 *         so           other.ax keeps 4: ...
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef QUARTZALLOC_DIAGNOSIS_MESSAGES_H
#define QUARTZALLOC_DIAGNOSIS_MESSAGES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "options.h"
#include "system.h"

enum message_id
{
    MESSAGE_STALL,
    MESSAGE_DRY,
    MESSAGE_OVERRUN,
    MESSAGE_UNDERRUN,
    MESSAGE_WRITTEN_AFTER_RELEASE,
    MESSAGE_USED_AFTER_RELEASE,
    MESSAGE_RELEASED_TWICE,
    MESSAGE_OUTSTANDING,
    MESSAGE_NOT_COMMITTED,
    MESSAGE_STILL_OUT,
    MESSAGE_NEVER_DECOMMITTED,
    MESSAGE_ALIGNMENT,
    MESSAGE_ONE_BUFFER,
    MESSAGE_CALLBACK_SLOW,
    MESSAGE_CALLBACK_BLOCKS,
    MESSAGE_CALLBACK_HOLDS,
    MESSAGE_COUNT
};

struct message
{
    const char *name; /* without "QA-" */
    enum log_level severity;
    unsigned int words; /* debug_word: told when one of them is on */
    const char *rows;   /* of docs/contract.md */
};

extern const struct message messages[MESSAGE_COUNT];

/* A message under construction.  Put on the stack: needs no heap. */
struct report
{
    enum message_id id;
    size_t used;
    char text[5000];
};

/*
 * Begin a message that `site`, a return address, has brought about.  Returns false, and nothing more is to be done, where
 * its word is off, it is muted, or that site has had 10 of this id; the calls beyond are counted for the summary.
 * `format` is the headline after the id, without the row.  May be called under the ledger's locks.
 */
bool report_begin(struct report *report, enum message_id id, const void *site, const char *format, ...)
        __attribute__((format(printf, 4, 5)));

/* A line below: a label of one word, and what is known of it. */
void report_fact(struct report *report, const char *label, const char *format, ...)
        __attribute__((format(printf, 3, 4)));

/* The innermost frames of a stack; nothing where there are none. */
void report_stack(struct report *report, const uintptr_t *addresses, unsigned int depth);

/* The last line, what follows from the facts, and report_end. */
void report_conclude(struct report *report, const char *so);

/* Write it.  Stops in a debugger where QUARTZALLOC_BREAK says so.  No lock of the ledger may be held. */
void report_end(struct report *report);

/* How often a message was raised, told or not; those that were not told since the site had had its share. */
void messages_count(enum message_id id, uint64_t *raised, uint64_t *untold);

/* A duration as in "1.03 s", "12.5 ms", "480 us".  Returns `text`. */
#define DURATION_SIZE 24
const char *duration_text(uint64_t nanoseconds, char text[DURATION_SIZE]);

/* A thread as in `thread 01a4 "decoder"`.  Asks the system for its name.  Returns `text`. */
#define THREAD_SIZE (SYSTEM_NAME_SIZE + 24)
const char *thread_text(uint32_t thread, char *text);

#endif
