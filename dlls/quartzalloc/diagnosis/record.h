/*
 * The format of a trace, the file that QUARTZALLOC_TRACE names: shared by the DLL that writes it and tools that read it
 *
 * One file of a size that never changes: a header, a table of names that is only added to, and a ring of records that
 * keeps the newest.  It is mapped by the program while it runs, so that it is whole wherever the program is killed, and may
 * be read meanwhile.  docs/trace-format.md describes it for those who write a reader of their own.
 *
 * Everything is in the writer's byte order, in structures without padding.  Nothing here needs more than C's own headers.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef QUARTZALLOC_DIAGNOSIS_RECORD_H
#define QUARTZALLOC_DIAGNOSIS_RECORD_H

#include <stddef.h>
#include <stdint.h>

#define TRACE_MAGIC      "QATRACE\n"
#define TRACE_MAGIC_SIZE 8
#define TRACE_VERSION    1
#define TRACE_BYTE_ORDER UINT32_C(0x01020304)

#define TRACE_HEADER_SIZE 4096
#define TRACE_RECORD_SIZE 64
#define TRACE_TEXT_SIZE   64

/* Limits of the whole file, in bytes; the ring has what the header and the names, an eighth of the file, leave. */
#define TRACE_SMALLEST (UINT64_C(1) << 20)
#define TRACE_LARGEST  (UINT64_C(16) << 30)

/* The beginning of the file.  Up to `written_once`, all is there before the magic is. */
struct trace_header
{
    char magic[TRACE_MAGIC_SIZE];
    uint32_t byte_order; /* TRACE_BYTE_ORDER, as the writer writes numbers */
    uint32_t version;    /* TRACE_VERSION; a reader refuses what is newer than itself */
    uint32_t header_size;
    uint32_t record_size;
    uint32_t pointer_size; /* of the program: 4 or 8 */
    uint32_t process;
    uint64_t file_size;
    uint64_t names_offset, names_size; /* bytes */
    uint64_t ring_offset, ring_count;  /* bytes; records */
    uint64_t clock_frequency;          /* of every time below: ticks in a second */
    uint64_t start_time;               /* of the recording, on that clock */
    uint64_t start_utc;                /* the same in nanoseconds since 1970 */
    char program[TRACE_TEXT_SIZE];     /* UTF-8, without its folder */
    char writer[32];                   /* the version of quartzalloc */
    uint8_t written_once[64];

    /* What changes */
    uint64_t next; /* records that were begun so far: the next goes to place next % ring_count */
    uint8_t own_cache_line[56];
    uint64_t names_used; /* bytes of the table of names that are whole */
    uint64_t names_lost; /* names and messages for which there was no room */
    uint64_t beat;       /* the program's last sign of life, on the clock; some times in a second */
    uint64_t end_time;   /* when it ended in good order; 0 until then, and for ever where it was killed */
    uint8_t reserved[TRACE_HEADER_SIZE - 352];
};

/* What a record is about.  The numbers are the format's, and are never used for anything else. */
enum trace_kind
{
    TRACE_ALLOCATOR_CREATED = 1,
    TRACE_ALLOCATOR_RELEASED = 2,   /* nobody refers to it any more; buffers may be out */
    TRACE_ALLOCATOR_ENDED = 3,      /* nothing is left of it */
    TRACE_PROPERTIES_ASKED = 4,     /* properties, result: of SetProperties; the next is of the same call and order */
    TRACE_PROPERTIES_SET = 5,       /* properties, result: what was agreed, zeros where it was refused */
    TRACE_COMMITTED = 6,            /* result */
    TRACE_DECOMMITTED = 7,          /* result */
    TRACE_BUFFER_REFUSED = 8,       /* result of a GetBuffer that failed; buffer.value: its flags */
    TRACE_WAIT_BEGUN = 9,           /* GetBuffer found no buffer and waits */
    TRACE_WAIT_ENDED = 10,          /* result; where it is no failure, the thread's TRACE_BUFFER_OUT follows */
    TRACE_BUFFER_OUT = 11,          /* buffer.number, references: 1, buffer.value: the address of its first byte */
    TRACE_BUFFER_REFERENCED = 12,   /* buffer.number, references after AddRef */
    TRACE_BUFFER_UNREFERENCED = 13, /* buffer.number, references that are left, 1 or more */
    TRACE_BUFFER_BACK = 14,         /* buffer.number: the last reference has gone */
    TRACE_NOTIFY_SET = 15,          /* result; references: 1 with a callback, 0 without */
    TRACE_NOTIFY_BEGUN = 16,        /* the callback's NotifyRelease is called on this thread */
    TRACE_NOTIFY_ENDED = 17,

    /*
     * The state of an allocator at one moment, for readers that find its beginning overwritten: between TRACE_STATE_BEGUN
     * and TRACE_STATE_ENDED, all of one allocator and one order, though other records may lie in between.
     */
    TRACE_STATE_BEGUN = 32,  /* properties as agreed; result: trace_state; caller, thread: who created it */
    TRACE_STATE_ASKED = 33,  /* as TRACE_PROPERTIES_ASKED, the latest of each module */
    TRACE_STATE_SET = 34,    /* as TRACE_PROPERTIES_SET */
    TRACE_STATE_BUFFER = 35, /* a buffer that is out: number, references, value: since when */
    TRACE_STATE_HOLDER = 36, /* who has references to it: number, references, value: since when; caller, thread */
    TRACE_STATE_WAIT = 37,   /* a GetBuffer that waits: value: since when; caller, thread */
    TRACE_STATE_ENDED = 38,  /* number: how many records it was with this; value: when the allocator was created */
};

/* Bits of TRACE_STATE_BEGUN. */
enum trace_state
{
    TRACE_STATE_IS_COMMITTED = 1,
    TRACE_STATE_IS_RELEASED = 2,
    TRACE_STATE_HAS_CALLBACK = 4,
};

/*
 * What happened, in TRACE_RECORD_SIZE bytes.  The record at position P, counted from 0 since the beginning, lies at place
 * P % ring_count and has the sequence P + 1.  One that is being written has another sequence, and one whose checksum does
 * not fit was torn: neither is to be told as true.
 */
struct trace_record
{
    uint64_t sequence;
    uint64_t time;
    uint64_t caller;    /* return address of the method that was called */
    uint32_t thread;    /* that called it */
    uint32_t allocator; /* 1 for the first of the process, and so on */
    uint32_t order;     /* of the events of this allocator, 1 for the first; 0 where it is not known */
    uint32_t checksum;
    uint16_t kind;   /* trace_kind; what a reader does not know it leaves out */
    uint16_t module; /* that has the caller: number of a TRACE_NAME_MODULE; 0 for none */
    int32_t result;  /* HRESULT */
    union
    {
        struct
        {
            int32_t count, size, align, prefix;
        } properties;
        struct
        {
            uint32_t
                    number; /* 1 for the buffer of the allocator's layout that went out first; 0 where it is not known */
            int32_t references;
            uint64_t value;
        } buffer;
    };
};

/* What an entry of the table of names is about. */
enum trace_name_kind
{
    TRACE_NAME_MODULE = 1, /* number; value: its base; bytes: its size; stamp: the linker's timestamp; text: its file */
    TRACE_NAME_THREAD = 2, /* thread; value: when it was found out; text: the name that the program gave it */
    TRACE_NAME_MESSAGE = 3, /* number: 1 error, 2 warning, 3 information; thread, value: when; text: all of its lines */
    TRACE_NAME_PATH =
            4, /* number: of a module, which may come behind it; text: where its file lies, as its system says */
    TRACE_NAME_PREFIX = 5, /* text: the folder of Wine's prefix, as Unix says; under Wine alone */
};

/* An entry: the next begins `size` bytes further.  Entries are never changed or overwritten. */
struct trace_name
{
    uint32_t size;   /* bytes of the entry with its text, a multiple of 8 */
    uint16_t kind;   /* trace_name_kind; what a reader does not know it leaves out */
    uint16_t number; /* of a module, as records have it */
    uint32_t thread;
    uint32_t bytes;
    uint32_t stamp;
    uint32_t length; /* bytes of the text */
    uint64_t value;
    /* The text, in UTF-8, and at least one 0 */
};

_Static_assert(sizeof(struct trace_header) == TRACE_HEADER_SIZE, "the header has no padding");
_Static_assert(offsetof(struct trace_header, next) == 256 && offsetof(struct trace_header, names_used) == 320,
               "what changes lies where the document says");
_Static_assert(sizeof(struct trace_record) == TRACE_RECORD_SIZE, "a record has no padding");
_Static_assert(sizeof(struct trace_name) == 32, "an entry has no padding");

/* The checksum of a record, whatever stands in its checksum. */
static inline uint32_t trace_checksum(const struct trace_record *record)
{
    uint64_t words[TRACE_RECORD_SIZE / 8], sum = UINT64_C(0x9e3779b97f4a7c15);
    struct trace_record copy = *record;
    unsigned int i;

    copy.checksum = 0;
    __builtin_memcpy(words, &copy, sizeof(words));
    for (i = 0; i < TRACE_RECORD_SIZE / 8; ++i)
    {
        sum = (sum ^ words[i]) * UINT64_C(0xff51afd7ed558ccd);
        sum ^= sum >> 32;
    }
    return (uint32_t)sum;
}

#endif
