/**
 * The interactive page's program. A text, since it runs in a browser: it reads the data that stands in the page, fetches
 * nothing, and shows what it was told as text nodes only.
 */
export const INTERACTIVE_SCRIPT = String.raw`'use strict';
const data = JSON.parse(document.getElementById('data').textContent);
const $ = (id) => document.getElementById(id);
const SVG = 'http://www.w3.org/2000/svg';
const make = (name, props = {}, ...children) => {
  const node = Object.assign(document.createElement(name), props);
  node.append(...children.map((child) => (child instanceof Node ? child : String(child))));
  return node;
};
const draw = (name, attributes, text) => {
  const node = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  if (text !== undefined) node.textContent = text;
  return node;
};
const number = (value, digits = 3) =>
  value === null || value === undefined || !Number.isFinite(value)
    ? '\u2013'
    : value !== 0 && (Math.abs(value) < 1e-3 || Math.abs(value) >= 1e6)
      ? value.toExponential(digits - 1).replace('e+', 'e')
      : String(Number(value.toPrecision(digits)));
const PREFIXES = [[1e9, 'G'], [1e6, 'M'], [1e3, 'k'], [1, ''], [1e-3, 'm'], [1e-6, '\u00b5']];
const amount = (value, unit) => {
  if (value === null || value === undefined) return '\u2013';
  if (value === 0) return '0 ' + unit;
  const [factor, prefix] = PREFIXES.find(([least]) => Math.abs(value) >= least) ?? PREFIXES[PREFIXES.length - 1];
  return number(value / factor) + ' ' + prefix + unit;
};
const percent = (value, digits = 1) => (value === null || value === undefined ? '\u2013' : (100 * value).toFixed(digits) + ' %');
const shown = (measure, value) =>
  value === null || value === undefined ? '\u2013' : measure.isShare ? percent(value, value !== 0 && Math.abs(value) < 0.001 ? 4 : 1) : number(value) + (measure.unit ? ' ' + measure.unit : '');
// Black on a dark page would not be seen.
const colourOf = (policy) => (policy.colour === '#000000' ? 'var(--ink)' : policy.colour);

const WHOLE = [0.5, data.rounds + 0.5];
const state = { view: [...WHOLE], hidden: new Set(), policy: data.policies[0].policy, round: undefined };
const details = new Map(data.details.map((detail) => [detail.policy + '\n' + detail.round, detail]));
const series = (name) => data.policies.find(({ policy }) => policy === name);
const isShown = ({ policy }) => !state.hidden.has(policy);

// Round numbers on an axis: steps of 1, 2 or 5 times a power of ten.
function ticks(low, high, count) {
  const raw = (high - low) / count;
  if (!(raw > 0)) return [low];
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map((one) => one * power).find((one) => one >= raw * 0.999);
  const first = Math.ceil(low / step - 1e-9);
  return Array.from({ length: Math.max(0, Math.floor(high / step + 1e-9) - first + 1) }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}
const roundTicks = ([low, high], width) => [...new Set(ticks(low, high, Math.max(2, width / 60)).map(Math.round))].filter((t) => t >= low && t <= high && t >= 1);

const HEIGHT = 190;
const MARGIN = { left: 52, right: 10, top: 8, bottom: 30 };
const panels = [];

// Index of the drawn round nearest to a place.
function nearest(rounds, x) {
  let best = 0;
  rounds.forEach((round, i) => { if (Math.abs(round - x) < Math.abs(rounds[best] - x)) best = i; });
  return best;
}

function frame(svg, scaleX, width, height, unit) {
  for (const t of roundTicks(state.view, width - MARGIN.left - MARGIN.right)) {
    svg.append(draw('text', { x: scaleX(t), y: height - MARGIN.bottom + 14, 'text-anchor': 'middle' }, t));
  }
  svg.append(draw('text', { x: (MARGIN.left + width - MARGIN.right) / 2, y: height - 3, 'text-anchor': 'middle' }, 'round'));
  if (unit) svg.append(draw('text', { x: 0, y: MARGIN.top + 2, 'text-anchor': 'start' }, unit));
}

// Draws on one host: x are rounds; hover, a click and a drag are the same everywhere.
function panel(host, height, paint, tellAt, chooseAt) {
  const svg = draw('svg', { role: 'img', height });
  const tip = make('div', { className: 'tip', hidden: true });
  host.append(svg, tip);
  const one = { svg, hover: undefined, brush: undefined };
  const widthOf = () => svg.getBoundingClientRect().width;
  const inner = () => widthOf() - MARGIN.left - MARGIN.right;
  const scaleX = (round) => MARGIN.left + ((round - state.view[0]) / (state.view[1] - state.view[0])) * inner();
  const roundAt = (x) => state.view[0] + ((x - MARGIN.left) / inner()) * (state.view[1] - state.view[0]);
  const placeOf = (event) => { const box = svg.getBoundingClientRect(); return { x: event.clientX - box.left, y: event.clientY - box.top }; };
  one.paint = () => {
    const width = widthOf();
    if (width === 0) return;
    svg.replaceChildren();
    svg.setAttribute('viewBox', '0 0 ' + width + ' ' + height);
    paint(svg, scaleX, width);
    if (state.round !== undefined && state.round >= state.view[0] && state.round <= state.view[1]) {
      svg.append(draw('line', { class: 'chosen', x1: scaleX(state.round), x2: scaleX(state.round), y1: MARGIN.top, y2: height - MARGIN.bottom }));
    }
    one.hover = draw('line', { class: 'hover', y1: MARGIN.top, y2: height - MARGIN.bottom, visibility: 'hidden' });
    one.brush = draw('rect', { class: 'brush', y: MARGIN.top, height: height - MARGIN.top - MARGIN.bottom, width: 0 });
    svg.append(one.brush, one.hover);
  };
  one.hoverAt = (round) => {
    if (!one.hover) return;
    const isIn = round !== undefined && round >= state.view[0] && round <= state.view[1];
    one.hover.setAttribute('visibility', isIn ? 'visible' : 'hidden');
    if (isIn) { one.hover.setAttribute('x1', scaleX(round)); one.hover.setAttribute('x2', scaleX(round)); }
  };
  let from;
  svg.addEventListener('pointerdown', (event) => { from = placeOf(event).x; svg.setPointerCapture(event.pointerId); });
  svg.addEventListener('pointermove', (event) => {
    const { x, y } = placeOf(event);
    if (from !== undefined && Math.abs(x - from) > 8) {
      one.brush.setAttribute('x', Math.min(x, from));
      one.brush.setAttribute('width', Math.abs(x - from));
      tip.hidden = true;
      return;
    }
    const told = tellAt(roundAt(x), y);
    for (const each of panels) each.hoverAt(told?.round);
    tip.hidden = !told;
    if (!told) return;
    tip.replaceChildren(...told.lines);
    const room = widthOf() - tip.offsetWidth - 4;
    tip.style.left = Math.max(0, Math.min(x + 14 > room ? x - tip.offsetWidth - 14 : x + 14, room)) + 'px';
    tip.style.top = svg.getBoundingClientRect().top - host.getBoundingClientRect().top + 12 + 'px';
  });
  const leave = () => { from = undefined; tip.hidden = true; for (const each of panels) each.hoverAt(undefined); one.brush?.setAttribute('width', 0); };
  svg.addEventListener('pointerleave', leave);
  svg.addEventListener('pointercancel', leave);
  svg.addEventListener('pointerup', (event) => {
    const { x, y } = placeOf(event);
    const start = from;
    leave();
    if (start === undefined) return;
    if (Math.abs(x - start) > 8) return zoomTo(roundAt(Math.min(x, start)), roundAt(Math.max(x, start)));
    chooseAt(roundAt(x), y);
  });
  svg.addEventListener('dblclick', () => zoomTo(...WHOLE));
  svg.addEventListener('wheel', (event) => {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    const at = roundAt(placeOf(event).x);
    const factor = event.deltaY > 0 ? 1.25 : 0.8;
    zoomTo(at - (at - state.view[0]) * factor, at + (state.view[1] - at) * factor);
  }, { passive: false });
  panels.push(one);
  return one;
}

function zoomTo(low, high) {
  const width = Math.max(Math.min(2, data.rounds), high - low);
  const start = Math.max(WHOLE[0], Math.min((low + high - width) / 2, WHOLE[1] - width));
  state.view = [start, Math.min(WHOLE[1], start + width)];
  paintAll();
}

// The values of a measure that are in sight.
function seen(measure) {
  return data.policies.filter(isShown).map((policy) => ({
    policy,
    points: policy.rounds.map((round, i) => ({ round, value: policy.values[measure.key][i] })).filter(({ value }) => value !== null),
  }));
}

function chart(measure) {
  const host = make('div', { className: 'chart' }, make('h3', {}, measure.title));
  host.dataset.measure = measure.key;
  $('charts').append(host);
  let scaleY;
  const paint = (svg, scaleX, width) => {
    const lines = seen(measure);
    const values = lines.flatMap(({ points }) => points.filter(({ round }) => round >= state.view[0] - 1 && round <= state.view[1] + 1).map(({ value }) => value));
    let low = values.reduce((a, b) => Math.min(a, b), Infinity);
    let high = values.reduce((a, b) => Math.max(a, b), -Infinity);
    if (!Number.isFinite(low)) [low, high] = [0, 1];
    if (low > 0 && low < 0.5 * high) low = 0;
    if (high === low) [low, high] = low === 0 ? [0, measure.isShare ? 0.01 : 1] : [low - Math.abs(low) * 0.1, measure.isShare ? Math.min(1, high * 1.1) : high + Math.abs(high) * 0.1];
    const bottom = HEIGHT - MARGIN.bottom;
    scaleY = (value) => bottom - ((value - low) / (high - low)) * (bottom - MARGIN.top - 8);
    for (const t of ticks(low, high, 4)) {
      svg.append(draw('line', { class: 'grid', x1: MARGIN.left, x2: width - MARGIN.right, y1: scaleY(t), y2: scaleY(t) }));
      svg.append(draw('text', { x: MARGIN.left - 5, y: scaleY(t) + 4, 'text-anchor': 'end' }, measure.isShare ? number(100 * t) : number(t)));
    }
    const clip = 'clip-' + measure.key;
    const box = draw('clipPath', { id: clip });
    box.append(draw('rect', { x: MARGIN.left, y: 0, width: width - MARGIN.left - MARGIN.right, height: HEIGHT }));
    const group = draw('g', { 'clip-path': 'url(#' + clip + ')' });
    svg.append(box, group);
    for (const { policy, points } of lines) {
      const isChosen = policy.policy === state.policy;
      const place = ({ round, value }) => scaleX(round).toFixed(1) + ' ' + scaleY(value).toFixed(1);
      group.append(draw('path', { class: 'series', d: points.map((point, i) => (i === 0 ? 'M' : 'L') + place(point)).join(''), fill: 'none', stroke: colourOf(policy), 'stroke-width': isChosen ? 2.4 : 1.4 }));
      const inView = points.filter(({ round }) => round >= state.view[0] && round <= state.view[1]);
      if (inView.length > 60) continue;
      for (const { round, value } of inView) group.append(draw('circle', { cx: scaleX(round), cy: scaleY(value), r: isChosen ? 3 : 2.2, fill: colourOf(policy) }));
    }
    svg.append(draw('rect', { class: 'frame', x: MARGIN.left, y: MARGIN.top, width: width - MARGIN.left - MARGIN.right, height: bottom - MARGIN.top }));
    frame(svg, scaleX, width, HEIGHT, measure.isShare ? '%' : measure.unit);
  };
  const at = (x) => {
    const lines = seen(measure).filter(({ points }) => points.length > 0);
    if (lines.length === 0) return undefined;
    const rounds = lines.flatMap(({ points }) => points.map(({ round }) => round));
    const round = rounds[nearest(rounds, x)];
    return { round, there: lines.flatMap(({ policy, points }) => points.filter((point) => point.round === round).map(({ value }) => ({ policy, value }))) };
  };
  const tellAt = (x) => {
    const found = at(x);
    if (!found) return undefined;
    const lines = found.there.map(({ policy, value }) => {
      const dot = make('i');
      dot.style.setProperty('--own', colourOf(policy));
      return make('div', {}, dot, policy.policy + ': ', make('b', {}, shown(measure, value)));
    });
    return { round: found.round, lines: [make('div', {}, 'round ' + found.round), ...lines] };
  };
  const chooseAt = (x, y) => {
    const found = at(x);
    if (!found) return;
    const own = found.there.reduce((a, b) => (Math.abs(scaleY(b.value) - y) < Math.abs(scaleY(a.value) - y) ? b : a));
    choose(own.policy.policy, found.round);
  };
  panel(host, HEIGHT, paint, tellAt, chooseAt);
}

const MAP_ROW = Math.max(1.2, Math.min(14, 420 / Math.max(1, data.devices.length)));
const MAP_HEIGHT = MARGIN.top + MARGIN.bottom + MAP_ROW * data.devices.length;

function allocationMap() {
  const widthOf = (rounds, i) => Math.max(1, (rounds[i + 1] ?? rounds[i] + 1) - rounds[i]);
  const paint = (svg, scaleX, width) => {
    const own = series(state.policy);
    const most = own.allocation.reduce((most, pairs) => pairs.reduce((a, share, i) => (i % 2 === 1 ? Math.max(a, share) : a), most), 0) || 1;
    own.rounds.forEach((round, i) => {
      const [left, right] = [Math.max(MARGIN.left, scaleX(round - 0.5)), Math.min(width - MARGIN.right, scaleX(round - 0.5 + widthOf(own.rounds, i)))];
      if (right <= left) return;
      const pairs = own.allocation[i];
      for (let j = 0; j < pairs.length; j += 2) {
        svg.append(draw('rect', { class: 'cell', x: left.toFixed(1), y: (MARGIN.top + MAP_ROW * pairs[j]).toFixed(1), width: Math.max(0.5, right - left - 0.5).toFixed(1), height: Math.max(1, MAP_ROW - 1), opacity: (0.15 + 0.85 * (pairs[j + 1] / most)).toFixed(2) }));
      }
    });
    svg.append(draw('rect', { class: 'frame', x: MARGIN.left, y: MARGIN.top, width: width - MARGIN.left - MARGIN.right, height: MAP_ROW * data.devices.length }));
    frame(svg, scaleX, width, MAP_HEIGHT, '');
    if (MAP_ROW >= 10) data.devices.forEach((id, k) => svg.append(draw('text', { x: MARGIN.left - 4, y: MARGIN.top + MAP_ROW * (k + 0.5) + 4, 'text-anchor': 'end' }, id.length > 8 ? id.slice(0, 7) + '\u2026' : id)));
  };
  const at = (x, y) => {
    const own = series(state.policy);
    const i = nearest(own.rounds, x);
    const k = Math.floor((y - MARGIN.top) / MAP_ROW);
    if (k < 0 || k >= data.devices.length) return { round: own.rounds[i] };
    const pairs = own.allocation[i];
    let share;
    for (let j = 0; j < pairs.length; j += 2) if (pairs[j] === k) share = pairs[j + 1];
    return { round: own.rounds[i], id: data.devices[k], share };
  };
  const tellAt = (x, y) => {
    const { round, id, share } = at(x, y);
    return { round, lines: [make('div', {}, 'round ' + round), ...(id === undefined ? [] : [make('div', {}, id + ': ', make('b', {}, share === undefined ? 'no band' : percent(share) + ' of the band'))])] };
  };
  panel($('map'), MAP_HEIGHT, paint, tellAt, (x, y) => choose(state.policy, at(x, y).round));
}

function paintAll() {
  for (const one of panels) one.paint();
  $('map-title').textContent = 'Who had how much of the band under ' + state.policy;
  $('whole').disabled = state.view[0] === WHOLE[0] && state.view[1] === WHOLE[1];
}

const facts = (entries) => make('dl', {}, ...entries.map(([name, value]) => make('div', {}, make('dt', {}, name), make('dd', {}, value))));
const FATES = { in: 'in', out: 'out', failed: 'in, failed' };

function deviceTable({ devices, deviceWords }) {
  const heads = ['device', '', 'share of data', 'SNR × band', 'to send', 'fixed delay', 'worth', 'band', 'delay', 'energy', ...(deviceWords ? ['why'] : [])];
  const rows = [...devices].sort((a, b) => (a[9] === 'out') - (b[9] === 'out') || b[5] - a[5]).map(([id, share, snrHz, bits, fixedS, worth, hertz, delayS, joules, fate]) =>
    make('tr', { className: fate === 'out' ? 'out' : '' }, ...[id, FATES[fate], percent(share), amount(snrHz, 'Hz'), amount(bits, 'bit'), amount(fixedS, 's'), number(worth), amount(hertz, 'Hz'), amount(delayS, 's'), amount(joules, 'J')].map((text) => make('td', {}, text)), ...(deviceWords ? [make('td', { className: 'why' }, deviceWords[id] ?? '')] : [])));
  return make('div', { className: 'table' }, make('table', {}, make('thead', {}, make('tr', {}, ...heads.map((text) => make('th', { scope: 'col', className: text === 'why' ? 'words' : '' }, text)))), make('tbody', {}, ...rows)));
}

function explanation(detail) {
  if (detail.words) return [make('h3', {}, 'Why this decision'), make('p', {}, detail.words), ...(detail.isComplete ? [] : [make('p', { className: 'note' }, 'The time for explanations left something open; what is said is proven all the same.')])];
  return [make('p', { className: 'note' }, 'Worth: by how much the penalty would rise without the device, or fall with it, all others as they are. What the best schedule with each device on the other side costs was not worked out for this round; this does: '), make('pre', {}, 'sed -n ' + detail.line + 'p problems.ndjson > problem.json\nsed -n ' + detail.line + 'p solutions.ndjson > solution.json\ndriftlora explain problem.json solution.json')];
}

function showDetail() {
  const { policy, round } = state;
  $('detail').hidden = round === undefined;
  $('hint').hidden = round !== undefined;
  if (round === undefined) return;
  $('detail-title').textContent = 'Round ' + round + ', ' + policy;
  const own = series(policy);
  const i = own.rounds.indexOf(round);
  const values = i < 0 ? [] : data.measures.map((measure) => [measure.title, shown(measure, own.values[measure.key][i])]).filter(([, text]) => text !== '\u2013');
  const detail = details.get(policy + '\n' + round);
  const parts = [make('h3', {}, 'What happened'), facts(values)];
  if (detail) {
    parts.push(make('div', { className: 'columns' }, make('section', {}, make('h3', {}, 'The problem'), facts(detail.problem)), make('section', {}, make('h3', {}, 'The decision'), facts(detail.decision))));
    parts.push(make('p', {}, detail.certificate), ...explanation(detail), deviceTable(detail));
  } else {
    parts.push(make('p', { className: 'note' }, data.details.length < data.posed ? 'The problem of this round is not in this page, which holds every n-th of a long run; line by line they stand in problems.ndjson.' : data.posed === 0 ? 'The problems of this run were not kept beside its records.' : 'Nobody could be scheduled in this round: no problem was posed.'));
  }
  $('detail-body').replaceChildren(...parts);
  $('earlier').disabled = i <= 0;
  $('later').disabled = i < 0 || i >= own.rounds.length - 1;
  for (const option of $('of').options) option.selected = option.value === policy;
}

function choose(policy, round) {
  Object.assign(state, { policy, round });
  history.replaceState(null, '', '#' + new URLSearchParams({ policy, ...(round === undefined ? {} : { round }) }));
  paintAll();
  showDetail();
}

function step(by) {
  const { rounds } = series(state.policy);
  const at = state.round === undefined ? (by > 0 ? -1 : rounds.length) : nearest(rounds, state.round);
  const next = rounds[at + by];
  if (next !== undefined) choose(state.policy, next);
}

for (const policy of data.policies) {
  const dash = make('i');
  dash.style.setProperty('--own', colourOf(policy));
  const button = make('button', { type: 'button', className: 'policy' }, dash, policy.policy);
  button.setAttribute('aria-pressed', 'true');
  button.addEventListener('click', () => {
    if (!state.hidden.delete(policy.policy)) state.hidden.add(policy.policy);
    button.setAttribute('aria-pressed', String(!state.hidden.has(policy.policy)));
    paintAll();
  });
  $('policies').append(button);
  $('of').append(make('option', { value: policy.policy }, policy.policy));
}
$('of').addEventListener('change', () => choose($('of').value, state.round));
$('whole').addEventListener('click', () => zoomTo(...WHOLE));
const zoomBy = (factor) => { const middle = state.round ?? (state.view[0] + state.view[1]) / 2; const half = ((state.view[1] - state.view[0]) * factor) / 2; zoomTo(middle - half, middle + half); };
$('nearer').addEventListener('click', () => zoomBy(0.5));
$('farther').addEventListener('click', () => zoomBy(2));
$('earlier').addEventListener('click', () => step(-1));
$('later').addEventListener('click', () => step(1));
document.addEventListener('keydown', (event) => {
  if (event.target instanceof HTMLSelectElement || event.altKey || event.ctrlKey || event.metaKey) return;
  if (event.key === 'ArrowLeft') step(-1);
  if (event.key === 'ArrowRight') step(1);
});
for (const measure of data.measures) chart(measure);
allocationMap();
const asked = new URLSearchParams(location.hash.slice(1));
if (series(asked.get('policy'))) state.policy = asked.get('policy');
const start = Number(asked.get('round'));
if (Number.isInteger(start) && start >= 1 && start <= data.rounds) state.round = start;
paintAll();
showDetail();
new ResizeObserver(paintAll).observe($('charts'));
`;
