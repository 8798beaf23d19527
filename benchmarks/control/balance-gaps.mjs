// How far each policy stays above the clairvoyant bound of the long-term balance ((25) of docs/theory.md, 9.10), and what the gap is made of:
//   npm run build && node benchmarks/control/balance-gaps.mjs [--seeds 5] [--from 301] [--rounds 200] [--policies balanced,random]
//     [--options '{"gain":2}' of balanced] [--beta 0.85: a beta of its own, and balanced need not play] [--planned '{"patience":1,"gain":4}']
// `planned` is no policy of the package but an experiment: prices of a second and of every debt from the past, as the bound has them for the
// future. Each round minimises (1 - beta) psi + theta tau + sum_k n_k d_k + s beta (drift of the debts), n_k = (1 - s) n*_k, s = 1/(1 + patience R) with R
// rounds left after it: in the last one s = 1 and the objective is the long-term one exactly.
// 20 devices of the default cell and radio (rates up to 7.41 bit/s/Hz), 200 past rounds on other channels, a budget of delay alone. Decisions
// only. beta is that of the rule at what `balanced` heard, the same for every policy of a seed.

import { parseArgs } from 'node:util';
import {
  balanceByRule,
  balancedHorizon,
  createController,
  createPolicy,
  longTermBalance,
  wholeHorizon,
} from '../../dist/control/index.js';
import { meanInterval } from '../../dist/core/student.js';
import { certifyHorizon } from '../../dist/problem/horizon/certify.js';
import { evaluateDecision } from '../../dist/problem/round/evaluate.js';
import { clairvoyant } from '../../dist/solvers/horizon/index.js';
import { loadSolver } from '../../dist/solvers/index.js';
import { AVERAGE_DELAY_S, RADIO, ROUNDS, world } from './cell-world.mjs';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '5' },
    from: { type: 'string', default: '301' },
    rounds: { type: 'string', default: String(ROUNDS) },
    policies: { type: 'string', default: 'balanced,drift-plus-penalty,round-robin,random' },
    options: { type: 'string', default: '{}' },
    beta: { type: 'string' },
    planned: { type: 'string', default: '{}' },
  },
});
const rounds = Number(values.rounds);
const names = values.policies.split(',');
if (!names.includes('balanced') && values.beta === undefined) names.unshift('balanced');
const exact = await loadSolver('exact');
const solver = { ...exact, solve: (problem) => exact.solve(problem, { nodeLimit: 50_000 }) };

function play(name, rules, { now, past }, seed) {
  const options = name === 'balanced' ? JSON.parse(values.options) : {};
  const policy = createPolicy(name, { rules, history: past, baselineDevices: 5 }, options);
  const controller = createController({ rules, policy, solver, seed });
  let state = controller.initialState();
  const decisions = now.map((observation) => {
    const { decision, answer, state: learned } = controller.decide(state, observation);
    const spent = answer ? evaluateDecision(answer.problem, decision) : { delayS: 0, energyJ: {} };
    state = controller.observe(learned, { delayS: spent.delayS, energyJ: spent.energyJ });
    return { scheduled: decision.scheduled, delayS: spent.delayS };
  });
  return { decisions, spent: state.spentDelayS / (rounds * AVERAGE_DELAY_S) };
}

/** The experiment (see above): `gain` of the price of a second as in the policies' feedback, `sample` rounds of the past planned on. */
function playPlanned(rules, { now, past }, { beta, devices }) {
  const { patience = 1, gain = 4, sample = 64 } = JSON.parse(values.planned);
  const plan = { ...rules, horizon: sample, weights: new Array(sample).fill(1) };
  const known = balancedHorizon(plan, past.slice(0, sample), { beta, devices });
  const { prices } = clairvoyant(known, { tolerance: 1e-2, schedule: false });
  const debts = Object.fromEntries(devices.map(({ id }) => [id, 0]));
  const share = new Map(devices.map((device) => [device.id, device.share]));
  let leftS = rounds * AVERAGE_DELAY_S;
  const decisions = now.map((observation, t) => {
    const counts = 1 / (1 + patience * (rounds - t - 1));
    const pace = ((rounds - t) * AVERAGE_DELAY_S) / Math.max(leftS, 1e-9);
    const numerators = devices.map(({ id }) => [
      id,
      (1 - counts) * prices.debtPrice[id] + 2 * beta * counts * debts[id],
    ]);
    const constant = 1 - beta + beta * counts;
    const problem = {
      ...{ bandwidthHz: rules.bandwidthHz, maxSpectralEfficiency: rules.maxSpectralEfficiency },
      deadlineS: Math.max(Math.min(rules.deadlineS, leftS), 1e-6),
      penaltyWeight: 1,
      penalty: {
        ...{ kind: 'fraction', cap: (1 - beta) * rules.penalty.cap, constant },
        numerators: Object.fromEntries(numerators),
      },
      delayPrice: prices.delayPrice * Math.min(10, Math.max(0.1, pace ** gain)),
      delayKind: rules.delayKind,
      devices: observation.devices,
    };
    const decision = solver.solve(problem);
    const { delayS } = evaluateDecision(problem, decision);
    leftS -= delayS;
    const x = decision.scheduled.reduce((sum, id) => sum + share.get(id), 0);
    for (const { id, share: pi } of devices) {
      if (x > 0) debts[id] += (decision.scheduled.includes(id) ? pi / x : 0) - pi;
    }
    return { scheduled: decision.scheduled, delayS };
  });
  return { decisions, spent: 1 - leftS / (rounds * AVERAGE_DELAY_S) };
}

/** J less its bound, taken apart (theory 9.10): regret of the rounds, budget left over, debts beside those that are priced. */
function parts(problem, { solution, prices }, decisions) {
  const { weight, shares } = problem.balance;
  let leftOver = prices.delayPrice * problem.budget.delayS;
  const inverse = Object.fromEntries(Object.keys(shares).map((id) => [id, 0]));
  let heard = 0;
  for (const { scheduled, delayS } of decisions) {
    leftOver -= prices.delayPrice * delayS;
    if (scheduled.length === 0) continue;
    heard++;
    const x = scheduled.reduce((sum, id) => sum + shares[id], 0);
    for (const id of scheduled) inverse[id] += 1 / x;
  }
  let debts = 0;
  let chi = 0;
  for (const [id, share] of Object.entries(shares)) {
    const apart = inverse[id] - heard;
    chi += share * apart ** 2;
    debts += weight * share * (apart - prices.debtPrice[id] / (2 * weight * share)) ** 2;
  }
  return {
    leftOver: leftOver / solution.bound,
    debts: debts / solution.bound,
    chi: (weight * chi) / solution.bound,
  };
}

const percent = (value) => (100 * value).toFixed(2);
const mean = (list) => list.reduce((sum, value) => sum + value, 0) / list.length;
function interval(list) {
  const { mean: middle, halfWidth } = meanInterval(list);
  return `${percent(middle)} +- ${percent(halfWidth)}`;
}
const timed = (work) => {
  const before = process.cpuUsage().user;
  const result = work();
  return { result, seconds: (process.cpuUsage().user - before) / 1e6 };
};

const found = new Map(names.map((name) => [name, []]));
const bounds = [];
for (let seed = Number(values.from); seed < Number(values.from) + Number(values.seeds); seed++) {
  const channels = world(seed, 0, rounds);
  const devices = channels.now[0].devices.map(({ id, share }) => ({ id, share }));
  const least = Math.min(...devices.map(({ share }) => share));
  const rules = {
    ...{
      horizon: rounds,
      bandwidthHz: RADIO.bandwidthHz,
      maxSpectralEfficiency: 7.41,
      delayKind: 'synchronous',
    },
    ...{
      deadlineS: 2,
      averageDelayS: AVERAGE_DELAY_S,
      penalty: { kind: 'inverse', cap: (1 - least) / least },
    },
    weights: new Array(rounds).fill(1),
  };
  const policies = names.filter((name) => name !== 'planned');
  const played = new Map(policies.map((name) => [name, play(name, rules, channels, seed)]));
  const heard = played.get('balanced')?.decisions.filter(({ scheduled }) => scheduled.length > 0) ?? [];
  const count = heard.reduce((sum, { scheduled }) => sum + scheduled.length, 0);
  const beta =
    values.beta === undefined ? balanceByRule(devices.length, heard.length, count) : Number(values.beta);
  const balance = { beta, devices };
  if (names.includes('planned')) played.set('planned', playPlanned(rules, channels, balance));
  const problem = balancedHorizon(rules, channels.now, balance);
  const { result: best, seconds } = timed(() => clairvoyant(problem, { tolerance: 1e-3 }));
  const plain = timed(() => clairvoyant(wholeHorizon(rules, channels.now)));
  if (!certifyHorizon(problem, best.solution).valid) throw new Error(`seed ${seed}: not certified`);
  bounds.push({
    ...{ beta: balance.beta, gap: best.gap, modelGap: best.modelGap, seconds, evaluations: best.evaluations },
    ...{ plainSeconds: plain.seconds, plainEvaluations: plain.result.evaluations },
  });
  for (const [name, { decisions, spent }] of played) {
    const objective =
      rounds *
      longTermBalance(
        rules.penalty,
        balance,
        decisions.map(({ scheduled }) => scheduled),
      );
    const gap = objective / best.solution.bound - 1;
    found.get(name).push({ gap, spent, ...parts(problem, best, decisions) });
  }
  const told = names.map((name) => `${name} ${percent(found.get(name).at(-1).gap)}`).join(', ');
  const { gap, evaluations } = bounds.at(-1);
  process.stderr.write(
    `seed ${seed}: beta ${beta.toFixed(3)}, bound ${best.solution.bound.toFixed(3)}, schedule ${percent(gap)}, ${evaluations} evaluations in ${seconds.toFixed(0)} s; ${told}\n`,
  );
}
const of = (key) => mean(bounds.map((one) => one[key]));
process.stdout.write(
  `beta ${of('beta').toFixed(3)}; schedule ${percent(of('gap'))} % above the bound, modelGap ${percent(of('modelGap'))} %; ${of('evaluations').toFixed(1)} evaluations in ${of('seconds').toFixed(0)} s of one core, of sum psi alone ${of('plainEvaluations').toFixed(1)} in ${of('plainSeconds').toFixed(0)} s\n\n`,
);
process.stdout.write(
  '| policy | J above its bound, % | regret of the rounds | budget left over | debts beside the priced | beta chi at the end | delay budget spent, worst |\n',
);
process.stdout.write('|---|---|---|---|---|---|---|\n');
for (const [name, list] of found) {
  const column = (key) => list.map((one) => one[key]);
  const regret = list.map(({ gap, leftOver, debts }) => gap - leftOver - debts);
  const cells = [
    interval(column('gap')),
    ...[regret, column('leftOver'), column('debts'), column('chi')].map((l) => percent(mean(l))),
  ];
  process.stdout.write(`| ${name} | ${cells.join(' | ')} | ${Math.max(...column('spent')).toFixed(4)} |\n`);
}
