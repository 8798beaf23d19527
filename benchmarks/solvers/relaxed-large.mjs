// One large problem for `relaxed`, as a row of a table: node --expose-gc benchmarks/solvers/relaxed-large.mjs COUNT
import { readFileSync, writeFileSync } from 'node:fs';
import { certifyRound } from '../../dist/problem/round/certify.js';
import { loadSolver } from '../../dist/solvers/registry.js';
import { BENCH_FAMILIES, benchProblem } from '../../dist/testing/index.js';
import { ratePassS } from './rate-pass.mjs';

/** Linux: forget the peak of resident memory so far; undefined elsewhere. */
function forgetPeak() {
  try {
    writeFileSync('/proc/self/clear_refs', '5');
    return statusBytes('VmRSS');
  } catch {
    return undefined;
  }
}

function statusBytes(key) {
  const line = readFileSync('/proc/self/status', 'utf8').match(new RegExp(`${key}:\\s+(\\d+) kB`));
  return Number(line[1]) * 1024;
}

const count = Number(process.argv[2]);
const relaxed = await loadSolver('relaxed');
for (let seed = 0; seed < 3; seed++) relaxed.solve(benchProblem(BENCH_FAMILIES[0], 10_000, seed));
const problem = benchProblem(BENCH_FAMILIES[0], count, 1);
// What making the problem left behind must be given back first, or the solve would use it unseen.
for (let turn = 0; turn < 3; turn++)
  globalThis.gc({ type: 'major', execution: 'sync', flavor: 'last-resort' });
const before = forgetPeak();
const { heapTotal, heapUsed } = process.memoryUsage();
const start = performance.now();
const answer = relaxed.solve(problem);
const seconds = (performance.now() - start) / 1000;
// Free room within the heap may have been used too: with it the figure can only be too high.
const peakBytes = before === undefined ? undefined : statusBytes('VmHWM') - before + heapTotal - heapUsed;
const peak = peakBytes === undefined ? 'not measured here' : (peakBytes / count).toFixed(0);
if (!certifyRound(problem, answer).valid) throw new Error('the answer is refused by the checker');
const pass = ratePassS(problem);
const row = [
  count,
  `${seconds.toFixed(3)} s`,
  (seconds / pass).toFixed(0),
  answer.gap.toExponential(1),
  peak,
];
process.stdout.write(`| ${row.join(' | ')} |\n`);
