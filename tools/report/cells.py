"""What a row of the contract is for a target."""
#
# Copyright (C) 2026 the quartzalloc authors
# SPDX-License-Identifier: LGPL-2.1-or-later

from collections import Counter, OrderedDict


# What a row can be for a target. When several assertions disagree, the first of these counts.
STATES = OrderedDict([
    ("ended", ("\u2620", "ended early", "the test ended before its result, so the row is not proved")),
    ("failed", ("\u2717", "failed", "an assertion does not hold")),
    ("todo-succeeded", ("\u2605", "todo succeeded", "marked as a known difference, but it holds: remove the mark")),
    ("todo", ("\u2260", "known difference", "does not hold, and is known not to")),
    ("broken-accepted", ("\u2248", "accepted", "differs in a way that the test accepts on Windows")),
    ("flaky", ("?", "flaky", "failed, and is known to fail now and then")),
    ("part", ("\u25d0", "holds in part", "every assertion that was made holds, but some were skipped")),
    ("ok", ("\u2713", "holds", "every assertion holds")),
    ("skipped", ("\u2013", "skipped", "not tested, as it is not safe or not possible there")),
    ("none", ("\u00b7", "not tested", "no assertion about this row was made")),
])
# How a count of them reads.
COUNTED = {"todo": "known to differ", "ok": "hold", "broken-accepted": "accepted", "todo-succeeded": "todo succeeded"}
# What is shown under "deviations".
DEVIATIONS = ("ended", "failed", "todo-succeeded", "todo", "broken-accepted", "flaky")


def cited_rows(runs):
    """Which rows each subtest cites, on any target."""
    cited = {}
    for run in runs:
        for subtest in run.subtests.values():
            rows = cited.setdefault(subtest.name, set())
            rows.update(subtest.rows)
            for message in subtest.messages:
                rows.update(message.rows)
    return cited


class Cell:
    """One row for one target."""

    def __init__(self):
        self.counts = Counter()
        self.messages = []
        self.ended = []

    def state(self):
        if self.ended:
            return "failed" if self.counts["failed"] else "ended"
        if self.counts["ok"] and self.counts["skipped"]:
            self.counts["part"] = 1
        for state in STATES:
            if self.counts[state]:
                return state
        return "none"


def make_cells(runs):
    """{row: [cell of each run]}"""
    cited = cited_rows(runs)
    rows = {row for subtest_rows in cited.values() for row in subtest_rows}
    cells = {row: [Cell() for _ in runs] for row in rows}
    for index, run in enumerate(runs):
        for subtest in run.subtests.values():
            for row, counts in subtest.rows.items():
                cells[row][index].counts.update(counts)
            for message in subtest.messages:
                for row in message.rows:
                    cells[row][index].messages.append(message)
                    if subtest.summary is None:
                        cells[row][index].counts[message.outcome] += 1
            if subtest.summary is None and not run.skipped:
                for row in cited[subtest.name]:
                    cells[row][index].ended.append(subtest)
    return cells


def row_key(row):
    return tuple(int(part) for part in row.split("."))
