/** phi = values[n], any convex decreasing function of the number scheduled. */

import { InputError } from '../../../core/errors.js';
import { ANY_FINITE, readArray, readNumber } from '../../../core/read.js';
import { certainly } from '../check/penalty-terms.js';
import { addDown, mulDown } from '../check/rounding.js';
import { noWorth, type PenaltyKind } from './kind.js';

export interface CountPenalty {
  readonly kind: 'count';
  /** One value for each n = 0..K, convex and decreasing. */
  readonly values: readonly number[];
}

export const count: PenaltyKind<CountPenalty> = {
  kind: 'count',
  words: 'a given function of the number that takes part',
  argument: 'count',
  fields: ['values'],
  read: (record, { deviceCount }) => ({ kind: 'count', values: readValues(record.values, deviceCount) }),
  numbers: ({ values }) => values,
  value: ({ values }, _, n) => values[n]!,
  // The line through n down to 0 is part of the terms.
  scale: ({ values }, weight, weighted, n) => {
    const fall = n === 0 ? 0 : values[n - 1]! - values[n]!;
    return Math.abs(weighted) + weight * n * Math.abs(fall);
  },
  withOneMore: ({ values }) => ({ kind: 'count', values: [...values, values.at(-1)!] }),
  without: ({ values }) => ({ kind: 'count', values: values.slice(0, -1) }),
  checking: {
    most: ({ values }) => values.reduce((most, value) => Math.max(most, value), values[0]!),
    shares: 'any',
    enclose: ({ values }, n) => certainly(values[n]!),
    shareTerm: () => 0,
    countTerm,
  },
  solving: {
    shareWorth: noWorth,
    headWorth: ({ values }, weight, n) => weight * (values[n - 1]! - values[n]!),
    shareConjugate: noWorth,
    countConjugate,
  },
};

function countConjugate(
  { values }: CountPenalty,
  weight: number,
  countPrice: number,
  least: number,
  most: number,
): number {
  // Convex in n: bisect on the first n whose next step no longer descends.
  let low = least;
  let high = most;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (weight * (values[middle + 1]! - values[middle]!) < countPrice) low = middle + 1;
    else high = middle;
  }
  // Rounding in the values may put the least a step aside.
  let best = Number.POSITIVE_INFINITY;
  for (let n = Math.max(least, low - 1); n <= Math.min(most, low + 1); n++) {
    best = Math.min(best, weight * values[n]! - countPrice * n);
  }
  return best;
}

/** phi(0), phi(1), ..., phi(K): decreasing (not strictly) and convex, up to rounding. */
function readValues(value: unknown, deviceCount: number): readonly number[] {
  const field = 'penalty.values';
  const values = readArray(value, field).map((v, n) => readNumber(v, `${field}[${n}]`, ANY_FINITE));
  if (values.length !== deviceCount + 1) {
    throw new InputError(
      field,
      `${values.length} values`,
      `${deviceCount + 1} values, one for each n = 0..K`,
    );
  }
  for (let n = 1; n < values.length; n++) {
    const fall = values[n - 1]! - values[n]!;
    // Rounding of the values at hand: a large one elsewhere excuses nothing.
    const slack = 1e-12 * (Math.abs(values[n - 2] ?? 0) + Math.abs(values[n - 1]!) + Math.abs(values[n]!));
    if (fall < -slack) throw new InputError(`${field}[${n}]`, values[n], 'a value not above the one before');
    if (n > 1 && fall > values[n - 2]! - values[n - 1]! + slack) {
      throw new InputError(`${field}[${n}]`, values[n], 'convex values (each fall at most the one before)');
    }
  }
  return values;
}

/** Every n is looked at: nothing rests on the values' being convex. */
function countTerm(
  { values }: CountPenalty,
  weight: number,
  nu: number,
  least: number,
  most: number,
  at: number,
): number {
  const lineAt = (n: number) => mulDown(-nu, n - at);
  let best = Number.POSITIVE_INFINITY;
  for (let n = least; n <= most; n++) {
    const value = addDown(mulDown(weight, values[n]!), lineAt(n));
    if (Number.isNaN(value)) return value;
    if (value < best) best = value;
  }
  return best;
}
