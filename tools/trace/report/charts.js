'use strict';

// The pictures: an allocator's occupancy and buffers over time, and how long buffers were held and waited for

const palette = ['#4269d0', '#efb118', '#3ca951', '#ff8ab7', '#6cc5b0', '#a463f2', '#97bbf5', '#9c6b4e'];
const others = '#9498a0';
const gutter = 34;

// Which colour a module has: the most for those that held longest.
function colourOf(module) {
    const rank = data.modules[module].rank;
    return rank < palette.length ? palette[rank] : others;
}

// The page's colours as they are now, light or dark.
function theme() {
    const style = getComputedStyle(document.documentElement), colours = {};
    for (const name of ['ground', 'quiet', 'line', 'curve', 'curve-soft', 'wait', 'warn', 'info', 'link'])
        colours[name] = style.getPropertyValue(`--${name}`).trim();
    return colours;
}

// A canvas as sharp as the screen is. Its width is the page's, its height in pixels of CSS is given.
function prepare(canvas, height) {
    const scale = window.devicePixelRatio || 1, width = canvas.clientWidth;
    canvas.style.height = `${height}px`;
    canvas.width = Math.round(width * scale);
    canvas.height = Math.round(height * scale);
    const context = canvas.getContext('2d');
    context.setTransform(scale, 0, 0, scale, 0, 0);
    context.clearRect(0, 0, width, height);
    return { context, width };
}

function layoutOf(allocator) {
    const rows = allocator.bars.length, row = rows <= 8 ? 18 : rows <= 24 ? 11 : 7;
    const curve = 8, waits = curve + 72 + 3, bars = waits + 12 + 12;
    return { row, curve, curveHeight: 72, waits, bars, axis: bars + rows * row, height: bars + rows * row + 20 };
}

// The cells of an allocator that a column of pixels shows, or null outside its life.
function cellsAt(allocator, view, width, x) {
    const perPixel = (view.to - view.from) / (width - gutter);
    const from = (view.from + (x - gutter) * perPixel - allocator.from) / allocator.cell;
    const to = from + perPixel / allocator.cell;
    if (to <= 0 || from >= allocator.cells || x < gutter)
        return null;
    const first = Math.max(0, Math.floor(from));
    return [first, Math.max(first + 1, Math.min(allocator.cells, Math.ceil(to)))];
}

// The same for all columns at once: from first[x] to before last[x]; the two are equal where there are none.
function columnsOf(allocator, view, width) {
    const first = new Int32Array(width), last = new Int32Array(width);
    for (let x = gutter; x < width; ++x) {
        const cells = cellsAt(allocator, view, width, x);
        if (cells)
            [first[x], last[x]] = cells;
    }
    return { first, last };
}

function drawTicks(context, view, width, top, bottom, label, paint) {
    const span = view.to - view.from, room = width - gutter;
    let step = 10 ** Math.floor(Math.log10(span * 90 / room));
    while (span / step * 90 > room)
        step *= step.toExponential()[0] === '2' ? 2.5 : 2;
    context.font = '11px system-ui, sans-serif';
    context.textAlign = 'center';
    for (let at = Math.ceil(view.from / step) * step; at <= view.to; at += step) {
        const x = gutter + (at - view.from) / span * room;
        context.fillStyle = paint.line;
        context.fillRect(Math.round(x), top, 1, bottom - top);
        context.fillStyle = paint.quiet;
        if (label && x < width - 24 && x > gutter + 16)
            context.fillText(moment(at, step * 1000), x, bottom + 14);
    }
}

function drawCurve(context, allocator, columns, width, layout, paint) {
    const most = Math.max(allocator.agreed[0], allocator.most, 1), bottom = layout.curve + layout.curveHeight;
    const height = (out) => out / most * layout.curveHeight;
    for (let x = gutter; x < width; ++x) {
        if (columns.first[x] === columns.last[x])
            continue;
        let lowest = Infinity, highest = 0, waiting = 0;
        for (let cell = columns.first[x]; cell < columns.last[x]; ++cell) {
            lowest = Math.min(lowest, allocator.lowest[cell]);
            highest = Math.max(highest, allocator.highest[cell]);
            waiting = Math.max(waiting, allocator.waiting[cell]);
        }
        context.fillStyle = paint['curve-soft'];
        context.fillRect(x, bottom - height(highest), 1, height(highest));
        context.fillStyle = paint.curve;
        context.fillRect(x, bottom - height(lowest), 1, height(lowest));
        context.fillRect(x, bottom - height(highest) - 1, 1, 2);
        if (waiting) {
            context.globalAlpha = 0.35 + 0.65 * waiting / 16;
            context.fillStyle = paint.wait;
            context.fillRect(x, layout.waits, 1, 9);
            context.globalAlpha = 1;
        }
    }
    context.fillStyle = paint.line;
    context.fillRect(gutter, layout.curve, width - gutter, 1);
    context.fillRect(gutter, bottom, width - gutter, 1);
    context.fillStyle = paint.quiet;
    context.textAlign = 'right';
    context.font = '11px system-ui, sans-serif';
    context.fillText(String(most), gutter - 5, layout.curve + 9);
    context.fillText('0', gutter - 5, bottom);
    context.fillText('wait', gutter - 5, layout.waits + 9);
}

// What most of the time of some cells belongs to: modules and their shares of it, the greatest first.
const times = new Float64Array(256);
function lookAt(row, first, last) {
    const modules = [];
    const add = (module, part) => {
        if (!times[module])
            modules.push(module);
        times[module] += part;
    };
    for (let cell = first; cell < last; ++cell) {
        if (row.first[cell])
            add(row.first[cell], (row.share[cell] >> 4) + 1);
        if (row.second[cell])
            add(row.second[cell], (row.share[cell] & 15) + 1);
    }
    const parts = modules.map((module) => ({ module, share: Math.min(1, times[module] / 16 / (last - first)) }));
    for (const module of modules)
        times[module] = 0;
    return parts.length > 1 ? parts.sort((a, b) => b.share - a.share) : parts;
}

// The colour of a part, as a canvas keeps it: paler where it is a part of the time only.
function pixelOf(part, alone) {
    const colour = parseInt(colourOf(part.module).slice(1), 16);
    const strength = Math.round(255 * (0.3 + 0.7 * part.share) * (alone && alone !== part.module ? 0.15 : 1));
    return (strength << 24 | (colour & 255) << 16 | (colour & 0xff00) | colour >> 16) >>> 0;
}

// All rows: three lines of pixels each, two for whoever held longest, one for the other, stretched to the row's height.
function drawRows(context, allocator, columns, width, layout, alone) {
    const rows = allocator.rows.length;
    if (!rows)
        return;
    const image = new ImageData(width, rows * 3), pixels = new Uint32Array(image.data.buffer);
    allocator.rows.forEach((row, which) => {
        for (let x = gutter; x < width; ++x) {
            if (columns.first[x] === columns.last[x])
                continue;
            const parts = lookAt(row, columns.first[x], columns.last[x]), at = which * 3 * width + x;
            if (!parts.length)
                continue;
            pixels[at] = pixels[at + width] = pixelOf(parts[0], alone);
            pixels[at + 2 * width] = parts.length > 1 ? pixelOf(parts[1], alone) : pixels[at];
        }
    });
    const sheet = element('canvas', { width, height: rows * 3 });
    sheet.getContext('2d').putImageData(image, 0, 0);
    context.imageSmoothingEnabled = false;
    for (let which = 0; which < rows; ++which)
        context.drawImage(sheet, 0, which * 3, width, 3, 0, layout.bars + which * layout.row, width, layout.row - 2);
}

function drawMarks(context, allocator, view, width, layout, paint) {
    for (const message of data.messages) {
        if (message.allocator !== allocator.number || message.time < view.from || message.time > view.to)
            continue;
        const at = gutter + (message.time - view.from) / (view.to - view.from) * (width - gutter);
        const x = Math.max(gutter + 6, Math.min(width - 6, at)), y = layout.waits + 11;
        context.fillStyle = paint[message.severity === 1 ? 'wait' : message.severity === 2 ? 'warn' : 'info'];
        context.beginPath();
        context.moveTo(x, y);
        context.lineTo(x - 6, y + 11);
        context.lineTo(x + 6, y + 11);
        context.fill();
    }
}

function drawAllocator(canvas, allocator, view, alone) {
    const layout = layoutOf(unpackAllocator(allocator)), paint = theme();
    const { context, width } = prepare(canvas, layout.height);
    drawTicks(context, view, width, layout.curve, layout.axis, true, paint);
    const columns = columnsOf(allocator, view, width);
    drawCurve(context, allocator, columns, width, layout, paint);
    drawMarks(context, allocator, view, width, layout, paint);
    drawRows(context, allocator, columns, width, layout, alone);
    context.fillStyle = paint.quiet;
    context.textAlign = 'right';
    for (let which = 0; which < allocator.rows.length; which += Math.ceil(12 / layout.row))
        context.fillText(String(which + 1), gutter - 5, layout.bars + which * layout.row + Math.min(layout.row, 12) - 2);
}

// How full all allocators are, for the whole of the time, and which part of it is shown.
function drawStrip(canvas, view) {
    const paint = theme(), height = 36;
    const { context, width } = prepare(canvas, height);
    const whole = { from: 0, to: data.length };
    for (let x = gutter; x < width; ++x) {
        let fullest = 0, waiting = 0;
        for (const allocator of data.allocators) {
            const cells = cellsAt(unpackAllocator(allocator), whole, width, x);
            for (let cell = cells ? cells[0] : 0; cells && cell < cells[1]; ++cell) {
                fullest = Math.max(fullest, allocator.highest[cell] / Math.max(allocator.agreed[0], allocator.most, 1));
                waiting = Math.max(waiting, allocator.waiting[cell]);
            }
        }
        context.fillStyle = paint['curve-soft'];
        context.fillRect(x, 28 - fullest * 26, 1, fullest * 26);
        if (waiting) {
            context.fillStyle = paint.wait;
            context.fillRect(x, 29, 1, 4);
        }
    }
    const at = (ns) => gutter + ns / data.length * (width - gutter);
    for (const message of data.messages) {
        context.fillStyle = paint[message.severity === 1 ? 'wait' : message.severity === 2 ? 'warn' : 'info'];
        context.fillRect(at(message.time) - 1, 0, 3, 28);
    }
    context.globalAlpha = 0.6;
    context.fillStyle = paint.ground;
    context.fillRect(gutter, 0, at(view.from) - gutter, height);
    context.fillRect(at(view.to), 0, width - at(view.to), height);
    context.globalAlpha = 1;
    context.strokeStyle = paint.link;
    context.lineWidth = 2;
    context.strokeRect(at(view.from) + 1, 1, Math.max(2, at(view.to) - at(view.from) - 2), height - 2);
}

// How often something took how long, a column for each doubling, coloured by module: [[module, [place, count]...]...]
function drawDistribution(series, what) {
    const places = series.flatMap(([, columns]) => columns.map(([place]) => place));
    const spare = Math.max(0, 3 - Math.floor((Math.max(...places) - Math.min(...places)) / 2));
    const first = Math.min(...places) - spare, last = Math.max(...places) + spare, width = 420, height = 130, bottom = 104;
    const sums = new Map();
    for (const [, columns] of series)
        columns.forEach(([place, times]) => sums.set(place, (sums.get(place) || 0) + times));
    const most = Math.max(...sums.values()), step = (width - 16) / (last - first + 1);
    const picture = drawing('svg', { viewBox: `0 0 ${width} ${height}`, role: 'img', 'aria-label': what });
    const tops = new Map();
    for (const [module, columns] of series) {
        for (const [place, times] of columns) {
            const part = times / most * 88, top = (tops.get(place) || bottom) - part;
            tops.set(place, top);
            const bar = drawing('rect', { x: 8 + (place - first) * step + 1, y: top, width: Math.max(1, step - 2),
                height: Math.max(part, 0.75), fill: colourOf(module) });
            bar.append(drawing('title', {}, `${data.modules[module].name}: ${plural(times, 'time')} up to ${duration(1000 * 2 ** place)}`));
            picture.append(bar);
        }
    }
    const every = Math.ceil(54 / step);
    for (let place = Math.max(0, first); place < last; place += every)
        picture.append(drawing('text', { x: 8 + (place - first + 1) * step, y: 120, 'text-anchor': 'middle' }, duration(1000 * 2 ** place)));
    picture.append(drawing('text', { x: 8, y: 11 }, plural(most, 'time')));
    picture.append(drawing('rect', { x: 8, y: bottom, width: width - 16, height: 1, fill: 'currentColor', opacity: 0.3 }));
    return picture;
}
