/**
 * What one kind of penalty phi (theory 3) tells the rest of the house. A file a kind: `<kind>.ts` exports its entry,
 * `table.ts` lists it, and nothing else names kinds.
 */

import type { Interval, Mass, ShareRange } from '../check/penalty-terms.js';

/** What a device adds to a penalty's totals is its share, or one head. */
export type PenaltyArgument = 'share' | 'count';

/** What the reader of a kind's fields may need to know of the problem. */
export interface PenaltyReading {
  readonly deviceCount: number;
  readonly deviceIds: readonly string[];
  /** Of the devices, where they are known. */
  readonly shares?: readonly number[];
}

/** @typeParam P the penalty as it stands in a problem */
export interface PenaltyKind<P extends { readonly kind: string }> {
  readonly kind: P['kind'];
  /** For reports: "(1 - x)², a convex penalty". */
  readonly words: string;
  /** The same of one penalty, where its numbers are needed to say what it is. */
  inWords?(penalty: P): string;
  readonly argument: PenaltyArgument;
  /** Fields of the JSON beside `kind`, all required. */
  readonly fields: readonly string[];
  /**
   * @param record the JSON's fields, not looked at yet
   * @throws InputError naming the field, its value and its range
   */
  read(record: Readonly<Record<string, unknown>>, problem: PenaltyReading): P;
  /** Every number that enters the mathematics, for the problem's fingerprint. */
  numbers(penalty: P): readonly number[];
  /**
   * phi of a schedule of n devices with shares summing to x.
   * @param ids of them; asked for only by a kind that tells devices apart
   */
  value(penalty: P, x: number, n: number, ids: () => readonly string[]): number;
  /**
   * Size of the terms whose difference W phi is: what rounding is measured against.
   * @param weighted W phi of a schedule of n
   */
  scale(penalty: P, weight: number, weighted: number, n: number): number;
  /** The penalty of a scenario that names this kind; absent where a scenario cannot. @param shares of all devices */
  readonly forScenario?: (shares: readonly number[]) => P;
  /** The same penalty in a problem with one more device, the last, that changes nothing unless it takes part. @param id of it */
  withOneMore(penalty: P, id: string): P;
  /** The same penalty in a problem without one of its devices, whose share still counts as missing. */
  without(penalty: P, id: string): P;
  /** Absent: no solver takes the kind. */
  readonly solving?: PenaltySolving<P>;
  readonly checking: PenaltyChecking<P>;
}

/**
 * The forms that the checker needs, rounded outwards. They share no code with `solving`: an error there must not
 * fool both sides.
 */
export interface PenaltyChecking<P> {
  /**
   * Encloses phi.
   * @param n devices scheduled
   * @param mass their shares
   * @param ids of them; asked for only by a kind that tells devices apart
   */
  enclose(penalty: P, n: number, mass: Mass, ids: () => readonly string[]): Interval;
  /**
   * At most W phi(x) + sigma (x - xA) for every x of the range, for kinds that see shares; 0 for the others.
   * @param sigma any sign
   */
  shareTerm(penalty: P, weight: number, sigma: number, range: ShareRange): number;
  /**
   * At most [W phi(n)] - nu (n - nA) for every whole n in [least, most], phi only for kinds that count heads.
   * @param nu any sign
   */
  countTerm(penalty: P, weight: number, nu: number, least: number, most: number, at: number): number;
  /** phi = (constant + sum of numerators)/x - constant: such a kind is bounded over corners of tau and 1/x instead. */
  fraction?(penalty: P): LinearFraction;
  /** At least phi of every schedule. @param leastShare of a device */
  most(penalty: P, leastShare: number): number;
  /** Shares that a device must have against another's to stand before it in a chain; 'any' where they do not enter. */
  readonly shares: 'more' | 'more up to 1' | 'equal' | 'any';
}

/**
 * The forms that solvers need. By conjugates a price on participation gives a supporting line:
 * W phi(x) >= conjugate(sigma) - sigma x for every x, and the same in the number scheduled n.
 */
export interface PenaltySolving<P> {
  /** The worth of a unit of share is the same at every x. */
  readonly isLine?: true;
  /** -W phi' at x, the worth of one more unit of share: >= 0 but for a linear fraction, 0 for a kind that does not see shares. */
  shareWorth(penalty: P, weight: number, x: number): number;
  /** W (phi(n - 1) - phi(n)) >= 0, the worth of the n-th head (n >= 1); 0 for a kind that does not count them. */
  headWorth(penalty: P, weight: number, n: number): number;
  /**
   * min over 0 < x <= most of W phi(x) + sigma x; 0 for a kind that does not see shares.
   * @param sharePrice sigma >= 0
   * @param most largest sum of shares that a schedule reaches
   */
  shareConjugate(penalty: P, weight: number, sharePrice: number, most: number): number;
  /**
   * min over the whole numbers n in [least, most] of W phi(n) - nu n; of -nu n alone for a kind that does not count.
   * @param countPrice nu, any sign
   */
  countConjugate(penalty: P, weight: number, countPrice: number, least: number, most: number): number;
  /**
   * For a kind that depends on who takes part, phi = (constant + sum of numerators)/x - constant: the forms above are those
   * of its part constant/x - constant, and solvers charge the numerators to the devices.
   */
  fraction?(penalty: P): LinearFraction;
}

/** The numbers of phi = (constant + sum of numerators)/x - constant. */
export interface LinearFraction {
  readonly constant: number;
  /** By device id. */
  readonly numerators: Readonly<Record<string, number>>;
}

/** W (1 + |phi|): the scale of kinds whose terms are 1 and x. */
export function plainScale(_penalty: unknown, weight: number, weighted: number): number {
  return weight + Math.abs(weighted);
}

/** min over n in [least, most] of -nu n: the count's conjugate for kinds that see shares alone. */
export function countAlone(
  _penalty: unknown,
  _weight: number,
  countPrice: number,
  least: number,
  most: number,
): number {
  return Math.min(-countPrice * least, -countPrice * most);
}

export function noWorth(): number {
  return 0;
}
