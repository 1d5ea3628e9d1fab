"""What the suite is in the source tree that this program lies in: results of an older one do not speak of all rows."""
#
# Copyright (C) 2026 the quartzalloc authors
# SPDX-License-Identifier: LGPL-2.1-or-later

import os
import re

TOP = os.path.join(os.path.dirname(os.path.realpath(__file__)), "..", "..")
ADVICE = "make windows-kit makes a new one, whose run.cmd has to be run there"


def found(path, pattern):
    try:
        with open(os.path.join(TOP, *path.split("/")), encoding="utf-8") as file:
            return re.findall(pattern, file.read(), re.M)
    except OSError:
        return []


def numbers(version):
    return [int(part) for part in re.findall(r"\d+", version)]


def older_kit(run):
    """What is wrong with a run of the Windows kit, in a list that is empty if nothing is."""
    if not run.kit:
        return []
    for version in found("configure.ac", r"^AC_INIT\(\[[^]]*\], *\[([^]]*)\]"):
        if numbers(run.kit) < numbers(version):
            return ["%s was written by the kit %s, which is older than this suite, %s: %s" % (
                run.source, run.kit, version, ADVICE)]
    missing = [name for name in found("tests/testlist.c", r'^ *\{ "([a-z_]+)", ') if name not in run.subtests]
    if missing and run.subtests and run.ended:
        return ["%s was written by a kit that is older than this suite, for it has no %s: %s" % (
            run.source, ", ".join(missing), ADVICE)]
    return []
