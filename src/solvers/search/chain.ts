/**
 * Equal and nearly equal devices (docs/certificates.md, chains): in a chain every device is at least as good as the next
 * in everything, so that some best schedule takes none without all those before it. Where one chain holds everybody the
 * only question is how many.
 */
import { linearFraction, penaltyArgument } from '../../problem/round/penalty/penalty.js';
import type { RoundDevice, RoundProblem } from '../../problem/round/problem.js';

export interface Chain {
  /** Device indexes, the best first. */
  readonly order: readonly number[];
  /** Nothing tells them apart. */
  readonly equal: boolean;
}

/** So many neighbours are looked at before everybody is sorted. */
const SAMPLE = 12;

/** The chain of all devices; undefined where they are not one. */
export function chainOfAll(problem: RoundProblem): Chain | undefined {
  const { devices } = problem;
  if (devices.length < 2) return undefined;
  const dominates = dominance(problem);
  for (let k = 1; k < Math.min(devices.length, SAMPLE); k++) {
    if (!dominates(devices[k - 1]!, devices[k]!) && !dominates(devices[k]!, devices[k - 1]!))
      return undefined;
  }
  const numerator = numeratorOf(problem);
  const equal = devices.every(
    (device) => isSame(device, devices[0]!) && numerator(device) === numerator(devices[0]!),
  );
  const order = Array.from(devices.keys());
  if (equal) return { order, equal };
  const before = (a: RoundDevice, b: RoundDevice) => compare(a, b) || numerator(a) - numerator(b);
  order.sort((i, j) => before(devices[i]!, devices[j]!) || i - j);
  for (let place = 1; place < order.length; place++) {
    if (!dominates(devices[order[place - 1]!]!, devices[order[place]!]!)) return undefined;
  }
  return { order, equal };
}

/** What is better where it is less; the share comes last, since it may not have to be ordered. */
const LESS_IS_BETTER = [
  'uplinkBits',
  'fixedDelayS',
  'fixedEnergyJ',
  'transmitPowerW',
  'energyPrice',
] as const satisfies readonly (keyof RoundDevice)[];

function number(device: RoundDevice, key: keyof RoundDevice): number {
  return (device[key] as number | undefined) ?? 0;
}

function isSame(a: RoundDevice, b: RoundDevice): boolean {
  if (a.snrHz !== b.snrHz || a.share !== b.share || a.energyLimitJ !== b.energyLimitJ) return false;
  return (
    LESS_IS_BETTER.every((key) => number(a, key) === number(b, key)) &&
    number(a, 'value') === number(b, 'value')
  );
}

/** Negative where a comes first in a chain, if they are in one. */
function compare(a: RoundDevice, b: RoundDevice): number {
  if (a.snrHz !== b.snrHz) return b.snrHz - a.snrHz;
  for (const key of LESS_IS_BETTER)
    if (number(a, key) !== number(b, key)) return number(a, key) - number(b, key);
  const values = number(b, 'value') - number(a, 'value');
  if (values !== 0) return values;
  const limits = (b.energyLimitJ ?? Number.MAX_VALUE) - (a.energyLimitJ ?? Number.MAX_VALUE);
  return limits !== 0 ? limits : b.share - a.share;
}

/** What a linear fraction charges a device for; 0 with any other penalty. */
function numeratorOf({ penalty }: RoundProblem): (device: RoundDevice) => number {
  const numerators = linearFraction(penalty)?.numerators;
  return numerators === undefined ? () => 0 : ({ id }) => numerators[id]!;
}

/** The rule of docs/certificates.md, or a stricter one: products are compared by their factors. */
function dominance(problem: RoundProblem): (a: RoundDevice, b: RoundDevice) => boolean {
  const { penalty, delayKind, delayPrice, devices } = problem;
  const pricedMean = delayKind === 'mean' && delayPrice > 0;
  const byCount = penaltyArgument(penalty) === 'count';
  const isFraction = linearFraction(penalty) !== undefined;
  const numerator = numeratorOf(problem);
  const total = devices.reduce((sum, { share }) => sum + share, 0);
  const moreIsBetter = !byCount && !isFraction && !pricedMean && (penalty.kind !== 'quadratic' || total <= 1);
  const shares = (a: number, b: number) => {
    if (a === b) return true;
    if (byCount) return !pricedMean || a < b;
    return moreIsBetter && a > b;
  };
  return (a, b) => {
    if (!(a.snrHz >= b.snrHz && number(a, 'value') >= number(b, 'value') && shares(a.share, b.share)))
      return false;
    if (!(numerator(a) <= numerator(b))) return false;
    if (a.energyLimitJ !== undefined && !(b.energyLimitJ !== undefined && a.energyLimitJ >= b.energyLimitJ))
      return false;
    return LESS_IS_BETTER.every((key) => number(a, key) <= number(b, key));
  };
}
