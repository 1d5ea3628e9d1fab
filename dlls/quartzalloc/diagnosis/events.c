/*
 * Where every event passes: recorded, in the ledger and in the trace, then judged
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "events.h"
#include "judge.h"
#include "ledger.h"
#include "narrate.h"
#include "recorder.h"

void event_happened(struct event *event)
{
    ledger_record(event);
    recorder_event(event);
    narrate_event(event);
    judge_event(event);
}
