/**
 * What a device costs at one set of multipliers, from below (docs/certificate-format.md, 4.3): c/r(b) + lambda b is convex
 * in b, so its tangent at any b1 lies below it, and the tangent's least over [m(tau), B], m(tau) a line below the least
 * bandwidth, is a line in tau again.
 */
import type { Facts } from './facts.js';
import { snrForTrade } from './guess.js';
import { EXCLUDED, HELD, type LeastLines, SILENT } from './least-lines.js';
import { LN2_DOWN, LN2_UP, newSnrTerms, type SnrTerms, setSnrTerms } from './logarithm.js';
import { addDown, addUp, divDown, divUp, mulDown, mulUp } from './rounding.js';

/** Lower ends of a device's line at both ends of the interval of tau; with no latest end `late` is its slope. */
export interface Charge {
  early: number;
  late: number;
}

const MAX_SNR = 2 ** 1023;

export class Charges {
  private readonly terms: SnrTerms = newSnrTerms();
  /** The tangent of c/r at b1 = gamma/x: its value there, and how fast it falls, enclosed. */
  private valueLow = 0;
  private savingLow = 0;
  private savingHigh = 0;

  /** @param price lambda >= 0 of a hertz */
  constructor(
    private readonly facts: Facts,
    readonly lines: LeastLines,
    private readonly price: number,
  ) {}

  /** At most what device k costs, whatever its bandwidth and tau: no rate exceeds gamma/ln2. */
  leastOf(k: number): number {
    const { fixedCost, sendCost, snrHz } = this.facts;
    return addDown(fixedCost[k]!, divDown(mulDown(sendCost[k]!, LN2_DOWN), snrHz[k]!));
  }

  /** @returns false where device k cannot take part */
  write(k: number, out: Charge): boolean {
    const { facts, lines, price } = this;
    const cost = facts.sendCost[k]!;
    if (cost > 0 && price > 0 && facts.uplinkBits[k]! > 0 && !lines.isKnown(k)) {
      const x = this.freeTrade(k, cost);
      // Where the best trade is in time, the least bandwidth does not matter: the line 0 stands for it.
      if (this.isInTime(k, x)) {
        this.setTangent(k, cost, x);
        this.finish(k, x, 0, 0, 0, out);
        return true;
      }
    }
    const state = lines.stateOf(k);
    if (state === EXCLUDED) return false;
    if (state === SILENT || cost === 0) this.writeUntraded(k, out);
    else this.writeTraded(k, state, cost, out);
    return true;
  }

  /** Sending costs nothing, or nothing is sent: lambda m. */
  private writeUntraded(k: number, out: Charge): void {
    const { facts, lines, price } = this;
    const fixed = facts.fixedCost[k]!;
    out.early = addDown(fixed, mulDown(price, lines.early[k]!));
    const late = mulDown(price, lines.late[k]!);
    out.late = lines.isEndless ? late : addDown(fixed, late);
  }

  private writeTraded(k: number, state: number, cost: number, out: Charge): void {
    const { lines, price } = this;
    const early = lines.early[k]!;
    const late = lines.late[k]!;
    const leastX = lines.snr[k]!;
    let slope = lines.isEndless ? late : 0;
    if (state === HELD && leastX > 0 && leastX < MAX_SNR) {
      // Where the rate bends the tangent is that of the side on which the least bandwidth's own line is.
      if (lines.byCap[k] === 1) this.setCapped(k, cost, leastX);
      else this.setShannon(k, cost, leastX);
      if (price >= this.savingLow) {
        this.finish(k, leastX, early, late, slope, out);
        return;
      }
    }
    const x = this.freeTrade(k, cost);
    if (state !== HELD) slope = 0;
    this.setTangent(k, cost, x);
    this.finish(k, x, early, late, slope, out);
  }

  /** The SNR of the best trade between cost and price of band, at most the whole band. */
  private freeTrade(k: number, cost: number): number {
    const { facts, price } = this;
    const gamma = facts.snrHz[k]!;
    const wide = gamma / facts.bandwidthHz;
    if (price === 0) return wide;
    let x = snrForTrade(price * (gamma / cost) * (gamma / Math.LN2));
    if (Math.log1p(x) * Math.LOG2E > facts.bitsPerHz) {
      // By the cap alone b = sqrt(c / (cap lambda)); the kink between the two rates where that is beyond it.
      const kink = Math.expm1(facts.bitsPerHz * Math.LN2);
      x = Math.max(kink, gamma / Math.sqrt(cost / (facts.bitsPerHz * price)));
    }
    return x > wide ? Math.min(x, MAX_SNR / 2) : wide;
  }

  private isInTime(k: number, x: number): boolean {
    const { facts, lines } = this;
    const { range } = lines;
    const b = facts.snrHz[k]! / x;
    const rate = b * Math.min(Math.log1p(x) * Math.LOG2E, facts.bitsPerHz);
    const seconds = lines.mostS(k, lines.isPriced ? range.atS : range.latestS);
    return rate * seconds >= facts.uplinkBits[k]! * (1 + 1e-12);
  }

  /** Encloses the tangent of c/r at b1 = gamma/x. */
  private setTangent(k: number, cost: number, x: number): void {
    const { bitsPerHz } = this.facts;
    const bits = bitsPerHz === Number.POSITIVE_INFINITY ? 0 : Math.log1p(x) * Math.LOG2E;
    if (bits > bitsPerHz * (1 + 1e-9)) {
      this.setCapped(k, cost, x);
      return;
    }
    this.setShannon(k, cost, x);
    if (bits > bitsPerHz * (1 - 1e-9)) this.mixWithCap(k, cost, x);
  }

  private setShannon(k: number, cost: number, x: number): void {
    const { facts, terms } = this;
    const gamma = facts.snrHz[k]!;
    setSnrTerms(x, terms);
    // Seconds a nat at rate r, over ln2.
    const natLow = divDown(x, mulUp(gamma, terms.logHigh));
    const natHigh = divUp(x, mulDown(gamma, terms.logLow));
    this.valueLow = mulDown(mulDown(cost, LN2_DOWN), natLow);
    this.savingLow = mulDown(mulDown(mulDown(mulDown(cost, LN2_DOWN), natLow), natLow), terms.excessLow);
    this.savingHigh = mulUp(mulUp(mulUp(mulUp(cost, LN2_UP), natHigh), natHigh), terms.excessHigh);
  }

  private setCapped(k: number, cost: number, x: number): void {
    const { bitsPerHz, snrHz } = this.facts;
    const gamma = snrHz[k]!;
    this.valueLow = divDown(mulDown(cost, divDown(x, gamma)), bitsPerHz);
    this.savingLow = mulDown(this.valueLow, divDown(x, gamma));
    const valueHigh = divUp(mulUp(cost, divUp(x, gamma)), bitsPerHz);
    this.savingHigh = mulUp(valueHigh, divUp(x, gamma));
  }

  /** At the kink of the rate every line between its two tangents lies below c/r: one as level as can be. */
  private mixWithCap(k: number, cost: number, x: number): void {
    const { valueLow, savingLow, savingHigh } = this;
    this.setCapped(k, cost, x);
    const steps = this.savingLow - savingLow;
    const part = steps > 0 ? Math.min(1, Math.max(0, (this.price - savingLow) / steps)) : 0;
    // Any numbers a, b >= 0 with a + b = 1 exactly: `rest` is exact where part is at least a half, else part is.
    const a = part >= 0.5 ? part : 1 - (1 - part);
    const b = 1 - a;
    this.valueLow = addDown(mulDown(a, this.valueLow), mulDown(b, valueLow));
    this.savingLow = addDown(mulDown(a, this.savingLow), mulDown(b, savingLow));
    this.savingHigh = addUp(mulUp(a, this.savingHigh), mulUp(b, savingHigh));
  }

  /**
   * The least of the tangent plus lambda b over [m, B]: it rises from m, or falls until B. Where rounding leaves open
   * which, the lower of the two.
   */
  private finish(k: number, x: number, early: number, late: number, slope: number, out: Charge): void {
    const { facts, lines, price } = this;
    const gamma = facts.snrHz[k]!;
    const hzLow = divDown(gamma, x);
    const hzHigh = divUp(gamma, x);
    const base = addDown(addDown(facts.fixedCost[k]!, this.valueLow), mulDown(price, hzLow));
    const riseLow = addDown(price, -this.savingHigh);
    const riseHigh = addUp(price, -this.savingLow);
    const at = (stepHz: number) => addDown(base, mulDown(stepHz >= 0 ? riseLow : riseHigh, stepHz));
    const rising = riseHigh >= 0;
    const falling = riseLow < 0;
    const atBand = falling ? this.atBand(base, riseLow, riseHigh, hzLow) : Number.POSITIVE_INFINITY;
    out.early = rising ? Math.min(at(addDown(early, -hzHigh)), atBand) : atBand;
    if (!lines.isPriced) out.late = out.early;
    else if (lines.isEndless) out.late = rising ? mulDown(riseHigh, slope) : 0;
    else out.late = rising ? Math.min(at(addDown(late, -hzHigh)), atBand) : atBand;
  }

  /** Where the tangent falls: its value at the whole band. */
  private atBand(base: number, riseLow: number, riseHigh: number, hzLow: number): number {
    const step = addUp(this.facts.bandwidthHz, -hzLow);
    return addDown(base, mulDown(step >= 0 ? riseLow : Math.min(riseHigh, 0), step));
  }
}
