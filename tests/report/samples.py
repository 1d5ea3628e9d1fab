"""Results files of every kind."""
#
# Copyright (C) 2026 the quartzalloc authors
# SPDX-License-Identifier: LGPL-2.1-or-later

# One target of each kind, in the lines that the test programs and the tools write.

GOOD = """\
#run\ttarget=quartzalloc\tsystem=Wine 8.0\tbits=64
notify\t-\t0\tstart\t-\tplatform=wine bits=64
notify\t-\t0\trow\t6.1\tok=10 failed=0 todo=0 todo-succeeded=0 broken-accepted=0 flaky=0 skipped=0
notify\t-\t0\trow\t6.4\tok=20 failed=0 todo=0 todo-succeeded=0 broken-accepted=0 flaky=0 skipped=0
notify\t-\t0\tsummary\t-\texecuted=30 todo=0 flaky=0 failures=0 skipped=0
#exit\tnotify\t0\t0.5
sample\t-\t0\tstart\t-\tplatform=wine bits=64
sample\t-\t0\trow\t7.1\tok=5 failed=0 todo=0 todo-succeeded=0 broken-accepted=0 flaky=0 skipped=0
sample\t-\t0\trow\t7.11\tok=5 failed=0 todo=0 todo-succeeded=0 broken-accepted=0 flaky=0 skipped=0
sample\t-\t0\tsummary\t-\texecuted=10 todo=0 flaky=0 failures=0 skipped=0
#exit\tsample\t0\t0.25
#end
"""

# Known differences, a fault, a known difference that is none any more, a skip, and text that wants to be code.
MIXED = """\
#run\ttarget=builtin\tsystem=Wine 8.0\tbits=64
notify\t-\t0\tstart\t-\tplatform=wine bits=64
notify\tnotify.c\t11\ttodo\t6.1\tIMemAllocatorCallbackTemp is missing.
notify\tnotify.c\t11\ttodo\t6.1\tIMemAllocatorCallbackTemp is missing.
notify\tnotify.c\t12\ttodo-succeeded\t6.4\tgot hr 0.
notify\t-\t0\trow\t6.1\tok=0 failed=0 todo=2 todo-succeeded=0 broken-accepted=0 flaky=0 skipped=0
notify\t-\t0\trow\t6.4\tok=0 failed=0 todo=0 todo-succeeded=1 broken-accepted=0 flaky=0 skipped=0
notify\t-\t0\tsummary\t-\texecuted=3 todo=2 flaky=0 failures=1 skipped=0
#exit\tnotify\t1
sample\t-\t0\tstart\t-\tplatform=wine bits=64
sample\tsample.c\t7\tskipped\t7.1\tNot safe here.
sample\tsample.c\t7\tskipped\t7.3\tNot all of it is safe here.
sample\tsample.c\t8\tfailed\t7.11, 7.12\tgot <script>window.hacked = 1</script> & "\x01\u00fc", ]]> not 9.
sample\tsample.c\t9\tfailed\t-\tno row is cited here.
sample\t-\t0\trow\t7.1\tok=0 failed=0 todo=0 todo-succeeded=0 broken-accepted=0 flaky=0 skipped=1
sample\t-\t0\trow\t7.3\tok=4 failed=0 todo=0 todo-succeeded=0 broken-accepted=0 flaky=0 skipped=1
sample\t-\t0\trow\t7.11\tok=1 failed=1 todo=0 todo-succeeded=0 broken-accepted=0 flaky=0 skipped=0
sample\t-\t0\trow\t7.12\tok=0 failed=1 todo=0 todo-succeeded=0 broken-accepted=0 flaky=0 skipped=0
sample\t-\t0\tsummary\t-\texecuted=7 todo=0 flaky=0 failures=2 skipped=2
#exit\tsample\t2
#end
"""

# The first test crashes, the second is ended from outside, the third has a good result and crashes on its way out.
CRASHING = """\
#run\ttarget=broken.dll\tsystem=Wine 8.0\tbits=64
notify\t-\t0\tstart\t-\tplatform=wine bits=64
notify\tnotify.c\t40\tfailed\t6.4\tgot hr 0x80004005.
notify\tnotify.c\t42\tcrashed\t-\tunhandled exception c0000005 at 0000000000401000
#exit\tnotify\t5
sample\t-\t0\tstart\t-\tplatform=wine bits=64
#exit\tsample\t124
target\t-\t0\tstart\t-\tplatform=wine bits=64
target\t-\t0\tsummary\t-\texecuted=4 todo=0 flaky=0 failures=0 skipped=0
#exit\ttarget\t5
#end
"""

CANNOT = "#run\ttarget=quartzalloc\tsystem=Wine 10.0\tbits=32\n#skipped\tno Wine here runs 32-bit programs\n"

# Of one assertion of each kind that only Windows has; the test program's own lines alone, both widths in one file.
WINDOWS = """\
sample\t-\t0\tstart\t-\tplatform=windows bits=64
sample\tsample.c\t20\tbroken-accepted\t7.7\tgot 0x23456789.
sample\tsample.c\t21\tflaky\t7.8\tgot 1.
sample\t-\t0\trow\t7.7\tok=0 failed=0 todo=0 todo-succeeded=0 broken-accepted=1 flaky=0 skipped=0
sample\t-\t0\trow\t7.8\tok=0 failed=0 todo=0 todo-succeeded=0 broken-accepted=0 flaky=1 skipped=0
sample\t-\t0\tsummary\t-\texecuted=2 todo=0 flaky=1 failures=0 skipped=0
sample\t-\t0\tstart\t-\tplatform=windows bits=32
sample\t-\t0\trow\t7.7\tok=1 failed=0 todo=0 todo-succeeded=0 broken-accepted=0 flaky=0 skipped=0
sample\t-\t0\tsummary\t-\texecuted=1 todo=0 flaky=0 failures=0 skipped=0
"""

# A DLL that Wine runs and that is judged as Windows is; one that cannot be judged.
LIKE_WINDOWS = """\
#run\ttarget=textbook.dll\tsystem=Wine 8.0\tbits=64\tlike=windows
sample\t-\t0\tstart\t-\tplatform=windows bits=64
sample\t-\t0\tsummary\t-\texecuted=2 todo=0 flaky=0 failures=0 skipped=0
#exit\tsample\t0
#end
#run\ttarget=quartz.dll\tsystem=Wine 8.0\tbits=64\tlike=windows
#failed\tthis is Wine's builtin
"""


def kit(version, subtests):
    """What run.cmd writes: the first subtest has a result, the others have ended without one."""
    return "#kit\tversion=%s\r\n" % version + LIKE_WINDOWS[:LIKE_WINDOWS.index("#end")] + "".join(
        "#exit\t%s\t0\n" % name for name in subtests) + "#end\n"
