/*
 * The variables that switch diagnosis on and say what it does
 *
 * One table in options.c has each variable with its default and its meaning; docs/diagnostics.md lists the same.  They
 * are read once, from quartzalloc.conf too.  They are no API: names and words may change with any version.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef QUARTZALLOC_DIAGNOSIS_OPTIONS_H
#define QUARTZALLOC_DIAGNOSIS_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "log.h"

/* The words of QUARTZALLOC_DEBUG. */
enum debug_word
{
    DEBUG_STALLS = 0x01,      /* waits for a buffer that last too long */
    DEBUG_MISUSE = 0x02,      /* calls that the contract forbids */
    DEBUG_LEAKS = 0x04,       /* buffers that never come back */
    DEBUG_SUMMARY = 0x08,     /* what happened, at each allocator's end */
    DEBUG_ADVICE = 0x10,      /* what works, and would work better otherwise */
    DEBUG_NEGOTIATION = 0x20, /* SetProperties, Commit and Decommit: who, for what, with what result */
    DEBUG_CALLS = 0x40,       /* every event */
    DEBUG_CALLBACK = 0x80,    /* NotifyRelease on other threads, and what it must not do there */
    DEBUG_ALWAYS = 0x100,     /* no word: what is told whatever the words are */
};

/* The words of QUARTZALLOC_GUARD. */
enum guard_word
{
    GUARD_PATTERN = 0x01,  /* bytes around each buffer, looked at when it comes back */
    GUARD_PAGE = 0x02,     /* a page behind it that nobody may touch */
    GUARD_RELEASED = 0x04, /* nobody may touch a buffer that is free */
    GUARD_PRECISE = 0x08,  /* no more alignment than was asked for */
    GUARD_FRONT = 0x10,    /* the page in front of the buffer */
    GUARD_CONTINUE = 0x20, /* after a fault the page is opened */
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
    bool quiet;          /* nothing but QUARTZALLOC_TRACE has switched diagnosis on: messages go to the trace alone */
    uint64_t trace_size; /* bytes */
    char trace[OPTIONS_TEXT_SIZE];
    char log_path[OPTIONS_TEXT_SIZE];
    char process[OPTIONS_TEXT_SIZE];
    char mute[OPTIONS_TEXT_SIZE];
    char stop[OPTIONS_TEXT_SIZE]; /* QUARTZALLOC_BREAK */
    char wrap[OPTIONS_TEXT_SIZE];

    /* Steering: what allocators agree to although less was asked for; 0 for what was asked. */
    unsigned int min_buffers; /* to 4096 */
    unsigned int min_align;   /* a power of two to 65536 */
    unsigned int padding;     /* bytes behind each buffer that may be read, to 1 M */
};

extern struct options options;

/* What is wanted of the layer for this program. */
enum options_wanted
{
    WANTED_NOTHING = 0,
    WANTED_LOOK = 1,  /* proxies, which look at what happens */
    WANTED_STEER = 2, /* allocators that agree to more than was asked */
};

/*
 * Read the options from wherever they come; once, before anything else here.  Opens the log unless there is nothing to say.
 * Returns what is wanted, options_wanted.  Whatever is wrong in an option becomes one warning line each, with what is
 * allowed; the rest counts.
 */
unsigned int options_read(void);

/*
 * What was set and is in force, for a line: `QUARTZALLOC_MIN_BUFFERS=4 (C:\game\quartzalloc.conf, line 3), ...`; cut off
 * where it does not fit.  Returns `text`.
 */
const char *options_in_force(char *text, size_t size);

/* Whether `list`, words between commas, has the word, whatever the case, with "QA-" before it or without. */
bool options_list_has(const char *list, const char *word);

#endif
