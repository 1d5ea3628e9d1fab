/*
 * The scenarios of the native benchmark, alike to those of the Windows program where native pools can do the same.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#define _GNU_SOURCE
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <unistd.h>
#include "../burst.h"
#include "../clock.h"
#include "../measure.h"
#include "native.h"

#define MAX_THREADS 8

struct cycle
{
    const struct provider *provider;
    void *pool;
};

static bool loop_cycle(void *context, uint64_t turns)
{
    const struct cycle *cycle = context;
    void *(*get)(void *pool) = cycle->provider->get;
    void (*put)(void *pool, void *buffer) = cycle->provider->put;
    void *buffer;

    while (turns--)
    {
        if (!(buffer = get(cycle->pool)))
            return false;
        put(cycle->pool, buffer);
    }
    return true;
}

double measure_cycle(const struct provider *provider, void *pool, double seconds)
{
    struct cycle cycle = { provider, pool };

    return measure_loop(seconds, loop_cycle, &cycle);
}

struct team
{
    struct cycle cycle;
    struct burst burst;
    bool in_bursts; /* every thread can have a processor of its own */
    atomic_uint ready;
    atomic_bool go, stop, failed;
    _Atomic uint64_t done;
};

static bool team_is_stopped(void *context)
{
    struct team *team = context;

    return atomic_load(&team->stop);
}

static void *team_thread(void *context)
{
    struct team *team = context;
    unsigned int index = atomic_fetch_add(&team->ready, 1);
    uint64_t done = 0;

    while (!atomic_load(&team->go))
        sched_yield();
    if (team->in_bursts)
    {
        burst_run(&team->burst, index, team_is_stopped, team);
        return NULL;
    }
    while (!atomic_load_explicit(&team->stop, memory_order_relaxed))
    {
        if (!loop_cycle(&team->cycle, 64))
        {
            atomic_store(&team->failed, true);
            break;
        }
        done += 64;
    }
    atomic_fetch_add(&team->done, done);
    return NULL;
}

double measure_shared(const struct provider *provider, void *pool, unsigned int threads, double seconds)
{
    struct team team = { .cycle = { provider, pool } };
    pthread_t ids[MAX_THREADS];
    unsigned int i, started;
    double start, elapsed;

    burst_init(&team.burst, threads, loop_cycle, &team.cycle);
    team.in_bursts = (long)threads <= sysconf(_SC_NPROCESSORS_ONLN);
    for (started = 0; started < threads; ++started)
    {
        if (pthread_create(&ids[started], NULL, team_thread, &team))
        {
            /* A burst would wait for the missing ones. */
            atomic_store(&team.failed, true);
            team.in_bursts = false;
            break;
        }
    }
    while (atomic_load(&team.ready) != started)
        sched_yield();
    start = clock_seconds();
    atomic_store(&team.go, true);
    usleep((useconds_t)(seconds * 1e6));
    atomic_store(&team.stop, true);
    elapsed = clock_seconds() - start;
    for (i = 0; i < started; ++i)
        pthread_join(ids[i], NULL);
    if (team.in_bursts)
        return burst_result(&team.burst);
    if (atomic_load(&team.failed) || !atomic_load(&team.done))
        return -1.0;
    return elapsed * 1e9 / atomic_load(&team.done);
}

/* The queue between producer and consumer: as in ../queue.c, a ring and a consumer that spins before it sleeps. */
#define QUEUE_CAPACITY      32
#define QUEUE_SPIN_NS       50000.0
#define QUEUE_SPIN_ALONE_NS 2000.0

struct pipeline
{
    struct cycle cycle;
    void *items[QUEUE_CAPACITY];
    _Alignas(64) atomic_uint pushed;
    _Alignas(64) atomic_uint popped;
    _Alignas(64) atomic_bool sleeping;
    sem_t semaphore;
};

static void queue_push(struct pipeline *pipeline, void *item)
{
    unsigned int pushed = atomic_load_explicit(&pipeline->pushed, memory_order_relaxed);

    while (pushed - atomic_load(&pipeline->popped) >= QUEUE_CAPACITY)
        sched_yield();
    pipeline->items[pushed % QUEUE_CAPACITY] = item;
    atomic_store(&pipeline->pushed, pushed + 1);
    if (atomic_load(&pipeline->sleeping) && atomic_exchange(&pipeline->sleeping, false))
        sem_post(&pipeline->semaphore);
}

static bool queue_is_empty(struct pipeline *pipeline)
{
    return atomic_load(&pipeline->pushed) == atomic_load_explicit(&pipeline->popped, memory_order_relaxed);
}

static void *queue_pop(struct pipeline *pipeline)
{
    uint64_t start = ticks_now(), waited;
    unsigned int popped;
    void *item;

    while (queue_is_empty(pipeline))
    {
        if ((waited = ticks_now() - start) < ns_to_ticks(QUEUE_SPIN_NS))
        {
            if (waited < ns_to_ticks(QUEUE_SPIN_ALONE_NS))
                pause_processor();
            else
                sched_yield();
            continue;
        }
        atomic_store(&pipeline->sleeping, true);
        if (queue_is_empty(pipeline) || !atomic_exchange(&pipeline->sleeping, false))
            sem_wait(&pipeline->semaphore);
        start = ticks_now();
    }
    popped = atomic_load_explicit(&pipeline->popped, memory_order_relaxed);
    item = pipeline->items[popped % QUEUE_CAPACITY];
    atomic_store(&pipeline->popped, popped + 1);
    return item;
}

static void *consumer_thread(void *context)
{
    struct pipeline *pipeline = context;
    void *buffer;

    while ((buffer = queue_pop(pipeline)))
        pipeline->cycle.provider->put(pipeline->cycle.pool, buffer);
    return NULL;
}

double measure_pipeline(const struct provider *provider, void *pool, double seconds)
{
    struct pipeline pipeline = { .cycle = { provider, pool } };
    double start, elapsed;
    uint64_t samples = 0;
    pthread_t consumer;
    void *buffer;

    sem_init(&pipeline.semaphore, 0, 0);
    if (pthread_create(&consumer, NULL, consumer_thread, &pipeline))
        return -1.0;
    start = clock_seconds();
    do
    {
        if ((buffer = provider->get(pool)))
        {
            ++samples;
            queue_push(&pipeline, buffer);
        }
        elapsed = clock_seconds() - start;
    } while (buffer && elapsed < seconds);
    queue_push(&pipeline, NULL);
    pthread_join(consumer, NULL);
    sem_destroy(&pipeline.semaphore);
    return buffer ? elapsed * 1e9 / samples : -1.0;
}

/* There and back between two threads that sleep on condition variables. */
struct table_tennis
{
    pthread_mutex_t lock;
    pthread_cond_t condition[2];
    unsigned int turn;
    bool over;
};

static bool play(struct table_tennis *game, unsigned int self, bool last)
{
    bool over;

    pthread_mutex_lock(&game->lock);
    while (game->turn != self)
        pthread_cond_wait(&game->condition[self], &game->lock);
    game->turn = !self;
    over = game->over |= last;
    pthread_mutex_unlock(&game->lock);
    pthread_cond_signal(&game->condition[!self]);
    return !over;
}

static void *second_player(void *game)
{
    while (play(game, 1, false))
        ;
    return NULL;
}

double measure_round_trip(double seconds)
{
    struct table_tennis game = {
        .lock = PTHREAD_MUTEX_INITIALIZER,
        .condition = { PTHREAD_COND_INITIALIZER, PTHREAD_COND_INITIALIZER },
    };
    double start = clock_seconds(), elapsed;
    uint64_t turns = 0;
    pthread_t second;

    if (pthread_create(&second, NULL, second_player, &game))
        return -1.0;
    do
    {
        elapsed = clock_seconds() - start;
        ++turns;
    } while (play(&game, 0, elapsed >= seconds));
    pthread_join(second, NULL);
    return elapsed * 1e9 / turns;
}
