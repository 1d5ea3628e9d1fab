"""Does the page work in a browser?"""
#
# Copyright (C) 2026 the quartzalloc authors
# SPDX-License-Identifier: LGPL-2.1-or-later

import os

import browser
from checks import check, same
from page import CONTRAST, look_at_widths, look_for_loads

NAMES = "return [...document.querySelectorAll('.holder')].map(button => button.textContent);"
SHOWN = "return [view.from, view.to];"

# The colour in the middle of a buffer's row, at a part of the picture's width.
PIXEL = """
const canvas = document.querySelector('.allocator canvas'), scale = canvas.width / canvas.clientWidth;
const layout = layoutOf(data.allocators[0]);
const y = layout.bars + arguments[1] * layout.row + 2, x = gutter + arguments[0] * (canvas.clientWidth - gutter);
const copy = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
copy.drawImage(canvas, -Math.floor(x * scale), -Math.floor(y * scale));
const colour = copy.getImageData(0, 0, 1, 1).data;
return '#' + [0, 1, 2].map(which => colour[which].toString(16).padStart(2, '0')).join('') + ' ' + colour[3];
"""

# The module that the page was told to hold that buffer at the end, and its colour.
AT_END = """
const row = data.allocators[0].rows[arguments[0]];
const module = row.first[row.first.length - 2];
return [data.modules[module].name, colourOf(module)];
"""


def test_page(traces, screenshots):
    def look_at_both(chromium):
        look(chromium, traces.page(traces.folder / "stalled.trace").as_uri(), screenshots)
        look_at_much(chromium, (traces.folder / "large-page.html").as_uri(), screenshots)
        same("what the console says", [], chromium.console())

    browser.look_at_page(look_at_both)


def wait_for_picture(chromium):
    """Until what was asked for is drawn."""
    chromium.command("execute/async", {"script": "requestAnimationFrame(() => requestAnimationFrame(arguments[0]));",
                                       "args": []})


def look(chromium, address, screenshots):
    def picture(name):
        if screenshots:
            chromium.screenshot(os.path.join(screenshots, name + ".png"))

    chromium.open(address)
    same("the title", "player.exe: who held the buffers", chromium.script("return document.title;"))
    look_for_loads(chromium)
    same("the filters", {"decoder.ax", "slow filter.ax", "</script><script>hacked=1</script>.ax"},
         set(chromium.script(NAMES)))
    same("a script in a name", None, chromium.script("return window.hacked || null;"))
    same("elements that a name has made", 0, chromium.script("return document.querySelectorAll('b > b, img').length;"))
    check("the error is open to read", chromium.script(
        "return document.querySelector('.message.error').open && document.querySelector('.facts').textContent"
        ".includes('slow filter.ax keeps 3');"))
    picture("phone")
    look_at_widths(chromium)
    picture("desktop")
    chromium.resize(360, 740, True)
    check("buttons are big enough for a finger", chromium.script(
        "return [...document.querySelectorAll('button')].filter(b => b.offsetHeight).every(b => b.offsetHeight >= 40);"))

    # The picture
    chromium.script("document.getElementById('allocator-1').scrollIntoView();")
    wait_for_picture(chromium)
    picture("phone-picture")
    for row in range(4):
        name, colour = chromium.script(AT_END, row)
        check("buffer %d has a holder at the end" % (row + 1), name != "nobody", name)
        same("its colour in the picture", colour + " 255", chromium.script(PIXEL, 0.99, row))
    whole = chromium.script(SHOWN)
    chromium.click("#in")
    closer = chromium.script(SHOWN)
    check("+ shows half of the time", abs((closer[1] - closer[0]) * 2 - (whole[1] - whole[0])) < 2, closer)
    chromium.click("#on")
    check("the arrow shows later", chromium.script(SHOWN)[0] > closer[0])
    chromium.click("#all")
    same("all shows all", whole, chromium.script(SHOWN))
    chromium.script("document.querySelector('.message.error button').click();")
    near = chromium.script(SHOWN)
    check("a message shows its time", near[1] - near[0] < whole[1] and near[1] >= whole[1] - 1, near)
    chromium.click("#all")
    chromium.script("document.querySelector('.holder').click();")
    wait_for_picture(chromium)
    alone = chromium.script("return data.modules[alone].name;")
    others = [row for row in range(4) if chromium.script(AT_END, row)[0] != alone]
    same("the holder that is pressed", [alone], chromium.script(
        "return [...document.querySelectorAll('.holder[aria-pressed=true]')].map(button => button.textContent);"))
    for row in others:
        check("buffer %d, which another holds, is pale" % (row + 1),
              not chromium.script(PIXEL, 0.99, row).endswith(" 255"))
    chromium.script("document.querySelector('.holder').click();")
    chromium.script("""
        const canvas = document.querySelector('.allocator canvas'), layout = layoutOf(data.allocators[0]);
        const box = canvas.getBoundingClientRect();
        canvas.dispatchEvent(new PointerEvent('pointermove',
            { clientX: box.left + canvas.clientWidth - 5, clientY: box.top + layout.bars + 2, pointerType: 'mouse' }));
    """)
    check("what is under the pointer is told", "4 of 4 out · buffer 1: %s 100" % chromium.script(AT_END, 0)[0]
          in chromium.script("return document.querySelector('.readout').textContent;"),
          chromium.script("return document.querySelector('.readout').textContent;"))

    for scheme in ("light", "dark"):
        chromium.developer("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
        wait_for_picture(chromium)
        contrast, where = chromium.script(CONTRAST)
        check("the contrast of %s is at least 4.5" % scheme, contrast >= 4.5, "%.2f at %s" % (contrast, where))
        picture("phone-" + scheme)


def look_at_much(chromium, address, screenshots):
    """64 buffers and 10 minutes: it has to stay usable."""
    chromium.resize(1280, 1000, False)
    chromium.open(address)
    chromium.script("document.getElementById('allocator-1').scrollIntoView();")
    wait_for_picture(chromium)
    took = chromium.script("""
        const begin = performance.now();
        for (let i = 0; i < 5; ++i) { zoom(i % 2 ? 2 : 0.5); draw(); }
        return (performance.now() - begin) / 5;
    """)
    check("a picture of 64 buffers and 10 minutes is drawn in less than a second", took < 1000, "%.0f ms" % took)
    print("a picture of 64 buffers took %.0f ms" % took)
    if screenshots:
        chromium.screenshot(os.path.join(screenshots, "much.png"))
