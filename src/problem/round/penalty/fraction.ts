/**
 * phi = (constant + sum of the scheduled devices' numerators)/x - constant, `cap` for nobody scheduled. With numerators
 * of 0 and a constant of 1 it is (1 - x)/x; in general it is not decreasing: leaving somebody out can help.
 */
import { InputError } from '../../../core/errors.js';
import { ANY_FINITE, readNumber, readObject } from '../../../core/read.js';
import { byId } from '../by-id.js';
import { certainly, type Interval, type Mass, plainCountTerm } from '../check/penalty-terms.js';
import { addDown, addUp, divDown, divUp } from '../check/rounding.js';
import { countAlone, noWorth, type PenaltyKind, plainScale } from './kind.js';

export interface FractionPenalty {
  readonly kind: 'fraction';
  /** phi of nobody. */
  readonly cap: number;
  /** n_0, any sign. */
  readonly constant: number;
  /** n_k by device id, any sign; one for every device. */
  readonly numerators: Readonly<Record<string, number>>;
}

export const fraction: PenaltyKind<FractionPenalty> = {
  kind: 'fraction',
  words: '(n₀ + Σ nₖ)/x − n₀, a linear fraction of who takes part',
  argument: 'share',
  fields: ['cap', 'constant', 'numerators'],
  read: (record, { deviceIds }) => ({
    kind: 'fraction',
    cap: readNumber(record.cap, 'penalty.cap', ANY_FINITE),
    constant: readNumber(record.constant, 'penalty.constant', ANY_FINITE),
    numerators: readNumerators(record.numerators, deviceIds),
  }),
  // Objects put ids that look like numbers first: sorted, the order is everybody's.
  numbers: ({ cap, constant, numerators }) => [
    cap,
    constant,
    ...Object.keys(numerators)
      .sort()
      .map((id) => numerators[id]!),
  ],
  value: ({ cap, constant, numerators }, x, n, ids) => {
    if (n === 0) return cap;
    return ids().reduce((sum, id) => sum + numerators[id]!, constant) / x - constant;
  },
  scale: plainScale,
  withOneMore: (penalty, id) => ({ ...penalty, numerators: { ...penalty.numerators, [id]: 0 } }),
  without: ({ numerators, ...penalty }, id) => {
    const ids = Object.keys(numerators).filter((other) => other !== id);
    return { ...penalty, numerators: byId(ids, (place) => numerators[ids[place]!]!) };
  },
  checking: {
    most: mostOf,
    shares: 'equal',
    enclose: (penalty, n, mass, ids) => (n === 0 ? certainly(penalty.cap) : enclose(penalty, mass, ids())),
    shareTerm: () => 0,
    countTerm: (_p, _weight, nu, least, most, at) => plainCountTerm(nu, least, most, at),
    fraction: (penalty) => penalty,
  },
  solving: {
    shareWorth: ({ constant }, weight, x) => (weight * constant) / (x * x),
    headWorth: noWorth,
    shareConjugate: ({ constant }, weight, sharePrice, most) =>
      leastOfConstant(constant, weight, sharePrice, most),
    countConjugate: countAlone,
    fraction: (penalty) => penalty,
  },
};

/** min over 0 < x <= most of W n0/x + sigma x - W n0, for n0 >= 0; a negative n0 has none. */
function leastOfConstant(constant: number, weight: number, sharePrice: number, most: number): number {
  const scaled = weight * constant;
  if (scaled === 0) return Math.min(0, sharePrice * most);
  if (scaled < 0) return Number.NEGATIVE_INFINITY;
  const x = sharePrice > 0 ? Math.min(most, Math.sqrt(scaled / sharePrice)) : most;
  return (scaled * (1 - x)) / x + sharePrice * x;
}

function enclose({ constant, numerators }: FractionPenalty, { x }: Mass, ids: readonly string[]): Interval {
  let low = constant;
  let high = constant;
  for (const id of ids) {
    low = addDown(low, numerators[id]!);
    high = addUp(high, numerators[id]!);
  }
  return {
    low: addDown(divDown(low, low >= 0 ? x.high : x.low), -constant),
    high: addUp(divUp(high, high >= 0 ? x.low : x.high), -constant),
  };
}

/** With every numerator that costs, over the least share. */
function mostOf({ cap, constant, numerators }: FractionPenalty, leastShare: number): number {
  const top = Object.values(numerators).reduce((sum, n) => addUp(sum, Math.max(0, n)), constant);
  // x <= 1 + 1e-9: a negative top is divided by no more.
  return Math.max(cap, addUp(divUp(top, top >= 0 ? leastShare : 1 + 1e-8), -constant));
}

function readNumerators(value: unknown, ids: readonly string[]): Readonly<Record<string, number>> {
  const field = 'penalty.numerators';
  const record = readObject(value, field);
  const numerators = byId(ids, (place) => {
    const id = ids[place]!;
    return readNumber(Object.hasOwn(record, id) ? record[id] : undefined, `${field}.${id}`, ANY_FINITE);
  });
  for (const id of Object.keys(record)) {
    if (!Object.hasOwn(numerators, id))
      throw new InputError(`${field}.${id}`, record[id], 'an id of the problem');
  }
  return numerators;
}
