/*
 * The memory rows of scenario recommit.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef QUARTZALLOC_BENCH_SCENARIO_MEMORY_H
#define QUARTZALLOC_BENCH_SCENARIO_MEMORY_H

#include "bench.h"

unsigned int list_memory(struct bench_case *cases);

#endif
