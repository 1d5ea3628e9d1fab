/*
 * What the parts of quartzalloc-play share: the connections of the graph and what was observed on them.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef QUARTZALLOC_PLAY_H
#define QUARTZALLOC_PLAY_H

#include <inttypes.h>
#include <stdio.h>

#define COBJMACROS
#define NO_DSHOW_STRSAFE
#include <initguid.h>
#include <windows.h>
#include <dshow.h>

#include "measure.h"
#include "observed_allocator.h"
#include "observed_input.h"
#include "observed_reader.h"

#define MAX_CONNECTIONS 64

enum exit_code
{
    EXIT_PLAYED = 0,
    EXIT_USAGE = 1,
    EXIT_CANNOT_OPEN = 2,
    EXIT_NO_MEDIA = 3,
    EXIT_NOTHING_FLOWED = 4,
    EXIT_COUNTS_DIFFER = 5,
    EXIT_STILL_ALIVE = 6,
    EXIT_OTHER_ALLOCATOR = 7,
    EXIT_NO_DIRECTSHOW = 8,
};

struct connection
{
    WCHAR from_filter[MAX_FILTER_NAME], from_pin[MAX_PIN_NAME];
    WCHAR to_filter[MAX_FILTER_NAME], to_pin[MAX_PIN_NAME];
    char media[64];
    IPin *input;
    BOOL pull;
    BOOL last;                      /* ends in a renderer */
    int allocator;                  /* index in player.allocators, -1: none */
    struct observed_input observed; /* push mode */
    struct observed_reader *reader; /* pull mode */
};

struct player
{
    IGraphBuilder *graph;
    IFilterMapper2 *mapper;
    BOOL grabbers;

    struct connection connections[MAX_CONNECTIONS];
    int connection_count;
    struct observed_allocator *allocators[MAX_CONNECTIONS];
    int allocator_count;
    int streams;
    int undecoded;   /* streams that stay compressed */
    int unconnected; /* outputs that nothing takes */

    char file[1024]; /* as the caller named it, UTF-8 */
    double duration; /* of the media, 0: unknown */
    double seconds;  /* that the run took */
    HRESULT unload;  /* DllCanUnloadNow of quartzalloc.dll; E_NOTIMPL: not loaded */
};

struct options
{
    const WCHAR *file, *report, *require;
    double timeout;
    BOOL quiet, no_grabber;
};

struct candidate
{
    CLSID clsid;
    WCHAR name[MAX_FILTER_NAME];
};

/* main.c: says on standard error what is wrong, and returns the code for convenience. */
enum exit_code fail(enum exit_code code, const char *format, ...) __attribute__((format(__MINGW_PRINTF_FORMAT, 2, 3)));

/* file.c */

/* The path as Windows has it, for the caller to free: Wine knows how its drives map to the Unix file system. */
WCHAR *windows_path(const WCHAR *path);
/* Whether there is something to play; "shown" is the path for messages. */
enum exit_code check_file(const WCHAR *path, const char *shown);

/* media_type.c */

void free_media_type(AM_MEDIA_TYPE *type);   /* what it points to */
void delete_media_type(AM_MEDIA_TYPE *type); /* itself, too */
BOOL is_uncompressed(const AM_MEDIA_TYPE *type);
/* Wine's own splitters hand out Cinepak, and abort the process when it is to flow (seen on Wine 8.0). */
BOOL is_broken(const AM_MEDIA_TYPE *type);
/* For people, as "video RGB24 320x240"; "size" is the room in "text". */
void describe_media_type(const AM_MEDIA_TYPE *type, char *text, size_t size);

/* connect.c */

/* The filter's next unconnected pin of that direction, with a reference; index counts on from call to call. */
IPin *next_pin(IBaseFilter *filter, PIN_DIRECTION wanted, unsigned int *index);
/* A new filter behind that output. *filter gets a reference, or NULL after a failure, which leaves nothing behind. */
HRESULT connect_to_new_filter(struct player *player, IPin *output, const CLSID *clsid, const WCHAR *name,
                              IBaseFilter **filter);
/* Takes back every connection after the given count, with the filter that each led to, for another try. */
void disconnect_from(struct player *player, int count);

/* candidates.c: the splitters and decoders that the filter mapper knows for the type, best first, at most "size".
 * Returns how many. */
int find_candidates(struct player *player, const AM_MEDIA_TYPE *type, struct candidate *candidates, int size);

/* graph.c: S_OK if at least one stream was rendered. */
HRESULT player_build(struct player *player, const WCHAR *file);

/* observe.c */

/* Once everything is connected, for the allocators are agreed upon last, and before the graph runs. */
void player_observe(struct player *player);
/* While the graph still stands, stopped. */
void player_detach(struct player *player);

/* run.c */

/* How many samples have come to the ends of the graph, and the latest time of one in seconds. */
int64_t arrived(const struct player *player, double *position);
/* Returns S_OK at the end of all streams, S_FALSE when nothing moves any more, else the graph's error. */
HRESULT player_run(struct player *player, const struct options *options);

/* judge.c */

/* What quartzalloc.dll's DllCanUnloadNow says; E_NOTIMPL if it is not loaded. */
HRESULT ask_unload(void);
/* "played" is what player_run returned. Says what is wrong. */
enum exit_code player_judge(const struct player *player, const struct options *options, HRESULT played);

/* report.c */
const char *utf8(const WCHAR *text);
void print_connections(const struct player *player);
void print_summary(const struct player *player);
void write_report(const struct player *player, FILE *file, enum exit_code code);

#endif
