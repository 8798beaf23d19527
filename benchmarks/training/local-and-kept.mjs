// What local steps and a feature cache change: bits a device sends in the default scenario, then runs of the small cell (scenarios/study.yaml)
// with the real encoder, one JSON line each, and their means with 95 % intervals over the seeds.
// node benchmarks/training/local-and-kept.mjs [seeds] [rounds] [variants] (after npm run build); some minutes a seed.

import { meanInterval } from '../../dist/core/student.js';
import { KNOWN_NAMES, readScenario } from '../../dist/scenario/index.js';
import { inlinePool } from '../../dist/simulation/pools/device-pool.js';
import { runScenario } from '../../dist/simulation/run.js';
import { loadSolver } from '../../dist/solvers/index.js';
import { createSplitTask } from '../../dist/training/index.js';

const SEEDS = Array.from({ length: Number(process.argv[2] ?? 3) }, (_, i) => 301 + i);
const ROUNDS = Number(process.argv[3] ?? 40);
const ALL = {
  'one step, nothing kept': '',
  'features kept': 'featureCache: true,',
  '2 local steps': 'localSteps: 2,',
  '4 local steps': 'localSteps: 4,',
  '4 local steps, features kept': 'localSteps: 4, featureCache: true,',
};

const VARIANTS = Object.fromEntries(Object.entries(ALL).slice(0, Number(process.argv[4] ?? 5)));

/** Mean uplink of a mini-batch of eight default texts, with none and with all of them kept, after the first round. */
async function sizes() {
  const { learning } = readScenario('', 'default', KNOWN_NAMES);
  const task = await createSplitTask(learning.task);
  const batches = task.devices.flatMap(({ rows }) =>
    Array.from({ length: Math.floor(rows.length / 8) }, (_, i) => rows.slice(8 * i, 8 * i + 8)),
  );
  const mean = (bitsOf) => batches.reduce((sum, batch) => sum + bitsOf(batch), 0) / batches.length;
  return {
    batches: batches.length,
    noneKeptKbit: mean((batch) => task.payload(batch, new Set()).uplinkBits) / 1e3,
    allKeptKbit: mean((batch) => task.payload(batch, new Set(batch)).uplinkBits) / 1e3,
  };
}

const scenarioOf = (keys, seed) =>
  readScenario(
    `seed: ${seed}
rounds: ${ROUNDS}
learning: { ${keys} data: { rows: 1200, heldOutRows: 240 }, batchSize: 4, maxTokens: 8, optimiser: { stepSize: 0.05 }, evaluateEvery: ${ROUNDS}, constants: none }
radio: { bandwidth: 0.5 MHz }
control: { historyRounds: 20, roundWeights: uniform, clairvoyantBound: false }
policies: [balanced, drift-plus-penalty]`,
    'study',
    KNOWN_NAMES,
  );

const solver = await loadSolver('exact');

async function run(name, seed) {
  const scenario = scenarioOf(VARIANTS[name], seed);
  const task = await createSplitTask(scenario.learning.task);
  const { summary, records } = await runScenario(scenario, {
    ...{ task, pool: inlinePool(task), solver, clockS: () => performance.now() / 1000 },
  });
  return summary.policies.map(({ policy, accuracy, heldOutLoss, averageDelayS, devicesPerRound }) => {
    const own = records.filter((record) => record.policy === policy);
    const kbit = (some) =>
      some.reduce((sum, { uplinkBits }) => sum + uplinkBits, 0) /
      some.reduce((sum, { scheduled }) => sum + scheduled.length, 0) /
      1e3;
    const uplinkKbit = kbit(own);
    const lastKbit = kbit(own.slice(-10));
    return {
      name,
      seed,
      policy,
      accuracy,
      heldOutLoss,
      averageDelayS,
      devicesPerRound,
      uplinkKbit,
      lastKbit,
    };
  });
}

console.log(JSON.stringify(await sizes()));
const found = [];
for (const seed of SEEDS) {
  for (const name of Object.keys(VARIANTS)) {
    for (const one of await run(name, seed)) {
      found.push(one);
      console.log(JSON.stringify(one));
    }
  }
}
const inWords = (values) => {
  const { mean, halfWidth } = meanInterval(values);
  const digits = Math.abs(mean) >= 10 ? 1 : 3;
  return `${mean.toFixed(digits)} +- ${halfWidth.toFixed(digits)}`;
};
for (const policy of ['balanced', 'drift-plus-penalty']) {
  const of = (name) => found.filter((one) => one.name === name && one.policy === policy);
  const [plain] = Object.keys(VARIANTS);
  for (const name of Object.keys(VARIANTS)) {
    const more = of(name).map(({ accuracy }, i) => 100 * (accuracy - of(plain)[i].accuracy));
    const row = ['uplinkKbit', 'lastKbit', 'devicesPerRound', 'averageDelayS', 'accuracy', 'heldOutLoss'].map(
      (key) => `${key} ${inWords(of(name).map((one) => one[key]))}`,
    );
    console.log(`${policy}; ${name}: ${row.join(', ')}; points of accuracy more ${inWords(more)}`);
  }
}
