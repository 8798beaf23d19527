/**
 * The price of a unit of share where the penalty is a linear fraction: the greatest of a concave function of one variable,
 *   D(sigma) = min over u in [u1, u2] of kappa u + sigma (1/u - xIn) + the chord of sum min(0, a_k(u) + nu - sigma pi_k),
 * with a_k(u) the cost of a free device at u = 1/x. Its slope is 1/u less the share selected there; where many change sides
 * at one price, a part of them counts.
 */
import { leastOverInverse } from '../tools/linear-fraction.js';

/** What is being selected from. */
export interface FractionChoice {
  /** Costs of free devices at both ends of u; Infinity: cannot take part. */
  readonly atLow: Float64Array;
  readonly atHigh: Float64Array;
  readonly share: Float64Array;
  readonly inShare: number;
  readonly uLow: number;
  readonly uHigh: number;
  /** W (n0 + sum of the numerators of those who are in): the line in u. */
  readonly kappa: number;
}

/** D at one price, with who is selected there. */
export interface FractionPoint {
  sigma: number;
  value: number;
  /** d D / d sigma. */
  slope: number;
  /** u at which the minimum is attained, and where it lies between the ends. */
  u: number;
  part: number;
  /** Number selected at u, a part where the ends differ. */
  heads: number;
}

const MOST_TURNS = 40;
const MOST_STEPS = 60;
/** Of the size of D: what is left to gain where the search ends. */
const ACCURACY = 1e-13;
/** Of what D lacks: a better price would not change what becomes of the part. */
const OF_THE_GAP = 1e-3;

/** Of the share selected: a slope below it is rounding, and a larger price gains nothing. */
const FLAT = 1e-12;

const noPoint = (): FractionPoint => ({ sigma: 0, value: 0, slope: 0, u: 0, part: 0, heads: 0 });

/** Finds the best price; keeps its last two sides, which a neighbouring bandwidth price starts from. */
export class FractionPrices {
  /** Sides of the greatest value: slope >= 0, and slope < 0. */
  rising = noPoint();
  falling = noPoint();
  private spare = noPoint();
  private start: number;
  private step = 0;
  private readonly least = { value: 0, place: 0 };

  /** @param guess a price to start from */
  constructor(guess: number) {
    this.start = guess;
  }

  get best(): FractionPoint {
    return this.rising.value >= this.falling.value ? this.rising : this.falling;
  }

  /** Of the selection at the side that falls: it and the other together select what they should. */
  get mixture(): number {
    const [up, down] = [this.rising.slope, -this.falling.slope];
    return up > 0 && down > 0 ? up / (up + down) : up > 0 ? 1 : 0;
  }

  /**
   * @param nu price of taking part
   * @param goal a value that is good enough
   * @param most |sigma| beyond which no price is useful
   */
  find(choice: FractionChoice, nu: number, goal: number, most: number): void {
    this.evaluate(choice, Math.max(-most, Math.min(most, this.start)), nu);
    const first = this.spare;
    const isRising = first.slope >= 0;
    this.keep();
    const size = Math.abs(first.value) + Math.abs(first.sigma);
    let step = Math.max(this.step, 1e-6 * size, Number.MIN_VALUE * 2 ** 60);
    for (let turn = 0; turn < MOST_STEPS; turn++) {
      const from = isRising ? this.rising : this.falling;
      const next = Math.max(-most, Math.min(most, from.sigma + (isRising ? step : -step)));
      const isAtEnd = next === from.sigma || Math.abs(from.slope) <= FLAT / from.u;
      if (isAtEnd || from.value >= goal) {
        // No other side: this one stands for both.
        Object.assign(isRising ? this.falling : this.rising, from);
        this.start = from.sigma;
        return;
      }
      this.evaluate(choice, next, nu);
      const turned = this.spare.slope >= 0 !== isRising;
      this.keep();
      if (turned) break;
      step *= 4;
    }
    this.narrow(choice, nu, goal);
    this.start = this.best.sigma;
    this.step = Math.max(4 * (this.falling.sigma - this.rising.sigma), 1e-3 * Math.abs(this.start));
  }

  /** The tangents of both sides meet above what there is to gain; every third time the middle. */
  private narrow(choice: FractionChoice, nu: number, goal: number): void {
    for (let turn = 1; turn < MOST_TURNS; turn++) {
      const { rising, falling } = this;
      const width = falling.sigma - rising.sigma;
      const best = Math.max(rising.value, falling.value);
      if (!(width > 0) || best >= goal) return;
      const meet = (falling.value - rising.value - falling.slope * width) / (rising.slope - falling.slope);
      const gain = rising.value + rising.slope * meet - best;
      const enough = Math.max(ACCURACY * Math.abs(best), OF_THE_GAP * Math.min(goal - best, Math.abs(best)));
      if (!(gain > enough)) return;
      const isInside = meet > 0 && meet < width && turn % 4 !== 0;
      const sigma = rising.sigma + (isInside ? meet : width / 2);
      if (!(sigma > rising.sigma && sigma < falling.sigma)) return;
      this.evaluate(choice, sigma, nu);
      this.keep();
    }
  }

  /** Puts the point just evaluated on its side. */
  private keep(): void {
    const { spare } = this;
    if (spare.slope >= 0) {
      this.spare = this.rising;
      this.rising = spare;
    } else {
      this.spare = this.falling;
      this.falling = spare;
    }
  }

  private evaluate(choice: FractionChoice, sigma: number, nu: number): void {
    const { atLow, atHigh, share, kappa, uLow, uHigh, inShare } = choice;
    const { spare, least } = this;
    let low = 0;
    let high = 0;
    let shareLow = 0;
    let shareHigh = 0;
    let headsLow = 0;
    let headsHigh = 0;
    for (let i = 0; i < share.length; i++) {
      const s = share[i]!;
      const price = sigma * s - nu;
      const a = atLow[i]! - price;
      const b = atHigh[i]! - price;
      if (a < 0) {
        low += a;
        shareLow += s;
        headsLow++;
      }
      if (b < 0) {
        high += b;
        shareHigh += s;
        headsHigh++;
      }
    }
    leastOverInverse(kappa, sigma, uLow, uHigh, low, high, least);
    const u = least.place;
    const part = uHigh > uLow ? (u - uLow) / (uHigh - uLow) : 0;
    spare.sigma = sigma;
    spare.value = least.value - sigma * inShare;
    spare.u = u;
    spare.part = part;
    spare.slope = 1 / u - inShare - (shareLow + part * (shareHigh - shareLow));
    spare.heads = headsLow + part * (headsHigh - headsLow);
  }
}
