"""What stands in a page: the data, how much of it, and what happens to bad input"""
#
# Copyright (C) 2026 the quartzalloc authors
# SPDX-License-Identifier: LGPL-2.1-or-later

import base64
import json
import os
import pathlib
import re
import resource
import subprocess

from checks import check, same

SECONDS_OF_TEN_MILLION = 15
LARGEST_PAGE = 5000000


class Traces:
    """Invented traces and the pages that are made of them."""

    def __init__(self, build, folder):
        self.build = pathlib.Path(build).resolve()
        self.folder = pathlib.Path(folder)

    def invent(self, name, events, seconds, allocators, buffers, *stall):
        path = self.folder / name
        made = subprocess.run([str(self.build / "native/invented-trace"), str(path), str(events), str(seconds),
                               str(allocators), str(buffers), *stall], check=True, stdout=subprocess.PIPE, text=True)
        return path, int(made.stdout.split()[0])

    def run(self, *arguments):
        """exit code, output, errors"""
        result = subprocess.run([str(self.build / "tools/quartzalloc-trace"), "report", *map(str, arguments)],
                                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                                cwd=self.folder, check=False)
        return result.returncode, result.stdout, result.stderr

    def page(self, trace, *options):
        path = self.folder / (trace.stem + "-page.html")
        code, out, errors = self.run("--output=%s" % path, *options, trace)
        same("the exit code for " + trace.name, 0, code)
        same("what is said on standard error of " + trace.name, "", errors)
        check("the page of %s is told" % trace.name, out.startswith(str(path)), out)
        return path


def data_of(path):
    text = path.read_text(encoding="utf-8")
    return json.loads(re.search(r'<script type="application/json" id="data">(.*?)</script>', text, re.S).group(1))


def unpack(text, first_is_free):
    """Runs of a row: (first module, second module, shares) or of moments: (lowest, highest), each with its length."""
    packed = iter(base64.b64decode(text))

    def number():
        value, scale = 0, 1
        while True:
            byte = next(packed)
            value += (byte & 127) * scale
            scale *= 128
            if byte < 128:
                return value

    runs = []
    while True:
        try:
            if first_is_free:
                module = next(packed)
                cell = (module, next(packed), next(packed)) if module else (0, 0, 0)
                runs.append((number(), cell))
            else:
                runs.append((number(), (number(), number())))
        except StopIteration:
            return runs


def test_facts(traces):
    trace, out = traces.invent("stalled.trace", 3000, 12, 1, 4, "stall")
    page = traces.page(trace)
    text = page.read_text(encoding="utf-8")
    check("nothing is loaded from elsewhere", not re.search(r"(?:src|href)\s*=\s*[\"']|@import|url\(|https?:",
                                                            re.sub(r'<script type="application.*?</script>', "", text,
                                                                   flags=re.S).replace("http://www.w3.org/2000/svg", "")))
    check("the page loads nothing by its own policy", "default-src 'none'" in text)
    same("the scripts of the page", 2, text.count("<script"))
    same("the ends of scripts", 2, text.count("</script"))

    data = data_of(page)
    same("the program", "player.exe", data["program"])
    same("the modules", {"decoder.ax", "slow filter.ax", "</script><script>hacked=1</script>.ax"},
         {module["name"] for module in data["modules"][1:]})
    decoder = next(module for module in data["modules"] if module["name"] == "decoder.ax")
    same("how often the decoder held a buffer", out, decoder["holds"])
    same("how often the others did", out, sum(module["holds"] for module in data["modules"]) - decoder["holds"])
    check("the note says that it did not end in good order", "did not end in good order" in data["notes"][0])
    same("the messages", ["QA-STALL"], [re.search(r"QA-[A-Z]+", message["text"]).group(0)
                                        for message in data["messages"] if message["severity"] == 1])

    allocator, = data["allocators"]
    same("the agreement", [4, 3110400, 16, 0], allocator["agreed"])
    same("what was asked for", [[4, 3110400, 1, 0]], [ask["asked"] for ask in allocator["asks"]])
    same("handed out", out, allocator["handed"])
    same("out at the end", 4, allocator["outAtEnd"])
    same("rows", 4, len(allocator["bars"]))
    check("the cells cover all of the time", 0 <= allocator["cells"] * allocator["cell"] + allocator["from"]
          - data["length"] < 2 * allocator["cell"], (allocator["cells"], allocator["cell"], data["length"]))
    for number, row in enumerate(allocator["bars"], 1):
        runs = unpack(row, True)
        same("cells of row %d" % number, allocator["cells"], sum(length for length, _ in runs))
        check("buffer %d is held for the last second, by one module" % number,
              runs[-2][1][0] and runs[-2][1][0] == runs[-1][1][0] and runs[-2][0] * allocator["cell"] > 0.9e9, runs[-2:])
    moments = unpack(allocator["out"], False)
    same("buffers that are out in the last second", (4, 4), moments[-1][1])
    held = [[cell[0] > 0 for length, cell in unpack(row, True) for _ in range(length)] for row in allocator["bars"]]
    out_of = [values for length, values in moments for _ in range(length)]
    same("cells in which more buffers are out than rows are held", 0,
         sum(lowest > sum(row[cell] for row in held) for cell, (lowest, _) in enumerate(out_of)))
    same("the fewest and the most that are out", (0, 4), (min(low for low, _ in out_of), max(high for _, high in out_of)))
    longest = allocator["longest"][0]
    same("the longest wait", ("nothing: it still waits", 1e9), (longest["end"], longest["took"]))
    check("other waits were ended by whoever released", all(re.fullmatch(r"slow filter.ax\+0x[0-9a-f]+", wait["end"])
                                                            for wait in allocator["longest"][1:]))
    same("waits in the distribution", allocator["waited"] + 1,
         sum(times for _, columns in allocator["waitTimes"] for _, times in columns))


def test_anonymous(traces):
    page = traces.page(traces.folder / "stalled.trace", "--anonymous")
    data = json.dumps(data_of(page))
    for word in ("player", "decoder", "slow", "hacked=1</script>", "secret", "somebody", "unseen", ".ax", ".dll", ".exe"):
        same("whether an anonymous page has \"%s\"" % word, False, word in data)
    check("places stay told apart", "module-1+0x1009" in data and "module-2" in data)
    code, _, _ = traces.run("--anonymous", traces.folder / "stalled.trace")
    same("the exit code without --output", 0, code)
    check("the page's own name is none of the program's", (traces.folder / "quartzalloc-report.html").exists())


def test_bad_input(traces):
    good = traces.folder / "stalled.trace"
    before = good.read_bytes()
    other = traces.folder / "other.txt"
    other.write_text("Hello, world.\n" * 1000)
    folder = traces.folder / "folder.html"
    folder.mkdir()
    for what, expected, arguments in (
            ("no trace", 2, []), ("two traces", 2, [good, good]), ("an unknown option", 2, ["--nonsense", good]),
            ("--output without a file", 2, ["--output=", good]), ("a missing file", 1, [traces.folder / "none"]),
            ("another file", 1, [other]), ("a folder", 1, [traces.folder]),
            ("a folder for the page", 1, ["--output=%s" % folder, good]),
            ("the trace itself for the page", 1, ["--output=%s" % good, good]),
            ("no such folder for the page", 1, ["--output=%s" % (traces.folder / "no/such.html"), good])):
        code, out, errors = traces.run(*arguments)
        same("the exit code for " + what, expected, code)
        same("the output for " + what, "", out)
        check("one line for " + what, errors.startswith("quartzalloc-trace: ") and errors.count("\n") == 1, errors)
    same("the trace after that", True, good.read_bytes() == before)
    same("what is left half done", [], [name for name in os.listdir(traces.folder) if name.endswith(".new")])

    # Cut off, and with bytes turned: what can be read is shown.
    cut = traces.folder / "cut.trace"
    cut.write_bytes(before[:len(before) * 2 // 3])
    code, _, errors = traces.run(cut)
    same("the exit code for a trace that was cut off", 0, code)
    check("that it was cut off is said", "cut off" in errors, errors)
    notes = " ".join(data_of(traces.folder / "cut.html")["notes"])
    check("and stands in the page", "events are missing" in notes and "cut off" in notes, notes)
    damaged = bytearray(before)
    for place in range(80000, len(damaged), 997):
        damaged[place] ^= 0x55
    cut.write_bytes(damaged)
    code, _, _ = traces.run(cut)
    same("the exit code for a damaged trace", 0, code)


def test_bounds(traces, events):
    """Large traces: 10 minutes with 64 buffers, and many allocators, of which not all find room."""
    trace, _ = traces.invent("large.trace", events, 600, 3, 64)
    # Of the processor's time, for the machine may be busy with something else.
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    page = traces.page(trace)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    took = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    check("%d events take less than %.1f s" % (events, SECONDS_OF_TEN_MILLION * max(events, 3000000) / 1e7),
          took < SECONDS_OF_TEN_MILLION * max(events, 3000000) / 1e7, took)
    print("a page of %d events took %.1f s and has %d bytes" % (events, took, page.stat().st_size))
    check("the page is small enough", page.stat().st_size <= LARGEST_PAGE, page.stat().st_size)
    check("cells are few", all(allocator["cells"] <= 4096 for allocator in data_of(page)["allocators"]))
    same("rows of each allocator", [64] * 3, [len(allocator["bars"]) for allocator in data_of(page)["allocators"]])
    trace.unlink()

    trace, out = traces.invent("many.trace", 600000, 60, 200, 64)
    page = traces.page(trace)
    check("the page of many allocators is small enough", page.stat().st_size <= LARGEST_PAGE, page.stat().st_size)
    data = data_of(page)
    same("allocators that are shown, and that are not", (60, 140), (len(data["allocators"]), data["unshown"]))
    same("how often all modules held a buffer", 2 * out, sum(module["holds"] for module in data["modules"]))
    trace.unlink()
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    check("memory is bounded", memory < 200000, "%d KB" % memory)
