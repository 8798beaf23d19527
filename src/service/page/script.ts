/**
 * The live page's program. A text, since it runs in a browser: it asks the interface alone, shows what it is told as
 * text nodes only, and listens to the chosen controller's events.
 */
export const PAGE_SCRIPT = String.raw`const $ = (id) => document.getElementById(id);
const SVG = 'http://www.w3.org/2000/svg';
let token = sessionStorage.getItem('driftlora-token') ?? '';
let chosen = new URLSearchParams(location.search).get('controller');
let listening;
let rounds = [];
let controller;

const make = (name, props = {}, ...children) => {
  const node = Object.assign(document.createElement(name), props);
  node.append(...children.map((child) => (child instanceof Node ? child : String(child))));
  return node;
};
const number = (value, digits = 3) =>
  value === undefined || value === null || !Number.isFinite(value)
    ? '\u2013'
    : value !== 0 && (Math.abs(value) < 1e-4 || Math.abs(value) >= 1e9)
      ? value.toExponential(digits - 1)
      : value.toLocaleString('en', { maximumSignificantDigits: digits });
const seconds = (value) => (value === undefined || value === null ? '\u2013' : number(value) + ' s');
const percent = (value) => (100 * value).toFixed(1) + ' %';
const hertz = (value) => (value >= 1e6 ? number(value / 1e6) + ' MHz' : value >= 1e3 ? number(value / 1e3) + ' kHz' : number(value) + ' Hz');

async function ask(path, options = {}) {
  const headers = { ...(token ? { Authorization: 'Bearer ' + token } : {}), ...options.headers };
  const reply = await fetch(path, { ...options, headers });
  if (reply.status === 401) {
    $('token-form').hidden = false;
    throw new Error('a token is needed');
  }
  if (!reply.ok) throw new Error((await reply.json().catch(() => ({}))).detail ?? reply.statusText);
  return reply;
}

const facts = (list, entries) => list.replaceChildren(...entries.flatMap(([name, value, kind]) => [make('div', {}, make('dt', {}, name), make('dd', { className: kind ?? '' }, value))]));

function meter(used) {
  const bar = make('i');
  bar.style.width = Math.min(100, 100 * used) + '%';
  return make('span', { className: used > 1 ? 'meter over' : 'meter' }, bar);
}

async function showControllers(after = '') {
  const { controllers, next } = await (await ask('/v1/controllers?limit=50&after=' + encodeURIComponent(after))).json();
  if (after === '') $('controllers').replaceChildren();
  $('none').hidden = after !== '' || controllers.length > 0;
  for (const one of controllers) {
    const button = make('button', { type: 'button', onclick: () => choose(one.id) }, one.name, make('br'), make('small', {}, one.policy + ', round ' + one.round + ' of ' + one.horizon), meter(one.round / one.horizon));
    button.dataset.id = one.id;
    $('controllers').append(make('li', {}, button));
  }
  mark();
  $('more').hidden = next === null;
  $('more').onclick = () => showControllers(next).catch(fail);
  $('state').textContent = 'live';
  if (!chosen && controllers.length > 0) await choose(controllers[0].id);
}

const mark = () => {
  for (const button of $('controllers').querySelectorAll('button')) button.setAttribute('aria-current', String(button.dataset.id === chosen));
};

async function choose(id) {
  chosen = id;
  mark();
  $('round').hidden = true;
  listening?.abort();
  await refresh();
  listen(id).catch(fail);
}

async function refresh() {
  const path = '/v1/controllers/' + encodeURIComponent(chosen);
  controller = await (await ask(path)).json();
  const history = await (await ask(path + '/rounds?from=' + Math.max(0, controller.round - 100))).json();
  rounds = history.rounds;
  show();
}

function show() {
  const { name, policy, horizon, round, state, rules } = controller;
  $('detail').hidden = false;
  $('detail-title').textContent = name;
  const budget = rules.averageDelayS && rules.averageDelayS * horizon;
  const energies = Object.values(state.spentEnergyJ);
  const limit = rules.averageEnergyJ;
  const used = limit === undefined ? [] : Object.entries(state.spentEnergyJ).map(([id, joules]) => joules / (horizon * (typeof limit === 'number' ? limit : (limit[id] ?? Infinity))));
  facts($('facts'), [
    ['policy', policy],
    ['round', round + ' of ' + horizon],
    ['delay queue', seconds(state.delayQueueS)],
    ['delay spent', budget ? seconds(state.spentDelayS) + ' of ' + seconds(budget) : seconds(state.spentDelayS), budget && state.spentDelayS > budget ? 'bad' : ''],
    ['energy spent', number(energies.reduce((a, b) => a + b, 0)) + ' J'],
    ...(used.length > 0 ? [['fullest energy budget', percent(Math.max(...used)), Math.max(...used) > 1 ? 'bad' : '']] : []),
  ]);
  drawBudget(budget);
  $('rounds').replaceChildren(
    ...rounds.slice(-20).reverse().map((one) => {
      const { answer, outcome } = one;
      const open = () => showRound(one);
      const row = make('tr', { onclick: open, tabIndex: 0, onkeydown: (event) => event.key === 'Enter' && open() },
        make('td', {}, answer.round), make('td', {}, answer.decision.scheduled.length), make('td', {}, seconds(answer.solution?.delayS)),
        make('td', {}, outcome ? seconds(outcome.delayS) : 'under way'), make('td', { className: 'wide' }, answer.solution?.status ?? 'nobody'),
        make('td', { className: 'wide' }, answer.solution?.gap === undefined ? '\u2013' : number(answer.solution.gap, 1)),
        make('td', { className: answer.verdict.valid ? 'good' : 'bad' }, answer.verdict.valid ? 'holds' : 'refused'));
      return row;
    }),
  );
}

function drawBudget(budget) {
  const svg = $('budget');
  const element = (name, attributes, text) => {
    const node = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
    if (text !== undefined) node.textContent = text;
    svg.append(node);
  };
  svg.replaceChildren();
  const ended = rounds.filter(({ outcome }) => outcome);
  const spentNow = controller.state.spentDelayS;
  let spent = spentNow - ended.reduce((sum, { outcome }) => sum + outcome.delayS, 0);
  const points = [[ended[0]?.round ?? 0, spent]];
  for (const { round, outcome } of ended) points.push([round + 1, (spent += outcome.delayS)]);
  const top = Math.max(budget ?? 0, spentNow, 1e-9);
  const x = (round) => 52 + (536 * round) / controller.horizon;
  const y = (value) => 150 - (135 * value) / top;
  element('line', { class: 'axis', x1: 52, y1: 150, x2: 588, y2: 150 });
  element('line', { class: 'axis', x1: 52, y1: 15, x2: 52, y2: 150 });
  element('text', { x: 46, y: 19, 'text-anchor': 'end' }, seconds(top));
  element('text', { x: 46, y: 153, 'text-anchor': 'end' }, '0 s');
  element('text', { x: 52, y: 172 }, '0');
  element('text', { x: 588, y: 172, 'text-anchor': 'end' }, controller.horizon + ' rounds');
  if (budget) element('line', { class: 'plan', x1: x(0), y1: y(0), x2: x(controller.horizon), y2: y(budget) });
  element('polyline', { class: 'spent', points: points.map(([round, value]) => x(round) + ',' + y(value)).join(' ') });
}

function showRound({ answer, outcome }) {
  const { round, decision, problem, solution, verdict } = answer;
  $('round').hidden = false;
  $('round-title').textContent = 'Round ' + round;
  facts($('round-facts'), [
    ['devices scheduled', decision.scheduled.length + ' of ' + (problem?.devices.length ?? 0)],
    ['status', solution?.status ?? 'nobody could be scheduled'],
    ['objective', number(solution?.objective, 6)],
    ['proven bound', number(solution?.bound, 6)],
    ['planned delay', seconds(solution?.delayS)],
    ['real delay', outcome ? seconds(outcome.delayS) : 'under way'],
    ['price of a second', number(problem?.delayPrice)],
    ['certificate', verdict.valid ? 'holds' : verdict.reasons.join('; '), verdict.valid ? 'good' : 'bad'],
  ]);
  const widths = Object.entries(decision.bandwidthHz).sort((a, b) => b[1] - a[1]);
  $('bars').replaceChildren(
    ...widths.map(([id, value]) => {
      const bar = make('i');
      bar.style.width = (100 * value) / widths[0][1] + '%';
      return make('div', { className: 'bar' }, make('span', { title: id }, id), make('span', {}, bar), make('span', {}, hertz(value)));
    }),
  );
  const text = (value) => (value === undefined ? 'none' : JSON.stringify(value, null, 1));
  $('problem').textContent = text(problem);
  $('certificate').textContent = text(solution?.certificate);
}

/** Server-sent events by fetch: an EventSource cannot send a token. */
async function listen(id) {
  const stop = (listening = new AbortController());
  let last = 2 * controller.round;
  while (!stop.signal.aborted) {
    try {
      const reply = await ask('/v1/controllers/' + encodeURIComponent(id) + '/events', { signal: stop.signal, headers: { 'Last-Event-ID': String(last) } });
      $('state').textContent = 'live';
      const reader = reply.body.pipeThrough(new TextDecoderStream()).getReader();
      let text = '';
      for (;;) {
        const { value, done } = await reader.read();
        if (done) break;
        text += value;
        const blocks = text.split('\n\n');
        text = blocks.pop();
        const numbers = blocks.flatMap((block) => [...block.matchAll(/^id: (\d+)$/gm)].map((found) => Number(found[1])));
        if (numbers.length > 0) {
          last = Math.max(...numbers);
          await refresh();
        }
      }
    } catch (error) {
      if (stop.signal.aborted) return;
      $('state').textContent = 'lost the connection; trying again';
    }
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
}

function fail(error) {
  $('state').textContent = error.message;
}
$('token-form').onsubmit = (event) => {
  event.preventDefault();
  token = $('token').value;
  sessionStorage.setItem('driftlora-token', token);
  $('token-form').hidden = true;
  start();
};
const start = () => showControllers().then(() => (chosen && !controller ? choose(chosen) : undefined)).catch(fail);
start();
`;
