// Measures the solvers and writes benchmarks/RESULTS.md and benchmarks/profile.svg. Build first: npm run build.
//   node benchmarks/solvers/run.mjs [--seeds N] [--quick]
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { certifyRound } from '../../dist/core/round/certify.js';
import { loadSolver } from '../../dist/solvers/registry.js';
import {
  BENCH_FAMILIES,
  benchInstances,
  benchProblem,
  benchTable,
  performanceProfileSvg,
  runBench,
} from '../../dist/testing/index.js';
import { median, ratePassS } from './rate-pass.mjs';

const { values } = parseArgs({ options: { seeds: { type: 'string' }, quick: { type: 'boolean' } } });
const quick = values.quick === true;
const seeds = Number(values.seeds ?? (quick ? 20 : 1000));
const clock = () => performance.now();
const log = (text) => process.stderr.write(`${text}\n`);

const exact = await loadSolver('exact');
const relaxed = await loadSolver('relaxed');

/** Solve times of one family and size, in rate passes, with the cost of checking. */
function passes(solver, family, count, seedCount) {
  const ratios = [];
  const checks = [];
  let proven = 0;
  for (let seed = seedCount > 10 ? -5 : 0; seed < seedCount; seed++) {
    const problem = benchProblem(family, count, seed);
    const pass = ratePassS(problem);
    const start = clock();
    const answer = solver.solve(problem, { timeLimitS: 5, clock });
    const solveS = (clock() - start) / 1000;
    const before = clock();
    const { valid } = certifyRound(problem, answer);
    if (seed < 0) continue; // warms the machine up
    checks.push((clock() - before) / 1000 / solveS);
    ratios.push(solveS / pass);
    if (valid && answer.status === 'optimal') proven++;
  }
  return { middle: median(ratios), worst: Math.max(...ratios), check: median(checks), proven, of: seedCount };
}

function speedTable() {
  const lines = [
    '| family | K | median (rate passes) | worst | worst / median | checking / solving | proven |',
    '|---|---|---|---|---|---|---|',
  ];
  for (const family of BENCH_FAMILIES) {
    for (const count of [100, 1000]) {
      const slow = Math.min(
        seeds,
        { energy: seeds, synchronous: 20, knapsack: count > 100 ? 3 : 20 }[family.name] ?? 60,
      );
      const { middle, worst, check, proven, of } = passes(exact, family, count, slow);
      const row = [
        family.name,
        count,
        middle.toFixed(0),
        worst.toFixed(0),
        (worst / middle).toFixed(1),
        check.toFixed(2),
        `${proven}/${of}`,
      ];
      lines.push(`| ${row.join(' | ')} |`);
      log(lines.at(-1));
    }
  }
  return lines.join('\n');
}

function relaxedTable() {
  const lines = ['| K | time | rate passes | certified gap |', '|---|---|---|---|'];
  for (const count of quick ? [10_000, 100_000] : [10_000, 100_000, 1_000_000]) {
    const problem = benchProblem(BENCH_FAMILIES[0], count, 1);
    const pass = ratePassS(problem);
    relaxed.solve(benchProblem(BENCH_FAMILIES[0], 1000, 1));
    const start = clock();
    const answer = relaxed.solve(problem);
    const solveS = (clock() - start) / 1000;
    lines.push(
      `| ${count} | ${solveS.toFixed(3)} s | ${(solveS / pass).toFixed(0)} | ${answer.gap.toExponential(1)} |`,
    );
    log(lines.at(-1));
  }
  return lines.join('\n');
}

async function highsTable() {
  const highs = await loadSolver('highs');
  const lines = ['| K | exact | highs | ratio | highs objective above exact |', '|---|---|---|---|---|'];
  let logs = 0;
  const sizes = quick ? [20, 50] : [20, 50, 200, 1000];
  for (const count of sizes) {
    const problem = benchProblem(BENCH_FAMILIES[0], count, 2);
    const ours = [];
    let answer;
    for (let turn = 0; turn < 15; turn++) {
      const start = clock();
      answer = exact.solve(problem);
      ours.push((clock() - start) / 1000);
    }
    const start = clock();
    const theirs = highs.solve(problem, { timeLimitS: 120, clock });
    const highsS = (clock() - start) / 1000;
    const ratio = highsS / median(ours);
    logs += Math.log(ratio);
    const above = (theirs.objective - answer.objective) / answer.objective;
    lines.push(
      `| ${count} | ${(1000 * median(ours)).toFixed(2)} ms | ${highsS.toFixed(2)} s | ${ratio.toFixed(0)} | ${above.toExponential(1)} |`,
    );
    log(lines.at(-1));
  }
  return `${lines.join('\n')}\n\nGeometric mean of the ratios: ${Math.exp(logs / sizes.length).toFixed(0)}.`;
}

async function comparison() {
  const names = [
    'exact',
    'relaxed',
    'enumeration',
    'lp',
    'highs',
    'greedy',
    'best-channel-n',
    'random-n',
    'equal-bandwidth',
    'myopic',
  ];
  const solvers = await Promise.all(names.map(loadSolver));
  const report = runBench(benchInstances(quick ? [10] : [10, 15, 40], [1, 2, 3]), solvers, {
    clock,
    timeLimitS: 5,
  });
  const figure = fileURLToPath(new URL('../profile.svg', import.meta.url));
  writeFileSync(figure, performanceProfileSvg(report));
  return benchTable(report);
}

const sections = [
  '# Solver benchmarks',
  `Written by \`node benchmarks/solvers/run.mjs\` on ${new Date().toISOString().slice(0, 10)}: ${cpus().length} x ${cpus()[0].model.trim()}, Node ${process.version}. Ratios within one run mean more than times.`,
  'A *rate pass* is the time of evaluating r_k(b) once for every device of the problem in the same process.',
  '## exact, in rate passes',
  speedTable(),
  '## relaxed, large problems (family energy)',
  relaxedTable(),
  '## exact against HiGHS on its piecewise-linear model (8 segments, family energy)',
  await highsTable(),
  '## All solvers, all families',
  'Success: a valid answer within 1e-4 of the best objective known. Enumeration takes at most 20 devices and refuses the rest.',
  await comparison(),
  '![Performance profile](profile.svg)',
];
writeFileSync(fileURLToPath(new URL('../RESULTS.md', import.meta.url)), `${sections.join('\n\n')}\n`);
