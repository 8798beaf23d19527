// What an own penalty costs beside `inverse`: the problems of the family `inverse` with other penalties, in rate passes. Build first.
//   node benchmarks/solvers/own-penalty.mjs [--problems N]
import { parseArgs } from 'node:util';
import { certifyRound } from '../../dist/problem/round/certify.js';
import { loadSolver } from '../../dist/solvers/registry.js';
import { BENCH_FAMILIES, benchProblem } from '../../dist/testing/index.js';
import { median, ratePassS } from './rate-pass.mjs';

const { values } = parseArgs({ options: { problems: { type: 'string', default: '30' } } });
const problems = Number(values.problems);
const family = BENCH_FAMILIES.find(({ name }) => name === 'inverse');
const own = (phi, cap) => ({ kind: 'expression', phi, cap });
const penalties = {
  inverse: { kind: 'inverse', cap: 20 },
  'its formula, (1 - x)/x': own('(1 - x)/x', 20),
  '(1 - x)^2 / (0.1 + x)': own('(1 - x)^2 / (0.1 + x)', 9),
  '-log(x)': own('-log(x)', 20),
  'exp(-5*x)': own('exp(-5*x)', 1),
  'x^-3': own('x^-3', 1e4),
};
const exact = await loadSolver('exact');

/** The middle of three: a single time may hold somebody else's. */
function timeS(run) {
  const times = [0, 1, 2].map(() => {
    const start = performance.now();
    run();
    return (performance.now() - start) / 1000;
  });
  return median(times);
}

/** One problem under every penalty: neighbours in time are compared. */
function measured(count, seed) {
  const plain = benchProblem(family, count, seed);
  const passS = ratePassS(plain);
  return Object.values(penalties).map((penalty) => {
    const problem = { ...plain, penalty };
    let answer;
    let valid;
    const solveS = timeS(() => {
      answer = exact.solve(problem);
    });
    const checkS = timeS(() => {
      valid = certifyRound(problem, answer).valid;
    });
    const isProven = valid && answer.status === 'optimal';
    return { passes: solveS / passS, check: checkS / solveS, isProven };
  });
}

const write = (...cells) => process.stdout.write(`| ${cells.join(' | ')} |\n`);
write('penalty', 'K', 'median (rate passes)', 'worst', 'of inverse, median', 'checking / solving', 'proven');
write('---', '---', '---', '---', '---', '---', '---');
for (const count of [100, 1000]) {
  for (let seed = -5; seed < 0; seed++) measured(count, seed); // warms the machine up
  const rows = Array.from({ length: problems }, (_, seed) => measured(count, seed));
  for (const [i, name] of Object.keys(penalties).entries()) {
    const found = rows.map((row) => row[i]);
    const passes = found.map((one) => one.passes);
    const ratios = rows.map((row) => row[i].passes / row[0].passes);
    const check = median(found.map((one) => one.check)).toFixed(2);
    const proven = found.filter(({ isProven }) => isProven).length;
    const [middle, worst] = [median(passes), Math.max(...passes)].map((v) => v.toFixed(0));
    write(name, count, middle, worst, median(ratios).toFixed(2), check, `${proven}/${problems}`);
  }
}
