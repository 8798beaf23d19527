// Held-out accuracy at equal total delay where labels go with distance (docs/participation.md, study 1):
//   npm run build && node benchmarks/control/participation.mjs [--seeds 10] [--from 201] [--scenario scenarios/by-distance.yaml]
//     [--rows 1200] [--out participation.ndjson] [--each 4] [--figure docs/participation.svg]
//     [--study scenarios/studies/by-distance.json --title 'Ten seeds' --about 'What was played.']  as `driftlora run --study` shows it
//     [--delay 0.1]  seconds a round on average instead of the scenario's   [--alpha 0.4]  Dirichlet's instead of labels by distance
//     [--step 0.1]  for every policy instead of the scenario's
//     [--only 'balanced;round-robin 2']  these policies alone   [--devices 3,5]  those that take a fixed number of devices, at these numbers
//     [--traces DIR]  G-NetTrack recordings instead of drawn channels, a device each; labels then go with the channel, and each seed begins 2 min later in them
// Every policy sees the same devices, channels, data and initial model of a seed. A policy's accuracy is that of its served model at its last scoring
// before the horizon's delay budget T tau_bar was spent; one line of JSON a seed and policy, and a table with paired 95 % intervals at the end.
// Files that were begun are gone on with: seeds in them are not computed again.

import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { parseDocument } from 'yaml';
import { POLICY_NAMES } from '../../dist/control/index.js';
import { meanInterval } from '../../dist/core/student.js';
import { renderSvg } from '../../dist/report/svg.js';
import { overrideScenario, readScenario } from '../../dist/scenario/index.js';
import { inlinePool, loadTraces, runScenario, withMeasuredRank } from '../../dist/simulation/index.js';
import { loadSolver, solverRegistry } from '../../dist/solvers/index.js';
import { createSplitTask } from '../../dist/training/index.js';
import { participationOfRun } from '../../dist/validation/index.js';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '10' },
    from: { type: 'string', default: '201' },
    scenario: { type: 'string', default: 'scenarios/by-distance.yaml' },
    rows: { type: 'string', default: '1200' },
    each: { type: 'string', default: '4' },
    out: { type: 'string', default: 'participation.ndjson' },
    figure: { type: 'string' },
    delay: { type: 'string' },
    alpha: { type: 'string' },
    step: { type: 'string' },
    traces: { type: 'string' },
    only: { type: 'string' },
    devices: { type: 'string' },
    study: { type: 'string' },
    title: { type: 'string', default: 'The same scenario over many seeds' },
    about: { type: 'string', default: '' },
  },
});
/** Policies that take a fixed number of devices are named with it, and who has a step of its own with that. */
function labelOf(name, { devices, step }) {
  const named = ['round-robin', 'random', 'best-channel'].includes(name) ? `${name} ${devices}` : name;
  return step === undefined ? named : `${named}, step ${step}`;
}

const fixedAt = (devices) => ({
  devices: Number(devices),
  policies: ['round-robin', 'random', 'best-channel'],
});

/**
 * Policies that run together, with the number of devices of those that take a fixed one: few, and what was best on seeds 101 to 103 of 1, 2, 3 and 5. With
 * `step` those whose best step there was another than the scenario's 0.05, of 0.025, 0.05, 0.1 and 0.2, at what number was best with it.
 */
const GROUPS = [
  { devices: 1, policies: ['balanced', 'drift-plus-penalty', 'round-robin', 'random'] },
  { devices: 2, policies: ['round-robin', 'best-channel', 'myopic'] },
  { devices: 2, policies: ['random'] },
  { devices: 3, policies: ['round-robin'] },
  { devices: 5, policies: ['best-channel'] },
  { devices: 3, step: 0.1, policies: ['drift-plus-penalty', 'round-robin', 'random', 'myopic'] },
  { devices: 5, step: 0.2, policies: ['best-channel'] },
];
const isAsked = (label) => !values.only || values.only.split(';').includes(label);
const atOneStep = GROUPS.filter(({ step }) => step === undefined);
const chosen = values.step ? atOneStep : GROUPS;
const groups = (values.devices ? values.devices.split(',').map(fixedAt) : chosen)
  .map((group) => (values.step ? { ...group, step: Number(values.step) } : group))
  .map((group) => ({ ...group, policies: group.policies.filter((name) => isAsked(labelOf(name, group))) }));

const known = { policies: POLICY_NAMES, solvers: solverRegistry.map(({ name }) => name) };
const document = parseDocument(readFileSync(values.scenario, 'utf8'));
if (values.delay) document.setIn(['constraints', 'averageDelay'], `${values.delay} s`);
if (values.alpha)
  document.setIn(['learning', 'partition'], { kind: 'dirichlet', alpha: Number(values.alpha) });
/** Rounds are 5 s apart, so that a phone moves on; the first seed begins after the past that prices are learned from. */
const TRACES = { roundS: 5, firstStartS: 240, laterS: 120 };
if (values.traces) {
  const { roundS, firstStartS } = TRACES;
  document.setIn(['radio', 'channel'], {
    ...{ kind: 'traces', folder: values.traces, format: 'g-net-track' },
    ...{ roundLength: `${roundS} s`, start: `${firstStartS} s` },
  });
  document.setIn(['learning', 'devices'], 21);
}
const base = readScenario(String(document), values.scenario, known);
const solver = await loadSolver('exact');
const traces = await loadTraces(base);

function inTraces(scenario, seed) {
  if (!traces) return scenario;
  const { radio } = scenario;
  const startS = TRACES.firstStartS + TRACES.laterS * (seed - Number(values.from));
  return withMeasuredRank(
    { ...scenario, radio: { ...radio, channel: { ...radio.channel, startS } } },
    traces,
  );
}

/** Scenario of one seed and group, scored often, with fewer rows where asked. */
function scenarioOf(seed, { devices, step, policies }) {
  const scenario = inTraces(overrideScenario(base, { seed, policies }, known), seed);
  const { learning, control } = scenario;
  const rows = Number(values.rows);
  const dataset = { ...learning.task.dataset, rows, heldOutRows: Math.round(rows / 5) };
  return {
    ...scenario,
    learning: {
      ...learning,
      task: { ...learning.task, dataset },
      evaluateEvery: Number(values.each),
      optimiser: step === undefined ? learning.optimiser : { ...learning.optimiser, stepSize: step },
    },
    control: { ...control, baselineDevices: devices, clairvoyantBound: false },
  };
}

/** Held-out accuracies that a policy is timed to. */
const GOALS = [0.55, 0.6];

/** Delay, bits and joules spent until a scoring first reached each goal; null where none did. */
function costsOf(own) {
  const spent = { delayS: 0, bits: 0, energyJ: 0 };
  const reached = GOALS.map(() => null);
  for (const { delayS, uplinkBits, downlinkBits, energyJ, heldOut } of own) {
    spent.delayS += delayS;
    spent.bits += uplinkBits + downlinkBits;
    spent.energyJ += Object.values(energyJ).reduce((a, b) => a + b, 0);
    if (!heldOut) continue;
    for (const [i, goal] of GOALS.entries()) {
      if (heldOut.accuracy >= goal) reached[i] ??= { ...spent };
    }
  }
  return Object.fromEntries(GOALS.map((goal, i) => [goal, reached[i]]));
}

function lineOf(seed, group, name, summary, records) {
  const own = records.filter(({ policy }) => policy === name);
  const budgetS = base.rounds * base.constraints.averageDelayS;
  const { neverHeard, imbalance } = participationOfRun(summary, own);
  let spentS = 0;
  let last = {
    accuracy: summary.model.initial.accuracy,
    loss: summary.model.initial.loss,
    rounds: 0,
    delayS: 0,
  };
  for (const { round, delayS, heldOut } of own) {
    spentS += delayS;
    if (heldOut && spentS <= budgetS * (1 + 1e-9)) last = { ...heldOut, rounds: round + 1, delayS: spentS };
  }
  return {
    ...{ seed, policy: labelOf(name, group), ...last, totalDelayS: spentS },
    devices: own.reduce((sum, { scheduled }) => sum + scheduled.length, 0) / own.length,
    neverHeard,
    imbalance,
    reached: costsOf(own),
    uncertified: own.filter(({ certificate }) => !certificate.valid).length,
  };
}

const kept = existsSync(values.out)
  ? readFileSync(values.out, 'utf8')
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line))
  : [];
for (let i = 0; i < Number(values.seeds); i++) {
  const seed = Number(values.from) + i;
  for (const group of groups) {
    const [first] = group.policies;
    if (first === undefined) continue;
    const label = labelOf(first, group);
    if (kept.some((line) => line.seed === seed && line.policy === label)) continue;
    const scenario = scenarioOf(seed, group);
    const task = await createSplitTask(scenario.learning.task);
    const { summary, records } = await runScenario(scenario, {
      ...{ task, pool: inlinePool(task), solver, traces },
      clockS: () => performance.now() / 1000,
    });
    for (const name of group.policies) {
      const line = lineOf(seed, group, name, summary, records);
      kept.push(line);
      appendFileSync(values.out, `${JSON.stringify(line)}\n`);
    }
  }
}

const percent = (interval) =>
  `${(100 * interval.mean).toFixed(1)} +- ${Number.isFinite(interval.halfWidth) ? (100 * interval.halfWidth).toFixed(1) : 'one seed'}`;
const ofPolicy = (policy) =>
  new Map(kept.filter((line) => line.policy === policy).map((line) => [line.seed, line]));
const balanced = ofPolicy('balanced');
const rows = [...new Set(kept.map(({ policy }) => policy))].map((policy) => {
  const lines = ofPolicy(policy);
  const mean = (key) => [...lines.values()].reduce((sum, line) => sum + line[key], 0) / lines.size;
  const paired = [...lines]
    .filter(([seed]) => balanced.has(seed))
    .map(([seed, { accuracy }]) => balanced.get(seed).accuracy - accuracy);
  return [
    policy,
    lines.size,
    percent(meanInterval([...lines.values()].map(({ accuracy }) => accuracy))),
    policy === 'balanced' || paired.length === 0 ? '' : percent(meanInterval(paired)),
    ...[mean('devices').toFixed(2), mean('neverHeard').toFixed(1)],
    // Of nobody there is none.
    [...lines.values()].some(({ imbalance }) => !Number.isFinite(imbalance))
      ? ''
      : mean('imbalance').toFixed(2),
    ...[mean('rounds').toFixed(0), mean('totalDelayS').toFixed(1)],
  ].join(' | ');
});
process.stdout.write(
  `| policy | seeds | accuracy, % | balanced ahead by, points | devices a round | never heard | imbalance | rounds in budget | total delay, s |\n|---|---|---|---|---|---|---|---|---|\n${rows.map((row) => `| ${row} |`).join('\n')}\n`,
);

for (const goal of GOALS) {
  const lines = [...new Set(kept.map(({ policy }) => policy))].flatMap((policy) => {
    const all = [...ofPolicy(policy).values()].filter(({ reached }) => reached !== undefined);
    const got = all.map(({ reached }) => reached[goal]).filter((one) => one !== null);
    if (all.length === 0) return [];
    const mean = (key) => got.reduce((sum, one) => sum + one[key], 0) / got.length;
    const figures =
      got.length === 0
        ? ['', '', '']
        : [mean('delayS').toFixed(2), (mean('bits') / 1e6).toFixed(1), mean('energyJ').toFixed(2)];
    return [`| ${[policy, `${got.length}/${all.length}`, ...figures].join(' | ')} |`];
  });
  if (lines.length > 0)
    process.stdout.write(
      `\n| to ${(100 * goal).toFixed(0)} % | seeds that got there | delay, s | Mbit | J |\n|---|---|---|---|---|\n${lines.join('\n')}\n`,
    );
}

if (values.figure) {
  const points = kept.map(({ policy, accuracy, neverHeard }) => ({
    policy,
    accuracy: 100 * accuracy,
    neverHeard,
  }));
  const y = {
    field: 'policy',
    type: 'nominal',
    sort: { field: 'accuracy', op: 'mean', order: 'descending' },
    title: null,
    axis: { labelLimit: 300 },
  };
  const x = {
    field: 'accuracy',
    type: 'quantitative',
    title: 'held-out accuracy at equal total delay (%), one point a seed',
  };
  const spec = {
    width: 420,
    height: { step: 24 },
    data: { values: points },
    layer: [
      {
        mark: { type: 'point', opacity: 0.6, color: '#0072B2' },
        encoding: { x: { ...x, scale: { zero: false } }, y },
      },
      {
        mark: { type: 'tick', thickness: 3, size: 16, color: '#D55E00' },
        encoding: { x: { ...x, aggregate: 'mean' }, y },
      },
    ],
  };
  writeFileSync(values.figure, `${await renderSvg(spec)}\n`);
}

if (values.study) {
  const own = process.argv.slice(2);
  const skipped = new Set(['--study', '--title', '--about', '--out', '--figure']);
  const inShell = (word) => (/^[\w./:=,-]+$/.test(word) ? word : `'${word}'`);
  const repeated = own.filter((word, i) => !skipped.has(word) && !skipped.has(own[i - 1])).map(inShell);
  const study = {
    formatVersion: 1,
    title: values.title,
    about: values.about,
    command: ['node benchmarks/control/participation.mjs', ...repeated].join(' '),
    date: new Date().toISOString().slice(0, 10),
    leader: 'balanced',
    outcomes: kept
      .filter(({ policy }) => isAsked(policy))
      .map(({ seed, policy, accuracy }) => ({ seed, policy, accuracy })),
  };
  writeFileSync(values.study, `${JSON.stringify(study, null, 2)}\n`);
}
