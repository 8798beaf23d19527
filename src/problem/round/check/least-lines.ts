/**
 * Lines below the least bandwidth m_k(tau) (docs/certificate-format.md, 4.2): r is concave and u/y convex in the time of
 * sending y = tau - a, so for any b0, y0 > 0
 *
 *   b >= b0 + (u (2 - y/y0)/y0 - r(b0)) / r'(b0)     for every b that carries u bits in y seconds,
 *
 * a straight line in tau. It is found once for a device on an interval of tau, and serves every price.
 */
import type { Facts } from './facts.js';
import { snrForRate } from './guess.js';
import { LN2_DOWN, LN2_UP, newSnrTerms, type SnrTerms, setSnrTerms } from './logarithm.js';
import { addDown, addUp, divDown, divUp, mulDown, mulUp, productDown } from './rounding.js';

/** An interval of the largest delay tau, and where to linearise. */
export interface TauRange {
  /** Where tau has no price only `latestS` counts. */
  readonly earliestS: number;
  readonly latestS: number;
  /** In the interval. */
  readonly atS: number;
}

/** Of enclosures of the logarithm. */
const MAX_SNR = 2 ** 1023;

/** A limit this little before the end of the interval bends nothing. */
const NEAR = 1e-9;
/** A guess this little beyond the band may be within it. */
const NEARLY = 1 + 1e-6;

const UNKNOWN = 0;
/** Cannot take part within the interval, proven. */
export const EXCLUDED = 1;
/** Has nothing to send. */
export const SILENT = 2;
/** Any bandwidth will do, or none better is proven: the line is 0. */
const UNHELD = 3;
export const HELD = 4;

export class LeastLines {
  private readonly state: Uint8Array;
  /** Lower ends of the line at both ends of the interval, Hz; without a latest end `late` is its slope, Hz/s. */
  readonly early: Float64Array;
  readonly late: Float64Array;
  /** The SNR at which the rate was linearised; 0 where it was not. */
  readonly snr: Float64Array;
  /** 1 where the line is the cap's, b >= R/cap, not the tangent of Shannon's rate. */
  readonly byCap: Uint8Array;
  readonly isEndless: boolean;
  private readonly terms: SnrTerms = newSnrTerms();

  constructor(
    private readonly facts: Facts,
    readonly range: TauRange,
    /** Whether tau has a price; else the lines are wanted at the latest end alone. */
    readonly isPriced: boolean,
  ) {
    const { deviceCount } = facts;
    this.state = new Uint8Array(deviceCount);
    this.early = new Float64Array(deviceCount);
    this.late = this.isPriced ? new Float64Array(deviceCount) : this.early;
    this.snr = new Float64Array(deviceCount);
    this.byCap = new Uint8Array(deviceCount);
    this.isEndless = this.isPriced && range.latestS === Number.POSITIVE_INFINITY;
  }

  isKnown(k: number): boolean {
    return this.state[k] !== UNKNOWN;
  }

  stateOf(k: number): number {
    if (this.state[k] === UNKNOWN) this.state[k] = this.find(k);
    return this.state[k]!;
  }

  isOut(k: number): boolean {
    return this.stateOf(k) === EXCLUDED;
  }

  /** Most seconds that device k may send for if it is done by `tauS` and keeps its energy limit, up. */
  mostS(k: number, tauS: number): number {
    return Math.min(addUp(tauS, -this.facts.fixedDelayS[k]!), this.facts.longestUplinkS[k]!);
  }

  private find(k: number): number {
    const { facts, range } = this;
    const mostS = this.mostS(k, range.latestS);
    if (mostS < 0) return EXCLUDED;
    if (facts.uplinkBits[k] === 0) return SILENT;
    if (mostS === 0) return EXCLUDED;
    const limitS = facts.longestUplinkS[k]!;
    const fixedS = facts.fixedDelayS[k]!;
    const isLimited = limitS !== Number.POSITIVE_INFINITY && limitS <= this.decisiveS() - fixedS;
    if (isLimited) return this.holdAt(k, limitS, false) || this.excludeOr(k, mostS);
    const atS = this.isPriced ? range.atS - fixedS : addUp(range.latestS, -fixedS);
    if (atS === Number.POSITIVE_INFINITY) return UNHELD;
    const held = atS > 0 ? this.holdAt(k, atS, this.isPriced) : UNKNOWN;
    if (held !== UNKNOWN) return held;
    // Cannot make it by then: linearised at the end, if it can by then.
    const endS = range.latestS - fixedS;
    const lastS = Math.min(endS, limitS);
    const late = range.latestS !== range.atS && lastS > 0 && lastS !== Number.POSITIVE_INFINITY;
    const moves = endS * (1 - NEAR) <= limitS;
    return (late && this.holdAt(k, moves ? endS : limitS, moves)) || this.excludeOr(k, mostS);
  }

  /** The place that says which line is taken where a device has two (a bend in tau). */
  private decisiveS(): number {
    const { earliestS, latestS, atS } = this.range;
    if (!this.isPriced) return latestS;
    const isInner = (atS > earliestS && atS < latestS) || latestS === Number.POSITIVE_INFINITY;
    return isInner ? atS : (earliestS + latestS) / 2;
  }

  /** The band itself does not carry the bits in time: r(B) is below what is needed. Else nothing is known. */
  private excludeOr(k: number, mostS: number): number {
    const { facts, terms } = this;
    const x = divDown(facts.snrHz[k]!, facts.bandwidthHz);
    if (!(x > 0 && x < MAX_SNR)) return UNHELD;
    setSnrTerms(x, terms);
    const shannon = divUp(mulUp(facts.snrHz[k]!, terms.logHigh), mulDown(x, LN2_DOWN));
    const rate = Math.min(shannon, mulUp(facts.bandwidthHz, facts.bitsPerHz));
    return mulUp(rate, mostS) < facts.uplinkBits[k]! ? EXCLUDED : UNHELD;
  }

  /**
   * Linearises at y0 = `timeS`.
   * @param moves whether the line moves with tau; else it holds for every time up to y0
   * @returns HELD, or UNKNOWN where the least bandwidth is beyond the band
   */
  private holdAt(k: number, timeS: number, moves: boolean): number {
    const { facts } = this;
    const needed = facts.uplinkBits[k]! / timeS;
    if (facts.bitsPerHz !== Number.POSITIVE_INFINITY && this.isCapped(k, needed)) {
      if (!(needed / facts.bitsPerHz <= facts.bandwidthHz * NEARLY)) return UNKNOWN;
      return this.holdByCap(k, timeS, moves);
    }
    const gamma = facts.snrHz[k]!;
    const q = (needed * Math.LN2) / gamma;
    if (!(q < 1)) return UNKNOWN;
    const x = snrForRate(q);
    if (!(x > 0 && x < MAX_SNR && gamma / x <= facts.bandwidthHz * NEARLY)) return UNKNOWN;
    setSnrTerms(x, this.terms);
    this.snr[k] = x;
    const bits = facts.uplinkBits[k]!;
    const natsLow = divDown(mulDown(bits, LN2_DOWN), timeS);
    const natsHigh = divUp(mulUp(bits, LN2_UP), timeS);
    const { excessLow, excessHigh, logHigh } = this.terms;
    const carried = divUp(mulUp(gamma, logHigh), x);
    const base = divDown(gamma, x);
    const hzAt = (factor: number) => {
      const missing = addDown(productDown(natsLow, natsHigh, factor), -carried);
      return addDown(base, missing >= 0 ? divDown(missing, excessHigh) : divDown(missing, excessLow));
    };
    return this.write(k, timeS, moves, hzAt, divUp(divUp(natsHigh, timeS), excessLow));
  }

  private isCapped(k: number, needed: number): boolean {
    const b = needed / this.facts.bitsPerHz;
    return Math.log1p(this.facts.snrHz[k]! / b) * Math.LOG2E >= this.facts.bitsPerHz;
  }

  /** r(b) <= cap b: the rate's other line. */
  private holdByCap(k: number, timeS: number, moves: boolean): number {
    const { bitsPerHz, uplinkBits, snrHz } = this.facts;
    this.snr[k] = (snrHz[k]! * bitsPerHz * timeS) / uplinkBits[k]!;
    this.byCap[k] = 1;
    const hzLow = divDown(divDown(uplinkBits[k]!, bitsPerHz), timeS);
    const hzHigh = divUp(divUp(uplinkBits[k]!, bitsPerHz), timeS);
    return this.write(k, timeS, moves, (factor) => productDown(hzLow, hzHigh, factor), divUp(hzHigh, timeS));
  }

  /** @param fallHzPerS how fast the line falls, up */
  private write(
    k: number,
    timeS: number,
    moves: boolean,
    hzAt: (factor: number) => number,
    fallHzPerS: number,
  ): number {
    const { earliestS, latestS } = this.range;
    const factorAt = (tauS: number) => addDown(2, -divUp(addUp(tauS, -this.facts.fixedDelayS[k]!), timeS));
    if (!this.isPriced) {
      // One end: the line is used where it is highest, and not below 0.
      const factor = latestS === Number.POSITIVE_INFINITY || !moves ? 1 : factorAt(latestS);
      this.early[k] = Math.max(0, hzAt(factor));
      return HELD;
    }
    this.early[k] = hzAt(moves ? factorAt(earliestS) : 1);
    if (this.isEndless) this.late[k] = moves ? -fallHzPerS : 0;
    else this.late[k] = hzAt(moves ? factorAt(latestS) : 1);
    return HELD;
  }
}
