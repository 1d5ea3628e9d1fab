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

#include "private/observe.h"

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

/* graph.c */
HRESULT player_build(struct player *player, const WCHAR *file);
void player_observe(struct player *player);
void player_detach(struct player *player);

/* report.c */
const char *utf8(const WCHAR *text);
void print_connections(const struct player *player);
void print_summary(const struct player *player);
void write_report(const struct player *player, FILE *file, enum exit_code code);

#endif
