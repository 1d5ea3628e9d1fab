/*
 * The result codes that diagnosis looks at, for files that know nothing of COM
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef QUARTZALLOC_DIAGNOSIS_RESULTS_H
#define QUARTZALLOC_DIAGNOSIS_RESULTS_H

#include <stdint.h>

#define RESULT_BUFFERS_OUTSTANDING ((int32_t)0x80040210)
#define RESULT_NOT_COMMITTED       ((int32_t)0x80040211)
#define RESULT_TIMEOUT             ((int32_t)0x8004022e)

#endif
