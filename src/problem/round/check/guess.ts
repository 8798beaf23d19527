/**
 * Good places for tangents: where the least bandwidth and the best trade lie, in plain floating point. Nothing here is
 * believed: a tangent at any place is a lower bound (docs/certificate-format.md, section 4), a poor place makes a poor one.
 */
const SERIES_BELOW = 0.2;
const MAX_TURNS = 60;

/**
 * The SNR x at which the rate b log2(1 + gamma/b) meets the rate needed: ln(1 + x)/x = q.
 * @param q ln2 u / (y gamma) in (0, 1)
 */
export function snrForRate(q: number): number {
  const fall = -Math.log(q);
  const log = fall < SERIES_BELOW ? smallLog(1 - q) : largeLog(q, fall);
  return log / q;
}

/** 1 - L/(e^L - 1) = L/2 - sum of B_2n L^2n/(2n)!: their coefficients, n = 1.. */
const BERNOULLI = [1 / 12, -1 / 720, 1 / 30240, -1 / 1209600, 1 / 47900160] as const;

/** L with 1 - L/(e^L - 1) = d: Newton on the series. */
function smallLog(d: number): number {
  let log = 2 * d;
  for (let turn = 0; turn < 4; turn++) {
    const square = log * log;
    let tail = 0;
    let slope = 0;
    for (let n = BERNOULLI.length - 1; n >= 0; n--) {
      tail = tail * square + BERNOULLI[n]!;
      slope = slope * square + (2 * n + 2) * BERNOULLI[n]!;
    }
    log -= (log * (0.5 - log * tail) - d) / (0.5 - log * slope);
  }
  return log;
}

/** L with L = ln(1 + L/q), Newton from above its root, where it cannot overshoot. */
function largeLog(q: number, fall: number): number {
  let log = fall + 2 * Math.log1p(fall);
  for (let turn = 0; turn < MAX_TURNS; turn++) {
    const step = ((log - Math.log1p(log / q)) * (q + log)) / (q + log - 1);
    log -= step;
    if (!(Math.abs(step) > 1e-8 * log)) break;
  }
  return log;
}

/**
 * The SNR x at which c/r(b) + lambda b is least: x^2 (ln(1+x) - x/(1+x)) / ln(1+x)^2 = y.
 * @param y lambda gamma^2 / (c ln2) > 0
 */
export function snrForTrade(y: number): number {
  // Newton in ln x, where the left side is nearly a straight line of slope 2.
  let lnX = 0.5 * Math.log(2 * y);
  if (lnX > 1) lnX += 0.5 * Math.log(lnX / 2 + 0.5);
  let x = Math.exp(lnX);
  for (let turn = 0; turn < MAX_TURNS; turn++) {
    const log = Math.log1p(x);
    const excess = x < 1e-3 ? x * x * (0.5 - x * (2 / 3 - 0.75 * x)) : log - x / (1 + x);
    const slope = 2 + (x * x) / ((1 + x) * (1 + x) * excess) - (2 * x) / ((1 + x) * log);
    const step = Math.log((x * x * excess) / (log * log * y)) / slope;
    x *= Math.exp(-step);
    if (!(Math.abs(step) > 1e-7)) break;
  }
  return x;
}
