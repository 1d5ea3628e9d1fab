/*
 * The table of messages
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "messages.h"

const struct message messages[MESSAGE_COUNT] = {
    [MESSAGE_STALL] = { "STALL", LOG_ERROR, DEBUG_STALLS, "5.1",
                        "a thread waits in GetBuffer, and no buffer has come back for QUARTZALLOC_STALL" },
    [MESSAGE_DRY] = { "DRY", LOG_WARN, DEBUG_STALLS, "5.1",
                      "GetBuffer with AM_GBF_NOWAIT has found no free buffer for QUARTZALLOC_STALL" },
    [MESSAGE_OVERRUN] = { "OVERRUN", LOG_ERROR, DEBUG_ALWAYS, "3.1", "bytes behind a buffer were written" },
    [MESSAGE_UNDERRUN] = { "UNDERRUN", LOG_ERROR, DEBUG_ALWAYS, "3.1", "bytes in front of a buffer were written" },
    [MESSAGE_WRITTEN_AFTER_RELEASE] = { "WRITTEN-AFTER-RELEASE", LOG_ERROR, DEBUG_ALWAYS, "5.4",
                                        "a buffer was written to while it was free" },
    [MESSAGE_USED_AFTER_RELEASE] = { "USED-AFTER-RELEASE", LOG_ERROR, DEBUG_MISUSE, "5.4",
                                     "a method of a sample was called after its last reference had gone" },
    [MESSAGE_RELEASED_TWICE] = { "RELEASED-TWICE", LOG_ERROR, DEBUG_MISUSE, "5.6",
                                 "a sample was released once more than it was referenced" },
    [MESSAGE_OUTSTANDING] = { "OUTSTANDING", LOG_WARN, DEBUG_MISUSE, "2.5",
                              "SetProperties was refused, since buffers are out" },
    [MESSAGE_NOT_COMMITTED] = { "NOT-COMMITTED", LOG_WARN, DEBUG_MISUSE, "4.4",
                                "GetBuffer of an allocator that was never committed, or over and over after Decommit" },
    [MESSAGE_STILL_OUT] = { "STILL-OUT", LOG_WARN, DEBUG_LEAKS, "1.8",
                            "the allocator or the process has come to its end, and buffers are still out" },
    [MESSAGE_NEVER_DECOMMITTED] = { "NEVER-DECOMMITTED", LOG_WARN, DEBUG_ADVICE, "1.8",
                                    "the last reference of an allocator has gone while it was committed" },
    [MESSAGE_ALIGNMENT] = { "ALIGNMENT", LOG_WARN, DEBUG_ADVICE, "3.1",
                            "the buffers are not aligned to 16 bytes: nobody has asked for it" },
    [MESSAGE_ONE_BUFFER] = { "ONE-BUFFER", LOG_WARN, DEBUG_ADVICE, "5.1",
                             "an allocator was committed with one buffer" },
    [MESSAGE_CALLBACK_SLOW] = { "CALLBACK-SLOW", LOG_WARN, DEBUG_STALLS, "6.3",
                                "NotifyRelease took longer than a quarter of QUARTZALLOC_STALL" },
    [MESSAGE_CALLBACK_BLOCKS] = { "CALLBACK-BLOCKS", LOG_ERROR, DEBUG_STALLS | DEBUG_CALLBACK, "6.4",
                                  "NotifyRelease waits for a buffer, or for what waits for the allocator" },
    [MESSAGE_CALLBACK_HOLDS] = { "CALLBACK-HOLDS", LOG_WARN, DEBUG_CALLBACK, "6.3",
                                 "NotifyRelease came back with a buffer that it had taken" },
};
