/*
 * How one measurement turned out: its state, and a value for every metric of the case.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef QUARTZALLOC_BENCH_MEASUREMENT_H
#define QUARTZALLOC_BENCH_MEASUREMENT_H

#include <stdio.h>

#define ARRAY_LENGTH(array) (sizeof(array) / sizeof((array)[0]))

/* Arguments as of printf, which on Windows has two notations. */
#ifdef __MINGW_PRINTF_FORMAT
#define PRINTF_LIKE(argument, first) __attribute__((format(__MINGW_PRINTF_FORMAT, argument, first)))
#else
#define PRINTF_LIKE(argument, first) __attribute__((format(printf, argument, first)))
#endif

#define MAX_METRICS 6

enum outcome
{
    OUTCOME_NOT_REACHED, /* the run ended before */
    OUTCOME_MEASURED,
    OUTCOME_UNSUPPORTED, /* the provider has no such interface: a finding, no failure */
    OUTCOME_FAILED,
};

struct measurement
{
    enum outcome outcome;
    char message[512];
    double values[MAX_METRICS]; /* NAN: the provider has no such thing, beside others that it has */
};

/* Set the outcome and the message, which tells a person why. */
void measurement_fail(struct measurement *measurement, const char *format, ...) PRINTF_LIKE(2, 3);
void measurement_unsupported(struct measurement *measurement, const char *format, ...) PRINTF_LIKE(2, 3);

const char *outcome_name(enum outcome outcome);

#endif
