/**
 * Nearly the best bandwidth price of a part's dual: the one reached when no other can raise the bound by much. By
 * concavity no price does better than where the tangents of the two sides of the root meet.
 */
import type { Dual, DualPoint } from './dual.js';
import {
  closerPrice,
  firstFactor,
  isTight,
  middlePrice,
  newTrials,
  outerPrice,
  secantPrice,
  tangentPrice,
  typicalPrice,
} from './price-steps.js';

/** Evaluations after which the search for the root's other side settles for a price of 0. */
const OUTWARD_TURNS = 6;
/** Every so many steps that came no nearer, the middle is tried. */
const TANGENTS_IN_TURN = 4;
/** Evaluations beyond those asked for, as long as the root is not bracketed. */
const MORE_TURNS = 60;

/** Goes on where it stopped whenever the cutoff has come nearer. */
export class PriceSearch {
  private readonly totalHz: number;
  private readonly kept: DualPoint[] = [];
  /** The nearest points on either side of the root, and the one with the best bound. */
  private over: DualPoint | undefined;
  private under: DualPoint | undefined;
  private found: DualPoint | undefined;
  private turn = 1;
  private factor = 2;
  /** The last two prices tried. */
  private readonly tried = newTrials();
  /** Steps in a row that did not come nearer to using the band as it is. */
  private misses = 0;

  constructor(private readonly dual: Dual) {
    this.totalHz = dual.columns.bandwidthHz;
  }

  /**
   * @param guess a bandwidth price to start from, 0 for none
   * @param cutoff a bound that is good enough
   * @param evaluations of the dual, about so many at most
   */
  best(guess: number, cutoff: number, evaluations: number): DualPoint {
    const { columns, devices } = this.dual;
    this.take(this.dual.at(guess > 0 ? guess : typicalPrice(columns, devices)));
    this.factor = firstFactor(this.found!.usedHz / this.totalHz);
    return this.refined(cutoff, evaluations);
  }

  /** Goes on from where `best` stopped. */
  refined(cutoff: number, evaluations: number): DualPoint {
    for (; this.turn < evaluations + MORE_TURNS; this.turn++) {
      const { over, under } = this;
      const best = this.found!;
      // A value at the cutoff says that the place of linearisation is at fault, no longer the price.
      if (best.bound >= cutoff || (over !== undefined && over.value >= cutoff)) break;
      if (under !== undefined && under.multipliers.bandwidth === 0) break;
      const bracketed = over !== undefined && under !== undefined;
      // At a price whose own rounding is as large as what is to be gained, a still larger one tells nothing.
      if (!bracketed && over !== undefined && over.slack > Math.abs(cutoff - best.bound)) break;
      if (bracketed && (this.turn >= evaluations || isTight(over, under, best, this.totalHz, cutoff))) break;
      const price = bracketed ? this.between(over, under) : this.outwards();
      this.take(this.dual.at(price, this.unused()));
    }
    return this.found!;
  }

  /** A point that nobody needs any longer. */
  private unused(): DualPoint | undefined {
    const { over, under, found, kept } = this;
    const place = kept.findIndex((p) => p !== over && p !== under && p !== found);
    return place === -1 ? undefined : kept.splice(place, 1)[0];
  }

  /** Puts a point on its side of the root. */
  private take(point: DualPoint): void {
    this.kept.push(point);
    if (this.found === undefined || point.bound > this.found.bound) this.found = point;
    if (point.usedHz > this.totalHz) this.over = point;
    else this.under = point;
    const { tried } = this;
    tried.lnPriceBefore = tried.lnPrice;
    tried.lnUseBefore = tried.lnUse;
    tried.lnPrice = Math.log(point.multipliers.bandwidth);
    tried.lnUse = Math.log(point.usedHz / this.totalHz);
  }

  /** The next price while all lie on one side of the root. */
  private outwards(): number {
    const { over, under, factor } = this;
    this.factor = Math.max(factor * factor, 1.1);
    if (under === undefined) {
      const { bandwidth } = over!.multipliers;
      return bandwidth > 0 ? outerPrice(this.tried, factor) : this.dual.firstPrice(over!);
    }
    return this.turn > OUTWARD_TURNS ? 0 : outerPrice(this.tried, 1 / factor);
  }

  /**
   * The next price between two: a secant where the use of the band is smooth; where it jumps because a device changes
   * sides, the tangents meet at the jump itself; the middle where neither came nearer.
   */
  private between(over: DualPoint, under: DualPoint): number {
    const { tried, totalHz } = this;
    this.misses = Math.abs(tried.lnUse) < 0.5 * Math.abs(tried.lnUseBefore) ? 0 : this.misses + 1;
    const middle = middlePrice(over, under);
    if (this.misses > 0 && this.misses % TANGENTS_IN_TURN === 0) return middle;
    const price =
      this.misses === 0
        ? secantPrice(tried, over, under, totalHz)
        : (closerPrice(tried, over, under) ?? tangentPrice(over, under, totalHz));
    return price > over.multipliers.bandwidth && price < under.multipliers.bandwidth ? price : middle;
  }
}
