/*
 * The loop of the scenarios cycle and shared: GetBuffer and Release.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef QUARTZALLOC_BENCH_SCENARIO_CYCLE_H
#define QUARTZALLOC_BENCH_SCENARIO_CYCLE_H

#include <stdbool.h>
#include <stdint.h>

/* A loop_function; its context is the allocator. */
bool loop_cycle(void *context, uint64_t turns);

#endif
