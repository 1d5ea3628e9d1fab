"""Does the page work in a browser?"""
#
# Copyright (C) 2026 the quartzalloc authors
# SPDX-License-Identifier: LGPL-2.1-or-later

import os
import re

import browser
from checks import check, contract, same


ROW_STATES = """
return Object.fromEntries(Array.from(document.querySelectorAll(".row"), row => [row.id.slice(4),
    Array.from(row.querySelectorAll("summary .cell"), cell => cell.dataset.state)]));
"""

SHOWN = """
return Array.from(document.querySelectorAll(".row")).filter(row => row.getClientRects().length)
    .map(row => row.id.slice(4));
"""

# The lowest contrast between a text and what is behind it, and where.
CONTRAST = r"""
const parse = text => text.match(/[\d.]+/g).map(Number);
const luminance = rgb => {
    const part = rgb.slice(0, 3).map(value => value / 255)
        .map(value => value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
    return 0.2126 * part[0] + 0.7152 * part[1] + 0.0722 * part[2];
};
let lowest = [99, ""];
for (const row of Array.from(document.querySelectorAll(".row")).slice(0, 400)) row.open = true;
for (const element of document.querySelectorAll("body *")) {
    const texts = Array.from(element.childNodes).filter(node => node.nodeType === 3 && node.data.trim());
    if (!element.getClientRects().length || !texts.length)
        continue;
    let behind = element, colour;
    do colour = parse(getComputedStyle(behind).backgroundColor);
    while (colour[3] === 0 && (behind = behind.parentElement));
    const [low, high] = [luminance(parse(getComputedStyle(element).color)), luminance(colour)].sort((a, b) => a - b);
    const contrast = (high + 0.05) / (low + 0.05);
    if (contrast < lowest[0]) lowest = [contrast, element.className + " " + element.textContent.slice(0, 30)];
}
for (const row of document.querySelectorAll(".row")) row.open = false;
return lowest;
"""


def look_for_loads(chromium):
    same("what the page loads", [], chromium.script(
        "return performance.getEntriesByType('resource').map(entry => entry.name);"))


def look_at_widths(chromium):
    """Leaves the page as wide as a desktop."""
    for width in (320, 360, 768, 1280):
        chromium.resize(width, 740, width < 700)
        same("the page's width on a screen of %d" % width, width,
             chromium.script("return Math.max(innerWidth, document.documentElement.scrollWidth);"))


def test_page(folder, files, screenshots):
    path = folder.path / "report.html"
    code, _, errors = folder.report("--html", str(path), *files)
    same("the exit code", 1, code)
    same("the errors", "", errors)
    text = path.read_text(encoding="utf-8")
    check("nothing is loaded from elsewhere",
          not re.search(r"""(?:src|href)\s*=\s*["']?(?!["']?data:)|@import|url\(""", text))
    rows = re.findall(r"^\| ([0-9]+\.[0-9]+) \|", contract.read_text(encoding="utf-8"), re.M)
    for row, note in (("1.3", "Windows: crashes"), ("1.3", "Wine's builtin: crashes"),
                      ("7.7", "Windows: keeps the difference between start and end in 32 bits")):
        part = text[text.index('id="row-%s"' % row):]
        check('row %s says "%s"' % (row, note), '<p class="note">%s</p>' % note in part[:part.index("</details>")])
    same("the rows of the page", rows, re.findall(r'class="row" id="row-([0-9.]+)"', text))

    browser.look_at_page(lambda chromium: look(chromium, path.as_uri(), rows, screenshots))


def look(chromium, address, rows, screenshots):
    def shown():
        return chromium.script(SHOWN)

    def picture(name):
        if screenshots:
            chromium.screenshot(os.path.join(screenshots, name + ".png"))

    chromium.open(address)
    same("the title", "Memory allocators against the contract", chromium.script("return document.title;"))
    same("the rows that are shown", rows, shown())
    look_for_loads(chromium)
    same("a script in a message", None, chromium.script("return window.hacked || null;"))
    picture("phone")

    states = chromium.script(ROW_STATES)
    for row, expected in (
            ("6.1", "ok todo ended skipped none none"), ("6.4", "ok todo-succeeded failed skipped none none"),
            ("7.1", "ok skipped ended skipped none none"), ("7.3", "none part ended skipped none none"),
            ("7.11", "ok failed ended skipped none none"), ("7.7", "none none ended skipped broken-accepted ok"),
            ("7.8", "none none ended skipped flaky none"), ("1.1", "none none none skipped none none")):
        same("row " + row, expected, " ".join(states.get(row, [])))

    look_at_widths(chromium)
    picture("desktop")
    chromium.resize(360, 740, True)
    check("buttons are big enough for a finger", chromium.script(
        "return Array.from(document.querySelectorAll('button, input, select')).every(b => b.offsetHeight >= 40);"))

    # Words
    chromium.write("#query", "6.4")
    check("a row's number finds it", "6.4" in shown(), shown())
    check("a row's number hides others", "1.1" not in shown(), shown())
    chromium.write("#query", "WINDOW.hacked")
    same("rows with a message", ["7.11", "7.12"], shown())
    same("the count", "2 of %d rows" % len(rows), chromium.script(
        "return document.getElementById('count').textContent;"))
    chromium.click("#row-7\\.11 summary")
    check("a message is there to read", chromium.script(
        "return [...document.querySelectorAll('#row-7\\\\.11 .text')].some(e => e.textContent.includes('<script>')"
        " && e.getClientRects().length > 0);"))
    chromium.script("scrollTo(0, document.getElementById('filter').offsetTop);")
    picture("phone-row")
    chromium.write("#query", "no such word")
    same("rows with no such word", [], shown())
    check("that nothing is found is said", chromium.script(
        "return document.getElementById('nothing').getClientRects().length > 0;"))
    # Clearing does not fire the event that typing does.
    chromium.write("#query", " ")
    same("rows after clearing", rows, shown())

    # Buttons and targets
    def press(name):
        chromium.script("[...document.querySelectorAll('#filter button')]"
                        ".find(button => button.textContent === arguments[0]).click();", name)

    def choose(index):
        chromium.script("const list = document.getElementById('target'); list.value = arguments[0];"
                        "list.dispatchEvent(new Event('change'));", index)

    press("Failed")
    check("failed rows", {"6.1", "6.4", "7.1", "7.11", "7.12"} <= set(shown()) and "1.1" not in shown(), shown())
    choose("0")
    same("failed rows of the good target", [], shown())
    choose("1")
    same("failed rows of the second target", ["6.4", "7.11", "7.12"], shown())
    press("Deviations")
    same("deviations of the second target", ["6.1", "6.4", "7.11", "7.12"], shown())
    same("cells of other targets that are shown", 0, chromium.script(
        "return [...document.querySelectorAll('#rows .cell[data-run]')].filter(c => c.getClientRects().length"
        " && c.dataset.run !== '1').length;"))
    press("Known")
    same("known differences of the second target", ["6.1"], shown())
    press("Skipped")
    same("skipped rows of the second target", ["7.1", "7.3"], shown())
    press("Not tested")
    check("rows of the second target that are not tested", "1.1" in shown() and "6.1" not in shown(), shown())
    press("Deviations")
    choose("4")
    same("deviations of Windows", ["7.7", "7.8"], shown())
    press("All")
    choose("")
    same("rows after all that", rows, shown())

    for scheme in ("light", "dark"):
        chromium.developer("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
        contrast, where = chromium.script(CONTRAST)
        check("the contrast of %s is at least 4.5" % scheme, contrast >= 4.5, "%.2f at %s" % (contrast, where))
        chromium.script("scrollTo(0, 0);")
        picture("phone-" + scheme)

    # Without scripts the page is still whole.
    chromium.developer("Emulation.setScriptExecutionDisabled", value=True)
    chromium.open(address)
    chromium.developer("Emulation.setScriptExecutionDisabled", value=False)
    same("the rows without scripts", rows, shown())
    same("what the console says", [], chromium.console())
