// Is LoRA as good as full fine-tuning? Two one-sided tests (margin 2 points), ranks 1 to 32 (docs/training.md, study 6 of participation):
//   npm run build && node benchmarks/training/equivalence.mjs [--seeds 10] [--from 401] [--rounds 40] [--held-out 480] [--margin 2]
//     [--ranks 1,2,4,8,16,32] [--out equivalence.ndjson] [--figure docs/equivalence.svg]
// Split federated training on the default data, Dirichlet 0.4 over 20 devices, 7 of 20 devices a round at random, the same for every method; step sizes are those of
// `driftlora compare`. One line of JSON a seed and method; files that were begun are gone on with. p-values are Holm-corrected over the ranks.

import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { POLICY_NAMES } from '../../dist/control/index.js';
import { meanInterval } from '../../dist/core/student.js';
import { differenceP, equivalenceP, holm } from '../../dist/core/tests-of-means.js';
import { renderSvg } from '../../dist/report/svg.js';
import { readScenario } from '../../dist/scenario/index.js';
import { solverRegistry } from '../../dist/solvers/index.js';
import { COMPARE_DEFAULTS, compareMethods } from '../../dist/training/index.js';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '10' },
    from: { type: 'string', default: '401' },
    rounds: { type: 'string', default: '40' },
    'held-out': { type: 'string', default: '480' },
    margin: { type: 'string', default: '2' },
    ranks: { type: 'string', default: '1,2,4,8,16,32' },
    out: { type: 'string', default: 'equivalence.ndjson' },
    figure: { type: 'string' },
  },
});
const RANKS = values.ranks.split(',').map(Number);
const FULL = 'full fine-tuning';
const label = (rank) => `rank ${rank}`;

const known = { policies: POLICY_NAMES, solvers: solverRegistry.map(({ name }) => name) };
const { learning } = readScenario(
  'learning: { partition: { kind: dirichlet, alpha: 0.4 } }',
  'the study',
  known,
);
const heldOutRows = Number(values['held-out']);
const task = { ...learning.task, dataset: { ...learning.task.dataset, heldOutRows } };
const settings = {
  ...COMPARE_DEFAULTS.settings,
  rounds: Number(values.rounds),
  batchSize: learning.batchSize,
};

const kept = existsSync(values.out)
  ? readFileSync(values.out, 'utf8')
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line))
  : [];
const seeds = Array.from({ length: Number(values.seeds) }, (_, i) => Number(values.from) + i);

async function add(name, seed, method, lora) {
  if (kept.some((line) => line.seed === seed && line.method === name)) return;
  const [found] = await compareMethods({
    ...{ task: { ...task, lora }, settings, seeds: [seed], methods: [method] },
    ...(COMPARE_DEFAULTS.stepSizes && { stepSizes: COMPARE_DEFAULTS.stepSizes }),
  });
  const line = { seed, method: name, accuracy: found.accuracy.mean, trained: found.trainedParameters };
  kept.push(line);
  appendFileSync(values.out, `${JSON.stringify(line)}\n`);
}

for (const seed of seeds) {
  await add(FULL, seed, 'split-federated-full', task.lora);
  // alpha is twice the rank, so that B A keeps its scale.
  for (const rank of RANKS)
    await add(label(rank), seed, 'split-federated-lora', { ...task.lora, rank, alpha: 2 * rank });
}

const of = (name) => new Map(kept.filter(({ method }) => method === name).map((line) => [line.seed, line]));
const full = of(FULL);
const rows = RANKS.map((rank) => {
  const lines = [...of(label(rank)).values()];
  return { rank, lines, differences: lines.map(({ seed, accuracy }) => accuracy - full.get(seed).accuracy) };
});
const margin = Number(values.margin) / 100;
const alike = holm(rows.map(({ differences }) => equivalenceP(differences, margin)));
const different = holm(rows.map(({ differences }) => differenceP(differences)));
const points = ({ mean, halfWidth }) => `${(100 * mean).toFixed(1)} +- ${(100 * halfWidth).toFixed(1)}`;
const accuracyOf = (lines) => points(meanInterval([...lines].map(({ accuracy }) => accuracy)));
process.stdout.write(
  `| method | seeds | trained | accuracy, % | less full fine-tuning, points | alike within ${values.margin} points, p | different, p |\n|---|---|---|---|---|---|---|\n` +
    `| ${FULL} | ${full.size} | ${[...full.values()][0].trained.toLocaleString('en')} | ${accuracyOf(full.values())} | | | |\n`,
);
for (const [i, { rank, lines, differences }] of rows.entries()) {
  process.stdout.write(
    `| LoRA, rank ${rank} | ${lines.length} | ${lines[0].trained.toLocaleString('en')} | ${accuracyOf(lines)} | ${points(meanInterval(differences))} | ${alike[i].toPrecision(2)}${alike[i] <= 0.05 ? ', shown' : ''} | ${different[i].toPrecision(2)}${different[i] <= 0.05 ? ', shown' : ''} |\n`,
  );
}

if (values.figure) {
  const data = rows.map(({ rank, differences }) => {
    const { mean, halfWidth } = meanInterval(differences);
    return {
      rank: String(rank),
      mean: 100 * mean,
      low: 100 * (mean - halfWidth),
      high: 100 * (mean + halfWidth),
    };
  });
  const y = { field: 'rank', type: 'nominal', sort: RANKS.map(String), title: 'rank of the factors' };
  const title = 'accuracy less that of full fine-tuning (points), mean and 95 % interval over the seeds';
  const side = (value) => ({
    data: { values: [{ value }] },
    mark: { type: 'rule', strokeDash: [4, 3], color: '#777777' },
    encoding: { x: { field: 'value', type: 'quantitative' } },
  });
  const spec = {
    ...{ width: 420, height: { step: 26 }, data: { values: data } },
    layer: [
      side(100 * margin),
      side(-100 * margin),
      {
        mark: { type: 'rule', strokeWidth: 2, color: '#0072B2' },
        encoding: { y, x: { field: 'low', type: 'quantitative', title }, x2: { field: 'high' } },
      },
      {
        mark: { type: 'point', filled: true, size: 60, color: '#0072B2' },
        encoding: { y, x: { field: 'mean', type: 'quantitative', title } },
      },
    ],
  };
  writeFileSync(values.figure, `${await renderSvg(spec)}\n`);
}
