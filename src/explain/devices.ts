/** Why a device is in or out: what it brings, what it costs, what the best schedule with it on the other side costs. */
import { byId } from '../problem/round/by-id.js';
import { evaluateDecision, uplinkS } from '../problem/round/evaluate.js';
import type { RoundDecision, RoundDevice, RoundProblem } from '../problem/round/problem.js';
import { FLIP_PARAMETERS, type FlipSearch, flipOf, type Pair } from './flips.js';
import { NO_SIDES } from './forced-problem.js';
import type { Prover } from './prover.js';
import { difference, hertzPrice, type Known } from './resources.js';
import { type Forced, solveForced } from './sides.js';
import type { DeviceExplanation, Flip, FlipParameter, InsideCosts, OtherSide } from './types.js';
import { deviceWords } from './words.js';

export interface DeviceQuestion {
  readonly prover: Prover;
  readonly problem: RoundProblem;
  /** The schedule that is explained. */
  readonly shown: Known;
  /** The best that is known. */
  readonly best: Known;
  readonly keep: FlipSearch['keep'];
}

/** The best schedule with each device on the side where `best` does not have it: [device index] -> that. */
export function otherSides({ prover, problem, best }: DeviceQuestion): Forced[] {
  const inside = new Set(best.decision.scheduled);
  return problem.devices.map(({ id }) => {
    const sides = inside.has(id) ? { in: [], out: [id] } : { in: [id], out: [] };
    return solveForced(prover, problem, sides, { known: best.objective, near: best.decision });
  });
}

/** @param other the best schedule with device k on the side where `best` does not have it */
export function explainDevice(
  question: DeviceQuestion,
  k: number,
  other: Forced,
  withFlips: boolean,
): DeviceExplanation {
  const { problem, shown, best, keep } = question;
  const device = problem.devices[k]!;
  const scheduled = shown.decision.scheduled.includes(device.id);
  const pair = pairOf(question, device, other);
  const otherSide = scheduled ? pair.out : pair.in;
  const decision = scheduled ? shown.decision : pair.in.decision;
  keep(device.id, pair);
  const search = { prover: question.prover, problem, k, now: pair, keep };
  const flips = byId(FLIP_PARAMETERS, (i): Flip => {
    if (withFlips) return flipOf(search, FLIP_PARAMETERS[i]!);
    return { status: 'open', now: 0, why: 'not asked for' };
  }) as Record<FlipParameter, Flip>;
  const found = {
    id: device.id,
    scheduled,
    worth: worthOf(problem, shown.decision, device),
    ...(decision === undefined ? {} : { inside: insideCosts(problem, decision, device) }),
    otherSide: describe(otherSide, scheduled ? 'out' : 'in', shown),
    flips,
  };
  return { ...found, words: deviceWords(found, best.decision.scheduled.includes(device.id)) };
}

/** Both sides of a device in the problem as it is: one is the best schedule itself. */
function pairOf({ problem, best }: DeviceQuestion, { id }: RoundDevice, other: Forced): Pair {
  const own: Forced = {
    sides: NO_SIDES,
    value: 0,
    solution: other.solution,
    low: best.bound,
    high: best.objective,
    decision: best.decision,
  };
  return best.decision.scheduled.includes(id)
    ? { problem, in: own, out: other }
    : { problem, in: other, out: own };
}

function describe(forced: Forced, side: 'in' | 'out', shown: Known): OtherSide {
  const { low, high, decision } = forced;
  const isImpossible = low === Number.POSITIVE_INFINITY;
  const isProven = Number.isFinite(high) && high - low <= 3e-9 * Math.abs(high) + 1e-300;
  return {
    forced: side,
    status: isImpossible ? 'impossible' : isProven ? 'proven' : 'open',
    objective: [low, high],
    costsMore: high - shown.objective,
    ...(decision === undefined
      ? { joins: [], leaves: [] }
      : difference(shown.decision.scheduled, decision.scheduled)),
  };
}

/** What the penalty and the device's own value change by if it alone comes or goes; nothing else is looked at. */
function worthOf(problem: RoundProblem, decision: RoundDecision, device: RoundDevice): number {
  const without = decision.scheduled.filter((id) => id !== device.id);
  return (
    problem.penaltyWeight * (phiOf(problem, without) - phiOf(problem, [...without, device.id])) +
    (device.value ?? 0)
  );
}

/** phi of schedules of one problem, whatever their bandwidths. */
export function phiIn(problem: RoundProblem): (scheduled: readonly string[]) => number {
  const bare: RoundProblem = {
    ...problem,
    penaltyWeight: 1,
    delayPrice: 0,
    devices: problem.devices.map(({ energyPrice: _, value: __, ...device }) => device),
  };
  return (scheduled) =>
    evaluateDecision(bare, { scheduled, bandwidthHz: byId(scheduled, () => 1) }).objective;
}

/** phi of one. */
export const phiOf = (problem: RoundProblem, scheduled: readonly string[]): number =>
  phiIn(problem)(scheduled);

function insideCosts(problem: RoundProblem, decision: RoundDecision, device: RoundDevice): InsideCosts {
  const bandwidthHz = decision.bandwidthHz[device.id]!;
  const sendS = uplinkS(device, bandwidthHz, problem);
  const energyJ = device.fixedEnergyJ + (device.transmitPowerW === 0 ? 0 : device.transmitPowerW * sendS);
  const price = hertzPrice(problem, decision.scheduled);
  return {
    bandwidthHz,
    hertzPrice: price,
    bandwidthCost: price * bandwidthHz,
    delayS: device.fixedDelayS + sendS,
    energyJ,
    energyCost: (device.energyPrice ?? 0) * energyJ,
  };
}
