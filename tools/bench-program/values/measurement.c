/*
 * How one measurement turned out: see measurement.h.
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <stdarg.h>
#include "values/measurement.h"

static void set_outcome(struct measurement *measurement, enum outcome outcome, const char *format, va_list args)
{
    measurement->outcome = outcome;
    vsnprintf(measurement->message, sizeof(measurement->message), format, args);
}

void measurement_fail(struct measurement *measurement, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    set_outcome(measurement, OUTCOME_FAILED, format, args);
    va_end(args);
}

void measurement_unsupported(struct measurement *measurement, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    set_outcome(measurement, OUTCOME_UNSUPPORTED, format, args);
    va_end(args);
}

const char *outcome_name(enum outcome outcome)
{
    static const char *const outcome_names[] = {
        [OUTCOME_NOT_REACHED] = "not reached",
        [OUTCOME_MEASURED] = "measured",
        [OUTCOME_UNSUPPORTED] = "unsupported",
        [OUTCOME_FAILED] = "failed",
    };

    return outcome_names[outcome];
}
