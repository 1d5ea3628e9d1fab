"""The results for a person at the terminal."""
#
# Copyright (C) 2026 the quartzalloc authors
# SPDX-License-Identifier: LGPL-2.1-or-later

from report.runs import FAILURES, grouped, repeated


def print_text(runs):
    """What a person at the terminal wants to know: each target's counts, and what went wrong."""
    for run in runs:
        passed, failed, skipped, todo = run.counts()
        if run.skipped:
            print("%s: skipped: %s" % (run.label(), run.skipped))
            continue
        seconds = run.seconds()
        print("%s: %d passed, %d failed, %d skipped%s%s" % (
            run.label(), passed, failed, skipped, ", %d known differences" % todo if todo else "",
            "" if seconds is None else " (%.1f s)" % seconds))
        for subtest, text in run.problems():
            print("    %s: %s" % (subtest.name if subtest else "the whole run", text))
        failures = [message for subtest in run.subtests.values() for message in subtest.messages
                    if message.outcome in FAILURES]
        entries = grouped(failures)
        for message, times in entries[:20]:
            print("    %s: %s:%d: %s%s%s%s" % (
                message.subtest, message.file, message.line, ", ".join(message.rows) + ": " if message.rows else "",
                "todo succeeded: " if message.outcome == "todo-succeeded" else "", message.text,
                repeated(times)))
        if len(entries) > 20:
            print("    and %d more messages" % (len(entries) - 20))
