/**
 * Where modulation ends: a cap on the bits per second and Hz (theory 4). With x the SNR and L = ln(1 + x), Shannon's rate
 * b L/ln2 counts as long as L is at most L_c = cap ln2; beyond, on bandwidths narrower than gamma/x_c, the rate is cap b. So a
 * cap leaves the universal functions what they are, functions of one variable, with L held at L_c.
 */

/** A cap as the universal functions need it. */
export interface Ceiling {
  /** L_c; Infinity without a cap. */
  readonly log: number;
  /** x_c = e^L_c - 1, the SNR at which the rate bends. */
  readonly snr: number;
  /** L_c - x_c/(1 + x_c): ln2 times the slope of Shannon's rate there. The cap's own is L_c. */
  readonly excess: number;
  /** L_c/x_c: for any q = R ln2/gamma up to it the least bandwidth is the cap's. Negative without a cap. */
  readonly q: number;
  /** ln y between which the best trade is the bend itself, y = lambda gamma^2/(c ln2): above both, the cap's own. */
  readonly lnTradeFrom: number;
  readonly lnTradeTo: number;
}

const NEVER = Number.POSITIVE_INFINITY;
export const NO_CEILING: Ceiling = {
  log: NEVER,
  snr: NEVER,
  excess: NEVER,
  q: -1,
  lnTradeFrom: NEVER,
  lnTradeTo: NEVER,
};

/** Below this L, L - x/(1+x) = e^-L - 1 + L comes from its series. */
const SERIES_BELOW = 0.1;

/** @param bitsPerHz the cap (> 0), bit/s per Hz; Infinity for none */
export function ceilingOf(bitsPerHz: number): Ceiling {
  const log = bitsPerHz * Math.LN2;
  const snr = Math.expm1(log);
  // No SNR that is a number exceeds this one.
  if (snr === NEVER) return NO_CEILING;
  const excess = log < SERIES_BELOW ? excessSeries(log) : log + Math.expm1(-log);
  return {
    log,
    snr,
    excess,
    q: log / snr,
    lnTradeFrom: 2 * Math.log(snr) + Math.log(excess) - 2 * Math.log(log),
    lnTradeTo: 2 * Math.log(snr) - Math.log(log),
  };
}

/** e^-L - 1 + L = L^2/2 - L^3/6 + ... */
function excessSeries(log: number): number {
  let sum = 0;
  let term = log;
  for (let n = 2; n <= 12; n++) {
    term *= -log / n;
    sum -= term;
  }
  return sum;
}

/** The time in which the bandwidth at the bend carries the bits, s: a least bandwidth bends there. Infinity without a bend. */
export function bendTimeS(bits: number, snrHz: number, { q }: Ceiling): number {
  return bits === 0 || q <= 0 ? NEVER : (bits * Math.LN2) / (snrHz * q);
}
