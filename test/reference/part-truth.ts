/**
 * What schedules of a small round problem really cost, by enumeration and plain bisection: the reference that bounds of parts
 * are held against, the checker's and any solver's. Shares nothing with either. What is found is a feasible point's cost (with
 * the stated slack), so no valid bound of a part that holds it exceeds it.
 */
import type { RoundDevice, RoundProblem } from '../../src/problem/round/problem.js';
import { formulaAsCode } from './random-formulas.js';

const SLACK = 1 + 1e-12;
const TURNS = 44;

/** A part: who is in (1), out (-1) or free (0); the largest delay, the number and the shares within ranges. */
export interface TruePart {
  readonly fixed: ArrayLike<number>;
  readonly earliestS: number;
  readonly latestS: number;
  readonly leastCount: number;
  readonly mostCount: number;
  readonly leastShare: number;
  readonly mostShare: number;
}

export interface Cost {
  readonly value: number;
  /** Sum of the magnitudes of its terms: what rounding is measured against. */
  readonly size: number;
}

const NONE: Cost = { value: Number.POSITIVE_INFINITY, size: 0 };

interface Schedule {
  readonly devices: readonly RoundDevice[];
  readonly members: readonly number[];
  readonly share: number;
  /** The same without rounding, times 2^1100. */
  readonly exactShare: bigint;
  /** The best tau where tau is free. */
  readonly bestS: number;
  readonly costs: Map<number, Cost>;
}

export class PartTruth {
  private readonly schedules: readonly Schedule[];
  private readonly isPriced: boolean;

  constructor(readonly problem: RoundProblem) {
    this.isPriced = problem.delayKind === 'synchronous' && problem.delayPrice > 0;
    const { devices } = problem;
    this.schedules = Array.from({ length: 2 ** devices.length }, (_, set) => {
      const members = devices.map((_, k) => k).filter((k) => (set >> k) & 1);
      const chosen = members.map((k) => devices[k]!);
      const share = chosen.reduce((sum, device) => sum + device.share, 0);
      const exactShare = chosen.reduce((sum, device) => sum + exactly(device.share), 0n);
      const found = { devices: chosen, members, share, exactShare, bestS: 0, costs: new Map() };
      return { ...found, bestS: this.isPriced ? this.bestTau(found) : Number.POSITIVE_INFINITY };
    });
  }

  /** Delays worth splitting at. */
  get delaysS(): readonly number[] {
    return this.schedules.map(({ bestS }) => bestS).filter((s) => Number.isFinite(s) && s > 0);
  }

  /** The least over the part. */
  least(part: TruePart): Cost {
    let best = NONE;
    for (const schedule of this.schedules) {
      if (!isIn(schedule, part)) continue;
      const cost = this.leastOf(schedule, part);
      if (cost.value < best.value) best = cost;
    }
    return best;
  }

  private leastOf(schedule: Schedule, { earliestS, latestS, leastShare }: TruePart): Cost {
    if (schedule.members.length === 0) return leastShare > 0 ? NONE : this.costAt(schedule, 0);
    if (!this.isPriced) return this.costAt(schedule, latestS);
    return this.costAt(schedule, Math.min(Math.max(schedule.bestS, earliestS), latestS));
  }

  private bestTau(schedule: Schedule): number {
    if (schedule.members.length === 0) return 0;
    const slowest = schedule.devices.reduce((most, { fixedDelayS }) => Math.max(most, fixedDelayS), 0);
    const { deadlineS = 1e4 } = this.problem;
    // Golden section in ln(tau - slowest): where nothing fits the cost is infinite, and less time does not help.
    const at = (z: number) => this.solve(schedule, slowest + Math.exp(z)).value;
    let low = Math.log(1e-7);
    let high = Math.log(Math.max(deadlineS - slowest, 1e-6));
    for (let turn = 0; turn < 40; turn++) {
      const [a, b] = [low + 0.382 * (high - low), low + 0.618 * (high - low)];
      const [first, second] = [at(a), at(b)];
      if (first <= second && first < Number.POSITIVE_INFINITY) high = b;
      else low = a;
    }
    return slowest + Math.exp(high);
  }

  private costAt(schedule: Schedule, tauS: number): Cost {
    let cost = schedule.costs.get(tauS);
    if (cost === undefined) {
      cost = this.solve(schedule, tauS);
      schedule.costs.set(tauS, cost);
    }
    return cost;
  }

  /** The least cost with every delay at most tauS. */
  private solve({ devices, members, share }: Schedule, tauS: number): Cost {
    const { problem } = this;
    const { penaltyWeight, delayPrice } = problem;
    const penalty = penaltyWeight * phi(problem, members, share);
    const delay = this.isPriced && members.length > 0 ? delayPrice * tauS : 0;
    let fixed = 0;
    let size = Math.abs(penalty) + penaltyWeight + delay;
    for (const device of devices) {
      const mean = problem.delayKind === 'mean' ? delayPrice * device.share * device.fixedDelayS : 0;
      const own = (device.energyPrice ?? 0) * device.fixedEnergyJ + mean;
      fixed += own - (device.value ?? 0);
      size += own + (device.value ?? 0);
    }
    const sending = this.leastSending(devices, tauS);
    return { value: penalty + delay + fixed + sending, size: size + sending };
  }

  /** sum c/r(b) at its least over sum b <= B, b at least what tau, deadline and energy limits ask. */
  private leastSending(devices: readonly RoundDevice[], tauS: number): number {
    const { problem } = this;
    const band = problem.bandwidthHz * SLACK;
    const leasts: number[] = [];
    for (const device of devices) {
      const { fixedDelayS, fixedEnergyJ, transmitPowerW, energyLimitJ } = device;
      let timeS = tauS - fixedDelayS;
      if (problem.deadlineS !== undefined) {
        if (fixedDelayS > problem.deadlineS) return Number.POSITIVE_INFINITY;
        timeS = Math.min(timeS, (problem.deadlineS - fixedDelayS) * SLACK);
      }
      if (energyLimitJ !== undefined) {
        if (fixedEnergyJ > energyLimitJ) return Number.POSITIVE_INFINITY;
        if (transmitPowerW > 0)
          timeS = Math.min(timeS, ((energyLimitJ - fixedEnergyJ) / transmitPowerW) * SLACK);
      }
      leasts.push(this.leastBandwidth(device, timeS, band));
    }
    const least = leasts.reduce((sum, b) => sum + b, 0);
    if (!(least <= band)) return Number.POSITIVE_INFINITY;
    return this.trade(devices, leasts, band);
  }

  private leastBandwidth(device: RoundDevice, timeS: number, band: number): number {
    if (timeS < 0) return Number.POSITIVE_INFINITY;
    if (device.uplinkBits === 0 || timeS === Number.POSITIVE_INFINITY) return 0;
    const carries = (b: number) => this.rate(device, b) * timeS >= device.uplinkBits;
    if (!carries(band)) return Number.POSITIVE_INFINITY;
    return bisect(Math.log(band) - 60, Math.log(band), carries);
  }

  /** One price for a hertz, found by bisection; each device's bandwidth by bisection on what one more saves. */
  private trade(devices: readonly RoundDevice[], leasts: readonly number[], band: number): number {
    const costs = devices.map((device) => this.sendCost(device));
    const used = (b: readonly number[]) => b.reduce((sum, hz) => sum + hz, 0);
    const at = (lnPrice: number) =>
      devices.map((device, i) => {
        const cost = costs[i]!;
        if (cost === 0) return leasts[i]!;
        const enough = (b: number) => this.saving(device, cost, b) <= Math.exp(lnPrice);
        if (!enough(band)) return band;
        return Math.max(leasts[i]!, bisect(Math.log(band) - 60, Math.log(band), enough));
      });
    if (costs.every((cost) => cost === 0)) return 0;
    let low = -120;
    let high = 60;
    for (let turn = 0; turn < TURNS; turn++) {
      const middle = (low + high) / 2;
      if (used(at(middle)) > band) low = middle;
      else high = middle;
    }
    const found = at(high);
    if (used(found) > band) return Number.POSITIVE_INFINITY;
    return devices.reduce((sum, device, i) => {
      return sum + (costs[i] === 0 ? 0 : costs[i]! / this.rate(device, found[i]!));
    }, 0);
  }

  private sendCost({ share, energyPrice = 0, transmitPowerW, uplinkBits }: RoundDevice): number {
    const mean = this.problem.delayKind === 'mean' ? this.problem.delayPrice * share : 0;
    return (energyPrice * transmitPowerW + mean) * uplinkBits;
  }

  private snr(device: RoundDevice, b: number): number {
    return device.snrHz / 10 ** ((this.problem.snrGap ?? 0) / 10) / b;
  }

  private rate(device: RoundDevice, b: number): number {
    const shannon = b * Math.log1p(this.snr(device, b)) * Math.LOG2E;
    return Math.min(shannon, b * (this.problem.maxSpectralEfficiency ?? Number.POSITIVE_INFINITY));
  }

  /** -d/db of cost/r(b). */
  private saving(device: RoundDevice, cost: number, b: number): number {
    const x = this.snr(device, b);
    const cap = this.problem.maxSpectralEfficiency ?? Number.POSITIVE_INFINITY;
    const rate = this.rate(device, b);
    const bits = Math.log1p(x) * Math.LOG2E;
    const rise = bits > cap ? cap : bits - (x / (1 + x)) * Math.LOG2E;
    return (cost * rise) / (rate * rate);
  }
}

/** The least e^z in [low, high] that does; `does` holds at high and from somewhere on. */
function bisect(low: number, high: number, does: (value: number) => boolean): number {
  let [a, b] = [low, high];
  for (let turn = 0; turn < TURNS; turn++) {
    const middle = (a + b) / 2;
    if (does(Math.exp(middle))) b = middle;
    else a = middle;
  }
  return Math.exp(b);
}

/** v 2^1100, a whole number. */
function exactly(v: number): bigint {
  let [digits, exponent] = [v, 1100];
  while (!Number.isInteger(digits)) {
    digits *= 2;
    exponent--;
  }
  return BigInt(digits) << BigInt(exponent);
}

function isIn({ members, exactShare }: Schedule, part: TruePart): boolean {
  const n = members.length;
  if (n < part.leastCount || n > part.mostCount) return false;
  if (part.leastShare > 0 && exactShare < exactly(part.leastShare)) return false;
  if (part.mostShare < 2 && exactShare > exactly(part.mostShare)) return false;
  let place = 0;
  for (let k = 0; k < part.fixed.length; k++) {
    const isMember = members[place] === k;
    if (isMember) place++;
    if (part.fixed[k] === (isMember ? -1 : 1)) return false;
  }
  return true;
}

function phi({ penalty, devices }: RoundProblem, members: readonly number[], x: number): number {
  const n = members.length;
  switch (penalty.kind) {
    case 'linear':
      return 1 - x;
    case 'quadratic':
      return (1 - x) ** 2;
    case 'inverse':
      return n === 0 ? penalty.cap : (1 - x) / x;
    case 'count':
      return penalty.values[n]!;
    case 'fraction': {
      if (n === 0) return penalty.cap;
      const top = members.reduce((sum, k) => sum + penalty.numerators[devices[k]!.id]!, penalty.constant);
      return top / x - penalty.constant;
    }
    case 'expression':
      return n === 0 ? penalty.cap : formulaAsCode(penalty.phi)(x);
  }
}
