#!/usr/bin/env python3
"""Makes docs/coverage.md of what llvm-cov has counted, and judges it."""
#
# Copyright (C) 2026 the quartzalloc authors
# SPDX-License-Identifier: LGPL-2.1-or-later

import argparse
import collections
import json
import os
import sys

# The files for which there is a goal, by how their names begin, and the goal in per cent.
WATCHED = ("pool", "notify", "allocator", "sample", "media_type")
LINES_AT_LEAST = 97
BRANCHES_AT_LEAST = 92

INTRODUCTION = """# Coverage

How many lines and branches of `dlls/quartzalloc` are reached by the native tests of the pool, the native stress test, the fuzzer's
corpus, random calls, failing memory and libFuzzer together. A branch is one way in which a condition can turn out, so an `if` has two.
Code that is inline in a header is counted once, wherever it was compiled into. This page is made by

    make coverage

in the build folder, or `tests/coverage/run --update-docs BUILD-DIR`, with clang's counters.

What is reached is not for that reason right, and that it is reached natively does not replace the
conformance suite, which runs the DLL itself: see [Fuzzing](fuzzing.md), [Mutants](mutants.md) and [the fast path](fast-path.md).

"""


def read_lines(path, sources):
    """How often each line was reached, by file and number, from lcov's format."""
    lines = collections.defaultdict(lambda: collections.defaultdict(int))
    name = None
    with open(path, encoding="utf-8") as file:
        for text in file:
            if text.startswith("SF:"):
                name = os.path.relpath(text[3:].strip(), sources)
            elif text.startswith("DA:"):
                number, count = text[3:].split(",")[:2]
                lines[name][int(number)] += int(count)
    return lines


def read_branches(path, sources):
    """How often each condition was true and false, by file and place. Copies of inline code are added up."""
    branches = collections.defaultdict(lambda: collections.defaultdict(lambda: [0, 0]))
    with open(path, encoding="utf-8") as file:
        exported = json.load(file)
    for entry in exported["data"][0]["files"]:
        name = os.path.relpath(entry["filename"], sources)
        for branch in entry["branches"]:
            counts = branches[name][tuple(branch[:4])]
            counts[0] += branch[4]
            counts[1] += branch[5]
    return branches


def read_reasons(path):
    """Lines of: file, a piece of the source line, the reason, with '|' between."""
    reasons = []
    with open(path, encoding="utf-8") as file:
        for text in file:
            if text.strip() and not text.startswith("#"):
                reasons.append(tuple(part.strip() for part in text.split(" | ", 2)))
    return reasons


def per_cent(reached, of):
    return f"{100 * reached / of:.1f} %" if of else ""


def find_reason(reasons, used, name, source):
    for reason in reasons:
        if reason[0] == name and reason[1] in source:
            used.add(reason)
            return reason[2]
    return None


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    for option in ("sources", "reasons", "branches", "lines", "page"):
        parser.add_argument("--" + option, required=True)
    options = parser.parse_args()
    sources = os.path.realpath(options.sources)
    lines = read_lines(options.lines, sources)
    branches = read_branches(options.branches, sources)
    reasons = read_reasons(options.reasons)

    table, missing, unexplained, used = [], [], [], set()
    watched = [0, 0, 0, 0]
    whole = [0, 0, 0, 0]
    failed = 0
    names = sorted(name for name in lines if not name.startswith(".."))
    for name in names:
        with open(os.path.join(sources, name), encoding="utf-8") as file:
            source = [""] + file.read().split("\n")
        missed_lines = [number for number, count in sorted(lines[name].items()) if not count]
        missed = [(number, "the line") for number in missed_lines]
        for place, counts in sorted(branches[name].items()):
            for which, word in enumerate(("true", "false")):
                if not counts[which]:
                    condition = source[place[0]][place[1] - 1:place[3] - 1] if place[0] == place[2] else "the condition"
                    missed.append((place[0], f"`{condition}` {word}".replace("|", "\\|")))
        branch_count = 2 * len(branches[name])
        numbers = [len(lines[name]) - len(missed_lines), len(lines[name]),
                   branch_count - (len(missed) - len(missed_lines)), branch_count]
        sums = [whole]
        if os.path.basename(name).startswith(WATCHED):
            sums.append(watched)
        for total in sums:
            for index, number in enumerate(numbers):
                total[index] += number
        table.append((name, numbers))
        explained = True
        by_reason = collections.OrderedDict()
        for number, what in sorted(set(missed)):
            why = find_reason(reasons, used, name, source[number])
            if not why:
                explained = False
                unexplained.append(f"{name}:{number}: not reached: {what}: {source[number].strip()}")
            by_reason.setdefault(why or "**not explained**", collections.OrderedDict()).setdefault(number, []).append(what)
        for why, places in by_reason.items():
            where = "; ".join(f"{number}: {', '.join(whats)}" for number, whats in places.items())
            missing.append((name, where, why))
        failed += not explained

    rows = [f"| {name} | {a} of {b} | {per_cent(a, b)} | {f'{c} of {d}' if d else 'none'} | {per_cent(c, d)} |"
            for name, (a, b, c, d) in table + [("**pool, notify, allocator, sample, media type**", watched),
                                               ("**all**", whole)]]
    with open(options.page + ".new", "w", encoding="utf-8") as page:
        page.write(INTRODUCTION)
        page.write("| file | lines reached | | branches reached | |\n|---|---|---|---|---|\n" + "\n".join(rows) + "\n\n")
        page.write("## What is not reached\n\nPlaces that only a race reaches are in one list and not in the next: "
                   "here are those of the run that made this page.\n\n"
                   "| file | line: what | why |\n|---|---|---|\n")
        for name, where, why in missing:
            page.write(f"| {name} | {where} | {why} |\n")
        page.write("\nNot compiled for Linux, so not counted: `platform_win32.c` and `registration.c`, and `diagnosis/`, whose tests are the "
                   "group\n\"diagnosis\" of `tools/check` and the diagnosed stress test.\n")
    os.replace(options.page + ".new", options.page)

    for text in unexplained:
        print(text)
    for word, reached, of, least in (("lines", watched[0], watched[1], LINES_AT_LEAST),
                                     ("branches", watched[2], watched[3], BRANCHES_AT_LEAST)):
        good = 100 * reached >= least * of
        failed += not good
        print(f"{word} of pool, notify, allocator, sample, media type: {reached} of {of}, {per_cent(reached, of)}"
              + ("" if good else f": less than {least} %"))
    print(f"{len(table) + 2 - failed} passed, {failed} failed, 0 skipped")
    return 1 if failed else 0


sys.exit(main())
