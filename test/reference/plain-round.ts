/**
 * A round problem by plain means: every schedule, every tau of a grid, the band's price by bisection. Slow, short, and of
 * nothing that solvers or the checker use. Its values are those of feasible points, so a true lower bound is never above.
 */
import type { RoundDevice, RoundProblem } from '../../src/problem/round/problem.js';
import { formulaAsCode } from './random-formulas.js';

/** The best that one schedule reaches with every delay at most `tauS`. */
export interface PlainPoint {
  /** Bit k is set for device k. */
  readonly schedule: number;
  readonly tauS: number;
  readonly objective: number;
  /** Sum of the magnitudes of the objective's terms. */
  readonly size: number;
}

/** What a device's link is like: gamma behind the SNR gap, and how much of L = ln(1 + gamma/b) modulation carries. */
interface Link {
  readonly gamma: number;
  readonly mostLog: number;
}

function linkOf({ maxSpectralEfficiency, snrGap = 0 }: RoundProblem, { snrHz }: RoundDevice): Link {
  const mostLog = (maxSpectralEfficiency ?? Number.POSITIVE_INFINITY) * Math.LN2;
  return { gamma: snrHz / 10 ** (snrGap / 10), mostLog };
}

const seconds = (bits: number, b: number, { gamma, mostLog }: Link) =>
  bits === 0
    ? 0
    : b > 0
      ? (bits * Math.LN2) / (b * Math.min(mostLog, Math.log1p(gamma / b)))
      : Number.POSITIVE_INFINITY;

/** The least x > 0 with f(x) true, f being monotone, as a number at which it is true; Infinity for none. */
function leastTrue(f: (x: number) => boolean, start: number): number {
  let high = start;
  for (let i = 0; i < 600 && !f(high); i++) high *= 4;
  if (!f(high)) return Number.POSITIVE_INFINITY;
  let low = high;
  for (let i = 0; i < 1100 && f(low); i++) low /= 4;
  for (let i = 0; i < 100; i++) {
    const middle = low + (high - low) / 2;
    if (!(middle > low && middle < high)) break;
    if (f(middle)) high = middle;
    else low = middle;
  }
  return high;
}

/** phi of a schedule, by the contract's words. */
function phi({ penalty }: RoundProblem, x: number, n: number, numerator: number): number {
  switch (penalty.kind as string) {
    case 'linear':
      return 1 - x;
    case 'quadratic':
      return (1 - x) ** 2;
    case 'inverse':
      return n === 0 ? (penalty as { cap: number }).cap : (1 - x) / x;
    case 'count':
      return (penalty as unknown as { values: number[] }).values[n]!;
    case 'expression': {
      const { phi: formula, cap } = penalty as unknown as { phi: string; cap: number };
      return n === 0 ? cap : formulaAsCode(formula)(x);
    }
    default: {
      const { cap, constant } = penalty as unknown as { cap: number; constant: number };
      return n === 0 ? cap : (constant + numerator) / x - constant;
    }
  }
}

/** Feasible points of a problem of a few devices: for every schedule its best at each tau (once, where tau has no price). */
export function plainPoints(problem: RoundProblem, taus: readonly number[]): PlainPoint[] {
  const { devices, deadlineS = Number.POSITIVE_INFINITY } = problem;
  const priced = problem.delayKind === 'synchronous' && problem.delayPrice > 0;
  const points: PlainPoint[] = [];
  for (let schedule = 0; schedule < 2 ** devices.length; schedule++) {
    const members = devices.filter((_, k) => (schedule >> k) & 1);
    if (members.length < (problem.minScheduled ?? 0)) continue;
    if (members.length > (problem.maxScheduled ?? devices.length)) continue;
    for (const tauS of priced ? taus : [deadlineS]) {
      if (tauS > deadlineS) continue;
      const found = pointAt(problem, members, tauS, priced);
      if (found !== undefined) points.push({ schedule, tauS, ...found });
    }
  }
  return points;
}

function pointAt(
  problem: RoundProblem,
  members: RoundProblem['devices'],
  tauS: number,
  priced: boolean,
): { objective: number; size: number } | undefined {
  const { bandwidthHz, penaltyWeight, delayPrice, delayKind } = problem;
  const numerators = (problem.penalty as { numerators?: Record<string, number> }).numerators ?? {};
  const least: number[] = [];
  const prices: number[] = [];
  const links = members.map((device) => linkOf(problem, device));
  let values = 0;
  let x = 0;
  let numerator = 0;
  let objective = priced ? delayPrice * tauS : 0;
  for (const [i, device] of members.entries()) {
    const { energyPrice = 0, energyLimitJ, fixedEnergyJ, transmitPowerW, uplinkBits, value = 0 } = device;
    const spent = energyLimitJ === undefined ? Number.POSITIVE_INFINITY : energyLimitJ - fixedEnergyJ;
    const longest = transmitPowerW > 0 ? spent / transmitPowerW : spent < 0 ? -1 : Number.POSITIVE_INFINITY;
    const time = Math.min(tauS - device.fixedDelayS, longest);
    if (time < 0) return undefined;
    const needed =
      uplinkBits === 0 || time === Number.POSITIVE_INFINITY
        ? 0
        : leastTrue((b) => seconds(uplinkBits, b, links[i]!) <= time, bandwidthHz);
    least.push(needed);
    const delayWeight = delayKind === 'mean' ? delayPrice * device.share : 0;
    prices.push(energyPrice * transmitPowerW + delayWeight);
    objective += energyPrice * fixedEnergyJ + delayWeight * device.fixedDelayS;
    values += value;
    x += device.share;
    numerator += numerators[device.id] ?? 0;
  }
  const bandwidths = divide(members, links, least, prices, bandwidthHz);
  if (bandwidths === undefined) return undefined;
  members.forEach((device, i) => {
    if (prices[i]! > 0) objective += prices[i]! * seconds(device.uplinkBits, bandwidths[i]!, links[i]!);
  });
  const penalty = penaltyWeight * phi(problem, x, members.length, numerator);
  const size = Math.abs(penalty) + penaltyWeight + objective + values;
  return { objective: penalty + objective - values, size };
}

/** Everybody's least bandwidth, and more for those it is worth something to, until the band is used. */
function divide(
  members: RoundProblem['devices'],
  links: readonly Link[],
  least: readonly number[],
  prices: readonly number[],
  totalHz: number,
): number[] | undefined {
  const sum = (b: readonly number[]) => b.reduce((total, hz) => total + hz, 0);
  if (!(sum(least) <= totalHz)) return undefined;
  if (members.every((device, i) => prices[i]! * device.uplinkBits === 0)) return [...least];
  const at = (lambda: number) =>
    members.map((device, i) => {
      const cost = prices[i]! * device.uplinkBits;
      if (cost === 0) return least[i]!;
      // What one more hertz saves falls with b: the trade is where it meets the price.
      const saves = (b: number) => {
        const { gamma, mostLog } = links[i]!;
        const log = Math.log1p(gamma / b);
        if (log > mostLog) return (cost * Math.LN2) / (b * mostLog) / b;
        return (cost * Math.LN2 * (log - gamma / (gamma + b))) / (b * log) / (b * log);
      };
      return Math.max(
        least[i]!,
        Math.min(
          totalHz,
          leastTrue((b) => saves(b) <= lambda, totalHz),
        ),
      );
    });
  const lambda = leastTrue((l) => sum(at(l)) <= totalHz, 1e-6);
  return lambda === Number.POSITIVE_INFINITY ? undefined : at(lambda);
}
