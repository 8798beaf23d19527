// Policies on measured channels against the best any policy could do with the future known:
//   npm run build && node benchmarks/traces/gap.mjs DIR [WINDOWS] [POLICY ...] [--only 'energy, w = 1']
// 20 devices, 200 rounds of 2 s, 60 past rounds; each window begins 4 min later in the recordings. Decisions only: nothing is trained, so
// every payload is that of the default scenario's encoder shape with random weights.

import { parseArgs } from 'node:util';
import { createController, createPolicyFrom, POLICY_NAMES } from '../../dist/control/index.js';
import { evaluateDecision } from '../../dist/problem/round/evaluate.js';
import { penaltyValue, scenarioPenalty } from '../../dist/problem/round/penalty/penalty.js';
import { readScenario } from '../../dist/scenario/index.js';

import { createEnvironment } from '../../dist/simulation/world/environment.js';
import { clairvoyant } from '../../dist/solvers/horizon/index.js';
import { loadSolver, solverRegistry } from '../../dist/solvers/index.js';
import { readTraceFolder } from '../../dist/system/traces/index.js';
import { createSplitTask } from '../../dist/training/index.js';

const { values, positionals } = parseArgs({ options: { only: { type: 'string' } }, allowPositionals: true });
const [folder = process.env.DRIFTLORA_TRACES, windows = '3', ...asked] = positionals;
if (!folder) {
  process.stderr.write('usage: node benchmarks/traces/gap.mjs DIR [WINDOWS] [POLICY ...]\n');
  process.exit(2);
}
const policies =
  asked.length > 0
    ? asked
    : ['drift-plus-penalty', 'learning-drift-plus-penalty', 'plain-drift-plus-penalty', 'myopic'];
const known = { policies: POLICY_NAMES, solvers: solverRegistry.map(({ name }) => name) };

const scenario = readScenario(
  `rounds: 200
learning: { model: { kind: random-use-lite }, devices: 20, partition: { kind: dirichlet, alpha: 0.4 } }
radio: { channel: { kind: traces, start: 2 min } }
control: { historyRounds: 60, roundWeights: uniform }`,
  'gap.mjs',
  known,
);
const traces = await readTraceFolder(folder, 'g-net-track');
const task = await createSplitTask(scenario.learning.task);
const solver = await loadSolver('exact');

/** What is limited, and how rounds weigh. Energy budgets are of the order of a few turns of an average phone. */
const CASES = [
  { name: 'delay, w = 1', limits: { averageDelayS: 0.2 }, rho: 1 },
  { name: 'delay, rho = 0.98', limits: { averageDelayS: 0.2 }, rho: 0.98 },
  { name: 'energy, w = 1', limits: { averageEnergyJ: 0.03 }, rho: 1 },
  { name: 'both, w = 1', limits: { averageDelayS: 0.2, averageEnergyJ: 0.03 }, rho: 1 },
];

function rulesOf({ limits, rho }, { devices }) {
  const horizon = scenario.rounds;
  return {
    horizon,
    bandwidthHz: scenario.radio.bandwidthHz,
    delayKind: 'synchronous',
    deadlineS: scenario.constraints.deadlineS,
    ...limits,
    penalty: scenarioPenalty(
      'inverse',
      devices.map(({ share }) => share),
    ),
    weights: Array.from({ length: horizon }, (_, t) => rho ** (horizon - 1 - t)),
  };
}

/** The whole horizon as one problem. */
function horizonOf(rules, { rounds, devices }) {
  const { horizon, averageDelayS, averageEnergyJ, weights, ...round } = rules;
  return {
    rounds: rounds.map(({ observation }, t) =>
      observation.devices.length === 0
        ? { emptyPenalty: weights[t] * penaltyValue(rules.penalty, 0, 0) }
        : {
            bandwidthHz: round.bandwidthHz,
            deadlineS: round.deadlineS,
            delayKind: round.delayKind,
            penalty: round.penalty,
            penaltyWeight: weights[t],
            delayPrice: 0,
            devices: observation.devices,
          },
    ),
    budget: {
      ...(averageDelayS === undefined ? {} : { delayS: horizon * averageDelayS }),
      ...(averageEnergyJ === undefined
        ? {}
        : { energyJ: Object.fromEntries(devices.map(({ id }) => [id, horizon * averageEnergyJ])) }),
    },
  };
}

function play(name, rules, environment) {
  const settings = { tradeOff: scenario.control.tradeOff, devices: scenario.control.baselineDevices };
  const policy = createPolicyFrom(settings, name, { rules, history: environment.history });
  const controller = createController({ rules, policy, solver, seed: 1 });
  const shares = new Map(environment.devices.map(({ id, share }) => [id, share]));
  let state = controller.initialState();
  let objective = 0;
  for (const [t, { observation }] of environment.rounds.entries()) {
    const { decision, answer, state: learned } = controller.decide(state, observation);
    const { scheduled } = decision;
    const mass = scheduled.reduce((sum, id) => sum + shares.get(id), 0);
    objective += rules.weights[t] * penaltyValue(rules.penalty, mass, scheduled.length);
    const { delayS, energyJ } = answer
      ? evaluateDecision(answer.problem, decision)
      : { delayS: 0, energyJ: {} };
    state = controller.observe(learned, { delayS, energyJ });
  }
  const spent = [
    rules.averageDelayS === undefined ? 0 : state.spentDelayS / (rules.horizon * rules.averageDelayS),
    ...Object.values(state.spentEnergyJ).map((joules) =>
      rules.averageEnergyJ === undefined ? 0 : joules / (rules.horizon * rules.averageEnergyJ),
    ),
  ];
  return { objective, spent: Math.max(...spent) };
}

const percent = (value) => `${(100 * value).toFixed(2)} %`;
process.stdout.write(`| case | window | clairvoyant schedule | ${policies.join(' | ')} |\n`);
process.stdout.write(`|---|---|---|${policies.map(() => '---|').join('')}\n`);
for (const one of CASES) {
  if (values.only && values.only !== one.name) continue;
  for (let window = 0; window < Number(windows); window++) {
    const { channel } = scenario.radio;
    const startS = channel.startS + 240 * window;
    const moved = { ...scenario, radio: { ...scenario.radio, channel: { ...channel, startS } } };
    const environment = createEnvironment(moved, task, traces);
    const rules = rulesOf(one, environment);
    const best = clairvoyant(horizonOf(rules, environment));
    const { bound } = best.solution;
    const cells = policies.map((name) => {
      const { objective, spent } = play(name, rules, environment);
      return `${percent(objective / bound - 1)}${spent > 1 + 1e-9 ? ` (overspends ${percent(spent - 1)})` : ''}`;
    });
    const own = best.gap === undefined ? 'none' : percent(best.gap);
    process.stdout.write(`| ${one.name} | ${startS} s | ${own} | ${cells.join(' | ')} |\n`);
  }
}
