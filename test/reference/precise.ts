/** The two universal functions in 50 digits, by bisection and Newton on the defining equations (theory 4). */
import { all, type BigNumber, create } from 'mathjs';

const math = create(all!, { number: 'BigNumber', precision: 50 });
/** A double's exact value: its shortest decimal form can be off by half a unit in the last place. */
const big = (value: number | string) =>
  math.bignumber(typeof value === 'number' ? value.toPrecision(60) : value);
type Big = BigNumber;
const log1p = (x: Big) => math.log(math.add(big(1), x)) as Big;

/** Root of an increasing function of ln x, by secant steps from a double-precision start. */
function polish(f: (x: Big) => Big, start: number): Big {
  let a = big(start);
  let b = math.multiply(a, big('1.0000001')) as Big;
  let fa = f(a);
  let fb = f(b);
  for (let turn = 0; turn < 12 && !fb.isZero() && !fb.equals(fa); turn++) {
    const next = math.subtract(
      b,
      math.divide(math.multiply(fb, math.subtract(b, a)), math.subtract(fb, fa)),
    ) as Big;
    [a, fa, b] = [b, fb, next];
    fb = f(b);
  }
  return b;
}

/** x with ln(1+x)/x = q, near `start`. */
export function preciseSnrForRate(q: number, start: number): Big {
  return polish((x) => math.subtract(math.divide(log1p(x), x), big(q)) as Big, start);
}

/** x with x^2 (ln(1+x) - x/(1+x)) / ln^2(1+x) = y, near `start`. */
export function preciseSnrForTrade(y: number, start: number): Big {
  return polish((x) => {
    const log = log1p(x);
    const excess = math.subtract(log, math.divide(x, math.add(big(1), x))) as Big;
    const ratio = math.divide(math.multiply(math.multiply(x, x), excess), math.multiply(log, log)) as Big;
    return math.subtract(ratio, big(y)) as Big;
  }, start);
}

/** (found - precise) / precise as a double. */
export function relativeError(found: number, precise: Big): number {
  return math.number(math.divide(math.subtract(big(found), precise), precise) as Big);
}
