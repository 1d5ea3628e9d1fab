/*
 * A report's data: see report_write.h
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "labels.h"
#include "report_pack.h"
#include "report_write.h"
#include "text.h"

/* Allocators that have a picture, and what messages may take in all */
#define ALLOCATORS_SHOWN 60
#define MESSAGE_BYTES    600000

struct writer
{
    struct report *report;
    struct labels labels;
    struct text *text;
    struct alias *aliases; /* of modules, threads and the program; NULL where names are told */
    size_t alias_count;
};

static double nanoseconds(const struct writer *writer, uint64_t ticks)
{
    return (double)ticks * 1e9 / (double)reader_header(writer->report->reader)->clock_frequency;
}

/* Since the beginning of what is shown; not before it. */
static double moment(const struct writer *writer, uint64_t time)
{
    return nanoseconds(writer, time > writer->report->from ? time - writer->report->from : 0);
}

static void write_name(struct writer *writer, const char *string)
{
    char *anonymous;

    if (!writer->aliases)
    {
        text_string(writer->text, string);
        return;
    }
    if (!(anonymous = text_anonymous(string, writer->aliases, writer->alias_count)))
        writer->text->failed = true;
    else
        text_string(writer->text, anonymous);
    free(anonymous);
}

static void write_place(struct writer *writer, const struct place *place)
{
    char text[LABEL_PLACE_SIZE];

    write_name(writer, labels_place(&writer->labels, place->caller, place->module, text));
}

static void add_alias(struct writer *writer, const char *name, const char *kind)
{
    struct alias *alias = &writer->aliases[writer->alias_count];

    if (!name || !name[0])
        return;
    snprintf(alias->name, sizeof(alias->name), "%s", name);
    snprintf(alias->alias, sizeof(alias->alias), "%s", kind);
    ++writer->alias_count;
}

static void make_aliases(struct writer *writer)
{
    const struct report *report = writer->report;
    char alias[24];
    uint32_t i, count = 0;

    if (!(writer->aliases = calloc(65536 + 2, sizeof(*writer->aliases))))
    {
        writer->text->failed = true;
        return;
    }
    add_alias(writer, reader_header(report->reader)->program, "program");
    for (i = 1; i < 65536; ++i)
    {
        const struct reader_module *module = reader_module(report->reader, (uint16_t)i);

        if (!module->base)
            continue;
        snprintf(alias, sizeof(alias), "module-%u", (unsigned int)++count);
        add_alias(writer, module->name, alias);
    }
}

static void write_head(struct writer *writer)
{
    const struct report *report = writer->report;
    const struct trace_header *header = reader_header(report->reader);
    struct text *text = writer->text;

    text_print(text, "{\"program\":");
    text_string(text, writer->aliases ? "" : header->program);
    text_print(text, ",\"process\":%u,\"writer\":", writer->aliases ? 0 : (unsigned int)header->process);
    text_string(text, header->writer);
    text_print(text, ",\"start\":%.0f,\"length\":%.0f,\"made\":%u,\"notes\":[",
               (double)header->start_utc / 1e6 + nanoseconds(writer, report->from - header->start_time) / 1e6,
               moment(writer, report->until), (unsigned int)report->state.allocator_count);
}

/* Sentences about what the page cannot show, and why. */
static void write_notes(struct writer *writer)
{
    const struct report *report = writer->report;
    const struct trace_header *header = reader_header(report->reader);
    char duration[TEXT_DURATION_SIZE], note[400];
    const char *comma = "";

    if (reader_overwritten(report->reader))
    {
        text_duration((uint64_t)nanoseconds(writer, report->from - header->start_time), duration);
        snprintf(note, sizeof(note),
                 "%llu older events were overwritten: this page begins %s after the recording did.  A larger "
                 "QUARTZALLOC_TRACE_SIZE keeps more.",
                 (unsigned long long)reader_overwritten(report->reader), duration);
        text_string(writer->text, note);
        comma = ",";
    }
    if (!header->end_time)
    {
        text_print(writer->text, "%s", comma);
        text_string(writer->text,
                    "The program did not end in good order: it was killed, has crashed, or runs still.  "
                    "What was out is shown as held until its last sign of life.");
        comma = ",";
    }
    if (reader_torn(report->reader) || reader_missed(report->reader) || reader_warning(report->reader))
    {
        snprintf(note, sizeof(note), "%llu events are missing, which were being written or were overwritten.",
                 (unsigned long long)(reader_torn(report->reader) + reader_missed(report->reader)));
        text_print(writer->text, "%s", comma);
        text_string(writer->text, note);
    }
    if (reader_warning(report->reader))
    {
        text_print(writer->text, ",");
        text_string(writer->text, reader_warning(report->reader));
    }
}

static void write_modules(struct writer *writer)
{
    const struct report *report = writer->report;
    uint32_t i;

    text_print(writer->text, "],\"modules\":[{\"name\":\"nobody\",\"rank\":255,\"holds\":0,\"waits\":0}");
    for (i = 1; i <= report->module_count; ++i)
    {
        const struct report_module *module = &report->modules[i];
        const char *name = labels_module(&writer->labels, module->number);
        const char *whole = labels_whole(&writer->labels, module->number);

        text_print(writer->text, ",\n{\"name\":");
        if (i == REPORT_MODULES)
            text_string(writer->text, "others");
        else if (!name[0])
            text_string(writer->text, "unknown");
        else
            write_name(writer, name);
        if (whole && i != REPORT_MODULES)
        {
            text_print(writer->text, ",\"whole\":");
            write_name(writer, whole);
        }
        text_print(writer->text, ",\"rank\":%u,\"holds\":%llu,\"held\":%.0f,\"longest\":%.0f",
                   (unsigned int)module->rank, (unsigned long long)module->holds.count,
                   nanoseconds(writer, module->holds.total), nanoseconds(writer, module->holds.longest));
        text_print(writer->text, ",\"waits\":%llu,\"waited\":%.0f,\"longestWait\":%.0f}",
                   (unsigned long long)module->waits.count, nanoseconds(writer, module->waits.total),
                   nanoseconds(writer, module->waits.longest));
    }
}

static void write_messages(struct writer *writer)
{
    const struct report *report = writer->report;
    size_t count = reader_message_count(report->reader), i, begin = writer->text->used;

    text_print(writer->text, "],\"messages\":[");
    for (i = 0; i < count && writer->text->used - begin < MESSAGE_BYTES; ++i)
    {
        const struct reader_message *message = reader_message(report->reader, i);
        char *told;

        text_print(writer->text, "%s{\"time\":%.0f,\"severity\":%u,\"allocator\":%u,\"text\":", i ? ",\n" : "",
                   moment(writer, message->time), (unsigned int)message->severity, (unsigned int)message->number);
        told = labels_text(&writer->labels, message->text);
        write_name(writer, told ? told : message->text);
        free(told);
        text_print(writer->text, "}");
    }
    text_print(writer->text, "],\"untold\":%llu,", (unsigned long long)(count - i));
}

static void write_properties(struct writer *writer, const struct properties *properties)
{
    text_print(writer->text, "[%d,%d,%d,%d]", (int)properties->count, (int)properties->size, (int)properties->align,
               (int)properties->prefix);
}

static void write_requests(struct writer *writer, const struct allocator *allocator)
{
    char result[TEXT_RESULT_SIZE];
    uint32_t i;

    text_print(writer->text, ",\"asks\":[");
    for (i = 0; i < allocator->request_count; ++i)
    {
        const struct request *request = &allocator->requests[i];

        text_print(writer->text, "%s{\"time\":%.0f,\"by\":", i ? "," : "", moment(writer, request->time));
        write_place(writer, &request->place);
        text_print(writer->text, ",\"asked\":");
        write_properties(writer, &request->asked);
        text_print(writer->text, ",\"given\":");
        if (request->result < 0)
            text_print(writer->text, "null");
        else
            write_properties(writer, &request->given);
        text_print(writer->text, ",\"result\":\"%s\"}", text_result(request->result, result));
    }
    text_print(writer->text, "]");
}

static void write_waits(struct writer *writer, const struct report_allocator *allocator)
{
    char line[64], result[TEXT_RESULT_SIZE];
    uint32_t i;

    text_print(writer->text, ",\"longest\":[");
    for (i = 0; i < allocator->wait_count; ++i)
    {
        const struct report_wait *wait = &allocator->longest[i];
        const char *name = writer->aliases ? NULL : reader_thread(writer->report->reader, wait->place.thread);

        text_print(writer->text, "%s{\"time\":%.0f,\"took\":%.0f,\"by\":", i ? "," : "", moment(writer, wait->since),
                   nanoseconds(writer, wait->took));
        write_place(writer, &wait->place);
        snprintf(line, sizeof(line), name ? "%04x %.48s" : "%04x", (unsigned int)wait->place.thread, name);
        text_print(writer->text, ",\"thread\":");
        text_string(writer->text, line);
        text_print(writer->text, ",\"end\":");
        if (wait->ended_by.thread)
            write_place(writer, &wait->ended_by);
        else
        {
            snprintf(line, sizeof(line), wait->result ? "none: %s" : "nothing: it still waits",
                     text_result(wait->result, result));
            text_string(writer->text, line);
        }
        text_print(writer->text, "}");
    }
    text_print(writer->text, "]");
}

static void write_series(struct writer *writer, const char *name, const struct report_series *series, uint32_t count)
{
    uint32_t i, column;

    text_print(writer->text, ",\"%s\":[", name);
    for (i = 0; i < count; ++i)
    {
        text_print(writer->text, "%s[%u,[", i ? "," : "", (unsigned int)series[i].module);
        for (column = 0; column < REPORT_DOUBLES; ++column)
        {
            if (series[i].columns[column])
                text_print(writer->text, "[%u,%llu],", (unsigned int)column,
                           (unsigned long long)series[i].columns[column]);
        }
        /* No list is empty, and none ends with a comma. */
        if (!writer->text->failed)
            --writer->text->used;
        text_print(writer->text, "]]");
    }
    text_print(writer->text, "]");
}

/* All but the graph. */
static void write_allocator(struct writer *writer, const struct report_allocator *made)
{
    const struct allocator *allocator = &made->last;

    text_print(writer->text, "{\"number\":%u,\"ended\":%s,\"by\":", (unsigned int)made->number,
               allocator->ended ? "true" : "false");
    if (allocator->creator.caller)
        write_place(writer, &allocator->creator);
    else
        text_string(writer->text, "");
    text_print(writer->text, ",\"agreed\":");
    write_properties(writer, &allocator->agreed);
    text_print(writer->text, ",\"most\":%d,\"handed\":%llu,\"low\":%d,\"dry\":%.0f,\"active\":%.0f", (int)made->most,
               (unsigned long long)allocator->handed_out, (int)allocator->lowest_free, nanoseconds(writer, made->dry),
               nanoseconds(writer, made->active));
    text_print(writer->text, ",\"waited\":%llu,\"longestWait\":%.0f,\"outAtEnd\":%d,\"refused\":%llu",
               (unsigned long long)allocator->wait_times.count, nanoseconds(writer, allocator->wait_times.longest),
               (int)made->out, (unsigned long long)allocator->refused);
    write_requests(writer, allocator);
    write_waits(writer, made);
    write_series(writer, "holdTimes", made->holds, made->hold_series);
    write_series(writer, "waitTimes", made->waits, made->wait_series);
    text_print(writer->text, ",\"hidden\":%u,\"from\":%.0f", (unsigned int)made->graph.hidden,
               moment(writer, made->graph.from));
}

void report_write(struct report *report, bool anonymous, struct text *text)
{
    struct writer writer = { .report = report, .text = text };
    uint32_t i, shown;

    labels_init(&writer.labels, report->reader, !anonymous);
    if (anonymous)
        make_aliases(&writer);
    write_head(&writer);
    write_notes(&writer);
    write_modules(&writer);
    write_messages(&writer);
    shown = report_choose(report, ALLOCATORS_SHOWN);
    report_fit(report, shown, text->used < REPORT_SIZE ? REPORT_SIZE - text->used : 0);
    text_print(text, "\"unshown\":%u,\"allocators\":[", (unsigned int)(report->state.allocator_count - shown));
    for (i = 0; i < shown; ++i)
    {
        text_print(text, i ? ",\n" : "");
        write_allocator(&writer, report->allocators[i]);
        report_pack(&report->allocators[i]->graph, nanoseconds(&writer, 1), text);
        text_print(text, "}");
    }
    text_print(text, "]}");
    labels_free(&writer.labels);
    free(writer.aliases);
}
