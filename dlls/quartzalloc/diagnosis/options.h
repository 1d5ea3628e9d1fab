/*
 * The variables that switch diagnosis on and say what it does
 *
 * One table in options.c has each variable with its default and its meaning; docs/diagnostics.md lists the same.  They
 * are read once.  They are no API: names and words may change with any version.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef QUARTZALLOC_DIAGNOSIS_OPTIONS_H
#define QUARTZALLOC_DIAGNOSIS_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "log.h"

/* The words of QUARTZALLOC_DEBUG. */
enum debug_word
{
    DEBUG_STALLS = 0x01,
    DEBUG_MISUSE = 0x02,
    DEBUG_LEAKS = 0x04,
    DEBUG_SUMMARY = 0x08,
    DEBUG_ADVICE = 0x10,
    DEBUG_NEGOTIATION = 0x20,
    DEBUG_CALLS = 0x40,
    DEBUG_CALLBACK = 0x80,
    DEBUG_ALWAYS = 0x100, /* no word: what is told whatever the words are */
};

/* The words of QUARTZALLOC_GUARD. */
enum guard_word
{
    GUARD_PATTERN = 0x01,
    GUARD_PAGE = 0x02,
    GUARD_RELEASED = 0x04,
    GUARD_PRECISE = 0x08,
    GUARD_FRONT = 0x10,
    GUARD_CONTINUE = 0x20,
};

#define OPTIONS_TEXT_SIZE 512

struct options
{
    unsigned int debug;   /* debug_word */
    unsigned int guard;   /* guard_word */
    uint64_t guard_limit; /* bytes that guarded buffers may take in all */
    unsigned int stacks;  /* frames that are kept of each GetBuffer and AddRef */
    unsigned int stall;   /* milliseconds without progress after which somebody is stuck */
    enum log_level log_level;
    char log_path[OPTIONS_TEXT_SIZE];
    char process[OPTIONS_TEXT_SIZE];
    char mute[OPTIONS_TEXT_SIZE];
    char stop[OPTIONS_TEXT_SIZE]; /* QUARTZALLOC_BREAK */
    char wrap[OPTIONS_TEXT_SIZE];
};

extern struct options options;

/*
 * Read the variables and open the log; once, before anything else here.  Returns whether diagnosis is wanted for this
 * program.  Whatever is wrong in a variable becomes one warning line each, with what is allowed; the rest counts.
 */
bool options_read(void);

/* Whether `list`, words between commas, has the word, whatever the case, with "QA-" before it or without. */
bool options_list_has(const char *list, const char *word);

#endif
