/*
 * A trace with as many events as are asked for, of a program that never was
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "diagnosis/log.h"
#include "diagnosis/trace_file.h"
#include "platform.h"
#include "trace_test.h"

#define ALLOCATORS 4
#define BUFFERS    8

/* One more, that goes out at the beginning and never comes back */
#define KEPT (BUFFERS + 1)

/* After so many events, the state is told. */
#define STATE_AFTER 3000

/* A frame of a film, in nanoseconds, and the longest that one step of a filter takes */
#define FRAME 40000000
#define STEP  5000000

#define SOURCE   100
#define RENDERER 200

struct film
{
    uint32_t number, order;
    uint32_t place[BUFFERS]; /* what the next event of each buffer is: see step */
    uint64_t handed_out, waits;
    int out;
};

static uint64_t now, put, wanted;
static uint16_t source_module, renderer_module;
static uint64_t source_code, renderer_code;

static void event(struct film *film, uint16_t kind, bool by_renderer, uint32_t number, int32_t references)
{
    struct trace_record record = {
        .time = now,
        .caller = by_renderer ? renderer_code : source_code,
        .thread = (by_renderer ? RENDERER : SOURCE) + film->number,
        .allocator = film->number,
        .order = ++film->order,
        .kind = kind,
        .module = by_renderer ? renderer_module : source_module,
    };

    record.buffer.number = number;
    record.buffer.references = references;
    /* Since when: the buffer that stays out is out since ever. */
    if ((kind == TRACE_STATE_BUFFER || kind == TRACE_STATE_HOLDER) && number != KEPT)
        record.buffer.value = now;
    if (kind == TRACE_PROPERTIES_ASKED || kind == TRACE_PROPERTIES_SET || kind == TRACE_STATE_BEGUN)
    {
        record.properties.count = KEPT;
        record.properties.size = 3110400;
        record.properties.align = 16;
        record.properties.prefix = 0;
    }
    trace_put(&record);
    ++put;
    now += 1000;
}

static void begin(struct film *film)
{
    event(film, TRACE_ALLOCATOR_CREATED, false, 0, 0);
    event(film, TRACE_PROPERTIES_ASKED, false, 0, 0);
    --film->order;
    event(film, TRACE_PROPERTIES_SET, false, 0, 0);
    event(film, TRACE_COMMITTED, false, 0, 0);
    event(film, TRACE_BUFFER_OUT, false, KEPT, 1);
    film->handed_out = film->out = 1;
}

/* A record of the state that is being told: it has no order of its own. */
static uint32_t state(struct film *film, uint16_t kind, bool by_renderer, uint32_t number, int32_t references)
{
    --film->order;
    event(film, kind, by_renderer, number, references);
    return 1;
}

/* What the recorder tells now and then; not that it is committed, as its times are not those of the film. */
static void tell_state(struct film *film)
{
    uint32_t records = 1, i;

    state(film, TRACE_STATE_BEGUN, false, 0, 0);
    records += state(film, TRACE_STATE_BUFFER, false, KEPT, 1);
    records += state(film, TRACE_STATE_HOLDER, false, KEPT, 1);
    for (i = 0; i < BUFFERS; ++i)
    {
        if (!film->place[i])
            continue;
        records += state(film, TRACE_STATE_BUFFER, false, i + 1, film->place[i] == 2 ? 2 : 1);
        if (film->place[i] < 3)
            records += state(film, TRACE_STATE_HOLDER, false, i + 1, 1);
        if (film->place[i] > 1)
            records += state(film, TRACE_STATE_HOLDER, true, i + 1, 1);
    }
    state(film, TRACE_STATE_ENDED, false, records + 1, 0);
}

/* A buffer goes from the source to the renderer and back. */
static void step(struct film *film, uint32_t which, uint64_t random)
{
    switch (film->place[which]++)
    {
        case 0:
            event(film, TRACE_BUFFER_OUT, false, which + 1, 1);
            ++film->handed_out;
            ++film->out;
            break;
        case 1:
            event(film, TRACE_BUFFER_REFERENCED, true, which + 1, 2);
            break;
        case 2:
            event(film, TRACE_BUFFER_UNREFERENCED, false, which + 1, 1);
            break;
        default:
            if (random % 8)
            {
                event(film, TRACE_BUFFER_BACK, true, which + 1, 0);
                film->place[which] = 0;
                --film->out;
                break;
            }
            /* The source waits for it. */
            event(film, TRACE_WAIT_BEGUN, false, 0, 0);
            now += random / 8 % STEP;
            event(film, TRACE_BUFFER_BACK, true, which + 1, 0);
            event(film, TRACE_WAIT_ENDED, false, 0, 0);
            event(film, TRACE_BUFFER_OUT, false, which + 1, 1);
            film->place[which] = 1;
            ++film->waits;
            ++film->handed_out;
            break;
    }
}

int test_generate(int count, char **arguments)
{
    struct film films[ALLOCATORS] = { 0 };
    uint64_t random = 1, steps = 0;
    unsigned int i;

    (void)count;
    wanted = strtoull(arguments[1], NULL, 10);
    log_open("", LOG_WARN);
    if (!trace_open(arguments[0], strtoull(arguments[2], NULL, 10) << 20))
        return 1;
    source_code = (uintptr_t)test_generate + 1;
    source_module = trace_module((const void *)(uintptr_t)source_code);
    renderer_code = (uintptr_t)strtoull + 1;
    renderer_module = trace_module((const void *)(uintptr_t)renderer_code);
    now = platform_nanoseconds();
    for (i = 0; i < ALLOCATORS; ++i)
    {
        films[i].number = i + 1;
        begin(&films[i]);
    }
    while (put < wanted)
    {
        uint64_t number = next_random(&random);

        step(&films[number % ALLOCATORS], (uint32_t)(number / ALLOCATORS % BUFFERS), number / ALLOCATORS / BUFFERS);
        now += number >> 40 & (STEP - 1) & 0xffff;
        if (++steps % STATE_AFTER == 0)
        {
            for (i = 0; i < ALLOCATORS; ++i)
                tell_state(&films[i]);
        }
    }
    trace_message(LOG_ERROR, SOURCE, now, "quartzalloc: error: QA-STALL: allocator 2 is an example (row 5.1)\n");
    trace_end(now);
    for (i = 0; i < ALLOCATORS; ++i)
        printf("allocator %u: %llu handed out, %d out, %llu waits\n", i + 1, (unsigned long long)films[i].handed_out,
               films[i].out, (unsigned long long)films[i].waits);
    return 0;
}
