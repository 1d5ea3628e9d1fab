"""A target's results: one run of several subtests, each of which is a process that may crash, hang or fail."""
#
# Copyright (C) 2026 the quartzalloc authors
# SPDX-License-Identifier: LGPL-2.1-or-later

from collections import OrderedDict, namedtuple

from report.suite import older_kit


OUTCOMES = ("ok", "failed", "todo", "todo-succeeded", "broken-accepted", "flaky", "skipped")
FAILURES = ("failed", "todo-succeeded")


class Problem(Exception):
    """Something that the user has to put right."""


class Subtest:
    """One process: one subtest on one target."""

    def __init__(self, name):
        self.name = name
        self.rows = {}
        self.messages = []
        self.summary = None
        self.crash = None
        self.exit_code = None
        self.seconds = None

    def problem(self):
        """What went wrong besides assertions, or None."""
        if self.crash:
            return "crashed: " + self.crash
        if self.summary is None:
            if self.exit_code is None:
                return "ended without a result"
            if self.exit_code == 124:
                return "did not end in the time that it has"
            return "ended without a result, exit code %d" % self.exit_code
        # A program passes on the count of its failures, of which Unix keeps eight bits.
        failures = min(self.summary["failures"], 255)
        if self.exit_code is not None and self.exit_code & 0xff != failures:
            return "crashed after its last test, exit code %d" % self.exit_code
        return None


# An assertion that is no plain success.
Message = namedtuple("Message", "subtest file line outcome rows text")


class Run:
    """One target: an allocator, in one width, on one system."""

    def __init__(self, target, system, bits, source):
        self.target = target
        self.system = system
        self.bits = bits
        self.source = source
        self.subtests = OrderedDict()
        self.skipped = None
        self.failed = None
        self.as_windows = False
        self.kit = None
        self.announced = False
        self.ended = False
        self.unreadable = 0
        self.letter = ""
        self.label_suffix = ""

    def label(self):
        parts = [self.target]
        if self.bits:
            parts.append("%s-bit" % self.bits)
        if self.system:
            parts.append(self.system)
        if self.as_windows:
            parts.append("judged as Windows")
        return ", ".join(parts) + self.label_suffix

    def general_problems(self):
        """What went wrong with the run as a whole."""
        if self.skipped:
            return []
        if self.failed:
            return [self.failed]
        problems = older_kit(self)
        if self.unreadable:
            problems.append("%d unreadable lines in %s" % (self.unreadable, self.source))
        if self.announced and not self.ended:
            problems.append("the run was not finished")
        elif not self.subtests:
            problems.append("no test has left a result")
        return problems

    def problems(self):
        """(subtest or None, text) of everything that is no assertion's failure."""
        found = [(None, text) for text in self.general_problems()]
        found += [(subtest, subtest.problem()) for subtest in self.subtests.values() if subtest.problem()]
        return found

    def counts(self):
        """passed, failed, skipped, known differences"""
        if self.skipped:
            return 0, 0, 1, 0
        passed = failed = skipped = todo = 0
        for subtest in self.subtests.values():
            if subtest.summary:
                failures = subtest.summary["failures"]
                passed += max(subtest.summary["executed"] - failures, 0)
                skipped += subtest.summary["skipped"]
                todo += subtest.summary["todo"]
            else:
                failures = sum(1 for message in subtest.messages if message.outcome in FAILURES)
            failed += failures
        return passed, failed + len(self.problems()), skipped, todo

    def seconds(self):
        times = [subtest.seconds for subtest in self.subtests.values() if subtest.seconds is not None]
        return sum(times) if times else None


def total_counts(runs):
    counts = [run.counts() for run in runs]
    return tuple(sum(count[index] for count in counts) for index in range(3))


def grouped(messages):
    """The same message again and again is told once: [(message, times)]"""
    found = OrderedDict()
    for message in messages:
        key = (message.subtest, message.file, message.line, message.outcome, message.text)
        found.setdefault(key, [message, 0])[1] += 1
    return [(message, times) for message, times in found.values()]


def repeated(times):
    return " (%d times)" % times if times > 1 else ""
