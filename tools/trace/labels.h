/*
 * Names as people know them, for the modules and the places that a trace has
 *
 * A trace knows modules by their file's names, and places by offsets.  What can be found out on this machine, where the modules'
 * files and the prefix's registry lie, is added here: what a file calls itself, its filters, its functions.  What cannot be
 * found stays as the trace has it.  One thread.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef TRACE_LABELS_H
#define TRACE_LABELS_H

#include "functions.h"
#include "reader.h"

/* The longest of what is told of a module behind its name, and of all that is told, with the terminating 0 */
#define LABEL_SIZE       64
#define LABEL_WHOLE_SIZE 400

/* The longest text of a place, with its terminating 0 */
#define LABEL_PLACE_SIZE (READER_PLACE_SIZE + FUNCTION_NAME_SIZE + 4)

/* Places whose functions are kept; a power of two */
#define LABEL_PLACES 256

/* What is known of a module beyond its name */
struct label
{
    bool looked_for, functions_looked_for;
    char name[TRACE_TEXT_SIZE + LABEL_SIZE + 4]; /* "filter.ax (Example Decoder)" */
    char *whole; /* "Example Decoder 3.1: Example Audio Decoder, Example Video Decoder"; NULL for nothing */
    char *file;  /* on this machine; NULL for none */
    struct functions *functions;
};

struct labels
{
    const struct reader *reader;
    struct label *modules; /* by number */
    uint32_t room;
    size_t function_count;
    unsigned int files; /* that are open */
    struct
    {
        uint64_t caller;
        uint16_t module;
        char function[FUNCTION_NAME_SIZE]; /* empty for none */
    } places[LABEL_PLACES];
};

/* Names for a trace.  Without `look`, no file is looked at, and all names stay as the trace has them. */
void labels_init(struct labels *labels, const struct reader *reader, bool look);
void labels_free(struct labels *labels);

/* Look for modules that have come since: after reader_refresh. */
void labels_update(struct labels *labels);

/* A module by a record's number: "filter.ax (Example Decoder)", or its name alone.  Never NULL. */
const char *labels_module(const struct labels *labels, uint16_t number);

/* All that is known of the module with the number beyond its name; NULL for nothing. */
const char *labels_whole(const struct labels *labels, uint16_t number);

/* A place in code: "filter.ax+0x2f1c0 (Receive)", or as reader_place has it.  Returns `text`. */
const char *labels_place(struct labels *labels, uint64_t caller, uint16_t number, char text[LABEL_PLACE_SIZE]);

/* A message with the function behind each place that it names.  To be freed; NULL when out of memory. */
char *labels_text(struct labels *labels, const char *message);

#endif
