/*
 * What quartzalloc-play prints about each connection, for people and for scripts.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "play.h"

/* Valid until the eighth call after this one. */
const char *utf8(const WCHAR *text)
{
    static char buffers[8][1024];
    static unsigned int next;
    char *buffer = buffers[next++ % ARRAYSIZE(buffers)];

    if (!WideCharToMultiByte(CP_UTF8, 0, text, -1, buffer, sizeof(buffers[0]), NULL, NULL))
        strcpy(buffer, "?");
    return buffer;
}

static void print_milliseconds(const char *what, int64_t ticks, const char *end)
{
    printf("%s %.2f ms%s", what, observe_seconds(ticks) * 1000.0, end);
}

static BOOL shares_earlier_allocator(const struct player *player, int number)
{
    int i;

    for (i = 0; i < number; ++i)
    {
        if (player->connections[i].allocator == player->connections[number].allocator)
            return TRUE;
    }
    return FALSE;
}

static void print_source(const struct player *player, const struct connection *connection)
{
    int i;

    if (connection->pull)
    {
        printf("     allocator       none: the reader copies into memory of its own\n");
        return;
    }
    for (i = 0; i < player->allocator_count; ++i)
    {
        if (player->allocators[i] == connection->observed.source)
        {
            printf("     allocator       %d, of %s, whose samples are passed on\n", i + 1,
                   utf8(player->allocators[i]->module));
            return;
        }
    }
    printf("     allocator       the pin does not tell; samples of %s\n", utf8(connection->observed.source_module));
}

static void print_allocator(const struct player *player, int number)
{
    const struct connection *connection = &player->connections[number];
    const struct observed_allocator *allocator;

    if (connection->allocator < 0)
    {
        print_source(player, connection);
        return;
    }
    allocator = player->allocators[connection->allocator];
    printf("     allocator       %d, of %s: ", connection->allocator + 1, utf8(allocator->module));
    if (allocator->has_properties)
        printf("%ld x %ld bytes, align %ld, prefix %ld\n", allocator->properties.cBuffers,
               allocator->properties.cbBuffer, allocator->properties.cbAlign, allocator->properties.cbPrefix);
    else
        printf("properties unknown\n");

    if (shares_earlier_allocator(player, number))
    {
        printf("     releases        counted above: the connection shares its allocator\n");
        return;
    }
    if (allocator->final_free >= 0)
        printf("     NotifyRelease   %" PRId64 " calls %s %" PRId64 " releases, %" PRId64 " buffers taken\n",
               (int64_t)allocator->callback.calls, allocator->callback.calls == allocator->returned ? "=" : "BUT",
               (int64_t)allocator->returned, (int64_t)allocator->taken);
    else
        printf("     NotifyRelease   no callback interface; %" PRId64 " releases, %" PRId64 " buffers taken\n",
               (int64_t)allocator->returned, (int64_t)allocator->taken);
    printf("     free buffers    lowest %ld of %ld\n", allocator->lowest_free, allocator->properties.cBuffers);
    print_milliseconds("     time           ", allocator->get_ticks, " in GetBuffer,");
    print_milliseconds("", allocator->release_ticks, " in the final Release");
    if (!connection->pull)
        print_milliseconds(",", connection->observed.receive_ticks, " in Receive");
    printf("\n");
}

void print_connections(const struct player *player)
{
    const struct connection *connection;
    int i;

    for (i = 0; i < player->connection_count; ++i)
    {
        connection = &player->connections[i];
        printf("%2d   %s \"%s\" -> %s \"%s\", %s\n", i + 1, utf8(connection->from_filter), utf8(connection->from_pin),
               utf8(connection->to_filter), utf8(connection->to_pin), connection->media);
        if (connection->pull)
        {
            const struct observed_reader *reader = connection->reader;

            printf("     pull mode       no IMemInputPin; IAsyncReader served %" PRId64 " reads, %" PRId64 " bytes\n",
                   reader ? (int64_t)reader->reads : 0, reader ? (int64_t)reader->bytes : 0);
            print_allocator(player, i);
            continue;
        }
        printf("     samples         %" PRId64 ", %" PRId64 " bytes, checksum %016" PRIx64 "\n",
               (int64_t)connection->observed.samples, (int64_t)connection->observed.bytes,
               connection->observed.checksum);
        if (connection->observed.foreign && connection->allocator >= 0)
            printf("     other samples   %" PRId64 " came from another allocator, of %s\n",
                   (int64_t)connection->observed.foreign, utf8(connection->observed.source_module));
        if (FAILED(connection->observed.error))
            printf("     error           Receive returned %#lx\n", connection->observed.error);
        print_allocator(player, i);
    }
}

void print_summary(const struct player *player)
{
    int64_t calls = 0, returned = 0, taken = 0, samples = 0;
    int i, alive = 0, notifying = 0;

    for (i = 0; i < player->connection_count; ++i)
    {
        if (player->connections[i].last)
            samples += player->connections[i].observed.samples;
    }
    for (i = 0; i < player->allocator_count; ++i)
    {
        const struct observed_allocator *allocator = player->allocators[i];

        taken += allocator->taken;
        returned += allocator->returned;
        if (allocator->final_free >= 0)
        {
            ++notifying;
            calls += allocator->callback.calls;
        }
        if (allocator->references_left)
            ++alive;
    }

    printf("\n%d stream%s", player->streams, player->streams == 1 ? "" : "s");
    if (player->duration)
        printf(" of %.1f s", player->duration);
    printf(" in %.3f s: %" PRId64 " samples arrived, %" PRId64 " lost\n", player->seconds, samples, taken - returned);
    if (player->undecoded)
        printf("without a decoder, so compressed to the end: %d\n", player->undecoded);
    if (player->unconnected)
        printf("streams that no filter takes: %d\n", player->unconnected);
    if (notifying)
        printf("NotifyRelease: %" PRId64 " calls by %d allocator%s\n", calls, notifying, notifying == 1 ? "" : "s");
    else
        printf("NotifyRelease: no allocator of this graph has it\n");
    printf("after the graph: %s", alive ? "allocators are STILL ALIVE" : "no allocator is alive");
    if (player->unload == E_NOTIMPL)
        printf(", quartzalloc.dll was not loaded\n");
    else
        printf(", quartzalloc.dll %s\n", player->unload == S_OK ? "can be unloaded" : "CANNOT be unloaded");
}

/* One record a line, fields separated by tabs; --help describes them. */
void write_report(const struct player *player, FILE *file, enum exit_code code)
{
    int i;

    fprintf(file, "quartzalloc-play\t1\n");
    fprintf(file, "file\t%s\n", player->file);
    for (i = 0; i < player->connection_count; ++i)
    {
        const struct connection *connection = &player->connections[i];
        const struct observed_input *observed = &connection->observed;

        fprintf(file, "connection\t%d\t%s\t%s\t%s\t%s\t%s\t%s\t%d\t", i + 1, utf8(connection->from_filter),
                utf8(connection->from_pin), utf8(connection->to_filter), utf8(connection->to_pin), connection->media,
                connection->pull ? "pull" : "push", connection->allocator + 1);
        fprintf(file, "%" PRId64 "\t%" PRId64 "\t%016" PRIx64 "\t%" PRId64 "\t%.0f\t%d\n", (int64_t)observed->samples,
                (int64_t)(connection->pull && connection->reader ? connection->reader->bytes : observed->bytes),
                observed->checksum, (int64_t)observed->foreign, observe_seconds(observed->receive_ticks) * 1e6,
                connection->last);
    }
    for (i = 0; i < player->allocator_count; ++i)
    {
        const struct observed_allocator *allocator = player->allocators[i];

        fprintf(file, "allocator\t%d\t%s\t%d\t%ld\t%ld\t%ld\t%ld\t", i + 1, utf8(allocator->module),
                allocator->final_free >= 0, allocator->properties.cBuffers, allocator->properties.cbBuffer,
                allocator->properties.cbAlign, allocator->properties.cbPrefix);
        fprintf(file, "%" PRId64 "\t%" PRId64 "\t%" PRId64 "\t%ld\t%.0f\t%.0f\t%ld\n", (int64_t)allocator->taken,
                (int64_t)allocator->returned, (int64_t)allocator->callback.calls, allocator->lowest_free,
                observe_seconds(allocator->get_ticks) * 1e6, observe_seconds(allocator->release_ticks) * 1e6,
                allocator->references_left);
    }
    fprintf(file, "run\t%.6f\t%.3f\t%d\t%d\t%d\n", player->seconds, player->duration, player->streams,
            player->undecoded, player->unconnected);
    fprintf(file, "unload\t%s\n", player->unload == E_NOTIMPL ? "not loaded" : player->unload == S_OK ? "yes" : "no");
    fprintf(file, "exit\t%d\n", code);
}
