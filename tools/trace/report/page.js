'use strict';

// The page: it is made from the data, and drawn again whenever another time is shown

const view = { from: 0, to: data.length };
const canvases = new Map(); // of allocators that are unfolded and on the screen
let alone = 0;              // the module that is shown alone; 0 for all
let asked = false;

function draw() {
    asked = false;
    drawStrip(document.getElementById('strip'), view);
    for (const [canvas, allocator] of canvases)
        drawAllocator(canvas, allocator, view, alone);
    const span = view.to - view.from;
    document.getElementById('shown').textContent =
        `${moment(view.from, span)} to ${moment(view.to, span)} of ${duration(data.length)}`;
}

function redraw() {
    if (!asked)
        requestAnimationFrame(draw);
    asked = true;
}

function show(from, to) {
    const finest = Math.min(...data.allocators.map((allocator) => allocator.cell), data.length / 100);
    const span = Math.min(data.length, Math.max(to - from, 20 * finest));
    const middle = (from + to) / 2;
    view.from = Math.max(0, Math.min(data.length - span, middle - span / 2));
    view.to = view.from + span;
    redraw();
}

function zoom(factor, around = (view.from + view.to) / 2) {
    show(around - (around - view.from) * factor, around + (view.to - around) * factor);
}

function move(part) {
    const span = view.to - view.from;
    show(view.from + part * span, view.to + part * span);
}

function goTo(number) {
    const target = document.getElementById(`allocator-${number}`);
    if (target) {
        target.open = true;
        target.scrollIntoView();
    }
}

function swatch(module) {
    return element('span', { class: 'swatch', style: `background:${colourOf(module)}` });
}

function nameOf(module) {
    const { name, whole } = data.modules[module];
    return element('span', whole ? { title: whole } : {}, swatch(module), name);
}

function showAlone(module) {
    alone = alone === module ? 0 : module;
    for (const button of document.querySelectorAll('.holder'))
        button.setAttribute('aria-pressed', String(Number(button.dataset.module) === alone));
    redraw();
}

function fillHead() {
    const name = data.program || 'a program';
    document.title = `${name}: who held the buffers`;
    document.getElementById('title').textContent = document.title;
    const facts = [duration(data.length), plural(data.made, 'allocator'), `quartzalloc ${data.writer}`];
    if (data.start)
        facts.unshift(new Date(data.start).toISOString().replace('T', ' ').replace(/\..*/, ' UTC'));
    if (data.process)
        facts.push(`process ${data.process}`);
    document.getElementById('facts').textContent = facts.join(' · ');
    for (const note of data.notes)
        document.getElementById('notes').append(element('p', { class: 'note' }, note));
}

// The lines below a headline: a word, and what is known of it.
function factsOf(lines) {
    const facts = element('dl', { class: 'facts' });
    for (const line of lines) {
        if (line.trim())
            facts.append(element('dt', {}, line.slice(4, 17).trim()), element('dd', {}, line.slice(17)));
    }
    return facts;
}

function messageOf(message) {
    const kind = ['', 'error', 'warning', 'info'][message.severity] || 'info';
    const [headline, ...facts] = message.text.split('\n');
    const look = element('button', { type: 'button', class: 'small', onclick() {
        const span = Math.max(data.length / 50, Math.min(data.length, 4e9));
        show(message.time - span * 0.75, message.time + span * 0.25);
        goTo(message.allocator);
    } }, 'show in the picture');
    const title = headline.replace(/^quartzalloc: /, '').replace(/^[a-z]+: /, '');
    return element('details', { class: `message ${kind}` },
        element('summary', {}, element('span', { class: 'tag' }, `${kind} `), `at ${moment(message.time, data.length)}: ${title}`),
        factsOf(facts), data.allocators.some((allocator) => allocator.number === message.allocator) ? look : null);
}

function fillMessages() {
    const place = document.getElementById('said'), shown = data.messages.slice(0, 40);
    const errors = shown.filter((message) => message.severity < 3);
    if (!errors.length)
        place.append(element('p', {}, 'Nothing: no error and no warning.'));
    errors.sort((a, b) => a.severity - b.severity || a.time - b.time);
    place.append(...errors.map(messageOf));
    if (errors.length)
        place.querySelector('details').open = true;
    const rest = data.messages.filter((message) => message.severity >= 3 || !shown.includes(message));
    if (rest.length)
        place.append(element('details', {}, element('summary', {}, plural(rest.length, 'more message')), ...rest.map(messageOf)));
    if (data.untold)
        place.append(element('p', { class: 'quiet' }, `${plural(data.untold, 'message')} more did not fit into this page.`));
}

function fillHolders() {
    const table = document.getElementById('who');
    const heads = ['module', 'times held', 'on average', 'longest', 'waited', 'in all', 'longest wait'];
    table.append(element('tr', {}, ...heads.map((head, which) => element('th', { class: which ? 'number' : null }, head))));
    const listed = data.modules.map((module, which) => ({ module, which }))
        .filter(({ module }) => module.holds || module.waits).sort((a, b) => a.module.rank - b.module.rank);
    for (const { module, which } of listed.slice(0, 60)) {
        const cells = [count(module.holds), module.holds ? duration(module.held / module.holds) : '', module.holds ? duration(module.longest) : '',
            module.waits ? count(module.waits) : '', module.waits ? duration(module.waited) : '', module.waits ? duration(module.longestWait) : ''];
        table.append(element('tr', {},
            element('td', {}, element('button', { type: 'button', class: 'holder', 'data-module': which, 'aria-pressed': 'false',
                onclick: () => showAlone(which) }, nameOf(which))),
            ...cells.map((text) => element('td', { class: 'number' }, text))));
    }
}

function properties(values) {
    return values ? `${count(values[0])} × ${count(values[1])} bytes, align ${count(values[2])}, prefix ${count(values[3])}` : '';
}

function agreementOf(allocator) {
    if (!allocator.asks.length)
        return element('p', { class: 'quiet' }, 'Nobody is known to have asked for anything.');
    return element('div', { class: 'wide' }, element('table', {},
        element('tr', {}, ...['at', 'asked by', 'for', 'given'].map((head) => element('th', {}, head))),
        ...allocator.asks.map((ask) => element('tr', {}, element('td', {}, moment(ask.time, data.length)), element('td', {}, ask.by),
            element('td', {}, properties(ask.asked)), element('td', {}, ask.given ? properties(ask.given) : `refused: ${ask.result}`)))));
}

function waitsOf(allocator) {
    return element('div', { class: 'wide' }, element('table', {},
        element('tr', {}, ...['at', 'waited', 'GetBuffer called from', 'ended by Release at'].map((head) => element('th', {}, head))),
        ...allocator.longest.map((wait) => element('tr', {},
            element('td', {}, element('button', { type: 'button', class: 'small', title: 'show in the picture', onclick() {
                show(wait.time - wait.took, wait.time + 2 * wait.took);
                goTo(allocator.number);
            } }, moment(wait.time, data.length))),
            element('td', {}, duration(wait.took)),
            element('td', {}, wait.thread ? `${wait.by}, thread ${wait.thread}` : wait.by), element('td', {}, wait.end)))));
}

function chipsOf(allocator) {
    const chips = [['agreed', properties(allocator.agreed)], ['handed out', count(allocator.handed)],
        ['lowest free count', allocator.low < 0 ? '?' : count(allocator.low), allocator.low === 0],
        ['no buffer free', allocator.active ? `${Math.round(100 * allocator.dry / allocator.active)} % of the time` : '-'],
        ['waits', count(allocator.waited)]];
    if (allocator.longest.length)
        chips.push(['longest wait', duration(Math.max(allocator.longestWait, allocator.longest[0].took))]);
    if (allocator.outAtEnd)
        chips.push(['out at the end', count(allocator.outAtEnd)]);
    if (allocator.refused)
        chips.push(['GetBuffer refused', count(allocator.refused)]);
    return element('ul', { class: 'chips' }, ...chips.map(([label, text, bad]) => element('li', { class: bad ? 'bad' : null }, `${label} `, element('b', {}, text))));
}

// What is under the pointer, in words.
function tell(allocator, canvas, x, y, place) {
    const layout = layoutOf(allocator), cells = cellsAt(allocator, view, canvas.clientWidth, x);
    if (!cells)
        return;
    const span = view.to - view.from, at = view.from + (x - gutter) / (canvas.clientWidth - gutter) * span;
    const row = Math.floor((y - layout.bars) / layout.row);
    let lowest = Infinity, highest = 0;
    for (let cell = cells[0]; cell < cells[1]; ++cell) {
        lowest = Math.min(lowest, allocator.lowest[cell]);
        highest = Math.max(highest, allocator.highest[cell]);
    }
    const range = lowest === highest ? count(highest) : `${count(lowest)} to ${count(highest)}`;
    place.replaceChildren(`${moment(at, span)}: ${range} of ${count(allocator.agreed[0])} out`);
    if (row < 0 || row >= allocator.rows.length)
        return;
    const holders = lookAt(allocator.rows[row], cells[0], cells[1]);
    place.append(` · buffer ${row + 1}: `, ...(holders.length ? holders.flatMap((part, which) => [which ? ', ' : '',
        nameOf(part.module), ` ${Math.max(1, Math.round(100 * part.share))} %`]) : ['free']));
}

// Dragging with a mouse looks closer; with a finger it moves, unless the page is scrolled.
function listen(canvas, allocator, readout) {
    let start = null;
    const at = (event) => view.from + (event.offsetX - gutter) / (canvas.clientWidth - gutter) * (view.to - view.from);
    canvas.addEventListener('pointerdown', (event) => {
        start = { x: event.offsetX, at: at(event), from: view.from, to: view.to };
        canvas.setPointerCapture(event.pointerId);
    });
    canvas.addEventListener('pointermove', (event) => {
        if (readout)
            tell(allocator, canvas, event.offsetX, event.offsetY, readout);
        if (start && (event.pointerType !== 'mouse' || !allocator)) {
            const span = allocator ? start.to - start.from : -data.length;
            const by = (start.x - event.offsetX) / (canvas.clientWidth - gutter) * span;
            show(start.from + by, start.to + by);
        }
    });
    canvas.addEventListener('pointerup', (event) => {
        if (start && allocator && event.pointerType === 'mouse' && Math.abs(event.offsetX - start.x) > 5)
            show(Math.min(start.at, at(event)), Math.max(start.at, at(event)));
        start = null;
    });
    canvas.addEventListener('pointercancel', () => { start = null; });
    canvas.addEventListener('dblclick', () => show(0, data.length));
    canvas.addEventListener('wheel', (event) => {
        if (!event.ctrlKey && !event.shiftKey)
            return;
        event.preventDefault();
        zoom((event.deltaY || event.deltaX) > 0 ? 1.3 : 1 / 1.3, allocator ? at(event) : undefined);
    }, { passive: false });
    canvas.addEventListener('keydown', (event) => {
        const action = { ArrowLeft: () => move(-0.2), ArrowRight: () => move(0.2), '+': () => zoom(0.6), '-': () => zoom(1.7),
            Escape: () => show(0, data.length) }[event.key];
        if (action) {
            event.preventDefault();
            action();
        }
    });
}

function allocatorOf(allocator) {
    const canvas = element('canvas', { tabindex: 0, role: 'img',
        'aria-label': `Allocator ${allocator.number}: buffers that are out over time, and who held each` });
    const readout = element('p', { class: 'readout' }, 'Point at the picture, or tap it, to see who held what.');
    const distributions = element('div', { class: 'pair' });
    for (const [title, series] of [['How long buffers were held', allocator.holdTimes], ['How long threads waited', allocator.waitTimes]]) {
        if (series.length)
            distributions.append(element('div', {}, element('h3', {}, title), drawDistribution(series, title)));
    }
    const made = element('details', { class: 'allocator', id: `allocator-${allocator.number}` },
        element('summary', {}, `Allocator ${allocator.number}`),
        element('p', { class: 'quiet' }, allocator.by ? `created by ${allocator.by}` : '', allocator.ended ? '' : ', not at its end'),
        chipsOf(allocator), canvas, readout,
        allocator.hidden ? element('p', { class: 'quiet' }, `${plural(allocator.hidden, 'more buffer')} without a row.`) : null,
        distributions, element('h3', {}, 'What was agreed'), agreementOf(allocator));
    if (allocator.longest.length)
        made.append(element('h3', {}, 'The longest waits'), waitsOf(allocator));
    listen(canvas, allocator, readout);
    new IntersectionObserver((entries) => {
        for (const entry of entries) {
            if (entry.isIntersecting)
                canvases.set(canvas, allocator);
            else
                canvases.delete(canvas);
        }
        redraw();
    }, { rootMargin: '200px' }).observe(canvas);
    return made;
}

function start() {
    fillHead();
    fillMessages();
    fillHolders();
    const place = document.getElementById('allocators');
    place.append(...data.allocators.map(allocatorOf));
    const telling = new Set(data.messages.map((message) => message.allocator));
    [...place.children].forEach((made, which) => {
        made.open = which < 3 || (which < 20 && telling.has(data.allocators[which].number));
    });
    if (data.unshown)
        place.append(element('p', { class: 'quiet' }, `${plural(data.unshown, 'more allocator')} with fewer buffers handed out, or none.`));
    const buttons = { back: () => move(-0.5), on: () => move(0.5), in: () => zoom(0.5), out: () => zoom(2), all: () => show(0, data.length) };
    for (const [name, action] of Object.entries(buttons))
        document.getElementById(name).addEventListener('click', action);
    listen(document.getElementById('strip'), null, null);
    window.addEventListener('resize', redraw);
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', redraw);
    draw();
}

start();
