"""What the parts of this test share: counting, and the program that is tested."""
#
# Copyright (C) 2026 the quartzalloc authors
# SPDX-License-Identifier: LGPL-2.1-or-later

import pathlib
import subprocess
import sys

here = pathlib.Path(__file__).resolve().parent
program = here.parent.parent / "tools" / "conformance-report"
contract = here.parent.parent / "docs" / "contract.md"
counts = {"passed": 0, "failed": 0, "skipped": 0}


def check(what, condition, found=""):
    counts["passed" if condition else "failed"] += 1
    if not condition:
        print("report: %s%s" % (what, ": found %s" % (found,) if found != "" else ""), file=sys.stderr)


def same(what, expected, found):
    check("%s should be %r" % (what, expected), expected == found, repr(found))


def skip(what, reason):
    counts["skipped"] += 1
    print("skipped: %s: %s" % (what, reason))


class Folder:
    def __init__(self, path):
        self.path = pathlib.Path(path)

    def file(self, name, text, encoding="utf-8"):
        path = self.path / name
        path.write_bytes(text.encode(encoding))
        return str(path)

    def report(self, *arguments):
        """exit code, output, errors"""
        result = subprocess.run([sys.executable, str(program), *arguments], stdin=subprocess.DEVNULL, text=True,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
        return result.returncode, result.stdout, result.stderr
