/**
 * Arithmetic rounded outwards (docs/certificate-format.md, section 8): each function returns a number that is certainly
 * at most (`...Down`) or at least (`...Up`) the exact result for the numbers it is given. Sums and products that are
 * exactly 0 stay 0. What overflows becomes NaN or infinite in the harmless direction, and proves nothing.
 *
 * `v - (|v| 2^-52 + 2^-1074)` is at most the next double below v; a result of IEEE arithmetic is off by half of that.
 */
const STEP = 2 ** -52;
const TINY = 2 ** -1074;

/** Below anything that rounds to v. */
export function below(v: number): number {
  return v - (Math.abs(v) * STEP + TINY);
}

/** Above anything that rounds to v. */
export function above(v: number): number {
  return v + (Math.abs(v) * STEP + TINY);
}

/** What rounding took from a + b = s, exactly (Knuth's TwoSum); NaN where s overflowed. */
function lostOf(a: number, b: number, s: number): number {
  const other = s - a;
  return a - (s - other) + (b - other);
}

export function addDown(a: number, b: number): number {
  const s = a + b;
  return lostOf(a, b, s) >= 0 ? s : below(s);
}

export function addUp(a: number, b: number): number {
  const s = a + b;
  return lostOf(a, b, s) <= 0 ? s : above(s);
}

export function mulDown(a: number, b: number): number {
  const p = a * b;
  return p === 0 && (a === 0 || b === 0) ? 0 : below(p);
}

export function mulUp(a: number, b: number): number {
  const p = a * b;
  return p === 0 && (a === 0 || b === 0) ? 0 : above(p);
}

/** @param b not 0 */
export function divDown(a: number, b: number): number {
  return a === 0 && b !== 0 ? 0 : below(a / b);
}

/** @param b not 0 */
export function divUp(a: number, b: number): number {
  return a === 0 && b !== 0 ? 0 : above(a / b);
}

/** Lower end of [aLow, aHigh] [bLow, bHigh] for 0 <= aLow. */
export function productDown(aLow: number, aHigh: number, bLow: number): number {
  return bLow >= 0 ? mulDown(aLow, bLow) : mulDown(aHigh, bLow);
}
