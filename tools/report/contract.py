"""The contract's rows."""
#
# Copyright (C) 2026 the quartzalloc authors
# SPDX-License-Identifier: LGPL-2.1-or-later

import re

from report.runs import Problem


def read_contract(path):
    """[(section title, [(row, fact, source, Windows' difference, Wine's difference)])]"""
    sections = []
    try:
        with open(path, encoding="utf-8") as file:
            lines = file.read().splitlines()
    except OSError as error:
        raise Problem("cannot read the contract %s: %s" % (path, error.strerror.lower()))
    title = ""
    for line in lines:
        heading = re.match(r"#+ (.*)", line)
        if heading:
            title = heading.group(1)
        elif re.match(r"\| [0-9]+\.[0-9]+ \|", line):
            cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] + [""] * 4
            if not sections or sections[-1][0] != title:
                sections.append((title, []))
            sections[-1][1].append(tuple(cells[:5]))
    if not sections:
        raise Problem("%s has no rows: name the contract with --contract=FILE" % path)
    return sections
