"""The results as a page that needs nothing beside itself."""
#
# Copyright (C) 2026 the quartzalloc authors
# SPDX-License-Identifier: LGPL-2.1-or-later

import html
import os
import re

from report.cells import COUNTED, DEVIATIONS, STATES, Cell, make_cells, row_key
from report.runs import FAILURES, OUTCOMES, grouped, repeated, total_counts


def inline(text):
    """The little of Markdown that the contract's rows use."""
    parts = re.split(r"`([^`]*)`", text)
    out = []
    for index, part in enumerate(parts):
        part = html.escape(part.replace("\\|", "|"), quote=False)
        if index % 2:
            out.append("<code>%s</code>" % part)
        else:
            part = re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", part)
            out.append(re.sub(r"\*([^*]+)\*", r"<em>\1</em>", part))
    return "".join(out)


def attribute(text):
    return html.escape(text, quote=True)


def cell_html(run, index, state):
    symbol, name, _ = STATES[state]
    label = attribute("%s: %s" % (run.label(), name))
    return ('<span class="cell %s" data-run="%d" data-state="%s" role="img" aria-label="%s" title="%s">'
            '<b>%s</b>%s</span>' % (state, index, state, label, label, run.letter, symbol))


def message_html(message, times, subtest):
    symbol, name, _ = STATES[message.outcome]
    return '<li><span class="mark %s" title="%s">%s</span> %s<span class="text">%s</span> %s</li>' % (
        message.outcome, attribute(name), symbol, "<b>%s</b> " % html.escape(message.subtest) if subtest else "",
        html.escape(message.text or "(no message)"),
        '<span class="place">%s:%d%s</span>' % (html.escape(message.file), message.line, repeated(times)))


def messages_html(messages):
    out = [message_html(message, times, False) for message, times in grouped(messages)]
    return "<ul>%s</ul>" % "".join(out) if out else ""


def cell_details_html(run, index, cell):
    state = cell.state()
    if state in ("none", "ok") and not cell.messages:
        return ""
    counts = ", ".join("%d %s" % (cell.counts[key], COUNTED.get(key, key)) for key in OUTCOMES if cell.counts[key])
    body = "".join("<p>The test %s %s.</p>" % (html.escape(subtest.name), html.escape(subtest.problem()))
                   for subtest in cell.ended)
    return ('<div class="run" data-run="%d"><h4><span class="cell %s"><b>%s</b>%s</span> %s <small>%s</small></h4>'
            '%s%s</div>' % (index, state, run.letter, STATES[state][0], html.escape(run.label()), html.escape(counts),
                            body, messages_html(cell.messages)))


def row_html(row, fact, source, windows, wine, runs, cells):
    row_cells = cells.get(row) or [Cell() for _ in runs]
    # A target that was not run says nothing about a row.
    states = ["skipped" if run.skipped else cell.state() for run, cell in zip(runs, row_cells)]
    details = "".join(cell_details_html(run, index, cell)
                      for index, (run, cell) in enumerate(zip(runs, row_cells)) if not run.skipped)
    note = "".join('<p class="note">%s: %s</p>' % (who, inline(difference))
                   for who, difference in (("Windows", windows), ("Wine\'s builtin", wine)) if difference)
    origin = ""
    if source:
        origin = ' <span class="source" title="source of the fact, see the contract">%s</span>' % html.escape(source)
    chips = "".join(cell_html(run, index, state) for index, (run, state) in enumerate(zip(runs, states)))
    return ('<details class="row" id="row-%s"><summary><span class="number">%s</span>'
            '<span class="fact">%s%s</span><span class="cells">%s</span></summary>'
            '<div class="more">%s%s</div></details>' % (
                row, row, inline(fact), origin, chips, note,
                details or "<p>Every assertion holds, or none was made.</p>"))


def targets_html(runs):
    out = ['<table id="targets"><thead><tr><th></th><th>target</th><th>passed</th><th>failed</th>'
           '<th>known differences</th><th>skipped</th><th>seconds</th></tr></thead><tbody>']
    for index, run in enumerate(runs):
        passed, failed, skipped, todo = run.counts()
        state = "skipped" if run.skipped else "failed" if failed else "todo" if todo else "ok"
        seconds = "" if run.seconds() is None else "%.1f" % run.seconds()
        reason = "<br><small>skipped: %s</small>" % html.escape(run.skipped) if run.skipped else ""
        out.append('<tr><td>%s</td><th scope="row">%s%s</th>%s</tr>' % (
            cell_html(run, index, state), html.escape(run.label()), reason,
            "".join('<td data-name="%s"%s>%s</td>' % (name, ' class="bad"' if name == "failed" and value else "", value)
                    for name, value in (("passed", passed), ("failed", failed), ("known differences", todo),
                                        ("skipped", skipped), ("seconds", seconds)))))
    out.append("</tbody></table>")
    return "".join(out)


def problems_html(runs):
    out = []
    for index, run in enumerate(runs):
        items = ["<li><b>%s</b> %s</li>" % (subtest.name if subtest else "the whole run", html.escape(text))
                 for subtest, text in run.problems()]
        loose = [message for subtest in run.subtests.values() for message in subtest.messages if not message.rows]
        items += [message_html(message, times, True) for message, times in grouped(loose)]
        if items:
            failed = bool(run.problems()) or any(message.outcome in FAILURES for message in loose)
            out.append('<div class="run" data-run="%d"><h4>%s %s</h4><ul>%s</ul></div>' % (
                index, cell_html(run, index, "failed" if failed else "skipped"), html.escape(run.label()),
                "".join(items)))
    return '<section id="problems"><h2>Beside the rows</h2>%s</section>' % "".join(out) if out else ""


def part(name):
    with open(os.path.join(os.path.dirname(os.path.realpath(__file__)), name), encoding="utf-8") as file:
        return file.read()


def write_html(path, runs, sections):
    cells = make_cells(runs)
    known = {row[0] for _, rows in sections for row in rows}
    strangers = sorted(set(cells) - known, key=row_key)
    if strangers:
        sections = sections + [("Rows that are not in the contract", [(row, "", "", "", "") for row in strangers])]
    passed, failed, skipped = total_counts(runs)
    body = []
    for title, rows in sections:
        body.append("<section><h2>%s</h2>%s</section>" % (
            inline(title), "".join(row_html(*row, runs, cells) for row in rows)))
    buttons = (("All", None), ("Deviations", DEVIATIONS), ("Failed", ("failed", "ended", "todo-succeeded")),
               ("Known", ("todo",)), ("Skipped", ("skipped", "part")), ("Not tested", ("none",)))
    page = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy"
 content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:">
<title>Memory allocators against the contract</title>
<link rel="icon" href="data:,">
<style>%(style)s</style>
</head>
<body>
<h1>Memory allocators against the contract</h1>
<p>%(summary)s</p>
%(targets)s
%(problems)s
<div id="filter" role="search" hidden>
<input id="query" type="search" placeholder="Row, word or message" aria-label="Show rows that have these words">
<select id="target" aria-label="Show one target"><option value="">every target</option>%(options)s</select>
%(buttons)s
<span id="count" role="status"></span>
</div>
<p id="nothing" hidden>No row is like that.</p>
<main id="rows">
%(rows)s
</main>
<section><h2>Signs</h2><dl class="key">%(key)s</dl></section>
<script>%(script)s</script>
</body>
</html>
""" % {
        "style": part("page.css"),
        "script": part("page.js"),
        "summary": "%d rows, %d targets: %d passed, %d failed, %d skipped. Tap a row for the messages." % (
            sum(len(rows) for _, rows in sections), len(runs), passed, failed, skipped),
        "targets": targets_html(runs),
        "problems": problems_html(runs),
        "options": "".join('<option value="%d">%s: %s</option>' % (index, run.letter, html.escape(run.label()))
                           for index, run in enumerate(runs)),
        "buttons": "\n".join('<button type="button" aria-pressed="%s"%s>%s</button>' % (
            "false" if states else "true", ' data-states="%s"' % " ".join(states) if states else "", name)
                             for name, states in buttons),
        "rows": "\n".join(body),
        "key": "".join('<dt><span class="mark %s">%s</span></dt><dd><b>%s</b>: %s</dd>' % (
            state, symbol, name, text) for state, (symbol, name, text) in STATES.items()),
    }
    with open(path, "w", encoding="utf-8", newline="\n") as file:
        file.write(page)
