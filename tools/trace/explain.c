/*
 * quartzalloc-trace explain: what a message means and what to do about it
 *
 * Ids, severities and rows come from the table that the DLL itself has.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <stdio.h>
#include <string.h>

#include "commands.h"
#include "diagnosis/messages.h"

/* What each means, in a line, and what to do */
static const char *const texts[MESSAGE_COUNT] = {
    [MESSAGE_STALL] =
            "a thread waits in GetBuffer, and no buffer has come back for QUARTZALLOC_STALL\n"
            "See who holds the buffers.  One module keeps all: it leaks, or its queue is longer than the allocator\n"
            "is.  Two keep all together: there are too few; QUARTZALLOC_MIN_BUFFERS with one more than they keep\n"
            "shows whether that is all.  A renderer keeps them: the graph may just be paused.",
    [MESSAGE_DRY] =
            "GetBuffer with AM_GBF_NOWAIT has found no free buffer for QUARTZALLOC_STALL\n"
            "Frames are dropped, or not made, while this lasts.  See who holds the buffers: a holder that keeps them\n"
            "for longer than a frame takes needs more buffers, or has to give them back sooner.",
    [MESSAGE_OVERRUN] =
            "bytes behind a buffer were written\n"
            "Somebody wrote past the end of a buffer.  QUARTZALLOC_GUARD=page stops at the instruction that does it.",
    [MESSAGE_UNDERRUN] = "bytes in front of a buffer were written\n"
                         "Somebody wrote in front of a buffer.  QUARTZALLOC_GUARD=page,front stops at the instruction.",
    [MESSAGE_WRITTEN_AFTER_RELEASE] =
            "a buffer was written to while it was free\n"
            "Whoever had the buffer last has kept its pointer.  QUARTZALLOC_GUARD=page,released stops at\n"
            "the instruction that writes.",
    [MESSAGE_USED_AFTER_RELEASE] =
            "a method of a sample was called after its last reference had gone\n"
            "The sample was released already: the caller has kept a pointer without a reference, or has\n"
            "released too early.",
    [MESSAGE_RELEASED_TWICE] =
            "a sample was released once more than it was referenced\n"
            "Each GetBuffer and each AddRef goes with one Release.  Without diagnosis, one too many takes the\n"
            "reference of whoever has the buffer next.",
    [MESSAGE_OUTSTANDING] =
            "SetProperties was refused, since buffers are out\n"
            "Whoever wants other buffers has to call Decommit and to wait until all have come back: the message\n"
            "names those who hold them.",
    [MESSAGE_NOT_COMMITTED] =
            "GetBuffer of an allocator that was never committed, or over and over after Decommit\n"
            "Commit comes before GetBuffer; a thread that is refused a buffer after Decommit has to end, or to\n"
            "wait until it is told to go on.",
    [MESSAGE_STILL_OUT] =
            "the allocator or the process has come to its end, and buffers are still out\n"
            "A reference was never given back: the message names who took it, and where.  A video renderer keeps\n"
            "one while it is stopped, which is no fault.",
    [MESSAGE_NEVER_DECOMMITTED] =
            "the last reference of an allocator has gone while it was committed\n"
            "On Windows a committed allocator keeps a reference to itself, and its memory stays: call Decommit\n"
            "before the last Release.",
    [MESSAGE_ALIGNMENT] =
            "the buffers are not aligned to 16 bytes: nobody has asked for it\n"
            "Whoever needs aligned buffers has to ask with cbAlign.  QUARTZALLOC_MIN_ALIGN=32 gives them to a program\n"
            "that does not.",
    [MESSAGE_ONE_BUFFER] = "an allocator was committed with one buffer\n"
                           "Nobody can fill the next while somebody looks at the last: ask for 2 or more.\n"
                           "QUARTZALLOC_MIN_BUFFERS=2 does it for a program that does not.",
    [MESSAGE_CALLBACK_SLOW] =
            "NotifyRelease took longer than a quarter of QUARTZALLOC_STALL\n"
            "The thread that released the buffer stands still meanwhile: set an event in NotifyRelease and return.",
    [MESSAGE_CALLBACK_BLOCKS] =
            "NotifyRelease waits for a buffer, or for what waits for the allocator\n"
            "On Windows the allocator may hold a lock during the call, and then this never ends: set an event in\n"
            "NotifyRelease, and do the work on a thread of your own.",
    [MESSAGE_CALLBACK_HOLDS] =
            "NotifyRelease came back with a buffer that it had taken\n"
            "What is done with the buffer in NotifyRelease is done on another filter's thread, inside its locks:\n"
            "set an event and take the buffer elsewhere.",
};

static const struct
{
    unsigned int word;
    const char *name;
} words[] = {
    { DEBUG_STALLS, "stalls" }, { DEBUG_MISUSE, "misuse" },     { DEBUG_LEAKS, "leaks" },
    { DEBUG_ADVICE, "advice" }, { DEBUG_CALLBACK, "callback" },
};

static const char *severity_name(enum log_level severity)
{
    return severity == LOG_ERROR ? "error" : "warning";
}

static void print_words(const struct message *message)
{
    const char *between = "";
    size_t i;

    if (message->words == DEBUG_ALWAYS)
    {
        printf("with QUARTZALLOC_GUARD");
        return;
    }
    printf("with QUARTZALLOC_DEBUG=");
    for (i = 0; i < sizeof(words) / sizeof(*words); ++i)
    {
        if (!(message->words & words[i].word))
            continue;
        printf("%s%s", between, words[i].name);
        between = " or ";
    }
}

static bool same_id(const char *given, const char *name)
{
    if (!strncmp(given, "QA-", 3) || !strncmp(given, "qa-", 3))
        given += 3;
    for (; *given && *name; ++given, ++name)
    {
        if ((*given >= 'a' && *given <= 'z' ? *given - 32 : *given) != *name)
            return false;
    }
    return *given == *name;
}

static int meaning_length(int id)
{
    return (int)strcspn(texts[id], "\n");
}

static void print_advice(const char *text)
{
    size_t length;

    for (; *text; text += length + (text[length] == '\n'))
    {
        length = strcspn(text, "\n");
        printf("    %.*s\n", (int)length, text);
    }
}

static int explain(const char *given)
{
    int id;

    for (id = 0; id < MESSAGE_COUNT; ++id)
    {
        const struct message *message = &messages[id];

        if (!same_id(given, message->name))
            continue;
        printf("QA-%s: %.*s\n", message->name, meaning_length(id), texts[id]);
        printf("    %s, ", severity_name(message->severity));
        print_words(message);
        printf("; row %s of docs/contract.md\n\n", message->rows);
        print_advice(texts[id] + meaning_length(id) + 1);
        return EXIT_DONE;
    }
    complain("there is no message %s: \"quartzalloc-trace explain\" lists them", given);
    return EXIT_USAGE;
}

int command_explain(int count, char **arguments)
{
    int i, result = EXIT_DONE, code;

    if (!count)
    {
        for (i = 0; i < MESSAGE_COUNT; ++i)
            printf("QA-%-22s %-8s %.*s\n", messages[i].name, severity_name(messages[i].severity), meaning_length(i),
                   texts[i]);
        return EXIT_DONE;
    }
    for (i = 0; i < count; ++i)
    {
        if (arguments[i][0] == '-')
            return wrong_usage("explain: there is no option %s", arguments[i]);
        if (i)
            printf("\n");
        if ((code = explain(arguments[i])) != EXIT_DONE)
            result = code;
    }
    return result;
}
