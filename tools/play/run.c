/*
 * Runs the graph to the end of all streams, and shows how far it is.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "play.h"

#include <io.h>

int64_t arrived(const struct player *player, double *position)
{
    int64_t samples = 0, end = 0;
    int i;

    for (i = 0; i < player->connection_count; ++i)
    {
        if (player->connections[i].observed.position > end)
            end = player->connections[i].observed.position;
        if (player->connections[i].last)
            samples += player->connections[i].observed.samples;
    }
    *position = (double)end / 1e7;
    return samples;
}

static void show_progress(const struct player *player, int64_t start, BOOL terminal, BOOL end)
{
    double position;
    int64_t samples = arrived(player, &position);

    fprintf(stderr, "%splaying: %.1f of %.1f s, %" PRId64 " samples, after %.1f s%s", terminal ? "\r" : "", position,
            player->duration, samples, observe_seconds(observe_ticks() - start), terminal && !end ? "   " : "   \n");
    fflush(stderr);
}

HRESULT player_run(struct player *player, const struct options *options)
{
    int64_t start, moved, shown, now, samples, last_samples = -1;
    BOOL terminal = _isatty(2);
    IMediaControl *control;
    OAFilterState state;
    IMediaSeeking *seeking;
    LONGLONG duration = 0;
    IMediaFilter *filter;
    IMediaEvent *event;
    LONG code = 0;
    double position;
    HRESULT hr;

    IGraphBuilder_QueryInterface(player->graph, &IID_IMediaFilter, (void **)&filter);
    IMediaFilter_SetSyncSource(filter, NULL);
    IMediaFilter_Release(filter);

    if (SUCCEEDED(IGraphBuilder_QueryInterface(player->graph, &IID_IMediaSeeking, (void **)&seeking)))
    {
        if (SUCCEEDED(IMediaSeeking_GetDuration(seeking, &duration)))
            player->duration = (double)duration / 1e7;
        IMediaSeeking_Release(seeking);
    }

    IGraphBuilder_QueryInterface(player->graph, &IID_IMediaControl, (void **)&control);
    IGraphBuilder_QueryInterface(player->graph, &IID_IMediaEvent, (void **)&event);

    start = moved = shown = observe_ticks();
    hr = IMediaControl_Run(control);
    while (SUCCEEDED(hr))
    {
        hr = IMediaEvent_WaitForCompletion(event, 100, &code);
        now = observe_ticks();
        if (hr != E_ABORT)
            break;
        hr = S_OK;
        if ((samples = arrived(player, &position)) != last_samples)
        {
            last_samples = samples;
            moved = now;
        }
        if (observe_seconds(now - moved) > options->timeout)
        {
            code = 0;
            break;
        }
        if (!options->quiet && observe_seconds(now - shown) >= (terminal ? 0.2 : 1.0))
        {
            show_progress(player, start, terminal, FALSE);
            shown = now;
        }
    }
    player->seconds = observe_seconds(observe_ticks() - start);
    if (!options->quiet && shown != start)
        show_progress(player, start, terminal, TRUE);
    /* Wine changes to running in a thread of its own, and may deadlock when it is stopped before that is done. */
    IMediaControl_GetState(control, 5000, &state);
    IMediaControl_Stop(control);
    IMediaControl_Release(control);
    IMediaEvent_Release(event);

    if (FAILED(hr))
        return hr;
    if (code == EC_COMPLETE)
        return S_OK;
    return code ? E_FAIL : S_FALSE;
}
