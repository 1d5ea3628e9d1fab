'use strict';

// The data of the report: how it is packed, and how its numbers are written

const data = JSON.parse(document.getElementById('data').textContent);

// Numbers of 7 bits to a byte, the lowest first; the highest bit says that more follow.
function unpack(text) {
    const binary = atob(text);
    let at = 0;
    return {
        byte: () => binary.charCodeAt(at++),
        number() {
            let value = 0, scale = 1, byte;
            do {
                byte = binary.charCodeAt(at++);
                value += (byte & 127) * scale;
                scale *= 128;
            } while (byte & 128);
            return value;
        },
        more: () => at < binary.length,
    };
}

// Of each cell of time: the two modules that held the buffer most, 0 for none, and their shares in sixteenths, 4 bits each.
function unpackRow(text, cells) {
    const first = new Uint8Array(cells), second = new Uint8Array(cells), share = new Uint8Array(cells);
    const packed = unpack(text);
    for (let cell = 0; cell < cells && packed.more();) {
        const one = packed.byte();
        const two = one ? packed.byte() : 0;
        const shares = one ? packed.byte() : 0;
        const end = Math.min(cells, cell + packed.number());
        first.fill(one, cell, end);
        second.fill(two, cell, end);
        share.fill(shares, cell, end);
        cell = end;
    }
    return { first, second, share };
}

// Runs of (length, value...) with `width` values each.
function unpackRuns(text, cells, width) {
    const rows = Array.from({ length: width }, () => new Float64Array(cells));
    const packed = unpack(text);
    for (let cell = 0; cell < cells && packed.more();) {
        const end = Math.min(cells, cell + packed.number());
        for (const row of rows)
            row.fill(packed.number(), cell, end);
        cell = end;
    }
    return rows;
}

// Unpacked when it is drawn first: a page may have many allocators.
function unpackAllocator(allocator) {
    if (!allocator.rows) {
        allocator.rows = allocator.bars.map((text) => unpackRow(text, allocator.cells));
        const [lowest, highest] = unpackRuns(allocator.out, allocator.cells, 2);
        const [waiting, waits] = unpackRuns(allocator.waits, allocator.cells, 2);
        Object.assign(allocator, { lowest, highest, waiting, waitCount: waits });
    }
    return allocator;
}

function duration(ns) {
    if (ns >= 120e9) {
        const seconds = Math.round(ns / 1e9), minutes = Math.floor(seconds / 60);
        return minutes < 120 ? `${minutes} min ${seconds % 60} s` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
    }
    for (const [size, unit] of [[1e9, 's'], [1e6, 'ms'], [1e3, '\u00b5s']]) {
        const value = ns / size;
        if (value >= 1)
            return `${value < 10 ? value.toFixed(2) : value < 100 ? value.toFixed(1) : Math.round(value)} ${unit}`;
    }
    return `${Math.round(ns)} ns`;
}

// A moment, as exactly as the part of time that is shown asks for.
function moment(ns, span) {
    const digits = Math.max(0, Math.min(6, 3 - Math.floor(Math.log10(Math.max(span, 1) / 1e9))));
    const seconds = ns / 1e9;
    if (seconds < 120)
        return `${seconds.toFixed(digits)} s`;
    const minutes = Math.floor(seconds / 60), rest = (seconds - minutes * 60).toFixed(digits);
    return `${minutes}:${rest.padStart(digits ? digits + 3 : 2, '0')}`;
}

function count(number) {
    return number.toLocaleString('en').replace(/,/g, '\u202f');
}

function plural(number, word) {
    return `${count(number)} ${word}${number === 1 ? '' : 's'}`;
}

// What is text stays text: nothing of the trace ever becomes markup.
function element(name, attributes = {}, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
        if (key.startsWith('on'))
            made.addEventListener(key.slice(2), value);
        else if (value !== null)
            made.setAttribute(key, value);
    }
    made.append(...children.filter((child) => child !== null));
    return made;
}

function drawing(name, attributes = {}, text = null) {
    const made = document.createElementNS('http://www.w3.org/2000/svg', name);
    for (const [key, value] of Object.entries(attributes))
        made.setAttribute(key, value);
    if (text !== null)
        made.textContent = text;
    return made;
}
