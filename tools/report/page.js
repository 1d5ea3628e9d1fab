/* The report's page. Copyright (C) 2026 the quartzalloc authors, SPDX-License-Identifier: LGPL-2.1-or-later */

"use strict";
const query = document.getElementById("query");
const target = document.getElementById("target");
const buttons = Array.from(document.querySelectorAll("#filter button"));
const rows = Array.from(document.querySelectorAll(".row"), element => ({
    element,
    text: element.textContent.toLowerCase(),
    states: Array.from(element.querySelectorAll("summary .cell"), cell => cell.dataset.state),
}));

function filter() {
    const words = query.value.toLowerCase().split(/\s+/).filter(Boolean);
    const pressed = buttons.find(button => button.getAttribute("aria-pressed") === "true");
    const wanted = pressed.dataset.states ? pressed.dataset.states.split(" ") : null;
    const run = target.value;
    let shown = 0;
    for (const row of rows) {
        const states = run === "" ? row.states : [row.states[run]];
        const match = words.every(word => row.text.includes(word)) &&
            (!wanted || states.some(state => wanted.includes(state)));
        row.element.hidden = !match;
        shown += match;
    }
    for (const element of document.querySelectorAll("#rows [data-run], #problems .run"))
        element.hidden = run !== "" && element.dataset.run !== run;
    for (const section of document.querySelectorAll("#rows section"))
        section.hidden = !section.querySelector(".row:not([hidden])");
    document.getElementById("count").textContent = shown + " of " + rows.length + " rows";
    document.getElementById("nothing").hidden = shown > 0;
}

for (const button of buttons)
    button.addEventListener("click", () => {
        for (const other of buttons)
            other.setAttribute("aria-pressed", String(other === button));
        filter();
    });
query.addEventListener("input", filter);
target.addEventListener("change", filter);
document.getElementById("filter").hidden = false;
filter();
