/**
 * Where a device changes sides: the root of V_in - V_out, the best objectives with the device forced in and out, along one
 * parameter. What is reported is not the root but two values of the parameter at which both sides were solved and proven.
 */
import { penaltyArgument } from '../problem/round/penalty/penalty.js';
import type { RoundDevice, RoundProblem } from '../problem/round/problem.js';
import { decibelToRatio } from '../system/units.js';
import type { Prover } from './prover.js';
import { type Forced, solveForced } from './sides.js';
import type { Flip, FlipParameter } from './types.js';

/** A parameter of one device: its value now, how far it may go, and the problem at another value. */
interface Parameter {
  readonly now: number;
  /** The far end of the search, given on which side the device is. */
  limit(pair: Pair): number;
  at(value: number): RoundProblem;
  /** A coordinate in which the root is looked for. */
  readonly toCoordinate: (value: number) => number;
  readonly fromCoordinate: (z: number) => number;
  /** In that coordinate. */
  readonly width: number;
  /** Whether the problem without the device changes, too. */
  readonly changesOthers: boolean;
}

/** Best schedules of either side at one value of the parameter. */
export interface Pair {
  readonly problem: RoundProblem;
  readonly in: Forced;
  readonly out: Forced;
}

/** Positive: better out. Undefined where the proofs leave it open. */
function sideOf(pair: Pair): 'in' | 'out' | undefined {
  if (pair.in.high < pair.out.low) return 'in';
  if (pair.out.high < pair.in.low) return 'out';
  return undefined;
}

const MOST_DB = 60;
const DB_WIDTH = 0.01;
const RELATIVE_WIDTH = 1e-4;
/** The least share that is tried, as a part of the share itself, and what is left of all others' where it is largest. */
const LEAST_SHARE = 1e-6;
const LEAST_OTHERS = 0.01;
const identity = (x: number) => x;

function shareOf(problem: RoundProblem, k: number): Parameter | string {
  const device = problem.devices[k]!;
  const isSeen =
    (penaltyArgument(problem.penalty) === 'share' && problem.penaltyWeight > 0) ||
    (problem.delayKind === 'mean' && problem.delayPrice > 0);
  if (!isSeen) return 'nothing in this problem depends on shares';
  const all = problem.devices.reduce((sum, { share }) => sum + share, 0);
  const others = all - device.share;
  const alone = problem.devices.length === 1;
  return {
    now: device.share,
    limit: (pair) =>
      sideOf(pair) === 'in' ? device.share * LEAST_SHARE : alone ? 1 : all - others * LEAST_OTHERS,
    at: (share) => {
      const factor = alone ? 1 : (all - share) / others;
      const devices = problem.devices.map((other, i) =>
        i === k ? { ...other, share } : { ...other, share: other.share * factor },
      );
      return { ...problem, devices };
    },
    toCoordinate: Math.log,
    fromCoordinate: Math.exp,
    width: RELATIVE_WIDTH,
    changesOthers: true,
  };
}

function changed(problem: RoundProblem, k: number, change: Partial<RoundDevice>): RoundProblem {
  return { ...problem, devices: problem.devices.map((d, i) => (i === k ? { ...d, ...change } : d)) };
}

function energyPriceOf(problem: RoundProblem, k: number): Parameter | string {
  const device = problem.devices[k]!;
  const { fixedEnergyJ, transmitPowerW, uplinkBits, snrHz } = device;
  const now = device.energyPrice ?? 0;
  const leastJ = fixedEnergyJ + (transmitPowerW * uplinkBits * Math.LN2) / snrHz;
  if (!(leastJ > 0)) return 'it spends no energy';
  return {
    now,
    // Whatever the bandwidth, a joule's price costs at least leastJ of itself: beyond this it cannot be in.
    limit: (pair) =>
      sideOf(pair) === 'in' ? now + (1.001 * (pair.out.high - pair.in.low)) / leastJ + 1e-9 * now : 0,
    at: (energyPrice) => changed(problem, k, { energyPrice }),
    toCoordinate: identity,
    fromCoordinate: identity,
    width: Number.NaN,
    changesOthers: false,
  };
}

function snrDbOf(problem: RoundProblem, k: number): Parameter | string {
  const { snrHz, uplinkBits } = problem.devices[k]!;
  if (uplinkBits === 0) return 'it has nothing to send';
  return {
    now: 0,
    limit: (pair) => (sideOf(pair) === 'in' ? -MOST_DB : MOST_DB),
    at: (dB) => changed(problem, k, { snrHz: snrHz * decibelToRatio(dB) }),
    toCoordinate: identity,
    fromCoordinate: identity,
    width: DB_WIDTH,
    changesOthers: false,
  };
}

const PARAMETERS: Readonly<Record<FlipParameter, (problem: RoundProblem, k: number) => Parameter | string>> =
  { share: shareOf, energyPrice: energyPriceOf, snrDb: snrDbOf };

export const FLIP_PARAMETERS = Object.keys(PARAMETERS) as readonly FlipParameter[];

/** What one search for flips works with. */
export interface FlipSearch {
  readonly prover: Prover;
  readonly problem: RoundProblem;
  /** Index of the device. */
  readonly k: number;
  /** Both sides as the problem is now. */
  readonly now: Pair;
  /** Told of the pairs that prove what is said. */
  readonly keep: (claim: string, pair: Pair) => void;
}

/** One value tried. */
interface Try {
  readonly z: number;
  readonly pair: Pair;
  readonly side: 'in' | 'out' | undefined;
  /** V_in - V_out. */
  readonly excess: number;
}

/** Most values tried between two that are proven. */
const TRIES = 60;

export function flipOf(search: FlipSearch, name: FlipParameter): Flip {
  const { problem, k, now: pair } = search;
  const parameter = PARAMETERS[name](problem, k);
  const { id } = problem.devices[k]!;
  const now = nowOf(problem.devices[k]!, name);
  if (typeof parameter === 'string') return { status: 'no effect', now, why: parameter };
  const start = tried(parameter.toCoordinate(now), pair);
  const fixed = fixedBecause(name, pair);
  if (fixed !== undefined) return { status: 'no effect', now, why: fixed };
  if (start.side === undefined) return { status: 'open', now, why: openBecause(search, pair) };
  const limit = parameter.limit(pair);
  const far = at(search, parameter, parameter.toCoordinate(limit));
  if (far.side === undefined) return { status: 'open', now, why: openBecause(search, far.pair) };
  if (far.side === start.side) {
    search.keep(`${id}: still ${start.side} at ${name} ${limit}`, far.pair);
    return { status: 'never', now, upTo: limit };
  }
  const [near, beyond] = narrow(search, parameter, start, far);
  for (const { z, side, pair: proof } of [near, beyond]) {
    search.keep(`${id}: ${side} at ${name} ${parameter.fromCoordinate(z)}`, proof);
  }
  const value = ({ z }: Try) => (z === start.z ? now : parameter.fromCoordinate(z));
  return { status: 'flips', now, between: [value(near), value(beyond)] };
}

/** Where only one side has a schedule at all, a price or a share changes nothing. */
function fixedBecause(name: FlipParameter, pair: Pair): string | undefined {
  if (pair.out.low === Number.POSITIVE_INFINITY) return 'no schedule without it is feasible';
  const isImpossible = pair.in.low === Number.POSITIVE_INFINITY && name !== 'snrDb';
  return isImpossible ? 'no schedule with it is feasible' : undefined;
}

function nowOf(device: RoundDevice, name: FlipParameter): number {
  if (name === 'share') return device.share;
  return name === 'energyPrice' ? (device.energyPrice ?? 0) : 0;
}

function openBecause({ prover }: FlipSearch, pair: Pair): string {
  if (prover.isOver) return 'the time was up';
  const tie = Math.abs(pair.in.high - pair.out.high) <= 1e-8 * Math.abs(pair.out.high);
  return tie ? 'in and out cost the same here' : 'the solver could not prove either side';
}

function tried(z: number, pair: Pair): Try {
  return { z, pair, side: sideOf(pair), excess: pair.in.high - pair.out.high };
}

function at({ prover, problem, k, now }: FlipSearch, parameter: Parameter, z: number): Try {
  const changedProblem = parameter.at(parameter.fromCoordinate(z));
  const ids = [problem.devices[k]!.id];
  const near = now.out.decision ?? now.in.decision!;
  const out = parameter.changesOthers
    ? solveForced(prover, changedProblem, { in: [], out: ids }, { known: 0, near })
    : now.out;
  // Without a schedule on the other side any M does.
  const known = Number.isFinite(out.high) ? out.high : now.in.high;
  const into = now.in.decision ?? near;
  const inside = solveForced(prover, changedProblem, { in: ids, out: [] }, { known, near: into });
  return tried(z, { problem: changedProblem, in: inside, out });
}

/** Two values, as near to each other as the parameter asks for, with the device proven on either side. */
function narrow(search: FlipSearch, parameter: Parameter, start: Try, far: Try): readonly [Try, Try] {
  let near = start;
  let beyond = far;
  let [nearExcess, farExcess] = [near.excess, beyond.excess];
  for (let turn = 0; turn < TRIES; turn++) {
    const gap = beyond.z - near.z;
    const width = Number.isNaN(parameter.width)
      ? RELATIVE_WIDTH * Math.max(Math.abs(near.z), Math.abs(beyond.z))
      : parameter.width;
    if (Math.abs(gap) <= width) break;
    const part = secant(nearExcess, farExcess);
    // A little towards the side that is farther away, so that both move in.
    const nudged = part + (Math.sign(0.5 - part) * width) / (3 * Math.abs(gap));
    const next = decided(search, parameter, near.z + gap * Math.min(0.999, Math.max(0.001, nudged)), width);
    if (next === undefined) break;
    if (next.side === start.side) {
      near = next;
      [nearExcess, farExcess] = [next.excess, farExcess / 2];
    } else {
      beyond = next;
      [nearExcess, farExcess] = [nearExcess / 2, next.excess];
    }
  }
  return [near, beyond];
}

/** Where between 0 (near) and 1 (far) the line through both ends is 0; the middle where they are no numbers. */
function secant(near: number, far: number): number {
  const part = near / (near - far);
  return Number.isFinite(part) && part > 0 && part < 1 ? part : 0.5;
}

/** A try whose side is proven, at z or beside it; undefined where the proofs do not tell. */
function decided(search: FlipSearch, parameter: Parameter, z: number, width: number): Try | undefined {
  for (const step of [0, 0.2, -0.2]) {
    const found = at(search, parameter, z + step * width);
    if (found.side !== undefined) return found;
    if (search.prover.isOver) return undefined;
  }
  return undefined;
}
