/*
 * What measures.  Each function adds the cases of its scenario; the tables of the programs name them.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef QUARTZALLOC_BENCH_SCENARIOS_H
#define QUARTZALLOC_BENCH_SCENARIOS_H

#include <stdint.h>
#include "core/case.h"

struct target;

#define NO_LIMIT \
    { \
        PRIMITIVE_NONE, 0.0, NULL \
    }
#define SMALL_BUFFER  256  /* bytes, where only taking and giving back counts */
#define STREAM_BUFFER 4096 /* bytes, where threads hand buffers on */

/* Wherever there are pools. */
list_function list_cycle, list_shared, list_pipeline;
/* Of COM objects. */
list_function list_notify, list_capture, list_recommit, list_memory, list_count;

/* The command line's buffer size, or the scenario's own. */
static inline long buffer_size(const struct settings *settings, long own)
{
    return settings->buffer_size ? settings->buffer_size : own;
}

/* A loop_function: takes a buffer and gives it back; its context is the target. */
bool loop_cycle(void *context, uint64_t turns);
/* Measures it in one thread. */
void measure_cycle(struct target *target, const struct settings *settings, struct measurement *measurement);
/* A case for each pool of a scenario that measures cycles in one thread. */
void list_cycles(struct case_list *cases, const char *scenario, run_function *run);

#endif
