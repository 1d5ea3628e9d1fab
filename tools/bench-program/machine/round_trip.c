/*
 * Round trips: see round_trip.h.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "machine/round_trip.h"
#include "machine/team.h"

static uint64_t member_play(struct team *team, unsigned int index, void *context)
{
    struct round_trip *game = context;
    uint64_t done = 0;
    bool over;

    do
    {
        game->stroke->wait(game, (int32_t)index);
        /* Only the first thread looks at the time; the second one plays the last ball back. */
        if (!index && atomic_load_explicit(&team->stop, memory_order_relaxed))
            game->over = true;
        over = game->over;
        game->stroke->pass(game, (int32_t)index);
        ++done;
    } while (!over);
    return index ? 0 : done;
}

double round_trip_measure(double seconds, const struct stroke *stroke, void *state)
{
    struct round_trip game = { .stroke = stroke, .state = state };

    return team_run(2, seconds, member_play, &game);
}
