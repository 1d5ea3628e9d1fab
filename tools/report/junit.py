"""The results as a JUnit file."""
#
# Copyright (C) 2026 the quartzalloc authors
# SPDX-License-Identifier: LGPL-2.1-or-later

import re
import xml.etree.ElementTree as ElementTree
from collections import Counter

from report.cells import make_cells, row_key
from report.runs import FAILURES, grouped, repeated


def xml_text(text):
    """Without what XML cannot hold."""
    return re.sub("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "\ufffd", text)


def told(messages):
    return "\n".join("%s:%d: %s%s" % (message.file, message.line, message.text, repeated(times))
                     for message, times in grouped(messages))


def write_junit(path, runs):
    cells = make_cells(runs)
    root = ElementTree.Element("testsuites", name="quartzalloc conformance")
    total = Counter()
    for index, run in enumerate(runs):
        suite = ElementTree.SubElement(root, "testsuite", name=xml_text(run.label()))
        class_name = re.sub(r"[^\w.+-]+", "_", run.label().replace(", ", ".")).strip("_")
        counts = Counter()

        def case(name, seconds=0.0, suite=suite, class_name=class_name, counts=counts):
            counts["tests"] += 1
            counts["time"] += seconds
            return ElementTree.SubElement(suite, "testcase", classname=class_name, name=name, time="%.3f" % seconds)

        def result(element, kind, message, text, counts=counts):
            counts[{"failure": "failures", "error": "errors", "skipped": "skipped"}[kind]] += 1
            child = ElementTree.SubElement(element, kind, message=xml_text(message))
            if text:
                child.text = xml_text(text)

        if run.skipped:
            result(case("all"), "skipped", run.skipped, "")
        for text in run.general_problems():
            result(case("run"), "error", text, "")
        # The programs themselves: that they ended, and what cites no row.
        for subtest in run.subtests.values():
            element = case("subtest " + subtest.name, subtest.seconds or 0.0)
            failures = [message for message in subtest.messages if message.outcome in FAILURES and not message.rows]
            if subtest.problem():
                result(element, "error", subtest.problem(), told(failures))
            elif failures:
                result(element, "failure", failures[0].text, told(failures))
        for row in sorted(cells, key=row_key):
            cell = cells[row][index]
            if cell.state() == "none":
                continue
            element = case("row " + row)
            failures = [message for message in cell.messages if message.outcome in FAILURES]
            known = [message for message in cell.messages if message.outcome in ("todo", "skipped")]
            if failures:
                result(element, "failure", failures[0].text, told(failures))
            elif cell.ended:
                result(element, "error", "%s %s" % (cell.ended[0].name, cell.ended[0].problem()), "")
            elif cell.state() in ("todo", "skipped") and known:
                # JUnit has no word for a known difference.
                kind = "known difference: " if cell.state() == "todo" else ""
                first = [message for message in known if message.outcome == cell.state()] or known
                result(element, "skipped", kind + first[0].text, told(known))
        for key in ("tests", "failures", "errors", "skipped"):
            suite.set(key, str(counts[key]))
            total[key] += counts[key]
        suite.set("time", "%.3f" % counts["time"])
        total["time"] += counts["time"]
    for key in ("tests", "failures", "errors", "skipped"):
        root.set(key, str(total[key]))
    root.set("time", "%.3f" % total["time"])
    ElementTree.indent(root)
    ElementTree.ElementTree(root).write(path, encoding="utf-8", xml_declaration=True)
