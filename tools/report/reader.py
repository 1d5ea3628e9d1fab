"""Turns results files into runs."""
#
# Copyright (C) 2026 the quartzalloc authors
# SPDX-License-Identifier: LGPL-2.1-or-later

import os
import re
from collections import Counter

from report.runs import OUTCOMES, Message, Problem, Run, Subtest


def parse_pairs(text):
    return dict(re.findall(r"([a-z-]+)=([0-9a-z]+)", text))


def parse_rows(text):
    return re.findall(r"\d+\.\d+", text)


class Reader:
    """Turns one results file into runs."""

    def __init__(self, path):
        self.path = path
        self.name = os.path.basename(path)
        self.runs = []
        self.run = None
        self.kit = None

    def read(self):
        try:
            with open(self.path, "rb") as file:
                data = file.read()
        except OSError as error:
            raise Problem("cannot read %s: %s" % (self.path, error.strerror.lower()))
        if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
            text = data.decode("utf-16", "replace")
        else:
            text = data.decode("utf-8-sig", "replace")
        unknown = 0
        for line in re.split("[\r\n]+", text):
            if line.strip() and not self.read_line(line):
                unknown += 1
                if self.run:
                    self.run.unreadable += 1
        if not self.runs:
            raise Problem("%s is no results file: name the results.txt that the kit's run.cmd wrote" % self.path)
        if unknown > sum(run.unreadable for run in self.runs):
            self.runs[0].unreadable += unknown - sum(run.unreadable for run in self.runs)
        return self.runs

    def start_run(self, target, system, bits):
        self.run = Run(target, system, bits, self.name)
        self.run.kit = self.kit
        self.runs.append(self.run)

    def read_line(self, line):
        fields = line.split("\t")
        if line.startswith("#"):
            return self.read_remark(fields)
        if len(fields) != 6 or not re.fullmatch(r"\d+", fields[2]) or not re.fullmatch(r"\w+", fields[0]):
            return False
        name, file, number, outcome, rows, text = fields
        if outcome == "start":
            return self.start_subtest(name, parse_pairs(text))
        if not self.run or name not in self.run.subtests:
            return False
        subtest = self.run.subtests[name]
        if outcome == "summary":
            summary = {key: int(value) for key, value in parse_pairs(text).items() if value.isdigit()}
            if not {"executed", "todo", "failures", "skipped"} <= set(summary):
                return False
            subtest.summary = summary
        elif outcome == "row":
            counts = Counter({key: int(value) for key, value in parse_pairs(text).items()
                              if key in OUTCOMES and value.isdigit()})
            subtest.rows.setdefault(rows, Counter()).update(counts)
        elif outcome == "crashed":
            subtest.crash = "%s, after %s:%s" % (text, file, number)
        elif outcome in OUTCOMES:
            subtest.messages.append(Message(name, file, int(number), outcome, parse_rows(rows), text.strip()))
        else:
            return False
        return True

    def start_subtest(self, name, start):
        bits = start.get("bits", "")
        if self.run and self.run.announced and not self.run.ended:
            if name in self.run.subtests:
                return False
            self.run.bits = self.run.bits or bits
            # Wine's command interpreter gives the version of Windows that it stands for.
            if start.get("platform") == "wine" and "wine" not in self.run.system.lower():
                self.run.system = (self.run.system + " (Wine)").strip()
        elif not self.run or self.run.announced or self.run.bits != bits or name in self.run.subtests:
            self.start_run(self.name, {"wine": "Wine", "windows": "Windows"}.get(start.get("platform"), ""), bits)
        # On Windows every target is judged so.
        if start.get("platform") == "windows":
            self.run.as_windows = True
        self.run.subtests[name] = Subtest(name)
        return True

    def read_remark(self, fields):
        key = fields[0]
        if key == "#run":
            values = dict(field.partition("=")[::2] for field in fields[1:])
            bits = values.get("bits", "")
            self.start_run(values.get("target") or self.name, values.get("system", ""), bits if bits.isdigit() else "")
            self.run.announced = True
            self.run.as_windows = values.get("like") == "windows"
            return True
        if key == "#kit":
            self.kit = dict(field.partition("=")[::2] for field in fields[1:]).get("version")
            return True
        if not self.run:
            return False
        if key == "#exit" and len(fields) >= 3 and re.fullmatch(r"\w+\t-?\d+", "\t".join(fields[1:3])):
            subtest = self.run.subtests.setdefault(fields[1], Subtest(fields[1]))
            subtest.exit_code = int(fields[2])
            if len(fields) > 3 and re.fullmatch(r"[0-9.]+", fields[3]):
                subtest.seconds = float(fields[3])
        elif key == "#skipped" and len(fields) >= 2:
            self.run.skipped = " ".join(fields[1:])
            self.run.ended = True
        elif key == "#failed" and len(fields) >= 2:
            self.run.failed = " ".join(fields[1:])
            self.run.ended = True
        elif key == "#end":
            self.run.ended = True
        else:
            return False
        return True


def read_results(paths):
    runs = []
    for path in paths:
        runs += Reader(path).read()
    seen = Counter(run.label() for run in runs)
    number = Counter()
    for run in runs:
        label = run.label()
        if seen[label] > 1:
            number[label] += 1
            run.label_suffix = " (%d: %s)" % (number[label], run.source)
    for index, run in enumerate(runs):
        run.letter = chr(ord("A") + index % 26) if index < 26 else \
            chr(ord("A") + index // 26 - 1) + chr(ord("A") + index % 26)
    return runs
