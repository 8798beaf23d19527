// `proven` counts what is solved within 5 s.
// Measures the solvers and writes benchmarks/RESULTS.md and benchmarks/profile.svg. Build first: npm run build.
//   node benchmarks/solvers/run.mjs --help
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { certifyRound } from '../../dist/problem/round/certify.js';
import { loadSolver } from '../../dist/solvers/registry.js';
import {
  BENCH_FAMILIES,
  benched,
  benchInstances,
  benchProblem,
  benchTable,
  performanceProfileSvg,
  runBench,
} from '../../dist/testing/index.js';
import { median, ratePassS } from './rate-pass.mjs';

const HELP = `node benchmarks/solvers/run.mjs [--seeds N] [--quick] [--only SECTION] [--help]
  --seeds N       seeds of the family energy (default 1,000; with --quick 20)
  --quick         smaller sizes and fewer problems: a few minutes
  --only SECTION  speed, small, equal, relaxed, highs or all-solvers alone, printed; nothing is written
`;
const { values } = parseArgs({
  options: {
    seeds: { type: 'string' },
    quick: { type: 'boolean' },
    only: { type: 'string' },
    help: { type: 'boolean' },
  },
});
if (values.help) {
  process.stdout.write(HELP);
  process.exit(0);
}
const quick = values.quick === true;
const seeds = Number(values.seeds ?? (quick ? 20 : 1000));
const clock = () => performance.now();
const log = (text) => process.stderr.write(`${text}\n`);

const exact = await loadSolver('exact');

/** Solve times of one family and size, in rate passes, with the cost of checking. */
function passes(solver, family, count, seedCount) {
  const ratios = [];
  const checks = [];
  let proven = 0;
  for (let seed = seedCount > 10 ? -5 : 0; seed < seedCount; seed++) {
    const problem = benchProblem(family, count, seed);
    const pass = ratePassS(problem);
    const options = { timeLimitS: 5, clock };
    let answer;
    const timed = () => {
      const start = clock();
      answer = solver.solve(problem, options);
      return (clock() - start) / 1000;
    };
    const first = timed();
    // A single time may hold somebody else's: of short solves the middle of three counts.
    const solveS = first < 0.05 ? median([first, timed(), timed()]) : first;
    let valid = false;
    const checked = () => {
      const start = clock();
      valid = certifyRound(problem, answer).valid;
      return (clock() - start) / 1000;
    };
    const checkS = first < 0.05 ? median([checked(), checked(), checked()]) : checked();
    if (seed < 0) continue; // warms the machine up
    checks.push(checkS / solveS);
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

/** Times of problems of the size that long-horizon studies solve by the hundred thousand, in microseconds. */
function smallTable() {
  const lines = ['| problems, K = 20 | median | mean | worst |', '|---|---|---|---|'];
  const kinds = [
    ['energy prices', BENCH_FAMILIES[0]],
    ['synchronous delay price', { ...BENCH_FAMILIES[2], energyPrices: false }],
    ['both', BENCH_FAMILIES[2]],
  ];
  for (const [label, base] of kinds) {
    for (const penalty of [{ kind: 'linear' }, { kind: 'inverse', cap: 20 }]) {
      for (const equalShares of [false, true]) {
        const family = { ...base, penalty: () => penalty, equalShares };
        const problems = Array.from({ length: quick ? 20 : 200 }, (_, seed) =>
          benchProblem(family, 20, seed),
        );
        for (const problem of problems) exact.solve(problem);
        const times = problems.map((problem) => 1e6 * median([0, 1, 2].map(() => secondsOf(exact, problem))));
        const mean = times.reduce((a, b) => a + b, 0) / times.length;
        const name = `${label}, ${penalty.kind}, ${equalShares ? 'equal' : 'unequal'} shares`;
        const figures = [median(times), mean, Math.max(...times)].map((t) => `${t.toFixed(0)} us`);
        lines.push(`| ${name} | ${figures.join(' | ')} |`);
        log(lines.at(-1));
      }
    }
  }
  return lines.join('\n');
}

/** The textbook's cell: devices that nothing tells apart, with every penalty and both prices. */
function equalDevicesTable() {
  const lines = [
    '| penalty | K | rate passes, median | worst | checking / solving | proven |',
    '|---|---|---|---|---|---|',
  ];
  const equal = BENCH_FAMILIES.find(({ name }) => name === 'equal-devices');
  const counted = BENCH_FAMILIES.find(({ name }) => name === 'equal-shares').penalty;
  const penalties = {
    linear: () => ({ kind: 'linear' }),
    quadratic: () => ({ kind: 'quadratic' }),
    inverse: equal.penalty,
    count: counted,
    'fraction, equal numerators': (count) => ({
      kind: 'fraction',
      cap: 20,
      constant: 1,
      numerators: Object.fromEntries(Array.from({ length: count }, (_, k) => [`d${k}`, 4 / count])),
    }),
  };
  for (const [name, penalty] of Object.entries(penalties)) {
    for (const count of [400]) {
      const { middle, worst, check, proven, of } = passes(
        exact,
        { ...equal, penalty },
        count,
        quick ? 5 : 20,
      );
      lines.push(
        `| ${[name, count, middle.toFixed(0), worst.toFixed(0), check.toFixed(2), `${proven}/${of}`].join(' | ')} |`,
      );
      log(lines.at(-1));
    }
  }
  return lines.join('\n');
}

function secondsOf(solver, problem, options) {
  const start = clock();
  solver.solve(problem, options);
  return (clock() - start) / 1000;
}

/** Each size in a process of its own, so that its peak of memory is its own. */
function relaxedTable() {
  const lines = [
    '| K | time | rate passes | certified gap | peak of memory, bytes a device |',
    '|---|---|---|---|---|',
  ];
  const script = fileURLToPath(new URL('relaxed-large.mjs', import.meta.url));
  for (const count of quick ? [10_000, 100_000] : [10_000, 100_000, 1_000_000]) {
    const out = execFileSync(process.execPath, ['--expose-gc', script, String(count)], { encoding: 'utf8' });
    lines.push(out.trim());
    log(lines.at(-1));
  }
  return lines.join('\n');
}

/** Several problems a size, both solvers warmed up, each problem's median of repeated solves by `exact`. */
async function highsTable() {
  const highs = await loadSolver('highs');
  const lines = [
    '| K | problems | exact | highs | ratio | highs objective above exact |',
    '|---|---|---|---|---|---|',
  ];
  let logs = 0;
  const sizes = quick ? [20, 50] : [20, 50, 200, 1000];
  for (const count of sizes) {
    const problems = Array.from({ length: 5 }, (_, seed) => benchProblem(BENCH_FAMILIES[0], count, seed + 1));
    const warm = benchProblem(BENCH_FAMILIES[0], count, 0);
    for (let turn = 0; turn < 100; turn++) exact.solve(warm);
    highs.solve(benchProblem(BENCH_FAMILIES[0], 20, 0), { timeLimitS: 120, clock });
    const runs = problems.map((problem) => {
      const ours = median(Array.from({ length: 15 }, () => secondsOf(exact, problem)));
      const start = clock();
      const theirs = highs.solve(problem, { timeLimitS: 120, clock });
      const highsS = (clock() - start) / 1000;
      const { objective } = exact.solve(problem);
      return { ours, highsS, above: (theirs.objective - objective) / objective };
    });
    const logRatio = runs.reduce((sum, run) => sum + Math.log(run.highsS / run.ours), 0) / runs.length;
    logs += logRatio;
    const row = [
      count,
      runs.length,
      `${(1000 * median(runs.map((r) => r.ours))).toFixed(3)} ms`,
      `${median(runs.map((r) => r.highsS)).toFixed(2)} s`,
      Math.exp(logRatio).toFixed(0),
      `${Math.min(...runs.map((r) => r.above)).toExponential(1)} to ${Math.max(...runs.map((r) => r.above)).toExponential(1)}`,
    ];
    lines.push(`| ${row.join(' | ')} |`);
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
    'penalty-only',
  ];
  const solvers = await Promise.all(names.map(loadSolver));
  const measured = solvers.map((solver) => benched(solver, clock));
  const report = await runBench(benchInstances(quick ? [10] : [10, 15, 40], [1, 2, 3]), measured, {
    timeLimitS: 5,
  });
  if (values.only === undefined) {
    const figure = fileURLToPath(new URL('../profile.svg', import.meta.url));
    writeFileSync(figure, performanceProfileSvg(report));
  }
  return benchTable(report);
}

const SECTIONS = {
  speed: speedTable,
  small: smallTable,
  equal: equalDevicesTable,
  relaxed: relaxedTable,
  highs: highsTable,
  'all-solvers': comparison,
};
if (values.only !== undefined) {
  if (!Object.hasOwn(SECTIONS, values.only)) {
    process.stderr.write(
      `--only: got "${values.only}", accepted is one of ${Object.keys(SECTIONS).join(', ')}\n`,
    );
    process.exit(2);
  }
  process.stdout.write(`${await SECTIONS[values.only]()}\n`);
  process.exit(0);
}

const sections = [
  '# Solver benchmarks',
  `Written by \`node benchmarks/solvers/run.mjs\` on ${new Date().toISOString().slice(0, 10)}: ${cpus().length} x ${cpus()[0].model.trim()}, Node ${process.version}. Ratios within one run mean more than times.`,
  'The service under load: [service.md](service.md).',
  'A *rate pass* is the time of evaluating r_k(b) once for every device of the problem in the same process.',
  '## exact, in rate passes',
  speedTable(),
  '## exact, small problems',
  smallTable(),
  '## exact, equal devices (both prices)',
  equalDevicesTable(),
  '## relaxed, large problems (family energy)',
  'The peak is that of the process during the solve, less what it held before (the problem), plus the free room in the heap, which may have been used.',
  relaxedTable(),
  '## exact against HiGHS on its piecewise-linear model (8 segments, family energy)',
  await highsTable(),
  '## All solvers, all families',
  'Success: a valid answer within 1e-4 of the best objective known. Enumeration takes at most 20 devices and refuses the rest.',
  await comparison(),
  '![Performance profile](profile.svg)',
];
writeFileSync(fileURLToPath(new URL('../RESULTS.md', import.meta.url)), `${sections.join('\n\n')}\n`);
