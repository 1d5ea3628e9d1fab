/*
 * quartzalloc-trace json: the events for ui.perfetto.dev
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "host.h"
#include "picture.h"

/* A viewer in a browser bears about a million. */
#define EVENT_LIMIT 900000

/* From when on there are no more events than the limit: the first pass writes nothing. */
static bool find_beginning(struct picture *picture, uint64_t limit)
{
    uint64_t slots[PICTURE_SLOTS] = { 0 }, events = 0;
    unsigned int i;

    picture->slots = slots;
    picture_draw(picture);
    picture->slots = NULL;
    for (i = PICTURE_SLOTS; i && events + slots[i - 1] <= limit; --i)
        events += slots[i - 1];
    picture->json.events = 0;
    if (!i)
        return false;
    picture->from = (int64_t)((double)picture->end / PICTURE_SLOTS * i);
    return true;
}

static int write_picture(struct picture *picture)
{
    bool good;

    fprintf(picture->json.file, "{\"displayTimeUnit\":\"ms\",\"traceEvents\":[");
    picture_write_names(picture);
    picture_write_messages(picture);
    good = picture_draw(picture);
    fprintf(picture->json.file, "\n]}\n");
    if (!good)
        complain("out of memory: the picture is not complete");
    return good ? EXIT_DONE : EXIT_UNREADABLE;
}

/* Under another name first, so that there is no half of one. */
static int write_file(struct picture *picture, const char *path)
{
    char fresh[4096];
    int code;

    if ((size_t)snprintf(fresh, sizeof(fresh), "%s.new", path) >= sizeof(fresh)
        || !(picture->json.file = fopen(fresh, "wb")))
    {
        complain("%s cannot be written: %s", path, strerror(errno));
        return EXIT_UNREADABLE;
    }
    code = write_picture(picture);
    if (fclose(picture->json.file) || !host_replace(fresh, path))
    {
        complain("%s cannot be written: %s", path, strerror(errno));
        remove(fresh);
        return EXIT_UNREADABLE;
    }
    return code;
}

static int make_picture(const char *path, const char *output, double from, double to)
{
    struct picture picture = { .reader = open_trace(path) };
    struct reader *reader = picture.reader;
    struct trace_record record;
    uint64_t last = 0;
    int code;

    if (!reader)
        return EXIT_UNREADABLE;
    while (reader_next(reader, &record))
        last = record.time > last ? record.time : last;
    picture.end = reader_nanoseconds(reader, reader_end(reader, last));
    labels_init(&picture.labels, reader, true);
    picture.from = (int64_t)(from * 1e9);
    picture.to = (int64_t)(to * 1e9);
    if (picture.to > picture.end)
        picture.to = picture.end;
    if (find_beginning(&picture, EVENT_LIMIT))
        complain("there are too many events for a viewer: what was before %.3f s is left out; --from and --to choose",
                 (double)picture.from / 1e9);
    if (output)
        code = write_file(&picture, output);
    else
    {
        picture.json.file = stdout;
        code = write_picture(&picture);
        if (fflush(stdout))
        {
            complain("the output cannot be written: %s", strerror(errno));
            code = EXIT_UNREADABLE;
        }
    }
    labels_free(&picture.labels);
    reader_close(reader);
    return code;
}

static bool read_seconds(const char *text, double *seconds)
{
    char *end;

    if (!text || *text < '0' || *text > '9')
        return false;
    *seconds = strtod(text, &end);
    return !*end && *seconds < 1e9;
}

int command_json(int count, char **arguments)
{
    const char *path = NULL, *output = NULL, *value;
    double from = 0, to = 1e9;
    int i;

    for (i = 0; i < count; ++i)
    {
        if (is_option(arguments[i], "--output", &value) && value && *value)
            output = value;
        else if (is_option(arguments[i], "--from", &value))
        {
            if (!read_seconds(value, &from))
                return wrong_usage("json: --from takes seconds since the beginning");
        }
        else if (is_option(arguments[i], "--to", &value))
        {
            if (!read_seconds(value, &to))
                return wrong_usage("json: --to takes seconds since the beginning");
        }
        else if (take_trace("json", arguments[i], &path) != EXIT_DONE)
            return EXIT_USAGE;
    }
    if (!path)
        return wrong_usage("json: name a trace");
    if (to < from)
        return wrong_usage("json: --to is before --from");
    return make_picture(path, output, from, to);
}
