/*
 * The primitives of POSIX: see primitives.h.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <pthread.h>
#include "machine/primitives.h"
#include "machine/round_trip.h"

struct condition_state
{
    pthread_mutex_t lock;
    pthread_cond_t condition[2];
};

static void condition_wait(struct round_trip *game, int32_t self)
{
    struct condition_state *state = game->state;

    pthread_mutex_lock(&state->lock);
    while (atomic_load_explicit(&game->turn, memory_order_relaxed) != self)
        pthread_cond_wait(&state->condition[self], &state->lock);
}

static void condition_pass(struct round_trip *game, int32_t self)
{
    struct condition_state *state = game->state;

    atomic_store_explicit(&game->turn, !self, memory_order_relaxed);
    pthread_mutex_unlock(&state->lock);
    pthread_cond_signal(&state->condition[!self]);
}

double measure_condition_round_trip(double seconds)
{
    static const struct stroke stroke = { condition_wait, condition_pass };
    struct condition_state state = {
        .lock = PTHREAD_MUTEX_INITIALIZER,
        .condition = { PTHREAD_COND_INITIALIZER, PTHREAD_COND_INITIALIZER },
    };

    return round_trip_measure(seconds, &stroke, &state);
}
